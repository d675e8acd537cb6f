import type { At, ThresholdPlan } from '../plan/types.ts';
import { MigrationError } from '../runtime/migration-error.ts';
import type { Session } from '../runtime/session.ts';
import { type MigrationContext, withSession } from './context.ts';
import { countMaps, type MapCounts } from './counts.ts';
import { type VerifyResult, verifyRecords } from './verify.ts';

export interface ReconcileOptions {
  readonly seed: number;
}
export interface ReconcileResult {
  readonly maps: readonly MapCounts[];
  readonly thresholds: readonly {
    readonly measure: string;
    readonly at: At;
    readonly operator: ThresholdPlan['operator'];
    readonly wanted: number;
    /** In percent, 0 to 100. */
    readonly measured: number;
    /** Of how many records or fields. */
    readonly of: number;
    readonly met: boolean;
  }[];
  readonly fields: VerifyResult | null;
  /** Rows that `else create` made and that stand, in the life of the project. */
  readonly derived: number;
  /** Whether any record has a row in the target: otherwise nothing was migrated, or it was rolled back. */
  readonly migrated: boolean;
  /** Something was migrated, every threshold is met and no record is unaccounted for. */
  readonly passed: boolean;
}

/**
 * The report against the thresholds of the map. `counts`: source records in a known state; `owners`: people who have a
 * row in the target; `fields`: values that the target gives back as they were written.
 * @throws MigrationError `usage` for a measure that mapc does not know
 */
export async function reconcile(
  context: MigrationContext,
  options: ReconcileOptions,
): Promise<ReconcileResult> {
  return withSession(context, async (session) => {
    const maps = countMaps(session);
    let fields: VerifyResult | null = null;
    const thresholds: ReconcileResult['thresholds'][number][] = [];
    for (const threshold of session.plan.thresholds) {
      let share: Share;
      switch (threshold.measure) {
        case 'counts':
          share = countsShare(maps);
          break;
        case 'owners':
          share = ownersShare(session, maps);
          break;
        case 'fields': {
          fields = await verifyRecords(session, { sample: threshold.sample, seed: options.seed });
          share = fieldsShare(fields);
          break;
        }
        default:
          throw new MigrationError(
            'usage',
            `reconcile does not know the measure "${threshold.measure}"; it knows counts, owners and fields.`,
          );
      }
      const measured = share.of === 0 ? 100 : (100 * share.good) / share.of;
      thresholds.push({
        measure: threshold.measure,
        at: threshold.at,
        operator: threshold.operator,
        wanted: threshold.percent,
        measured,
        of: share.of,
        met: holds(measured, threshold.operator, threshold.percent),
      });
    }
    const { journal } = session;
    const migrated = journal.holdsRecords();
    const derived = journal.countOps(['run', 'sample', 'provision']).derive ?? 0;
    const passed =
      migrated && maps.every((map) => map.conserved) && thresholds.every((threshold) => threshold.met);
    return { maps, thresholds, fields, derived, migrated, passed };
  });
}

interface Share {
  readonly good: number;
  readonly of: number;
}

function countsShare(maps: readonly MapCounts[]): Share {
  const of = maps.reduce((sum, map) => sum + map.units, 0);
  const missed = maps.reduce((sum, map) => {
    const { gone, ...present } = map.states;
    const accounted = Object.values(present).reduce((total, count) => total + count, 0);
    return sum + Math.abs(map.units - accounted);
  }, 0);
  return { good: Math.max(0, of - missed), of };
}

function ownersShare(session: Session, maps: readonly MapCounts[]): Share {
  const people = maps.filter((map) => session.plan.maps[map.map]?.kind === 'owners');
  const good = people.reduce(
    (sum, { states }) => sum + states.created + states.updated + states.matched + states.unchanged,
    0,
  );
  return { good, of: people.reduce((sum, map) => sum + map.units, 0) };
}

function fieldsShare(result: VerifyResult): Share {
  return { good: result.fields - result.wrong, of: result.fields };
}

function holds(measured: number, operator: ThresholdPlan['operator'], wanted: number): boolean {
  switch (operator) {
    case '=':
    case '==':
      return measured === wanted;
    case '!=':
      return measured !== wanted;
    case '<':
      return measured < wanted;
    case '<=':
      return measured <= wanted;
    case '>':
      return measured > wanted;
    case '>=':
      return measured >= wanted;
  }
}

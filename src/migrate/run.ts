import { isMigration } from '../plan/phase.ts';
import type { Phase } from '../plan/types.ts';
import { drive } from '../runtime/driver.ts';
import { MigrationError } from '../runtime/migration-error.ts';
import { unheldRequires } from '../runtime/requires.ts';
import type { Session } from '../runtime/session.ts';
import { digestOf } from '../schema/digest.ts';
import { type MigrationContext, withSession } from './context.ts';
import { countMaps, type MapCounts, type Worklist, worklist } from './counts.ts';
import { type DriftFinding, findDrift } from './drift.ts';
import { rehearse } from './rehearse.ts';
import { stageDigest } from './stage.ts';

export interface RunOptions {
  /** Tries again what the target refused before, and makes again what people deleted in it. */
  readonly retry: boolean;
  /** Everything but the writing: the target and the journal stay as they are. */
  readonly dryRun: boolean;
}
export interface RunResult {
  /** Number in the journal; null for a dry run. */
  readonly run: number | null;
  /** It went on from where an earlier process was stopped. */
  readonly resumed: boolean;
  readonly maps: readonly MapCounts[];
  /** Rows that `else create` made in this run. */
  readonly derived: number;
  readonly worklist: Worklist;
}

/**
 * The migration. Goes on by itself where it was stopped; on a finished one it writes what differs.
 * @throws MigrationError `unready`, `drift`, `busy`, `stopped`, `interrupted`
 */
export async function run(context: MigrationContext, options: RunOptions): Promise<RunResult> {
  const input = digestOf([digestOf(context.plan), await stageDigest(context)]);
  return withSession(context, async (session) => {
    await refuseDrift(session);
    refuseUnheld(session);
    if (options.dryRun) {
      return rehearse(
        context,
        session,
        isMigration,
        (rehearsal, id) => ({ ...resultOf(rehearsal, id, false), run: null }),
        options.retry,
      );
    }
    const { id, resumed } = session.journal.beginRun('run', input);
    await drive(session, {
      run: id,
      retry: options.retry,
      remake: options.retry,
      only: null,
      maps: isMigration,
    });
    session.journal.endRun(id, 'done');
    return resultOf(session, id, resumed);
  });
}

function resultOf(session: Session, run: number, resumed: boolean): RunResult {
  return {
    run,
    resumed,
    maps: countMaps(session, isMigration),
    derived: session.journal.countDerived(run),
    worklist: worklist(session.journal, session.plan),
  };
}

/** @throws MigrationError `unready` where a `require` of the whole rejects */
function refuseUnheld(session: Session): void {
  const unheld = unheldRequires(session.plan, session.store).filter(({ action }) => action === 'reject');
  if (unheld.length === 0) return;
  const said = unheld.map(({ message, at }) => {
    const span = session.plan.spans[at];
    return span ? `${message} (${span.file}:${span.line})` : message;
  });
  throw new MigrationError(
    'unready',
    `The map requires of the whole what does not hold: ${said.join('; ')}.`,
  );
}

/** A target that no longer looks as the plan expects. */
export class DriftError extends MigrationError {
  readonly findings: readonly DriftFinding[];
  constructor(findings: readonly DriftFinding[]) {
    super(
      findings.every((finding) => finding.kind === 'unprovisioned') ? 'unready' : 'drift',
      `The target is not what the plan expects: ${findings.map((finding) => finding.message).join(' ')}`,
    );
    this.findings = findings;
  }
}

/**
 * @param before `provision` brings what is not provisioned yet, so that is no finding before it
 * @throws DriftError with every finding
 */
export async function refuseDrift(session: Session, before: Phase = 'run'): Promise<void> {
  const found = await findDrift(session);
  const findings = before === 'run' ? found : found.filter(({ kind }) => kind !== 'unprovisioned');
  if (findings.length > 0) throw new DriftError(findings);
}

import type { At, MapPlan } from '../plan/types.ts';
import type { UnitRow } from './journal-types.ts';
import type { Session } from './session.ts';
import type { RecordState, Unit } from './types.ts';

/** What every row of this pass has in common. */
export interface PassContext {
  readonly session: Session;
  readonly run: number;
  readonly map: MapPlan;
}

/** A unit that nothing is known of yet. */
export function blankUnit(
  context: PassContext,
  unit: Unit,
  state: RecordState,
  references: UnitRow['references'],
): UnitRow {
  return {
    map: context.map.id,
    unit: unit.id,
    source: unit.record.id,
    state,
    result: state,
    entity: null,
    target: null,
    claims: false,
    key: null,
    values: {},
    lists: {},
    initial: [],
    edited: [],
    reason: null,
    failure: null,
    at: null,
    strata: [],
    warnings: [],
    references: context.session.traced ? references : [],
    fingerprint: null,
    plan: context.session.planDigest,
    run: context.run,
    laterRun: 0,
  };
}

/** Whether a row of the target is this unit's to write. */
export function stands(
  unit: UnitRow | null,
): unit is UnitRow & { readonly target: string | number; readonly entity: string } {
  return unit?.claims === true && unit.target !== null && unit.entity !== null;
}

/** What the unit is when it ends without a write: its row, where it has one, stands as it was. */
export function settled(
  prior: UnitRow | null,
  fresh: UnitRow,
  end: {
    readonly result: RecordState;
    readonly reason: string | null;
    readonly failure: UnitRow['failure'];
    readonly at: At | null;
  },
): UnitRow {
  const now = {
    reason: end.reason,
    failure: end.failure,
    at: end.at,
    strata: fresh.strata,
    warnings: fresh.warnings,
    references: fresh.references,
    fingerprint: fresh.fingerprint,
    plan: fresh.plan,
    run: fresh.run,
    result: end.result,
  };
  return stands(prior) ? { ...prior, ...now } : { ...fresh, ...now, state: end.result };
}

/** A unit whose row the target would not take. */
export function refusedUnit(known: UnitRow, reason: string, at: At): UnitRow {
  return { ...known, state: 'rejected', result: 'rejected', reason, failure: 'target', at };
}

/** The line that the target's refusal is about: the field that it names, or else the arm. */
export function blame(
  reason: string,
  writes: readonly { readonly field: string; readonly at: At }[],
  otherwise: At,
): At {
  const named = writes
    .filter((write) => reason.includes(write.field))
    .sort((a, b) => b.field.length - a.field.length);
  return named[0]?.at ?? otherwise;
}

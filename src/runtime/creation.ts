import type { WriteArm } from '../plan/types.ts';
import type { Op, UnitRow } from './journal-types.ts';
import type { WriteOutcome } from './types.ts';
import { blame, refusedUnit } from './unit-row.ts';
import { additions, wantedOf } from './wanted.ts';
import type { WriteItem } from './write-parts.ts';

/** The row that is to be made of a record. @param known its unit as it is before that */
export function creationOf(run: number, known: UnitRow, outcome: WriteOutcome, arm: WriteArm): WriteItem {
  const writes = [...outcome.key, ...outcome.always, ...outcome.initial];
  const wanted = wantedOf(writes);
  const after: UnitRow = {
    ...known,
    state: 'created',
    result: 'created',
    claims: true,
    values: wanted.values,
    lists: wanted.lists,
    initial: outcome.initial.map((write) => write.field).sort(),
  };
  const op: Op = {
    run,
    kind: 'create',
    map: known.map,
    unit: known.unit,
    entity: outcome.target,
    target: null,
    sent: wanted.values,
    added: wanted.lists,
    before: {},
    prior: null,
    after,
    probe:
      outcome.key.length > 0
        ? { kind: 'where', where: outcome.key.map((write) => ({ path: write.field, value: write.value })) }
        : { kind: 'match', map: known.map, arm: outcome.arm, lines: outcome.match },
    receipt: null,
    at: arm.at,
  };
  return {
    op,
    values: { ...wanted.values, ...additions(wanted.lists) },
    rejected: (reason) => refusedUnit(known, reason, blame(reason, writes, arm.at)),
  };
}

import type { Evaluated } from './batch.ts';
import { readRows, type Session } from './session.ts';
import { stands } from './unit-row.ts';

/**
 * What was done to rows that people deleted in the target since is done with: the records are strangers again, to be
 * found or made. Records that are not to be written now keep what is known of them.
 */
export async function forgetDeleted(
  session: Session,
  run: number,
  batch: readonly Evaluated<{ readonly kind: string }>[],
): Promise<void> {
  const { journal } = session;
  const standing = batch.flatMap(({ unit, outcome }) => {
    const prior = outcome.kind === 'write' ? journal.unit(unit.map, unit.id) : null;
    return stands(prior) ? [prior] : [];
  });
  for (const [entity, units] of Map.groupBy(standing, (unit) => unit.entity)) {
    const rows = await readRows(
      session,
      entity,
      units.map(({ target }) => target),
      [],
    );
    for (const { target } of units) {
      if (rows.has(target)) continue;
      const ops = journal.opsOn(entity, target).toReversed();
      journal.settle(ops.map((op) => ({ op, state: 'undone' as const, error: null })));
      journal.forgetUnitsOn(entity, target, run);
    }
  }
}

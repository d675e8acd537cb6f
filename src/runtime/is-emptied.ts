import type { JsonValue } from '../schema/model.ts';
import { sameValue } from './canonical.ts';
import { referredRows } from './referred-rows.ts';
import { type Session, targetEntity } from './session.ts';
import { asList } from './wanted.ts';

/**
 * Whether a field lacks what we wrote only because the row that it referred to was taken away: the target empties such
 * references by itself, no person did.
 * @param written the last value that we wrote
 * @param current what the target holds
 */
export function isEmptied(
  session: Pick<Session, 'schema' | 'journal'>,
  entity: string,
  field: string,
  written: JsonValue,
  current: JsonValue,
): boolean {
  const held = asList(current);
  const lost = asList(written).filter((id) => !held.some((one) => sameValue(one, id)));
  const kept = asList(written).length - lost.length;
  const type = targetEntity(session, entity).fields[field]?.type;
  return (
    lost.length > 0 &&
    held.length === kept &&
    lost.every((one) =>
      referredRows(type, one).some((row) => session.journal.isTakenAway(row.entity, row.id)),
    )
  );
}

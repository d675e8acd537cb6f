import type { JsonValue } from '../schema/model.ts';
import { sameValue } from './canonical.ts';
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
  return (
    lost.length > 0 &&
    held.length === kept &&
    lost.every((id) =>
      referredEntities(session, entity, field).some(
        (other) =>
          (typeof id === 'number' || typeof id === 'string') && session.journal.isTakenAway(other, id),
      ),
    )
  );
}

/** The entities that a field refers to. */
export function referredEntities(
  session: Pick<Session, 'schema'>,
  entity: string,
  field: string,
): readonly string[] {
  const type = targetEntity(session, entity).fields[field]?.type;
  return type?.kind === 'reference' ? type.targets : type?.kind === 'references' ? [type.target] : [];
}

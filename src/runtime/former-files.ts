import { isFileDigest, isFileRef } from '../schema/file-ref.ts';
import type { JsonValue } from '../schema/model.ts';
import type { Values } from './journal-types.ts';
import { patiently, readOptions, type Session, targetEntity } from './session.ts';

/**
 * What an update writes over, with files in the store where the target only said what they are: a rollback is to give
 * them back. Of a file that we wrote ourselves the content is there already.
 * @param last what we wrote last, by field
 */
export async function withFormerFiles(
  session: Session,
  entity: string,
  target: string | number,
  before: Values,
  last: Values,
): Promise<Values> {
  const kept: Record<string, JsonValue> = {};
  for (const [field, value] of Object.entries(before)) {
    if (!isFileDigest(value)) continue;
    const own = last[field];
    if (isFileRef(own) && own.sha1 === value.sha1 && own.size === value.size) kept[field] = own;
    else kept[field] = await keep(session, entity, target, field);
  }
  return Object.keys(kept).length === 0 ? before : { ...before, ...kept };
}

async function keep(
  session: Session,
  entity: string,
  target: string | number,
  field: string,
): Promise<JsonValue> {
  // A rehearsal writes nothing, so there is nothing to give back.
  const { keepFile } = session.target;
  if (keepFile === undefined) return null;
  return await patiently(session, false, () =>
    keepFile(targetEntity(session, entity), target, field, session.files, readOptions(session)),
  );
}

/**
 * Fields that the target keeps as one with those of a row that a reference leads to (`Field.mirrors`): while the reference
 * is set, what stands there is that row's value and nobody's doing.
 */
import type { JsonValue } from '../schema/model.ts';
import type { Values } from './journal-types.ts';
import { type Session, targetEntity } from './session.ts';

/** The reference that a field hangs on, "partner_id"; null for other fields. */
function referenceOf(session: Pick<Session, 'schema'>, entity: string, field: string): string | null {
  return targetEntity(session, entity).fields[field]?.mirrors?.split('.')[0] ?? null;
}

/** These fields and the references that some of them hang on, sorted. */
export function withReferences(
  session: Pick<Session, 'schema'>,
  entity: string,
  fields: Iterable<string>,
): readonly string[] {
  const all = [...fields];
  const references = all.flatMap((field) => referenceOf(session, entity, field) ?? []);
  return [...new Set([...all, ...references])].sort();
}

/** Whether the reference that the field hangs on is set in one of these: a row as it is, or what was written to it. */
export function isMirrored(
  session: Pick<Session, 'schema'>,
  entity: string,
  field: string,
  ...values: readonly Values[]
): boolean {
  const reference = referenceOf(session, entity, field);
  return reference !== null && values.some((one) => isSet(one[reference]));
}

function isSet(value: JsonValue | undefined): boolean {
  return value !== null && value !== undefined;
}

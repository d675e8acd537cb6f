import type { ListChange, TargetValues } from '../connectors/contract.ts';
import { asList, union, without } from '../runtime/wanted.ts';
import type { JsonValue } from '../schema/model.ts';

/** Whether a value to write only names what to add to a list or to take from it. */
export function isChange(value: JsonValue | ListChange): value is ListChange {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    ('add' in value || 'remove' in value)
  );
}

/** The values of a row after a write. */
export function applied(
  under: Readonly<Record<string, JsonValue>>,
  values: TargetValues,
): Readonly<Record<string, JsonValue>> {
  const result: Record<string, JsonValue> = { ...under };
  for (const [field, value] of Object.entries(values)) {
    result[field] = isChange(value)
      ? without(union(asList(result[field] ?? null), value.add ?? []), value.remove ?? [])
      : value;
  }
  return result;
}

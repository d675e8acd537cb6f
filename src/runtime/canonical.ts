import { canonicalJson } from '../schema/digest.ts';
import type { JsonValue } from '../schema/model.ts';
import { byCodeUnit } from '../schema/order.ts';

/**
 * Whether two values are the same for a field. Lists of scalars (links, multiple choice) have no order in any target,
 * so they are compared as sets.
 */
export function sameValue(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  return textOf(a) === textOf(b);
}

function textOf(value: JsonValue): string {
  if (!Array.isArray(value)) return canonicalJson(value);
  const items = value.map((item) => canonicalJson(item)).sort(byCodeUnit);
  return `[${items.join()}]`;
}

import { canonicalJson as canonicalText } from '../schema/digest.ts';
import type { JsonValue } from '../schema/model.ts';

export { canonicalJson as canonicalText, digestOf } from '../schema/digest.ts';

/**
 * Whether two values are the same for a field. Lists of scalars (links, multiple choice) have no order in any target,
 * so they are compared as sets.
 */
export function sameValue(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  return canonicalText(unordered(a)) === canonicalText(unordered(b));
}

function unordered(value: JsonValue): JsonValue {
  if (!Array.isArray(value)) return value;
  return [...value].sort((a, b) => {
    const [left, right] = [canonicalText(a), canonicalText(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  });
}

/** Order of ids: strings by code unit, as everywhere in a run. */
export function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import { createHash } from 'node:crypto';
import type { JsonValue } from '../schema/model.ts';

/** JSON with sorted object keys: equal values have equal texts. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}

/** SHA-256, hex, of the canonical text. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalText(value)).digest('hex');
}

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

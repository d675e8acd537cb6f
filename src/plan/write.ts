import { digestOf } from '../schema/digest.ts';
import { sortedEntries } from '../schema/order.ts';
import type { Plan } from './types.ts';

/**
 * The plan as text: JSON with sorted keys and one space of indentation, ending in a newline. Equal plans give equal
 * bytes, and a difference between two of them is readable line by line.
 */
export function planToText(plan: Plan): string {
  return `${JSON.stringify(sorted(plan), null, 1)}\n`;
}

/** SHA-256, hex, of the canonical form: two plans with the same digest do the same. */
export function planDigest(plan: Plan): string {
  return digestOf(plan);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(sortedEntries<unknown>({ ...value }).map(([key, item]) => [key, sorted(item)]));
}

import { digestOf } from '../schema/digest.ts';
import type { JsonValue } from '../schema/model.ts';
import { isSourceRef } from './evaluate-context.ts';

/** Longer texts are named by their digest. */
const LONGEST = 60;

/**
 * A name for each element of a list that stays with it when others come, go or change places: the id of a reference, a
 * value's own text, the digest of anything else. Equal elements are told apart by their number, from the second on.
 */
export function elementNames(elements: readonly JsonValue[]): readonly string[] {
  const seen = new Map<string, number>();
  const taken = new Set<string>();
  return elements.map((element) => {
    const name = nameOf(element);
    let count = seen.get(name) ?? 0;
    let unique = name;
    do {
      count += 1;
      unique = count === 1 ? name : `${name}#${count}`;
    } while (taken.has(unique));
    seen.set(name, count);
    taken.add(unique);
    return unique;
  });
}

function nameOf(element: JsonValue): string {
  const text = isSourceRef(element) ? `${element.entity}:${element.id}` : element;
  if (typeof text === 'string' && text.length <= LONGEST) return text;
  if (typeof text === 'number' || typeof text === 'boolean') return String(text);
  return digestOf(text).slice(0, 16);
}

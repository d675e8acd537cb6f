import { createHash } from 'node:crypto';
import type { SourceRecord } from '../connectors/contract.ts';
import { canonicalJson } from '../schema/digest.ts';
import type { JsonValue } from '../schema/model.ts';

/** Finds records by the values of certain fields: from the values to places in the order of ids. */
export class EqualityIndex {
  readonly #fields: readonly string[];
  readonly #places = new Map<string, number | number[]>();

  /** @param fields sorted */
  constructor(fields: readonly string[]) {
    this.#fields = fields;
  }

  /** Places come in ascending order. A record with a null among the fields is found by no values. */
  add(place: number, record: SourceRecord): void {
    const values = this.#fields.map((field) =>
      Object.hasOwn(record.values, field) ? (record.values[field] ?? null) : null,
    );
    if (values.includes(null)) return;
    const key = keyOf(values);
    const held = this.#places.get(key);
    if (held === undefined) this.#places.set(key, place);
    else if (typeof held === 'number') this.#places.set(key, [held, place]);
    else held.push(place);
  }

  /** @param values one for each of the index's fields; a null finds nothing */
  places(values: readonly JsonValue[]): readonly number[] {
    const held = this.#places.get(keyOf(values));
    return held === undefined ? [] : typeof held === 'number' ? [held] : held;
  }
}

export interface EqualityCondition {
  readonly field: string;
  readonly value: JsonValue;
}

/** Conditions in the order of their fields: what names an index, and what it is asked with. */
export function byField(conditions: readonly EqualityCondition[]): readonly EqualityCondition[] {
  return conditions.toSorted((a, b) => (a.field < b.field ? -1 : a.field > b.field ? 1 : 0));
}

function keyOf(values: readonly JsonValue[]): string {
  const text = canonicalJson(values);
  // A long text is held as its digest: an index over notes must not hold the notes.
  return text.length <= 100 ? text : createHash('sha256').update(text).digest('base64');
}

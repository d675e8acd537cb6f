import { createHash } from 'node:crypto';
import type { SourceRecord } from '../connectors/contract.ts';
import type { Domain } from '../plan/types.ts';
import type { JsonValue } from '../schema/model.ts';
import { identityOf } from '../stdlib/compare.ts';

/** Finds records by the values of certain fields: from the values to places in the order of ids. */
export class EqualityIndex {
  readonly #fields: readonly string[];
  readonly #domains: readonly (Domain | null)[];
  readonly #places = new Map<string, number | number[]>();

  /** @param conditions sorted, as {@link byField} gives them; their values do not count */
  constructor(conditions: readonly EqualityCondition[]) {
    this.#fields = conditions.map(({ field }) => field);
    this.#domains = conditions.map(({ as }) => as ?? null);
  }

  /** Places come in ascending order. A record with a null among the fields is found by no values. */
  add(place: number, record: SourceRecord): void {
    const values = this.#fields.map((field) =>
      Object.hasOwn(record.values, field) ? (record.values[field] ?? null) : null,
    );
    if (values.includes(null)) return;
    const key = keyOf(this.#domains, values);
    const held = this.#places.get(key);
    if (held === undefined) this.#places.set(key, place);
    else if (typeof held === 'number') this.#places.set(key, [held, place]);
    else held.push(place);
  }

  /** @param values one for each of the index's fields; a null finds nothing */
  places(values: readonly JsonValue[]): readonly number[] {
    const held = this.#places.get(keyOf(this.#domains, values));
    return held === undefined ? [] : typeof held === 'number' ? [held] : held;
  }
}

export interface EqualityCondition {
  readonly field: string;
  /** How the values are compared; absent: as they stand. */
  readonly as?: Domain;
  readonly value: JsonValue;
}

/** What an index answers: its fields, and how their values are compared. */
export function nameOf(conditions: readonly EqualityCondition[]): string {
  return JSON.stringify(conditions.map(({ field, as }) => [field, as ?? null]));
}

/** Conditions in the order of their fields: what names an index, and what it is asked with. */
export function byField(conditions: readonly EqualityCondition[]): readonly EqualityCondition[] {
  return conditions.toSorted((a, b) => (a.field < b.field ? -1 : a.field > b.field ? 1 : 0));
}

function keyOf(domains: readonly (Domain | null)[], values: readonly JsonValue[]): string {
  const text = identityOf(domains, values);
  // A long text is held as its digest: an index over notes must not hold the notes.
  return text.length <= 100 ? text : createHash('sha256').update(text).digest('base64');
}

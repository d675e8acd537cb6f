import type { TargetId } from '../connectors/contract.ts';
import { canonicalJson } from '../schema/digest.ts';
import type { JsonValue } from '../schema/model.ts';
import { sameValue } from './canonical.ts';
import type { Lists, UnitRow, Values } from './journal-types.ts';
import type { FieldWrite } from './types.ts';

/** What a unit should hold: by `=`, and what lists should contain by `+=`. */
export interface Wanted {
  readonly values: Values;
  readonly lists: Lists;
}

/** Folds assignments by field. A list that is both set and added to is set to both. */
export function wantedOf(writes: readonly FieldWrite[]): Wanted {
  const values: Record<string, JsonValue> = {};
  const lists: Record<string, readonly JsonValue[]> = {};
  for (const write of writes) {
    if (write.mode === 'set') values[write.field] = write.value;
    else lists[write.field] = union(lists[write.field] ?? [], asList(write.value));
  }
  for (const [field, items] of Object.entries(lists)) {
    const set = values[field];
    if (set === undefined) continue;
    values[field] = union(asList(set), items);
    delete lists[field];
  }
  return { values, lists };
}

/** What differs from what we last wrote: values not the same, list members not asked for before. */
export function changes(prior: Pick<UnitRow, 'values' | 'lists'>, wanted: Wanted): Wanted {
  const values: Record<string, JsonValue> = {};
  for (const [field, value] of Object.entries(wanted.values)) {
    const last = prior.values[field];
    if (last === undefined || !sameValue(last, value)) values[field] = value;
  }
  const lists: Record<string, readonly JsonValue[]> = {};
  for (const [field, items] of Object.entries(wanted.lists)) {
    const missing = without(items, prior.lists[field] ?? []);
    if (missing.length > 0) lists[field] = missing;
  }
  return { values, lists };
}

export function isEmpty(wanted: Wanted): boolean {
  return Object.keys(wanted.values).length === 0 && Object.keys(wanted.lists).length === 0;
}

export function fieldsOf(wanted: Wanted): readonly string[] {
  return [...Object.keys(wanted.values), ...Object.keys(wanted.lists)].sort();
}

export function asList(value: JsonValue): readonly JsonValue[] {
  return value === null ? [] : Array.isArray(value) ? value : [value];
}

export function union(a: readonly JsonValue[], b: readonly JsonValue[]): readonly JsonValue[] {
  return [...a, ...without(b, a)];
}

/** Members of `a`, once each, that `b` has not. */
export function without(a: readonly JsonValue[], b: readonly JsonValue[]): readonly JsonValue[] {
  const seen = new Set(b.map(canonicalJson));
  return a.filter((item) => {
    const text = canonicalJson(item);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

/** Both, by field. */
export function mergeLists(a: Lists, b: Lists): Lists {
  const merged: Record<string, readonly JsonValue[]> = { ...a };
  for (const [field, items] of Object.entries(b)) merged[field] = union(merged[field] ?? [], items);
  return merged;
}

/** What is added to lists, as a target takes it. */
export function additions(lists: Lists): Readonly<Record<string, { readonly add: readonly TargetId[] }>> {
  return Object.fromEntries(Object.entries(lists).map(([field, items]) => [field, { add: idsOf(items) }]));
}

/** The ids in a list: what leads nowhere is null. */
export function idsOf(items: readonly JsonValue[]): readonly TargetId[] {
  return items.filter((id) => typeof id === 'number' || typeof id === 'string');
}

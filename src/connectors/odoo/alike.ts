import type { JsonValue } from '../../schema/model.ts';

type WireValues = Readonly<Record<string, JsonValue>>;

/** Rows that are written with the same values, together: one `write` serves them all. Empty ones are left out. */
export function alike(
  rows: readonly { readonly id: number; readonly values: WireValues }[],
): readonly { readonly ids: number[]; readonly values: WireValues }[] {
  const groups = new Map<string, { readonly ids: number[]; readonly values: WireValues }>();
  for (const { id, values } of rows) {
    if (Object.keys(values).length === 0) continue;
    const key = JSON.stringify(Object.entries(values).sort(([left], [right]) => (left < right ? -1 : 1)));
    const group = groups.get(key) ?? { ids: [], values };
    group.ids.push(id);
    groups.set(key, group);
  }
  return [...groups.values()];
}

import type { JsonValue } from '../../schema/model.ts';
import type { CallOptions } from '../contract.ts';
import type { OdooSession } from './session.ts';

export type WireValues = Readonly<Record<string, JsonValue>>;

/** Wire values for the row of this id. */
export interface RowWrite {
  readonly id: number;
  readonly values: WireValues;
}

/** Rows that are written with the same values, together: one `write` serves them all. Empty ones are left out. */
export function alike(
  rows: readonly RowWrite[],
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

/** One `write` for each set of equal values. */
export async function writeAlike(
  session: OdooSession,
  model: string,
  rows: readonly RowWrite[],
  options?: CallOptions,
): Promise<void> {
  let done = 0;
  for (const { ids, values } of alike(rows)) {
    await session.call(model, 'write', [ids, values], {}, options);
    done += ids.length;
    options?.progress?.(done, rows.length, model);
  }
}

/**
 * Which rows to take of a table that has a column for each axis: all of them where they are few, otherwise so many that
 * every two values of two axes meet in one (pairwise covering). It knows nothing of what the axes mean.
 */

export interface Axis {
  readonly id: string;
  /** At least one. */
  readonly values: readonly string[];
}

/** A value for each axis, or for some of them, by the id of the axis. */
export type Row = ReadonlyMap<string, string>;

export interface Cell {
  readonly axis: string;
  readonly value: string;
}

interface CoverInput {
  readonly axes: readonly Axis[];
  /** Parts of rows that must occur, beside the pairs; those that cannot are left out. */
  readonly demands: readonly Row[];
  /** Two values that cannot stand in one row. Of every two values that can, each further axis must allow some row. */
  readonly excludes: (one: Cell, other: Cell) => boolean;
  /** The most rows of which all are taken. */
  readonly limit: number;
}

interface Covering {
  /** The first holds the first value of each axis, where these can stand together. */
  readonly rows: readonly Row[];
  /** All rows that there are, and not only enough for every pair. */
  readonly every: boolean;
  /** How many rows there are; null where that is more than anybody would count. */
  readonly possible: number | null;
}

/** Beyond this nobody counts how many rows there would be. */
const COUNTED = 65_536;

export function cover(input: CoverInput): Covering {
  const all = allRows(input);
  if (all !== null && all.length <= input.limit) return { rows: all, every: true, possible: all.length };
  return { rows: pairwise(input), every: false, possible: all?.length ?? null };
}

/** Every row, the last axis turning fastest; null where there are too many. */
function allRows({ axes, excludes }: CoverInput): readonly Row[] | null {
  let rows: readonly Row[] = [new Map()];
  for (const { id, values } of axes) {
    const next: Row[] = [];
    for (const row of rows)
      for (const value of values)
        if (fits(row, { axis: id, value }, excludes)) next.push(new Map([...row, [id, value]]));
    if (next.length > COUNTED) return null;
    rows = next;
  }
  return rows;
}

function fits(row: Row, cell: Cell, excludes: CoverInput['excludes']): boolean {
  for (const [axis, value] of row) if (axis !== cell.axis && excludes({ axis, value }, cell)) return false;
  return true;
}

/** Greedy: what no row has yet begins a row, and each further axis takes the value that brings most new pairs into it. */
function pairwise(input: CoverInput): readonly Row[] {
  const { axes, excludes } = input;
  const open = new Set<string>();
  const pairs: Row[] = [];
  for (const [index, one] of axes.entries())
    for (const other of axes.slice(index + 1))
      for (const left of one.values)
        for (const right of other.values) {
          if (excludes({ axis: one.id, value: left }, { axis: other.id, value: right })) continue;
          pairs.push(
            new Map([
              [one.id, left],
              [other.id, right],
            ]),
          );
          open.add(pairKey(one.id, left, other.id, right));
        }
  const first = new Map(
    axes.flatMap(({ id, values: [value] }) => (value === undefined ? [] : [[id, value] as const])),
  );
  const rows: Row[] = [];
  const take = (seed: Row): void => {
    const row = completed(seed, input, open);
    if (row === null) return;
    rows.push(row);
    for (const key of pairKeys(axes, row)) open.delete(key);
  };
  take(isConsistent(first, excludes) ? first : new Map());
  for (const demand of input.demands)
    if (isConsistent(demand, excludes) && !rows.some((row) => contains(row, demand))) take(demand);
  for (const pair of pairs) if (pairKeys(axes, pair).some((key) => open.has(key))) take(pair);
  // What meets nothing else: the values of a single axis, or one that all other values shun.
  for (const { id, values } of axes)
    for (const value of values) if (!rows.some((row) => row.get(id) === value)) take(new Map([[id, value]]));
  return rows;
}

/** The seed with a value for every axis; null where some axis has none that fits. */
function completed(seed: Row, { axes, excludes }: CoverInput, open: ReadonlySet<string>): Row | null {
  const row = new Map(seed);
  for (const { id, values } of axes) {
    if (row.has(id)) continue;
    let best: { readonly value: string; readonly gain: number } | null = null;
    for (const value of values) {
      if (!fits(row, { axis: id, value }, excludes)) continue;
      let gain = 0;
      for (const [axis, other] of row) if (open.has(pairKey(axis, other, id, value))) gain += 1;
      if (best === null || gain > best.gain) best = { value, gain };
    }
    if (best === null) return null;
    row.set(id, best.value);
  }
  // In the order of the axes, whatever the seed began with.
  return new Map(axes.flatMap(({ id }) => (row.has(id) ? [[id, row.get(id) ?? ''] as const] : [])));
}

/** Whether all that a part of a row says can stand together. */
export function isConsistent(row: Row, excludes: CoverInput['excludes']): boolean {
  return [...row].every(([axis, value]) => fits(row, { axis, value }, excludes));
}

/** Whether the row has all that the part says. */
export function contains(row: Row, part: Row): boolean {
  for (const [axis, value] of part) if (row.get(axis) !== value) return false;
  return true;
}

function pairKeys(axes: readonly Axis[], row: Row): readonly string[] {
  const cells = axes.flatMap(({ id }) => (row.has(id) ? [[id, row.get(id) ?? ''] as const] : []));
  return cells.flatMap(([axis, value], index) =>
    cells.slice(index + 1).map(([other, second]) => pairKey(axis, value, other, second)),
  );
}

/** The same whichever of the two is named first. */
function pairKey(axis: string, value: string, other: string, second: string): string {
  return JSON.stringify(axis < other ? [axis, value, other, second] : [other, second, axis, value]);
}

/** Compares by UTF-16 code units: the same on every machine and in every locale, which snapshots and digests need. */
export function byCodeUnit(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Own enumerable entries, sorted by key. */
export function sortedEntries<T>(record: Readonly<Record<string, T>>): (readonly [string, T])[] {
  return Object.entries(record).sort(([left], [right]) => byCodeUnit(left, right));
}

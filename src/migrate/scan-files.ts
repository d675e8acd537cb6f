import type { RecordStore } from '../runtime/types.ts';
import { isFileRef } from '../schema/file-ref.ts';

/** The files that the records of an entity hold. */
export interface ScannedFiles {
  readonly entity: string;
  readonly count: number;
  readonly bytes: number;
  /** The largest first, at most five. */
  readonly largest: readonly { readonly record: string; readonly field: string; readonly bytes: number }[];
  /** Files whose content another record of any entity before them has, by SHA-256. They are kept once in `.mapc/files`. */
  readonly duplicates: { readonly count: number; readonly bytes: number };
  /** Larger than the target takes: their records will be rejected where they are written. */
  readonly tooLarge: number;
}

const LARGEST = 5;

/** What the stage holds of files, by entity; entities without any are left out. */
export function scanFiles(
  entities: readonly string[],
  store: RecordStore,
  largestFile: number,
): readonly ScannedFiles[] {
  const seen = new Set<string>();
  return entities.flatMap((entity) => {
    const totals = { count: 0, bytes: 0, tooLarge: 0, doubles: 0, doubleBytes: 0 };
    let largest: ScannedFiles['largest'] = [];
    for (const { id, values } of store.all(entity)) {
      for (const [field, value] of Object.entries(values)) {
        if (!isFileRef(value)) continue;
        totals.count += 1;
        totals.bytes += value.size;
        if (value.size > largestFile) totals.tooLarge += 1;
        if (seen.has(value.sha256)) {
          totals.doubles += 1;
          totals.doubleBytes += value.size;
        }
        seen.add(value.sha256);
        if (largest.length < LARGEST || value.size > (largest.at(-1)?.bytes ?? 0))
          largest = [...largest, { record: id, field, bytes: value.size }]
            .sort((a, b) => b.bytes - a.bytes)
            .slice(0, LARGEST);
      }
    }
    const { count, bytes, tooLarge, doubles, doubleBytes } = totals;
    const duplicates = { count: doubles, bytes: doubleBytes };
    return count === 0 ? [] : [{ entity, count, bytes, largest, duplicates, tooLarge }];
  });
}

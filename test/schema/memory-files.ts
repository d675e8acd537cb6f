import { basename, dirname } from 'node:path';
import type { SnapshotFiles } from '../../src/schema/snapshot-files.ts';

/** Files in memory, with a count of what was read and written by path. */
export function memoryFiles(): SnapshotFiles & {
  readonly texts: Map<string, string>;
  readonly reads: string[];
  readonly writes: string[];
} {
  const texts = new Map<string, string>();
  const reads: string[] = [];
  const writes: string[] = [];
  return {
    texts,
    reads,
    writes,
    list: (folder) => {
      const names = [...texts.keys()]
        .filter((path) => dirname(path) === folder)
        .map((path) => basename(path));
      return names.length === 0 ? null : names;
    },
    read: (path) => {
      reads.push(path);
      return texts.get(path) ?? null;
    },
    write: (path, text) => {
      writes.push(path);
      texts.set(path, text);
    },
    remove: (path) => {
      texts.delete(path);
    },
  };
}

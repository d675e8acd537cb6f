import type { Fix, SourceText } from '../../language/index.ts';
import { applyEdits } from './apply.ts';

/** The lines that a fix writes or changes, as they would stand; none where it only takes lines out. */
export function fixedLines(files: readonly SourceText[], fix: Fix): readonly string[] {
  return applyEdits(files, fix.edits).flatMap((after) => {
    const before = files.find(({ path }) => path === after.path)?.text.split(/\r\n?|\n/) ?? [];
    const lines = after.text.split(/\r\n?|\n/);
    let start = 0;
    while (start < lines.length && start < before.length && lines[start] === before[start]) start++;
    let end = 0;
    while (
      end < lines.length - start &&
      end < before.length - start &&
      lines[lines.length - 1 - end] === before[before.length - 1 - end]
    )
      end++;
    const old = new Set(before);
    // Between two edits that are far apart stand lines that stay.
    return lines.slice(start, lines.length - end).filter((line) => line.trim() !== '' && !old.has(line));
  });
}

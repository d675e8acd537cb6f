import type { Decisions } from './arbitrary-program.ts';

/**
 * The smallest decisions found that still fail: shorter rows first, then rows without some of their numbers, then zeros.
 * A thousand tries at most; each keeps what it gained.
 */
export function shrunk(decisions: Decisions, fails: (smaller: Decisions) => boolean): Decisions {
  let best = decisions;
  let tries = 1000;
  const attempt = (row: number, numbers: readonly number[]): boolean => {
    if (tries <= 0) return false;
    tries -= 1;
    const [shape, code, data] = best;
    const smaller: Decisions = [
      row === 0 ? numbers : shape,
      row === 1 ? numbers : code,
      row === 2 ? numbers : data,
    ];
    if (!fails(smaller)) return false;
    best = smaller;
    return true;
  };
  const rowOf = (row: number): readonly number[] => best[row] ?? [];
  for (const row of [1, 2, 0])
    for (let cut = rowOf(row).length; cut >= 1; cut = Math.floor(cut / 2))
      while (rowOf(row).length >= cut && attempt(row, rowOf(row).slice(0, -cut)));
  for (const row of [1, 0, 2])
    for (let size = Math.floor(rowOf(row).length / 2); size >= 1; size = Math.floor(size / 2))
      for (let at = 0; at < rowOf(row).length; ) {
        const numbers = rowOf(row);
        const isGone = attempt(row, numbers.toSpliced(at, size));
        const isZero =
          !isGone &&
          numbers.slice(at, at + size).some((one) => one !== 0) &&
          attempt(
            row,
            numbers.with(at, 0).map((one, index) => (index >= at && index < at + size ? 0 : one)),
          );
        if (!isGone || isZero) at += size;
      }
  return best;
}

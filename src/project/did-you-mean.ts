import { distance } from 'fastest-levenshtein';

/** The known name that a misspelt one is closest to, null where none is close: at most 0.4 of its length plus one. */
export function didYouMean(written: string, known: readonly string[]): string | null {
  if (written.length > 60) return null;
  const near = known
    .map((name) => ({ name, far: distance(written.toLowerCase(), name.toLowerCase()) }))
    .filter(({ far }) => far <= Math.floor(written.length * 0.4) + 1)
    .sort((a, b) => a.far - b.far);
  return near[0]?.name ?? null;
}

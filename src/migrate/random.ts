import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** The same seed gives the same order, on every machine. */
export function shuffled<T>(all: readonly T[], seed: number): readonly T[] {
  const generator = xoroshiro128plus(seed);
  const result = [...all];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = uniformInt(generator, 0, last);
    const [a, b] = [result[last], result[other]];
    // Both places are inside the array.
    result[last] = b as T;
    result[other] = a as T;
  }
  return result;
}

import fc from 'fast-check';

/**
 * A row of numbers that a generator reads its decisions from. Where it ends, every decision is the first, which is the
 * simplest: so whatever is generated ends, and shrinking the numbers shrinks what was made of them.
 */
export class Choices {
  readonly #numbers: readonly number[];
  #next = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** 0 to `count` - 1. */
  below(count: number): number {
    const number = this.#numbers[this.#next] ?? 0;
    this.#next += 1;
    return count <= 1 ? 0 : number % count;
  }

  /** False `of - times` times of `of`, and where the numbers have ended. */
  chance(times: number, of: number): boolean {
    return this.below(of) >= of - times;
  }

  one<T>(list: readonly T[]): T {
    const found = list[this.below(list.length)];
    if (found === undefined) throw new Error('There is nothing to choose from.');
    return found;
  }

  maybe<T>(list: readonly T[]): T | null {
    return list.length === 0 ? null : this.one(list);
  }

  /** Some of them, in their order. */
  some<T>(list: readonly T[], times: number, of: number): readonly T[] {
    return list.filter(() => this.chance(times, of));
  }

  shuffled<T>(list: readonly T[]): readonly T[] {
    const rest = [...list];
    return list.flatMap(() => rest.splice(this.below(rest.length), 1));
  }
}

export const choices = (maxLength: number): fc.Arbitrary<readonly number[]> =>
  fc.array(fc.nat({ max: 0xffff }), { maxLength, size: 'max' });

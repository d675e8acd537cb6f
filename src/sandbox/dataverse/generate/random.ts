import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of random choices that is the same for the same seed and name, whatever other streams are asked for. */
export class Random {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  constructor(seed: number, name: string) {
    let state = seed | 0;
    for (const character of name) {
      state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
    }
    this.#generator = xoroshiro128plus(state);
  }

  /** A whole number, both bounds included. */
  int(from: number, to: number): number {
    return uniformInt(this.#generator, from, to);
  }

  /** True in `percent` of 100 cases. */
  chance(percent: number): boolean {
    return this.int(1, 100) <= percent;
  }

  /** @throws Error for an empty list. */
  pick<T>(list: readonly T[]): T {
    const index = this.int(0, list.length - 1);
    if (index >= list.length) throw new Error('There is nothing to pick from.');
    // The index is within the list, so what stands there is a T, also where T holds undefined.
    return list[index] as T;
  }

  /** The value in `percent` of 100 cases, else null. Always takes the value's own choices, so that streams stay in step. */
  maybe<T>(percent: number, value: T): T | null {
    return this.chance(percent) ? value : null;
  }

  guid(): string {
    const hex = (digits: number): string =>
      this.int(0, 16 ** digits - 1)
        .toString(16)
        .padStart(digits, '0');
    return `${hex(4)}${hex(4)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(6)}${hex(6)}`;
  }

  /** An instant with whole seconds between two days, `2019-03-04T10:11:12Z`. */
  instant(fromDay: string, toDay: string): string {
    const from = Date.parse(fromDay) / 1000;
    const to = Date.parse(toDay) / 1000;
    const seconds = from + this.int(0, Math.floor((to - from) / 7)) * 7;
    return instantOf(seconds * 1000);
  }

  /** `YYYY-MM-DD` */
  day(fromDay: string, toDay: string): string {
    return this.instant(fromDay, toDay).slice(0, 10);
  }
}

/** Milliseconds since 1970 as the Web API writes them, without a fraction. */
function instantOf(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** An instant later (or earlier) by seconds. */
export function shifted(instant: string, seconds: number): string {
  return instantOf(Date.parse(instant) + seconds * 1000);
}

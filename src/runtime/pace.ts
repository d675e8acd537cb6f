/**
 * How many rows go into one call: found by measuring, within what the target allows. A larger call costs less for each
 * row, until it takes too long, is refused as too large, or holds so many bad rows that most of it is done twice. Results
 * never depend on the sizes, only the time that they take does.
 */
import type { TargetTraits, TargetValues } from '../connectors/contract.ts';
import { wireBytes } from '../connectors/wire-bytes.ts';

/** Rows of the first call. */
const FIRST = 100;
/** Fewer are only tried where a server refuses more. */
const FEWEST = 10;
/** The share of the server's time limit that a call may be expected to take: it may be busier the next time. */
const SHARE_OF_TIME = 1 / 6;
/** The share of the largest body that several rows may fill together. */
const SHARE_OF_BYTES = 1 / 4;
/** By how much more rows have to be faster than fewer, to go on from there. */
const GAIN = 1.03;
/** By how much fewer rows have to be faster than more, to go back: measurements differ by less for other reasons. */
const CLEAR = 1.1;
/** How many times larger the next size is, as long as calls are quick. */
const FAR = 4;
/** After so many calls sizes that were slower are tried again: the server may have been busy. */
const LASTS = 24;

/** What was measured of one target, as long as a command works with it. */
export class Paces {
  readonly #traits: Pick<TargetTraits, 'batch' | 'limits'>;
  readonly #paces = new Map<string, Pace>();

  constructor(traits: Pick<TargetTraits, 'batch' | 'limits'>) {
    this.#traits = traits;
  }

  of(kind: Writing, entity: string): Pace {
    const name = `${kind} ${entity}`;
    const known = this.#paces.get(name) ?? new Pace(this.#traits, kind);
    this.#paces.set(name, known);
    return known;
  }
}

type Writing = 'create' | 'update';

/** What was measured with calls of one size. */
interface Measured {
  /** Rows a millisecond, later calls weighing more. */
  readonly rate: number;
  /** The number of the last call. */
  readonly at: number;
}

/** The sizes of calls of one kind to one entity. */
export class Pace {
  readonly #most: number;
  readonly #limits: TargetTraits['limits'];
  readonly #measured = new Map<number, Measured>();
  /** Larger ones were refused, or never answered. */
  #ceiling: number;
  #size: number;
  #calls = 0;

  constructor(traits: Pick<TargetTraits, 'batch' | 'limits'>, kind: Writing) {
    this.#most = Math.max(1, traits.batch[kind]);
    this.#limits = traits.limits;
    this.#ceiling = this.#most;
    this.#size = Math.min(FIRST, this.#most);
  }

  /** How many of the first rows the next call takes, one at least. */
  take(rows: Iterable<TargetValues>): number {
    const bytes = (this.#limits?.bytes ?? Number.POSITIVE_INFINITY) * SHARE_OF_BYTES;
    let count = 0;
    let filled = 0;
    for (const row of rows) {
      filled += wireBytes(row);
      if (count > 0 && (count >= this.#size || filled > bytes)) break;
      count += 1;
    }
    return count;
  }

  /** So many rows were written in so many milliseconds, with all that it took to find the bad ones among them. */
  took(rows: number, milliseconds: number): void {
    this.#calls += 1;
    // The rest of a batch, or rows that were too many bytes together, say nothing of the size.
    if (rows !== this.#size) return;
    const rate = rows / Math.max(1, milliseconds);
    const before = this.#measured.get(rows)?.rate;
    this.#measured.set(rows, { rate: before === undefined ? rate : (before + rate) / 2, at: this.#calls });
    this.#size = this.#next(rows);
  }

  /** A call of so many rows was too large for the server, or took so long that its answer never came. */
  tooLarge(rows: number): void {
    this.#ceiling = Math.max(1, Math.min(this.#ceiling, Math.floor(rows / 2)));
    this.#size = Math.min(this.#size, this.#ceiling);
  }

  /** Whether fewer rows than these were too many already. */
  refuses(rows: number): boolean {
    return rows > this.#ceiling;
  }

  /** Whether a call without an answer may have come to the end of the server's time. */
  mayBeTooLong(milliseconds: number): boolean {
    return milliseconds >= (this.#limits?.milliseconds ?? Number.POSITIVE_INFINITY) / 2;
  }

  #next(current: number): number {
    const rate = this.#rateOf(current);
    if (rate === null) return current;
    if (!this.#allows(current, rate)) return Math.max(Math.ceil(current / 2), Math.min(FEWEST, this.#most));
    const smaller = this.#bestBelow(current);
    if (smaller !== null && smaller.rate > rate * CLEAR) return smaller.size;
    const gained = smaller === null || rate > smaller.rate * GAIN;
    const isQuick = (current * FAR) / rate <= this.#time;
    const larger = Math.min(current * (isQuick ? FAR : 2), this.#most);
    const ofLarger = this.#rateOf(larger);
    return gained && this.#allows(larger, rate) && (ofLarger === null || ofLarger > rate * GAIN)
      ? larger
      : current;
  }

  /** Of the sizes below this one the one that did best. */
  #bestBelow(current: number): { readonly size: number; readonly rate: number } | null {
    let best: { readonly size: number; readonly rate: number } | null = null;
    for (const size of this.#measured.keys()) {
      const rate = size < current ? this.#rateOf(size) : null;
      if (rate !== null && rate > (best?.rate ?? 0)) best = { size, rate };
    }
    return best;
  }

  /** Null where nobody knows, or not any more. */
  #rateOf(size: number): number | null {
    const measured = this.#measured.get(size);
    return measured === undefined || this.#calls - measured.at > LASTS ? null : measured.rate;
  }

  #allows(size: number, rate: number): boolean {
    return size <= this.#ceiling && size / rate <= this.#time;
  }

  /** Milliseconds that a call may be expected to take. */
  get #time(): number {
    return (this.#limits?.milliseconds ?? Number.POSITIVE_INFINITY) * SHARE_OF_TIME;
  }
}

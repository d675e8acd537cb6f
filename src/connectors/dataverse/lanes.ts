import pLimit, { type LimitFunction } from 'p-limit';

/** Requests that one user may have under way at each web server ("Service protection API limits"). */
export const MOST_AT_ONCE = 52;
/** As many as the service advises to begin with, where it recommends no number itself. */
const USUAL = 4;
/** Answers after which one more request at once is tried again. */
const CALM = 20;

/**
 * How many requests are under way at once: as many as the server recommends (`x-ms-dop-hint`, "Send parallel requests"),
 * no more than is configured, and never more than it allows anybody. Where it refuses one for being too many, half as
 * many; from there on one more for every so many answers.
 */
export class Lanes {
  readonly #limit: LimitFunction;
  readonly #configured: number | null;
  #aim: number;
  #calm = 0;
  #refusals = 0;

  constructor(configured: number | undefined) {
    this.#configured = configured === undefined ? null : Math.min(configured, MOST_AT_ONCE);
    this.#aim = this.#configured ?? USUAL;
    this.#limit = pLimit(this.#aim);
  }

  /** Requests at once, as of now. */
  get width(): number {
    return this.#limit.concurrency;
  }

  /** How many more could be under way. */
  get idle(): number {
    return Math.max(0, this.width - this.#limit.activeCount - this.#limit.pendingCount);
  }

  /** Does the work when its turn comes. It is told how often there were refusals before it began. */
  run<T>(work: (refusals: number) => Promise<T>): Promise<T> {
    return this.#limit(() => work(this.#refusals));
  }

  /** What the server recommends; null where an answer says nothing. */
  recommended(header: string | null): void {
    const hint = Number(header ?? Number.NaN);
    if (!Number.isSafeInteger(hint) || hint < 1) return;
    const aim = Math.min(this.#configured ?? MOST_AT_ONCE, hint, MOST_AT_ONCE);
    const reduced = this.width < this.#aim;
    this.#aim = aim;
    if (!reduced || this.width > aim) this.#limit.concurrency = aim;
  }

  answered(): void {
    if (this.width >= this.#aim) return;
    this.#calm += 1;
    if (this.#calm < CALM) return;
    this.#calm = 0;
    this.#limit.concurrency += 1;
  }

  /** @param before as {@link run} told it: what was under way together is refused together, and counts once */
  refused(before: number): void {
    this.#calm = 0;
    if (before !== this.#refusals) return;
    this.#refusals += 1;
    this.#limit.concurrency = Math.max(1, Math.floor(this.width / 2));
  }
}

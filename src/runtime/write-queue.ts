/**
 * Calls that write, in the order in which they were made ready: as many at once as the target takes, and one more that
 * waits ready, so that the target never waits for us. What calls change beside their own rows is held while they are
 * under way: nobody looks at it as it was before a call while another call changes it.
 */
import pLimit, { type LimitFunction } from 'p-limit';
import { ConnectorError } from '../connectors/contract.ts';
import { MigrationError } from './migration-error.ts';

/** The place of one part of the rows in the queue. */
export interface Place {
  /**
   * Runs a call when it is its turn: the first one after those of the places before, others when there is room.
   * @throws what the call throws; MigrationError where another call failed for good meanwhile
   */
  turn<T>(call: () => Promise<T>): Promise<T>;
  /** All calls of the part have come to their end. */
  leave(): void;
}

export class WriteQueue {
  /** How many parts may be under way: those in flight, and one that waits ready. */
  readonly lanes: number;
  readonly #sending: LimitFunction;
  readonly #preparing = pLimit(1);
  #lastBegun: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | null = null;
  /** How many parts were left: whoever sees it change knows that something was written meanwhile. */
  #left = 0;
  readonly #held = new Map<string, number>();
  #waiting: (() => void)[] = [];

  /** @param concurrency calls at once that the target gains from */
  constructor(concurrency: number) {
    this.lanes = Math.max(1, concurrency) + 1;
    this.#sending = pLimit(Math.max(1, concurrency));
  }

  /** After one call has failed for good no other begins; those in flight come to their end. */
  get failed(): boolean {
    return this.#failure !== null;
  }

  /** The first failure is the one that counts. */
  fail(error: unknown): void {
    this.#failure ??= { error };
  }

  /** @throws what it was told to fail with */
  check(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }

  /** Makes parts ready, one after the other. */
  prepare<T>(work: () => Promise<T>): Promise<T> {
    return this.#preparing(work);
  }

  /**
   * Looks at what calls may change, again where one came to its end meanwhile, until nobody changes what was seen.
   * @param names what was seen
   */
  async settled<T>(look: () => Promise<T>, names: (seen: T) => Iterable<string>): Promise<T> {
    for (;;) {
      const left = this.#left;
      const seen = await look();
      const all = [...names(seen)];
      const isHeld = all.some((name) => this.#held.has(name));
      if (all.length === 0 || (left === this.#left && !isHeld)) return seen;
      if (isHeld) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** What failed says nothing of a call that was never made. */
  #another(error: unknown): unknown {
    return error instanceof ConnectorError
      ? new MigrationError('stopped', 'A call before this one failed.', error)
      : error;
  }

  /** The next place. @param names what the part may change beside its rows, held until it is left */
  enter(names: Iterable<string>): Place {
    const held = [...names];
    for (const name of held) this.#held.set(name, (this.#held.get(name) ?? 0) + 1);
    const before = this.#lastBegun;
    let begun = (): void => undefined;
    this.#lastBegun = new Promise((resolve) => {
      begun = resolve;
    });
    return {
      turn: async (call) => {
        await before;
        return this.#sending(() => {
          begun();
          if (this.#failure !== null) throw this.#another(this.#failure.error);
          return call();
        });
      },
      leave: () => {
        // Those after it wait for those before it, also where it never had its turn.
        void before.then(begun);
        this.#left += 1;
        for (const name of held) {
          const others = (this.#held.get(name) ?? 1) - 1;
          if (others === 0) this.#held.delete(name);
          else this.#held.set(name, others);
        }
        const waiting = this.#waiting;
        this.#waiting = [];
        for (const wake of waiting) wake();
      },
    };
  }
}

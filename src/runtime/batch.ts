import type { AnswerBook } from './answer-book.ts';
import type { IdMap, Need, Unit } from './types.ts';

/** More rounds of questions than any chain of lookups could need. */
const MOST_ROUNDS = 1000;

/** Something evaluated, and whose translation was asked for on the way. */
export interface Evaluated<T> {
  readonly unit: Unit;
  readonly outcome: T;
  readonly references: readonly (readonly [string, string])[];
}

/** An id map that remembers what it was asked. */
export class SpyingIdMap implements IdMap {
  readonly #inner: IdMap;
  #asked: [string, string][] = [];
  constructor(inner: IdMap) {
    this.#inner = inner;
  }
  get(map: string, sourceId: string): ReturnType<IdMap['get']> {
    this.#asked.push([map, sourceId]);
    return this.#inner.get(map, sourceId);
  }
  /** What was asked since the last call. */
  take(): readonly (readonly [string, string])[] {
    const asked = this.#asked;
    this.#asked = [];
    return asked;
  }
}

/** Evaluates a batch, asking the target between rounds for what the whole batch needs. */
export async function evaluateBatch<T extends { readonly kind: string }>(
  units: readonly Unit[],
  ids: SpyingIdMap,
  book: AnswerBook,
  evaluate: (unit: Unit) => T | { readonly kind: 'pending'; readonly needs: readonly Need[] },
): Promise<readonly Evaluated<Exclude<T, { readonly kind: 'pending' }>>[]> {
  const settled = new Map<Unit, Evaluated<Exclude<T, { readonly kind: 'pending' }>>>();
  let open = units;
  for (let round = 0; open.length > 0; round += 1) {
    if (round >= MOST_ROUNDS) throw new Error(`Evaluation asks without end (map ${open[0]?.map}).`);
    const needs: Need[] = [];
    const waiting: Unit[] = [];
    for (const unit of open) {
      ids.take();
      const outcome = evaluate(unit);
      if (isPending(outcome)) {
        needs.push(...outcome.needs);
        waiting.push(unit);
      } else {
        // What is not pending is of the other kinds, which the compiler cannot follow through the type parameter.
        const known = outcome as Exclude<T, { readonly kind: 'pending' }>;
        settled.set(unit, { unit, outcome: known, references: ids.take() });
      }
    }
    if (needs.length > 0) await book.fill(needs);
    open = waiting;
  }
  return units.flatMap((unit) => settled.get(unit) ?? []);
}

function isPending(outcome: {
  readonly kind: string;
}): outcome is { readonly kind: 'pending'; readonly needs: readonly Need[] } {
  return outcome.kind === 'pending';
}

/** An iterable in arrays, each up to four times as long as the one before, and `most` at most. */
export function* batches<T>(all: Iterable<T>, first: number, most: number): Iterable<readonly T[]> {
  let size = Math.min(first, most);
  let batch: T[] = [];
  for (const one of all) {
    batch.push(one);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
    size = Math.min(size * 4, most);
  }
  if (batch.length > 0) yield batch;
}

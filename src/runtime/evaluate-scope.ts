import type { SourceRecord, TargetRow } from '../connectors/contract.ts';
import { canonicalJson } from '../schema/digest.ts';
import type { JsonValue } from '../schema/model.ts';
import { Failure } from '../stdlib/failure.ts';
import type { Need, Trace, Warning } from './types.ts';

/** What an expression gives: a canonical value, or why there is none. */
export type Result = JsonValue | Failure;

/** Names in reach, innermost first. */
export interface Locals {
  readonly name: string;
  readonly value: () => Result;
  readonly outer: Locals | null;
}

/** What an expression is evaluated over. */
export interface Scope {
  /** The record in hand, `this`; null inside the target side of a `match`. */
  readonly record: { readonly entity: string; readonly record: SourceRecord } | null;
  /** The target row in hand, inside the target side of a `match`. */
  readonly row: Pick<TargetRow, 'values'> | null;
  readonly locals: Locals | null;
  /** Where everything that evaluation notices beside the value is written down. */
  readonly notes: Notes;
}

/** What the evaluation of one unit notices on its way. Asked for again after every round of answers. */
export class Notes {
  /** Facts of the target that nobody has fetched yet, by their canonical text. */
  needs = new Map<string, Need>();
  /** Whether a row that `else create` makes had a part in what was evaluated since this was last cleared. */
  derived = false;
  /** How many nulls lists have left out since the beginning; `language.md` section 5. */
  leftOut = 0;
  readonly #warnings = new Map<string, Warning>();
  readonly #strata = new Set<string>();
  readonly #references = new Map<string, Trace['references'][number]>();

  need(need: Need): Failure {
    this.needs.set(canonicalJson(need), need);
    return PENDING;
  }

  warn(warning: Warning): void {
    this.#warnings.set(JSON.stringify([warning.at, warning.message]), warning);
  }

  stratum(name: string): void {
    this.#strata.add(name);
  }

  reference(entity: string, id: string, maps: readonly string[]): void {
    this.#references.set(JSON.stringify([entity, id, maps]), { entity, id, maps });
  }

  get warnings(): readonly Warning[] {
    return [...this.#warnings.values()];
  }

  get trace(): Trace {
    return { strata: [...this.#strata], references: [...this.#references.values()] };
  }
}

/** A fact has been asked for and is not there yet. */
const PENDING = new Failure('pending', 'a fact of the target has not been fetched yet');

export function bind(scope: Scope, name: string, value: () => Result): Scope {
  return { ...scope, locals: { name, value, outer: scope.locals } };
}

/** A value that is worked out when it is first asked for; what had a part in it is remembered with it. */
export function lazily(notes: Notes, work: () => Result): () => Result {
  let held: { readonly result: Result; readonly derived: boolean } | null = null;
  return () => {
    if (held === null) {
      const before = notes.derived;
      notes.derived = false;
      const result = work();
      held = { result, derived: notes.derived };
      notes.derived = before;
    }
    notes.derived ||= held.derived;
    return held.result;
  };
}

/**
 * Results of parts that are evaluated side by side: their values, or one failure. The first failure counts, but what is
 * pending keeps the others being evaluated, so that all that is missing is asked for in one round.
 */
export function together<T>(
  parts: readonly T[],
  evaluate: (part: T) => Result,
): readonly JsonValue[] | Failure {
  const values: JsonValue[] = [];
  let pending: Failure | null = null;
  for (const part of parts) {
    const result = evaluate(part);
    if (!(result instanceof Failure)) values.push(result);
    else if (result.kind !== 'pending') return pending ?? result;
    else pending ??= result;
  }
  return pending ?? values;
}

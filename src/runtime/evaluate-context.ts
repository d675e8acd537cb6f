import type { Plan, SourceRef } from '../plan/types.ts';
import { canonicalJson } from '../schema/digest.ts';
import type { JsonValue } from '../schema/model.ts';
import { decimalOfNumber } from '../stdlib/decimal.ts';
import type { Result, Scope } from './evaluate-scope.ts';
import type { Answers, IdMap, RecordStore } from './types.ts';

/** What expressions are compiled against. */
export interface EvaluationContext {
  readonly plan: Pick<Plan, 'tables' | 'spans'>;
  readonly store: RecordStore;
  readonly ids: IdMap;
  readonly answers: Answers;
  /**
   * `target`: a translation gives the row's id. `source`: it gives the source reference itself if this map is among the
   * candidates, and null if not; for walking hierarchies in the data.
   */
  readonly translate: { readonly to: 'target' } | { readonly to: 'source'; readonly map: string };
  /** Whether the branches of `if` and `match` are noted as strata, for samples and coverage. Absent: they are not. */
  readonly branches?: boolean;
}

export type Compiled = (scope: Scope) => Result;

/** A reference to a source record, told from other objects by having exactly its two properties. */
export function isSourceRef(value: JsonValue): value is SourceRef & { readonly [key: string]: JsonValue } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { entity, id } = value as Readonly<Record<string, JsonValue>>;
  return typeof entity === 'string' && typeof id === 'string' && Object.keys(value).length === 2;
}

/** What a person would write for a value: numbers without exponent, texts as they are. */
export function textOf(value: JsonValue): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return canonicalJson(value);
  // Only a source that does not keep to its own schema comes here with one that is not finite.
  return Number.isFinite(value) ? decimalOfNumber(value) : String(value);
}

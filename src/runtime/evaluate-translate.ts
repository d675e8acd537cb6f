import type { Expr, SourceRef } from '../plan/types.ts';
import type { JsonValue } from '../schema/model.ts';
import { Failure } from '../stdlib/failure.ts';
import { type Compiled, type EvaluationContext, isSourceRef, textOf } from './evaluate-context.ts';
import { type Result, type Scope, together } from './evaluate-scope.ts';
import type { Translation } from './types.ts';

/**
 * From source references to what became of them (`language.md` section 5, References). A list is translated element
 * by element.
 */
export function compileTranslate(
  expr: Extract<Expr, { op: 'translate' | 'ref_pair' }>,
  compile: (expr: Expr) => Compiled,
  context: EvaluationContext,
): Compiled {
  const of = compile(expr.of);
  const { candidates, op } = expr;
  const entity = expr.op === 'translate' ? expr.entity : undefined;
  const one = (value: JsonValue, scope: Scope): Result => {
    if (value === null) return null;
    if (!isSourceRef(value)) return new Failure('convert', `${textOf(value).slice(0, 60)} is no reference`);
    const maps = Object.hasOwn(candidates, value.entity) ? (candidates[value.entity] ?? []) : [];
    if (context.translate.to === 'source') return sourceRef(value, maps, context.translate.map, context);
    scope.notes.reference(value.entity, value.id, maps);
    const translation = find(value, maps, context);
    if (translation instanceof Failure) return translation;
    if (entity !== undefined && translation.entity !== entity)
      return new Failure(
        'dangling',
        `its ${value.entity} ${value.id} became a row of ${translation.entity}, not of ${entity}`,
      );
    return op === 'translate' ? translation.id : { model: translation.entity, id: translation.id };
  };
  return (scope) => {
    const value = of(scope);
    if (value instanceof Failure) return value;
    if (!Array.isArray(value)) return one(value, scope);
    const items: readonly JsonValue[] = value;
    const results = together(items, (item) => one(item, scope));
    return results instanceof Failure ? results : results.filter((result) => result !== null);
  };
}

function sourceRef(
  ref: SourceRef,
  maps: readonly string[],
  map: string,
  context: EvaluationContext,
): JsonValue | Failure {
  if (!maps.includes(map)) return null;
  return context.store.get(ref.entity, ref.id) === null
    ? new Failure('dangling', `its ${ref.entity} ${ref.id} is not in the source`)
    : { entity: ref.entity, id: ref.id };
}

function find(
  ref: SourceRef,
  maps: readonly string[],
  context: EvaluationContext,
): NonNullable<Translation['target']> | Failure {
  const what = `its ${ref.entity} ${ref.id}`;
  let skipped: Translation | null = null;
  for (const map of maps) {
    const translation = context.ids.get(map, ref.id);
    if (translation === null) continue;
    if (translation.target !== null) return translation.target;
    const because = translation.reason === null ? '' : `: ${shortened(translation.reason)}`;
    switch (translation.state) {
      case 'rejected':
        return new Failure('rejected', `${what} was rejected${because}`);
      case 'queued':
        return new Failure('unmatched', `${what} waits for a person${because}`);
      case 'gone':
        return new Failure('dangling', `${what} is gone from the source${because}`);
      case 'skipped':
      case 'created':
      case 'updated':
      case 'matched':
      case 'unchanged':
        skipped ??= translation;
    }
  }
  if (skipped !== null) {
    return new Failure(
      'dangling',
      `${what} was skipped${skipped.reason === null ? '' : `: ${shortened(skipped.reason)}`}`,
    );
  }
  if (maps.length === 0)
    return new Failure('dangling', `${what} does not move: no map translates ${ref.entity} here`);
  return context.store.get(ref.entity, ref.id) === null
    ? new Failure('dangling', `${what} is not in the source`)
    : new Failure('dangling', `${what} was not moved by ${maps.join(' or ')}`);
}

/** Chains of reasons grow with every link; the beginning says what happened, the end of a long one is in the report. */
function shortened(reason: string): string {
  return reason.length > 400 ? `${reason.slice(0, 400)}…` : reason;
}

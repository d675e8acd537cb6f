import type { Expr, Handler } from '../plan/types.ts';
import { Failure } from '../stdlib/failure.ts';
import { type Compiled, type EvaluationContext, textOf } from './evaluate-context.ts';
import { type Result, type Scope, together } from './evaluate-scope.ts';
import { compileWhere, unanswered, type Where } from './evaluate-target.ts';

type Handle = (failure: Failure, scope: Scope) => Result;

/**
 * `value else handler else handler` means `(value else handler) else handler`: each handler has the failures that those
 * before it left or made. What `reject` and `queue` decided is final, and what is pending is no failure.
 */
export function compileElse(
  expr: Extract<Expr, { op: 'else' }>,
  compile: (expr: Expr) => Compiled,
  context: EvaluationContext,
): Compiled {
  const of = compile(expr.of);
  const handlers = expr.handlers.map((handler) => compileHandler(handler, expr.of, compile, context));
  const span = expr.at === undefined ? undefined : context.plan.spans[expr.at];
  const stratum = span === undefined ? null : `else ${span.file}:${span.line}`;
  return (scope) => {
    let result = of(scope);
    if (!isOpen(result)) return result;
    if (stratum !== null) scope.notes.stratum(stratum);
    for (const handle of handlers) {
      result = handle(result, scope);
      if (!isOpen(result)) break;
    }
    return result;
  };
}

function isOpen(result: Result): result is Failure {
  return result instanceof Failure && result.kind !== 'pending' && result.disposition === null;
}

function compileHandler(
  handler: Handler,
  of: Expr,
  compile: (expr: Expr) => Compiled,
  context: EvaluationContext,
): Handle {
  switch (handler.kind) {
    case 'value': {
      const value = compile(handler.value);
      return (_failure, scope) => value(scope);
    }
    case 'reject': {
      const message = compile(handler.message);
      return (failure, scope) =>
        withMessage(message, failure, scope, (reason) =>
          failure.kind === 'pending'
            ? failure
            : new Failure(failure.kind, reason, { disposition: 'reject', at: handler.at }),
        );
    }
    case 'warn': {
      const message = compile(handler.message);
      return (failure, scope) =>
        withMessage(message, failure, scope, (reason) => {
          scope.notes.warn({ message: reason, at: handler.at });
          return null;
        });
    }
    case 'queue':
      return (failure) => new Failure(failure.kind, failure.reason, { disposition: 'queue', at: handler.at });
    case 'create':
      return compileCreate(handler, of, compile, context);
  }
}

/** A message that cannot be worked out itself gives way to the failure that it was meant to explain. */
function withMessage(
  message: Compiled,
  failure: Failure,
  scope: Scope,
  then: (reason: string) => Result,
): Result {
  const text = message(scope);
  if (!(text instanceof Failure)) {
    const words = text === null ? '' : textOf(text);
    return then(words === '' ? failure.reason : words);
  }
  return text.kind === 'pending' ? text : then(failure.reason);
}

function compileCreate(
  handler: Extract<Handler, { kind: 'create' }>,
  of: Expr,
  compile: (expr: Expr) => Compiled,
  context: EvaluationContext,
): Handle {
  const conditions = of.op === 'lookup' ? compileWhere(of, compile) : (): Where => [];
  const key: ReadonlySet<string> = new Set(handler.key ?? []);
  const given = handler.values.map(({ field, value }) => ({ field, value: compile(value) }));
  const { entity, at } = handler;
  return (failure, scope) => {
    if (failure.kind !== 'none' && failure.kind !== 'dangling') return failure;
    const where = conditions(scope);
    if (where instanceof Failure) return where;
    const values = together(given, ({ value }) => value(scope));
    if (values instanceof Failure) return values;
    // A path through a reference says which row is meant; it is no field that could be written.
    const direct = (where ?? [])
      .filter(({ path }) => !path.includes('.'))
      .map(({ path, value }) => [path, value] as const);
    const own = given.map(({ field }, index) => [field, values[index] ?? null] as const);
    const keyed = own.filter(([field]) => key.has(field)).map(([path, value]) => ({ path, value }));
    // Nothing is known by a null.
    if (keyed.some(({ value }) => value === null)) return failure;
    const need = {
      kind: 'derive',
      entity,
      where: [...(where ?? []), ...keyed],
      values: Object.fromEntries([...direct, ...own]),
      at,
    } as const;
    scope.notes.derived = true;
    const answer = context.answers.get(need);
    if (answer === undefined) return scope.notes.need(need);
    if (answer.kind === 'derived') return answer.id;
    return answer.kind === 'failed'
      ? new Failure('io', `the ${entity} could not be made: ${answer.reason}`)
      : unanswered(`the new ${entity}`, answer);
  };
}

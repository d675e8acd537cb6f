/**
 * Turns a plan's expression trees into JavaScript functions, once, and then only applies them (`language.md` sections 5
 * and 7). Trees become closures; no text of a plan or a record is ever run as code. Evaluation is pure but for the notes
 * it takes, never waits and never throws for what the data holds: what cannot be had is a `Failure`, and a fact of the
 * target that nobody has fetched is asked for in the notes and `pending`.
 */
import { PlanError } from '../plan/plan-error.ts';
import type { Expr, Lambda } from '../plan/types.ts';
import type { JsonValue, Option } from '../schema/model.ts';
import { identityIn } from '../stdlib/compare.ts';
import { callFunction, Failure, findInstance, type StdArg } from '../stdlib/index.ts';
import { type Compiled, type EvaluationContext, isSourceRef, textOf } from './evaluate-context.ts';
import { compileElse } from './evaluate-else.ts';
import { compileCompare, equal, reckon, widen } from './evaluate-operators.ts';
import { bind, type Result, type Scope, together } from './evaluate-scope.ts';
import { compileChildren, compileDownload, compileGet, compileRecordOf, own } from './evaluate-source.ts';
import { compileLookup, compileTable, compileTargetGet } from './evaluate-target.ts';
import { compileTranslate } from './evaluate-translate.ts';

/**
 * Compiles an expression.
 * @throws PlanError for a function or a table that is not there; `readPlan` refuses such plans before
 */
export function compileExpr(expr: Expr, context: EvaluationContext): Compiled {
  const compile = (inner: Expr): Compiled => compileExpr(inner, context);
  switch (expr.op) {
    case 'literal': {
      const { value } = expr;
      return () => value;
    }
    case 'this':
      return ({ record }) =>
        record === null
          ? new Failure('convert', 'there is no source record here')
          : { entity: record.entity, id: record.record.id };
    case 'local':
      return compileLocal(expr.name);
    case 'get':
      return compileGet(expr, compile, context);
    case 'id':
      return overValues([expr.of], compile, ([ref = null]) =>
        isSourceRef(ref) ? ref.id : new Failure('convert', `${textOf(ref).slice(0, 60)} is no reference`),
      );
    case 'record_of':
      return compileRecordOf(expr, compile, context);
    case 'column': {
      const { field } = expr;
      return ({ row }) =>
        row === null ? new Failure('convert', 'there is no target row here') : own(row.values, field);
    }
    case 'target_get':
      return compileTargetGet(expr, compile, context);
    case 'download':
      return compileDownload(expr, compile, context);
    case 'call':
      return compileCall(expr.fn, expr.args, compile);
    case 'if': {
      const place = placeOf(expr, context);
      const [condition, then, otherwise] = [
        compile(expr.condition),
        noting(place && `if ${place} then`, compile(expr.then)),
        noting(place && `if ${place} else`, compile(expr.otherwise)),
      ];
      return (scope) => {
        const held = condition(scope);
        return held instanceof Failure ? held : held === true ? then(scope) : otherwise(scope);
      };
    }
    case 'and':
    case 'or': {
      const [left, right] = [compile(expr.left), compile(expr.right)];
      const decided = expr.op === 'or';
      return (scope) => {
        const first = left(scope);
        if (first instanceof Failure) return first;
        if ((first === true) === decided) return decided;
        const second = right(scope);
        return second instanceof Failure ? second : second === true;
      };
    }
    case 'not': {
      const of = compile(expr.of);
      return (scope) => {
        const held = of(scope);
        return held instanceof Failure ? held : held !== true;
      };
    }
    case 'compare':
      return compileCompare(expr, compile);
    case 'in': {
      const [left, right] = [compile(expr.left), compile(expr.right)];
      const { as } = expr;
      return (scope) => {
        const values = together([left, right], (operand) => operand(scope));
        if (values instanceof Failure) return values;
        const [value = null, list = null] = values;
        return (
          value !== null &&
          Array.isArray(list) &&
          list.some((item) => item !== null && equal(as, value, item))
        );
      };
    }
    case 'coalesce': {
      const [left, right] = [compile(expr.left), compile(expr.right)];
      return (scope) => left(scope) ?? right(scope);
    }
    case 'arithmetic': {
      const { operator, as } = expr;
      return overValues([expr.left, expr.right], compile, ([left = null, right = null]) =>
        reckon(as, operator, left, right),
      );
    }
    case 'negate': {
      const { as } = expr;
      return overValues([expr.of], compile, ([value = null]) =>
        reckon(as, '-', as === 'decimal' ? '0' : 0, value),
      );
    }
    case 'convert': {
      const { to } = expr;
      return overValues([expr.of], compile, ([value = null]) => widen(to, value));
    }
    case 'text': {
      const parts = expr.parts.map((part) => (typeof part === 'string' ? () => part : compile(part)));
      return (scope) => {
        const values = together(parts, (part) => part(scope));
        if (values instanceof Failure) return values;
        // The checker lets no nullable in here: this is a source that does not keep to its own schema.
        if (values.includes(null)) return new Failure('convert', 'a part of the text is empty');
        return values.map(textOf).join('');
      };
    }
    case 'list': {
      const items = expr.items.map(compile);
      return (scope) => {
        const values = together(items, (item) => item(scope));
        return values instanceof Failure ? values : withoutNulls(values, scope);
      };
    }
    case 'record': {
      const fields = expr.fields.map(({ name, value }) => ({ name, value: compile(value) }));
      return (scope) => {
        const values = together(fields, ({ value }) => value(scope));
        return values instanceof Failure
          ? values
          : Object.fromEntries(fields.map(({ name }, index) => [name, values[index] ?? null]));
      };
    }
    case 'match':
      return compileMatch(expr, compile, context);
    case 'label': {
      const labels = new Map(expr.options.map(({ value, label }: Option) => [value, label] as const));
      return overValues([expr.of], compile, ([value = null]) =>
        typeof value === 'object' ? textOf(value) : (labels.get(value) ?? textOf(value)),
      );
    }
    case 'table':
      return compileTable(expr, compile, context);
    case 'translate':
    case 'ref_pair':
      return compileTranslate(expr, compile, context);
    case 'row_pair': {
      const { entity } = expr;
      return overValues([expr.of], compile, ([id = null]) => ({ model: entity, id }));
    }
    case 'lookup':
      return compileLookup(expr, compile, context);
    case 'children':
      return compileChildren(expr, compile, context);
    case 'else':
      return compileElse(expr, compile, context);
  }
}

/** Where a branching node stands, in the name of its strata; null where nobody wants them. */
function placeOf(expr: Expr, { branches, plan }: EvaluationContext): string | null {
  const span = branches === true && expr.at !== undefined ? plan.spans[expr.at] : undefined;
  return span === undefined ? null : `${span.file}:${span.line}:${span.column}`;
}

/** The branch itself where it has no name, so that a run pays nothing. */
function noting(stratum: string | null, branch: Compiled): Compiled {
  if (stratum === null) return branch;
  return (scope) => {
    scope.notes.stratum(stratum);
    return branch(scope);
  };
}

function compileLocal(name: string): Compiled {
  return ({ locals }) => {
    for (let local = locals; local !== null; local = local.outer) {
      if (local.name === name) return local.value();
    }
    return new Failure('convert', `the plan speaks of "${name}" where there is no such name`);
  };
}

function withoutNulls(values: readonly JsonValue[], { notes }: Scope): readonly JsonValue[] {
  const kept = values.filter((value) => value !== null);
  notes.leftOut += values.length - kept.length;
  return kept;
}

function compileCall(
  fn: string,
  args: readonly (Expr | Lambda)[],
  compile: (expr: Expr) => Compiled,
): Compiled {
  const instance = findInstance(fn);
  if (instance === null)
    throw new PlanError(`This mapc has no function ${JSON.stringify(fn)}: compile the plan again.`);
  const compiled = args.map((arg): ((scope: Scope) => StdArg | Failure) => {
    if (arg.op !== 'lambda') return compile(arg);
    const body = compile(arg.body);
    return (scope) => (value) => body(bind(scope, arg.param, () => value));
  });
  return (scope) => {
    const values: StdArg[] = [];
    let pending: Failure | null = null;
    for (const arg of compiled) {
      const value = arg(scope);
      if (!(value instanceof Failure)) values.push(value);
      else if (value.kind !== 'pending') return pending ?? value;
      else pending ??= value;
    }
    if (pending !== null) return pending;
    const [list] = values;
    const result = callFunction(instance, values);
    // What a lambda makes null of is left out of what `each` gives.
    if (fn === 'each' && Array.isArray(list) && Array.isArray(result))
      scope.notes.leftOut += list.length - result.length;
    return result;
  };
}

/** For nodes through which null passes. */
function overValues(
  operands: readonly Expr[],
  compile: (expr: Expr) => Compiled,
  work: (values: readonly JsonValue[]) => Result,
): Compiled {
  const compiled = operands.map(compile);
  return (scope) => {
    const values = together(compiled, (operand) => operand(scope));
    if (values instanceof Failure) return values;
    return values.includes(null) ? null : work(values);
  };
}

function compileMatch(
  expr: Extract<Expr, { op: 'match' }>,
  compile: (expr: Expr) => Compiled,
  context: EvaluationContext,
): Compiled {
  const subject = compile(expr.subject);
  const place = placeOf(expr, context);
  const arms = expr.arms.map((arm, index) =>
    compileArm(arm, noting(place && `match ${place} ${index}`, compile(arm.value))),
  );
  return (scope) => {
    const held = subject(scope);
    if (held instanceof Failure) return held;
    for (const arm of arms) {
      const taken = arm(held);
      if (taken !== null) return taken(scope);
    }
    return new Failure('none', `no case of the match takes ${textOf(held).slice(0, 60)}`);
  };
}

type MatchArm = Extract<Expr, { op: 'match' }>['arms'][number];

/** Gives the arm's value, with its binder bound, where its pattern takes the subject; otherwise null. */
function compileArm({ pattern }: MatchArm, value: Compiled): (held: JsonValue) => Compiled | null {
  switch (pattern.kind) {
    case 'otherwise':
      return () => value;
    case 'values': {
      const { as } = pattern;
      const values = new Set(pattern.values.map((one) => identityIn(as, one)));
      return (held) => (values.has(identityIn(as, held)) ? value : null);
    }
    case 'entities': {
      const binders = new Map(pattern.entities.map(({ entity, binder }) => [entity, binder]));
      return (held) => {
        if (!isSourceRef(held) || !binders.has(held.entity)) return null;
        const binder = binders.get(held.entity) ?? null;
        return binder === null ? value : (scope) => value(bind(scope, binder, () => held));
      };
    }
  }
}

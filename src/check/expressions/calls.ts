import type * as ast from '../../language/ast.ts';
import type { Expr, FailureKind, Lambda } from '../../plan/types.ts';
import {
  functionNames,
  instanceOf,
  isTimeZone,
  overloads,
  type StdFunction,
  type StdParam,
} from '../../stdlib/index.ts';
import { type Context, type Scope, withLocal } from '../context.ts';
import { didYouMean, orList } from '../suggest.ts';
import { type Base, describe, describeType, TEXT, type Type, type Typed, type as typeOf } from '../types.ts';
import { unfold } from './functions.ts';
import { type Expected, infer, inferTowards, isError } from './infer.ts';
import { domainOf } from './operators.ts';
import { inferRef } from './references.ts';
import { accepts, type Bindings, resolve } from './signatures.ts';
import { toDecimal } from './unify.ts';

/** `fn(args)`. Two names are the compiler's own: `label` reads the schema, `ref` the maps. */
export function inferCall(cx: Context, scope: Scope, node: ast.Call, expected: Expected): Typed {
  const name = node.callee.name;
  const [first] = node.args;
  const minutes = DURATIONS.get(name);
  if (minutes !== undefined && first && node.args.length === 1 && first.param === null)
    return duration(cx, name, minutes, infer(cx, scope, first.value), node.span);
  if ((name === 'ref' || name === 'label') && first && node.args.length === 1 && first.param === null)
    return name === 'ref'
      ? refTo(cx, scope, first.value, node.span)
      : own(cx, name, infer(cx, scope, first.value), node.span);
  return call(cx, scope, node.callee, null, node.args, node.span, expected);
}

/** `value | fn(args)`: the value is the first argument. */
export function inferPipe(cx: Context, scope: Scope, node: ast.Pipe, expected: Expected): Typed {
  const name = node.fn.name;
  const value = infer(cx, scope, node.value);
  if (isError(value)) return value;
  if (name === 'ref' && (node.args?.length ?? 0) === 0) return refTo(cx, scope, node.value, node.span);
  if (name === 'label' && (node.args?.length ?? 0) === 0) return own(cx, name, value, node.span);
  return call(cx, scope, node.fn, value, node.args ?? [], node.span, expected);
}

/**
 * `ref(…)`; of `a ?? b` each side by itself where one is a row of the target: the other is not brought to that row's
 * entity first, since a pair takes a row of any.
 */
function refTo(cx: Context, scope: Scope, expr: ast.Expr, span: ast.Span): Typed {
  if (expr.kind === 'Binary' && expr.operator === '??') {
    const sides = [infer(cx, scope, expr.left), infer(cx, scope, expr.right)] as const;
    const kinds = sides.map((side) => side.type.base.kind);
    if (kinds.includes('row') && kinds.every((kind) => kind === 'row' || kind === 'source')) {
      const left = inferRef(cx, sides[0], sides[0].span);
      const right = inferRef(cx, sides[1], sides[1].span);
      if (isError(left) || isError(right)) return cx.error(span);
      return cx.typed(
        span,
        { kind: 'pair' },
        { op: 'coalesce', left: left.expr, right: right.expr },
        { nullable: right.type.nullable, parts: [left, right] },
      );
    }
  }
  return inferRef(cx, infer(cx, scope, expr), span);
}

function own(cx: Context, name: 'ref' | 'label', value: Typed, span: ast.Span): Typed {
  if (name === 'ref') return inferRef(cx, value, span);
  if (isError(value)) return value;
  const { base } = value.type;
  if (base.kind !== 'enum') {
    cx.report('wrong-arguments', span, { fn: 'label', expected: 'an option', actual: describe(base) });
    return cx.error(span);
  }
  return cx.typed(
    span,
    TEXT,
    { op: 'label', of: value.expr, options: base.options },
    { nullable: value.type.nullable, parts: [value] },
  );
}

/** Words for lengths of time, in minutes. */
const DURATIONS: ReadonlyMap<string, number> = new Map([
  ['minutes', 1],
  ['hours', 60],
  ['days', 1440],
]);

function duration(cx: Context, fn: string, minutes: number, value: Typed, span: ast.Span): Typed {
  if (isError(value)) return value;
  if (value.type.base.kind !== 'integer') {
    cx.report('wrong-arguments', span, { fn, expected: 'a whole number', actual: describe(value.type.base) });
    return cx.error(span);
  }
  const one: Expr = { op: 'literal', value: minutes };
  return cx.typed(
    span,
    { kind: 'duration' },
    { op: 'arithmetic', operator: '*', as: 'number', left: value.expr, right: one },
    { nullable: value.type.nullable, parts: [value] },
  );
}

/** An argument that is a value; lambdas wait until the types of the values are known. */
type Given =
  | { readonly kind: 'value'; readonly typed: Typed }
  | { readonly kind: 'lambda'; readonly arg: ast.Arg; readonly param: ast.Id };

function call(
  cx: Context,
  scope: Scope,
  callee: ast.Id,
  piped: Typed | null,
  args: readonly ast.Arg[],
  span: ast.Span,
  expected: Expected,
): Typed {
  const fn = cx.functions.get(callee.name);
  if (fn) return unfold(cx, scope, fn, piped, args, span, expected);
  const candidates = overloads(callee.name);
  if (candidates.length === 0) {
    cx.report(
      'unknown-function',
      callee.span,
      { name: callee.name },
      { help: didYouMean(callee.name, [...functionNames, ...cx.functions.keys(), 'ref', 'label']) },
    );
    return cx.error(span);
  }
  const given: Given[] = piped ? [{ kind: 'value', typed: piped }] : [];
  for (const arg of args)
    given.push(
      arg.param
        ? { kind: 'lambda', arg, param: arg.param }
        : { kind: 'value', typed: infer(cx, scope, arg.value) },
    );
  if (given.some((one) => one.kind === 'value' && isError(one.typed))) return cx.error(span);
  for (const entry of candidates) {
    const bindings = fit(entry, given);
    if (bindings) return apply(cx, scope, entry, bindings, given, span, expected);
  }
  const [only] = candidates;
  cx.report(
    'wrong-arguments',
    span,
    {
      fn: callee.name,
      expected: orList(candidates.map((entry) => `(${entry.params.map(paramInWords).join(', ')})`)),
      actual: `(${given.map((one) => (one.kind === 'lambda' ? 'a function' : describeType(one.typed.type))).join('; ')})`,
    },
    { help: zoneHelp(candidates, given) ?? (only ? `\`${only.name}\`: ${lowerFirst(only.doc)}` : null) },
  );
  return cx.error(span);
}

/** What is wrong where a time zone is written that there is not. */
function zoneHelp(candidates: readonly StdFunction[], given: readonly Given[]): string | null {
  for (const { params } of candidates)
    for (const [index, param] of params.entries()) {
      const one = given[index];
      if (param.type !== 'zone' || one?.kind !== 'value' || one.typed.type.base.kind !== 'text') continue;
      const { expr } = one.typed;
      if (expr.op !== 'literal') return 'write the time zone out, such as `"Europe/London"`';
      if (isZone(one.typed)) continue;
      const near = didYouMean(String(expr.value), Intl.supportedValuesOf('timeZone'));
      return `there is no time zone \`${String(expr.value)}\`${near === null ? '; they are called as `Europe/London` is' : `: ${near}`}`;
    }
  return null;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function paramInWords(param: StdParam): string {
  return param.optional ? `${param.name}?` : param.name;
}

function fit(entry: StdFunction, given: readonly Given[]): Bindings | null {
  const least = entry.params.filter((param) => !param.optional).length;
  if (given.length < least || given.length > entry.params.length) return null;
  const bindings: Bindings = new Map();
  for (const [index, one] of given.entries()) {
    const param = entry.params[index];
    if (!param) return null;
    const takesLambda = typeof param.type === 'object' && 'lambda' in param.type;
    if (one.kind === 'lambda') {
      if (!takesLambda) return null;
      continue;
    }
    if (takesLambda || !accepts(param.type, one.typed.type, bindings)) return null;
    if (param.type === 'zone' && !isZone(one.typed)) return null;
  }
  return bindings;
}

function isZone(value: Typed): boolean {
  return value.expr.op === 'literal' && typeof value.expr.value === 'string' && isTimeZone(value.expr.value);
}

function apply(
  cx: Context,
  scope: Scope,
  entry: StdFunction,
  bindings: Bindings,
  given: readonly Given[],
  span: ast.Span,
  expected: Expected,
): Typed {
  const plan: (Expr | Lambda)[] = [];
  const parts: Typed[] = [];
  let nullable = false;
  for (const [index, one] of given.entries()) {
    const param = entry.params[index];
    if (!param) continue;
    if (one.kind === 'value') {
      const value =
        param.type === 'decimal' && one.typed.type.base.kind === 'integer'
          ? toDecimal(cx, one.typed)
          : one.typed;
      parts.push(value);
      plan.push(value.expr);
      if (entry.nulls === 'pass') nullable ||= value.type.nullable;
      continue;
    }
    const body = lambda(cx, scope, entry, param, one, bindings, expected);
    if (!body) return cx.error(span);
    parts.push(body);
    plan.push({ op: 'lambda', param: one.param.name, body: body.expr });
  }
  const result = resolve(entry.result, bindings);
  const failures = new Map<FailureKind, string>(
    entry.fails.map((kind) => [kind, `\`${entry.name}\` cannot always do it`]),
  );
  const variable = entry.domainOf === undefined ? undefined : bindings.get(entry.domainOf);
  const domain = variable ? domainOf(variable.base) : null;
  return cx.typed(
    span,
    bounded(entry, given, result.base),
    { op: 'call', fn: instanceOf(entry, domain), args: plan },
    {
      nullable: nullable || result.nullable,
      parts,
      failures,
      loses: entry.loses ? [entry.name] : [],
    },
  );
}

function lambda(
  cx: Context,
  scope: Scope,
  entry: StdFunction,
  param: StdParam,
  one: Given & { kind: 'lambda' },
  bindings: Bindings,
  expected: Expected,
): Typed | null {
  if (typeof param.type !== 'object' || !('lambda' in param.type)) return null;
  const input: Type = resolve(param.type.lambda, bindings);
  const inner = withLocal(cx, scope, one.param, typeOf(input.base, input.nullable));
  // What a list of rows is wanted for decides to which target its references are translated.
  const wanted = entry.name === 'each' && expected?.kind === 'list' ? expected.of.base : null;
  const body = inferTowards(cx, inner, one.arg.value, wanted);
  if (isError(body)) return null;
  if (!accepts(param.type.to, body.type, bindings)) {
    cx.report('wrong-arguments', body.span, {
      fn: entry.name,
      expected: `a function that gives ${resultInWords(param)}`,
      actual: `one that gives ${describeType(body.type)}`,
    });
    return null;
  }
  return body;
}

function resultInWords(param: StdParam): string {
  return JSON.stringify(param.type).includes('boolean') ? 'true or false' : 'something that can be compared';
}

/** Functions after which a text is no longer than before, or than a literal says; `round` keeps as many digits as it says. */
const SHORTENING: ReadonlySet<string> = new Set(['trim', 'digits']);

function bounded(entry: StdFunction, given: readonly Given[], base: Base): Base {
  const [first, second] = given;
  if (first?.kind !== 'value') return base;
  if (entry.name === 'round' && (base.kind === 'decimal' || base.kind === 'money')) {
    const digits =
      second?.kind === 'value' && second.typed.expr.op === 'literal' ? second.typed.expr.value : null;
    return typeof digits === 'number' ? { kind: base.kind, scale: digits } : { kind: base.kind };
  }
  if (entry.name === 'decimal' && base.kind === 'decimal') {
    const from = first.typed.type.base;
    return (from.kind === 'money' || from.kind === 'decimal') && from.scale !== undefined
      ? { kind: 'decimal', scale: from.scale }
      : base;
  }
  if (base.kind !== 'text') return base;
  if (SHORTENING.has(entry.name) && first.typed.type.base.kind === 'text') return first.typed.type.base;
  if (entry.name === 'truncate' && second?.kind === 'value' && second.typed.expr.op === 'literal') {
    const { value } = second.typed.expr;
    if (typeof value === 'number') return { kind: 'text', max: value };
  }
  return base;
}

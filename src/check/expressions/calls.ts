import type * as ast from '../../language/ast.ts';
import type { Expr, FailureKind, Lambda } from '../../plan/types.ts';
import {
  foreignName,
  functionNames,
  instanceOf,
  overloads,
  type StdFunction,
  type StdParam,
} from '../../stdlib/index.ts';
import { type Context, type Scope, withLocal } from '../context.ts';
import { renameTo } from '../fixes/rename.ts';
import { didYouMean, orList } from '../suggest.ts';
import {
  describe,
  describeType,
  type Failures,
  TEXT,
  type Type,
  type Typed,
  type as typeOf,
} from '../types.ts';
import { bounded } from './call-bounds.ts';
import { unfold } from './functions.ts';
import type { Given } from './given.ts';
import { type Expected, infer, inferTowards, isError } from './infer.ts';
import { type WrongLiteral, wrongLiteral } from './literal-arguments.ts';
import { isOneShown } from './narrowing.ts';
import { domainOf } from './operators.ts';
import { inferRef } from './references.ts';
import { accepts, acceptsArgument, type Bindings, isExact, resolve } from './signatures.ts';
import { numeric, toDecimal } from './unify.ts';

/** `fn(args)`. Some names are the compiler's own. */
export function inferCall(cx: Context, scope: Scope, node: ast.Call, expected: Expected): Typed {
  const name = node.callee.name;
  const [first] = node.args;
  const minutes = DURATIONS.get(name);
  if (minutes !== undefined && first && node.args.length === 1 && first.param === null)
    return duration(cx, name, minutes, infer(cx, scope, first.value), node.span);
  if (isOwn(cx, name) && first && node.args.length === 1 && first.param === null)
    return name === 'ref'
      ? refTo(cx, scope, first.value, node.span)
      : own(cx, name, infer(cx, scope, first.value), node.span);
  return call(cx, scope, node.callee, null, node.args, node.span, expected);
}

/** `value | fn(args)`: the value is the first argument. */
export function inferPipe(cx: Context, scope: Scope, node: ast.Pipe, expected: Expected): Typed {
  const name = node.fn.name;
  const value = argument(cx, scope, name, node.value, null);
  if (isError(value)) return value;
  if (isOwn(cx, name) && (node.args?.length ?? 0) === 0)
    return name === 'ref' ? refTo(cx, scope, node.value, node.span) : own(cx, name, value, node.span);
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
        { nullable: right.type.nullable && !isOneShown(scope.shown, expr), parts: [left, right] },
      );
    }
  }
  return inferRef(cx, infer(cx, scope, expr), span);
}

/** Functions that are the compiler's own: `label` reads the schema, `ref` the maps, `download` asks the source. */
const OWN = ['ref', 'label', 'download'] as const;

function isOwn(cx: Context, name: string): name is (typeof OWN)[number] {
  return OWN.some((one) => one === name) && !cx.functions.has(name);
}

function own(cx: Context, name: (typeof OWN)[number], value: Typed, span: ast.Span): Typed {
  if (name === 'ref') return inferRef(cx, value, span);
  if (isError(value)) return value;
  if (name === 'download') return download(cx, value, span);
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

/** What a map can call beside the library. */
const OWN_NAMES = [...OWN, 'minutes', 'hours', 'days'];

function download(cx: Context, value: Typed, span: ast.Span): Typed {
  const { base, nullable } = value.type;
  if (base.kind !== 'text') {
    cx.report('wrong-arguments', span, {
      fn: 'download',
      expected: 'the address of a file, as a text',
      actual: describe(base),
    });
    return cx.error(span);
  }
  const failures: Failures = new Map([['io', 'the file may not be there']]);
  return cx.typed(
    span,
    { kind: 'binary' },
    { op: 'download', of: value.expr },
    { nullable, parts: [value], failures },
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
    { op: 'arithmetic', operator: '*', as: 'integer', left: value.expr, right: one },
    { nullable: value.type.nullable, parts: [value] },
  );
}

/** `sum(list, x -> …)` is `list | each(x -> …) | sum`: what folds a list of values may be told how to get them. */
const FOLDS: ReadonlySet<string> = new Set(['sum', 'min', 'max']);

/** What a function is given: `json` a record in place of a reference to it, so that an `else` inside answers for it. */
function argument(cx: Context, scope: Scope, fn: string, value: ast.Expr, beside: Expected): Typed {
  return fn === 'json' && !cx.functions.has(fn)
    ? inferTowards(cx, scope, value, { kind: 'json' })
    : infer(cx, scope, value, beside);
}

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
  if (FOLDS.has(callee.name) && args.length === (piped ? 1 : 2) && args.at(-1)?.param) {
    const each = call(cx, scope, { ...callee, name: 'each' }, piped, args, span, null);
    return isError(each) ? each : call(cx, scope, callee, each, [], span, expected);
  }
  const candidates = overloads(callee.name);
  if (candidates.length === 0) {
    readAll(cx, scope, piped, args);
    const known = [...functionNames, ...cx.functions.keys(), ...OWN_NAMES];
    cx.report(
      'unknown-function',
      callee.span,
      { name: callee.name },
      {
        help: foreignName(callee.name) ?? didYouMean(callee.name, known),
        fixes: renameTo(callee.span, callee.name, known),
      },
    );
    return cx.error(span);
  }
  const given: Given[] = piped ? [{ kind: 'value', typed: piped }] : [];
  for (const arg of args)
    given.push(
      arg.param
        ? { kind: 'lambda', arg, param: arg.param }
        : { kind: 'value', typed: argument(cx, scope, callee.name, arg.value, besideIn(candidates, given)) },
    );
  if (given.some((one) => one.kind === 'value' && isError(one.typed))) return cx.error(span);
  let wrong: WrongLiteral | null = null;
  for (const entry of candidates) {
    const bindings = fit(entry, given);
    if (!bindings) continue;
    const literal = wrongLiteral(entry, given);
    if (literal === null) return apply(cx, scope, entry, bindings, given, span, expected);
    wrong ??= literal;
  }
  if (wrong) {
    cx.report(
      'wrong-literal',
      wrong.span,
      { fn: callee.name, reason: wrong.reason },
      { help: wrong.help, fixes: wrong.fixes },
    );
    return cx.error(span);
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
    { help: only ? callHelp(only, piped !== null) : null },
  );
  return cx.error(span);
}

/** What an unknown function is given is read, whatever it does with it. */
function readAll(cx: Context, scope: Scope, piped: Typed | null, args: readonly ast.Arg[]): void {
  for (const { param, value } of args) {
    if (param === null) infer(cx, scope, value);
    else if (piped?.type.base.kind === 'list' && piped.type.base.of.base.kind === 'source')
      for (const entity of piped.type.base.of.base.entities) cx.misread.add(entity);
  }
}

/** In what light an argument is seen: where both are to be of one type, a number in that of the one before it. */
function besideIn(candidates: readonly StdFunction[], given: readonly Given[]): Expected {
  const [first, ...more] = given;
  if (first?.kind !== 'value' || more.length > 0 || !numeric(first.typed.type.base)) return null;
  const isPair = candidates.some(({ params: [one, other] }) => one && other && isSameVariable(one, other));
  return isPair ? first.typed.type.base : null;
}

function isSameVariable({ type: one }: StdParam, { type: other }: StdParam): boolean {
  return (
    typeof one === 'object' &&
    'var' in one &&
    typeof other === 'object' &&
    'var' in other &&
    one.var === other.var
  );
}

/** How the function is written where the value stands before it, and what it does. */
function callHelp({ name, params, doc }: StdFunction, isPiped: boolean): string {
  const words = params.map(paramInWords);
  const written = isPiped ? `… | ${name}(${words.slice(1).join(', ')})` : `${name}(${words.join(', ')})`;
  return `write \`${written}\`: ${lowerFirst(doc)}`;
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
    if (takesLambda || !acceptsArgument(param.type, one.typed.type, bindings)) return null;
  }
  return bindings;
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
        isExact(param.type, bindings) && one.typed.type.base.kind === 'integer'
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
  const domain = variable
    ? entry.name === 'sum' && variable.base.kind === 'integer'
      ? 'integer'
      : domainOf(variable.base)
    : null;
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

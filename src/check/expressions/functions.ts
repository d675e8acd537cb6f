import type * as ast from '../../language/ast.ts';
import { type Context, EMPTY_SCOPE, type Scope } from '../context.ts';
import { renameTo } from '../fixes/rename.ts';
import { defaultFixes } from '../fixes/values.ts';
import { didYouMean } from '../suggest.ts';
import { type Base, BOOLEAN, ERROR_BASE, TEXT, type Type, type Typed, type as typeOf } from '../types.ts';
import { bring } from './coerce.ts';
import { type Expected, infer, inferTowards, isError } from './infer.ts';
import { spell } from './names.ts';

const SCALARS: Readonly<Record<string, Base>> = {
  text: TEXT,
  html: { kind: 'html' },
  integer: { kind: 'integer' },
  float: { kind: 'float' },
  decimal: { kind: 'decimal' },
  money: { kind: 'money' },
  boolean: BOOLEAN,
  date: { kind: 'date' },
  instant: { kind: 'instant' },
  local: { kind: 'local' },
  json: { kind: 'json' },
  binary: { kind: 'binary' },
};

/** What a parameter or a result is declared to be; `any` says nothing. */
type Declared = { readonly kind: 'any' } | { readonly kind: 'type'; readonly type: Type };

/** A type as a map writes it: scalars, entities of either side, several of the source with `|`, lists. */
function declaredType(cx: Context, type: ast.TypeExpr): Declared {
  if (type.kind === 'ListType') {
    const of = declaredType(cx, type.of);
    return of.kind === 'any'
      ? of
      : { kind: 'type', type: typeOf({ kind: 'list', of: of.type }, type.nullable) };
  }
  const names = type.names.map((name) => spell(name.ids));
  const [only] = names;
  if (names.length === 1 && only === 'any') return { kind: 'any' };
  const scalar = names.length === 1 ? SCALARS[only ?? ''] : undefined;
  if (scalar) return { kind: 'type', type: typeOf(scalar, type.nullable) };
  if (names.every((name) => cx.source.entities[name]))
    return { kind: 'type', type: typeOf({ kind: 'source', entities: names, whole: false }, type.nullable) };
  if (names.length === 1 && only !== undefined && cx.target.entities[only])
    return { kind: 'type', type: typeOf({ kind: 'row', entity: only }, type.nullable) };
  const unknown = names.find((name) => !cx.source.entities[name]) ?? '';
  const known = [
    ...Object.keys(SCALARS),
    ...Object.keys(cx.source.entities),
    ...Object.keys(cx.target.entities),
  ];
  const span = type.names.find((name) => spell(name.ids) === unknown)?.span ?? type.span;
  cx.report(
    'unknown-name',
    span,
    { name: unknown },
    {
      help:
        didYouMean(unknown, known) ??
        'a type is text, html, integer, float, decimal, money, boolean, date, instant, local, json, binary, or an entity',
      fixes: renameTo(span, unknown, known),
    },
  );
  return { kind: 'type', type: typeOf(ERROR_BASE, true) };
}

/**
 * A call of the map's own function: its value with the arguments in place of the parameters. Functions are pure and do
 * not call themselves, so that unfolding says the same and ends.
 */
export function unfold(
  cx: Context,
  scope: Scope,
  fn: ast.FnDecl,
  piped: Typed | null,
  args: readonly ast.Arg[],
  span: ast.Span,
  expected: Expected,
): Typed {
  if (scope.unfolding.includes(fn.name.name)) {
    // Each function of the circle comes here; the first by name is told of it.
    const circle = scope.unfolding.slice(scope.unfolding.indexOf(fn.name.name));
    const [first = fn.name.name] = [...circle].sort();
    cx.report('fn-recursive', (cx.functions.get(first) ?? fn).name.span, { name: first });
    return cx.error(span);
  }
  const count = args.length + (piped ? 1 : 0);
  const lambda = args.find((arg) => arg.param !== null);
  if (count !== fn.params.length || lambda) {
    cx.report('wrong-arguments', span, {
      fn: fn.name.name,
      expected: `(${fn.params.map((param) => param.name.name).join(', ')})`,
      actual: lambda ? 'a function' : `${count} ${count === 1 ? 'value' : 'values'}`,
    });
    return cx.error(span);
  }
  const params = new Map<string, Typed>();
  fn.params.forEach((param, index) => {
    const declared = declaredType(cx, param.type);
    const base = declared.kind === 'type' ? declared.type.base : null;
    const arg = args[index - (piped ? 1 : 0)];
    const given =
      index === 0 && piped ? piped : arg ? inferTowards(cx, scope, arg.value, base) : cx.error(span);
    const value = base ? bring(cx, given, base, `${fn.name.name}(${param.name.name})`) : given;
    if (
      declared.kind === 'type' &&
      !declared.type.nullable &&
      value.type.nullable &&
      !passesNull(base) &&
      !isError(value)
    )
      cx.report(
        'nullable-argument',
        value.span,
        { fn: fn.name.name, param: param.name.name },
        {
          related: [{ span: param.type.span, message: 'what it takes is said here' }],
          ...(value.origin ? { schema: { side: 'source', ...value.origin } } : {}),
          fixes: defaultFixes(cx.places, value, '""'),
        },
      );
    params.set(param.name.name, base ? asDeclared(value, base) : value);
  });
  if ([...params.values()].some(isError)) return cx.error(span);
  const result = value(
    cx,
    fn,
    {
      ...EMPTY_SCOPE,
      writes: scope.writes,
      params,
      unfolding: [...scope.unfolding, fn.name.name],
      called: true,
    },
    expected,
  );
  return { ...result, span };
}

/** The body was checked with what is declared: a null is a null of that type, and a reference may lead to any of its
 * entities. That it cannot dangle stays known. */
function asDeclared(value: Typed, base: Base): Typed {
  const given = value.type.base;
  if (given.kind === 'null') return { ...value, type: { ...value.type, base } };
  if (given.kind !== 'source' || base.kind !== 'source') return value;
  return { ...value, type: { ...value.type, base: { ...base, whole: given.whole } } };
}

/** References and lists may be null without a `?`: a walk on null is null. */
function passesNull(base: Base | null): boolean {
  return base === null || base.kind === 'source' || base.kind === 'row' || base.kind === 'list';
}

/** Checks a function for itself, with its parameters as declared: also one that nobody calls is right. */
export function checkFunction(cx: Context, fn: ast.FnDecl): void {
  const params = new Map<string, Typed>();
  for (const param of fn.params) {
    const declared = declaredType(cx, param.type);
    // Of `any` nothing is known before a call.
    if (declared.kind === 'any') return;
    const nullable = declared.type.nullable || passesNull(declared.type.base);
    // Whether an argument may lead nowhere shows in each call, for which the body is read again.
    const { base } = declared.type;
    params.set(param.name.name, {
      type: { ...declared.type, base: base.kind === 'source' ? { ...base, whole: true } : base, nullable },
      expr: { op: 'local', name: param.name.name },
      span: param.name.span,
      loses: [],
    });
  }
  const called = [...params.values()].some(({ type }) => type.base.kind === 'source');
  value(cx, fn, { ...EMPTY_SCOPE, params, unfolding: [fn.name.name], called }, null);
}

function value(cx: Context, fn: ast.FnDecl, scope: Scope, expected: Expected): Typed {
  const declared = fn.result ? declaredType(cx, fn.result) : null;
  const wanted = declared?.kind === 'type' ? declared.type.base : expected;
  const result = wanted ? inferTowards(cx, scope, fn.value, wanted) : infer(cx, scope, fn.value);
  return declared?.kind === 'type'
    ? bring(cx, result, declared.type.base, `the result of ${fn.name.name}`)
    : result;
}

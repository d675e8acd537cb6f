/**
 * From an expression of the syntax tree to a typed one in the plan's form (`language.md` section 5). `expected` is what
 * the place asks for: it decides what a literal means and to which target a reference is translated; it is a wish, and
 * whoever asked still compares. Every mistake is reported once and becomes the error type, which fits everywhere.
 */
import type * as ast from '../../language/ast.ts';
import { isDate } from '../../schema/iso.ts';
import { type Context, type Scope, withHolding, withShown } from '../context.ts';
import { dayFixes } from '../fixes/days.ts';
import { type Base, canFail, type Typed, type as typeOf } from '../types.ts';
import { inferCall, inferPipe } from './calls.ts';
import { inferElse } from './else.ts';
import { inferIndex } from './index-access.ts';
import { inferLiteral, inferText } from './literals.ts';
import { inferMatch } from './match.ts';
import { inferMember } from './members.ts';
import { inferName } from './names.ts';
import { narrowing } from './narrowing.ts';
import { condition, inferBinary, inferUnary } from './operators.ts';
import { inferRecord } from './records.ts';
import { inferAs, toEither, translate } from './references.ts';
import { unify } from './unify.ts';
import { wholeRecord } from './whole-record.ts';

export type Expected = Base | null;

export function infer(cx: Context, scope: Scope, expr: ast.Expr, expected: Expected = null): Typed {
  switch (expr.kind) {
    case 'Literal':
      return inferLiteral(cx, expr, expected);
    case 'Text':
      return inferText(cx, scope, expr, expected);
    case 'DateLiteral':
      return inferDate(cx, expr);
    case 'This':
      return inferThis(cx, scope, expr);
    case 'NameRef':
      return inferName(cx, scope, expr.id);
    case 'Member':
      return inferMember(cx, scope, expr);
    case 'Index':
      return inferIndex(cx, scope, expr);
    case 'Call':
      return inferCall(cx, scope, expr, expected);
    case 'Pipe':
      return inferPipe(cx, scope, expr, expected);
    case 'Unary':
      return inferUnary(cx, scope, expr, expected);
    case 'Binary':
      return inferBinary(cx, scope, expr, expected);
    case 'As':
      return inferAs(cx, scope, expr);
    case 'If':
      return inferIf(cx, scope, expr, expected);
    case 'MatchExpr':
      return inferMatch(cx, scope, expr, expected);
    case 'List':
      return inferList(cx, scope, expr, expected);
    case 'Else':
      return inferElse(cx, scope, expr, expected);
    case 'Record':
      return inferRecord(cx, scope, expr, expected);
    default:
      return expr satisfies never;
  }
}

/** As `infer`; a reference is translated at once where a row of the target is expected, and read where JSON is. */
export function inferTowards(cx: Context, scope: Scope, expr: ast.Expr, expected: Expected): Typed {
  return towards(cx, infer(cx, scope, expr, expected), expected);
}

/** A reference of the source as the row of the target that is expected, or as a record; a row as one of several. */
export function towards(cx: Context, value: Typed, expected: Expected): Typed {
  if (expected?.kind === 'either') return toEither(cx, value, expected.entities);
  if (expected?.kind === 'json') return wholeRecord(cx, value);
  return expected?.kind === 'row' && value.type.base.kind === 'source'
    ? translate(cx, value, expected.entity)
    : value;
}

function inferDate(cx: Context, { value, span }: ast.DateLiteral): Typed {
  if (isDate(value)) return cx.typed(span, { kind: 'date' }, { op: 'literal', value });
  const reason = `"${value}" is no day of the calendar`;
  const help = 'write the year first, and two digits each for month and day: `date "2024-01-31"`';
  cx.report('wrong-literal', span, { fn: 'date', reason }, { help, fixes: dayFixes(span, value) });
  return cx.error(span);
}

function inferThis(cx: Context, scope: Scope, expr: ast.This): Typed {
  if (!scope.entity) {
    cx.report('not-allowed-here', expr.span, { what: '`this`', where: 'a place without a source record' });
    return cx.error(expr.span);
  }
  const base: Base = { kind: 'source', entities: [scope.entity.name], whole: true };
  return { ...cx.typed(expr.span, base, { op: 'this' }), holding: scope.holding };
}

function inferIf(cx: Context, scope: Scope, expr: ast.If, expected: Expected): Typed {
  const test = condition(cx, scope, expr.condition);
  const shown = narrowing(expr.condition);
  const inner = withHolding(withShown(scope, shown.whenTrue), expr.condition);
  const then = inferTowards(cx, inner, expr.then, expected);
  const otherwise = inferTowards(cx, withShown(scope, shown.whenFalse), expr.otherwise, expected);
  const both = unify(cx, [then, otherwise], expr.span);
  const [left = then, right = otherwise] = both.values;
  const typed = cx.typed(
    expr.span,
    both.base,
    { op: 'if', condition: test.expr, then: left.expr, otherwise: right.expr },
    { nullable: left.type.nullable || right.type.nullable, parts: [test, left, right] },
  );
  const [first, ...others] = [test, left, right]
    .filter(canFail)
    .map((part) => part.holds ?? new Set<string>());
  const holds = first && others.reduce((held, one) => held.intersection(one), first);
  return holds ? { ...typed, holds } : typed;
}

function inferList(cx: Context, scope: Scope, expr: ast.List, expected: Expected): Typed {
  const wanted = expected?.kind === 'list' ? expected.of.base : null;
  const items = expr.items.map((item) => inferTowards(cx, scope, item, wanted));
  const all = unify(cx, items, expr.span);
  return cx.typed(
    expr.span,
    { kind: 'list', of: typeOf(all.base) },
    { op: 'list', items: all.values.map((item) => item.expr) },
    { parts: all.values },
  );
}

/** Whether a mistake was reported inside already. */
export function isError(value: Typed): boolean {
  return value.type.base.kind === 'error';
}

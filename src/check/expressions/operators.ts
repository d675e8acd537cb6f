import type * as ast from '../../language/ast.ts';
import type { Fix } from '../../language/index.ts';
import type { Domain, Expr } from '../../plan/types.ts';
import { reckonDecimal } from '../../stdlib/decimal.ts';
import { type Context, type Scope, withShown } from '../context.ts';
import { comparisonFixes, joinedFixes, presenceFixes } from '../fixes/operators.ts';
import {
  type Base,
  BOOLEAN,
  DIVIDES_BY_ZERO,
  describe,
  openFailures,
  otherCurrency,
  type Typed,
} from '../types.ts';
import { reportFailures } from './else.ts';
import { type Expected, infer, inferTowards, isError } from './infer.ts';
import { isNull, narrowing, pathOf, writtenSign } from './narrowing.ts';
import { numeric, toDecimal, unify } from './unify.ts';

/** A guard, a `require`, the test of an `if`: true or false, with nothing left that can fail. Null counts as false. */
export function condition(cx: Context, scope: Scope, expr: ast.Expr): Typed {
  const value = infer(cx, scope, expr, BOOLEAN);
  if (isError(value)) return value;
  if (value.type.base.kind !== 'boolean') {
    cx.report(
      'not-a-condition',
      value.span,
      { actual: describe(value.type.base) },
      { fixes: presenceFixes(cx.places, value) },
    );
    return cx.error(value.span);
  }
  const open = openFailures(value.type.failures);
  if (open.size > 0) reportFailures(cx, value, open);
  return value;
}

export function inferUnary(cx: Context, scope: Scope, node: ast.Unary, expected: Expected): Typed {
  switch (node.operator) {
    case 'not': {
      const of = boolean(cx, scope, node.operand, 'not');
      return cx.typed(
        node.span,
        BOOLEAN,
        { op: 'not', of: of.expr },
        { nullable: of.type.nullable, parts: [of] },
      );
    }
    case '-': {
      const of = infer(cx, scope, node.operand, expected);
      if (isError(of)) return of;
      if (!numeric(of.type.base)) return wrongOperand(cx, node.span, '-', of);
      const as = reckoning(of.type.base);
      return cx.typed(
        node.span,
        of.type.base,
        negativeNumber(of.expr, as) ?? { op: 'negate', as, of: of.expr },
        { nullable: of.type.nullable, parts: [of] },
      );
    }
    default:
      return node.operator satisfies never;
  }
}

export function inferBinary(cx: Context, scope: Scope, node: ast.Binary, expected: Expected): Typed {
  switch (node.operator) {
    case 'and':
    case 'or': {
      const left = boolean(cx, scope, node.left, node.operator);
      // The right side counts only where the left one has held (`and`), or has not (`or`).
      const shown = narrowing(node.left);
      const inner = withShown(scope, node.operator === 'and' ? shown.whenTrue : shown.whenFalse);
      const right = boolean(cx, inner, node.right, node.operator);
      return cx.typed(
        node.span,
        BOOLEAN,
        { op: node.operator, left: left.expr, right: right.expr },
        { nullable: left.type.nullable || right.type.nullable, parts: [left, right] },
      );
    }
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return comparison(cx, scope, node, node.operator);
    case 'in':
      return membership(cx, scope, node);
    case '??':
      return coalesce(cx, scope, node, expected);
    case '+':
    case '-':
    case '*':
    case '/':
      return arithmetic(cx, scope, node, node.operator, expected);
    default:
      return node.operator satisfies never;
  }
}

function boolean(cx: Context, scope: Scope, expr: ast.Expr, operator: string): Typed {
  const value = infer(cx, scope, expr, BOOLEAN);
  return isError(value) || value.type.base.kind === 'boolean'
    ? value
    : wrongOperand(cx, value.span, operator, value, presenceFixes(cx.places, value));
}

function comparison(cx: Context, scope: Scope, node: ast.Binary, operator: ast.Comparison): Typed {
  const [left, right] = pair(cx, scope, node.left, node.right);
  if (isError(left) || isError(right)) return cx.error(node.span);
  const asksForNull = left.type.base.kind === 'null' || right.type.base.kind === 'null';
  const domain = asksForNull ? 'text' : commonDomain(left.type.base, right.type.base);
  const ordered = operator !== '==' && operator !== '!=';
  if (domain === null || (ordered && (asksForNull || domain === 'boolean' || domain === 'reference'))) {
    const fixes = ordered && asksForNull ? [] : comparisonFixes(cx.places, left, right);
    return incomparable(cx, node.span, left, right, fixes);
  }
  return cx.typed(
    node.span,
    BOOLEAN,
    {
      op: 'compare',
      operator,
      as: domain,
      left: compared(node.left, brought(cx, left, domain).expr),
      right: compared(node.right, brought(cx, right, domain).expr),
    },
    { parts: [left, right] },
  );
}

/**
 * A side of a comparison as the plan holds it. The literal null asks there whether the other side is null, which only a
 * `null` that is written does: one that a function was given is a value, and no value is equal to it.
 */
function compared(node: ast.Expr, expr: Expr): Expr {
  const isGiven = expr.op === 'literal' && expr.value === null && !isNull(node);
  return isGiven ? { op: 'coalesce', left: expr, right: expr } : expr;
}

/** Both sides, each seen in the light of the other: a literal beside an enum is one of its options. */
function pair(cx: Context, scope: Scope, left: ast.Expr, right: ast.Expr): readonly [Typed, Typed] {
  if (isLiteral(left)) {
    const other = infer(cx, scope, right);
    return [infer(cx, scope, left, other.type.base), other];
  }
  const first = infer(cx, scope, left);
  return [first, infer(cx, scope, right, first.type.base)];
}

function isLiteral(expr: ast.Expr): boolean {
  return (
    expr.kind === 'Literal' || (expr.kind === 'Text' && expr.parts.every((part) => typeof part === 'string'))
  );
}

function membership(cx: Context, scope: Scope, node: ast.Binary): Typed {
  const left = infer(cx, scope, node.left);
  const right = infer(cx, scope, node.right, { kind: 'list', of: left.type });
  if (isError(left) || isError(right)) return cx.error(node.span);
  const list = right.type.base;
  if (list.kind !== 'list') return wrongOperand(cx, right.span, 'in', right);
  if (list.of.base.kind === 'error') return cx.error(node.span);
  const domain = list.of.base.kind === 'null' ? 'text' : commonDomain(left.type.base, list.of.base);
  if (domain === null) {
    cx.report('not-comparable', node.span, { left: describe(left.type.base), right: describe(list.of.base) });
    return cx.error(node.span);
  }
  return cx.typed(
    node.span,
    BOOLEAN,
    { op: 'in', as: domain, left: brought(cx, left, domain).expr, right: right.expr },
    { parts: [left, right] },
  );
}

function coalesce(cx: Context, scope: Scope, node: ast.Binary, expected: Expected): Typed {
  const left = inferTowards(cx, scope, node.left, expected);
  const right = inferTowards(cx, scope, node.right, beside(left.type.base, expected));
  const both = unify(cx, [left, right], node.span);
  const [first = left, second = right] = both.values;
  return cx.typed(
    node.span,
    both.base,
    { op: 'coalesce', left: first.expr, right: second.expr },
    { nullable: second.type.nullable, parts: [first, second] },
  );
}

/** In what light the alternative to a value is seen: what is expected, unless the value is a number of another kind. */
export function beside(base: Base, expected: Expected): Base {
  return expected === null || (numeric(expected) && numeric(base) && base.kind !== 'integer')
    ? base
    : expected;
}

function arithmetic(
  cx: Context,
  scope: Scope,
  node: ast.Binary,
  operator: '+' | '-' | '*' | '/',
  expected: Expected,
): Typed {
  const hint = expected && numeric(expected) ? expected : null;
  const [left, right] = hint
    ? [infer(cx, scope, node.left, hint), infer(cx, scope, node.right, hint)]
    : pair(cx, scope, node.left, node.right);
  if (isError(left) || isError(right)) return cx.error(node.span);
  if (right.type.base.kind === 'duration') return shifted(cx, node.span, operator, left, right);
  for (const side of [left, right])
    if (!numeric(side.type.base))
      return wrongOperand(cx, side.span, operator, side, joinedFixes(cx.places, node, left, right));
  if (otherCurrency(left.type.base, right.type.base)) return incomparable(cx, node.span, left, right, []);
  const both = unify(cx, [left, right], node.span);
  const [first = left, second = right] = both.values;
  // Whole numbers divide into decimals: 1 / 2 is not 0.
  const divides = operator === '/' && both.base.kind === 'integer';
  const base: Base = divides ? { kind: 'decimal' } : withoutScale(both.base);
  const [a, b] = divides ? [toDecimal(cx, first), toDecimal(cx, second)] : [first, second];
  return cx.typed(
    node.span,
    base,
    { op: 'arithmetic', operator, as: reckoning(base), left: a.expr, right: b.expr },
    {
      nullable: a.type.nullable || b.type.nullable,
      parts: [a, b],
      ...(operator === '/' && !isNonzero(scope, node.right) ? { failures: DIVIDES_BY_ZERO } : {}),
    },
  );
}

/** A number that is written out, or a name or a walk of which a condition has shown that it is not zero. */
function isNonzero(scope: Scope, divisor: ast.Expr): boolean {
  const path = pathOf(divisor);
  if (path !== null) return scope.shown.nonzero.has(path);
  const sign = writtenSign(divisor);
  return sign !== null && sign !== 0;
}

/** A moment and a length of time: later, or earlier. */
function shifted(
  cx: Context,
  span: ast.Span,
  operator: '+' | '-' | '*' | '/',
  moment: Typed,
  length: Typed,
): Typed {
  const { base } = moment.type;
  if ((base.kind !== 'instant' && base.kind !== 'local') || (operator !== '+' && operator !== '-'))
    return wrongOperand(cx, span, operator, moment);
  const minutes: Expr = operator === '+' ? length.expr : { op: 'negate', as: 'integer', of: length.expr };
  return cx.typed(
    span,
    base,
    {
      op: 'call',
      fn: base.kind === 'instant' ? 'plus_minutes' : 'plus_minutes_local',
      args: [moment.expr, minutes],
    },
    { nullable: moment.type.nullable || length.type.nullable, parts: [moment, length] },
  );
}

function withoutScale(base: Base): Base {
  if (base.kind !== 'decimal' && base.kind !== 'money') return base;
  const { scale: _, ...rest } = base;
  return rest;
}

/** Reports that two values have nothing to do with each other. */
function incomparable(cx: Context, span: ast.Span, left: Typed, right: Typed, fixes: readonly Fix[]): Typed {
  const [a, b] = [left.type.base, right.type.base];
  cx.report(
    'not-comparable',
    span,
    { left: describe(a), right: describe(b) },
    {
      help: otherCurrency(a, b)
        ? 'bring both into one currency first; `decimal(…)` gives the bare number'
        : null,
      fixes,
    },
  );
  return cx.error(span);
}

/** A number that is written out with a minus before it: a value as others are, in a test and in a row too. */
function negativeNumber(expr: Expr, as: ReturnType<typeof reckoning>): Expr | null {
  if (expr.op !== 'literal') return null;
  const { value } = expr;
  // From 0, not by a sign: JSON would not keep -0.
  if (as !== 'decimal') return typeof value === 'number' ? { op: 'literal', value: 0 - value } : null;
  const result = typeof value === 'string' ? reckonDecimal('-', '0', value) : null;
  return result === null ? null : { op: 'literal', value: result };
}

function reckoning(base: Base): 'integer' | 'number' | 'decimal' {
  if (base.kind === 'integer') return 'integer';
  return base.kind === 'decimal' || base.kind === 'money' ? 'decimal' : 'number';
}

/** How values of the base are compared, or null where they are not. */
export function domainOf(base: Base): Domain | null {
  switch (base.kind) {
    case 'text':
    case 'html':
    case 'local':
      return 'text';
    case 'integer':
    case 'float':
      return 'number';
    case 'decimal':
    case 'money':
      return 'decimal';
    case 'boolean':
    case 'date':
    case 'instant':
      return base.kind;
    case 'enum': {
      const [first] = base.options;
      return typeof first?.value === 'number'
        ? 'number'
        : typeof first?.value === 'boolean'
          ? 'boolean'
          : 'text';
    }
    case 'source':
    case 'row':
    case 'either':
      return 'reference';
    default:
      return null;
  }
}

/** In which domain values of the two bases are compared; null where they are never equal. */
export function commonDomain(left: Base, right: Base): Domain | null {
  const a = domainOf(left);
  const b = domainOf(right);
  if (a === null || b === null) return null;
  if (left.kind === 'enum' || right.kind === 'enum') {
    return left.kind === right.kind && left.kind === 'enum' && right.kind === 'enum' && left.of !== right.of
      ? null
      : a === b
        ? a
        : null;
  }
  if (otherCurrency(left, right)) return null;
  if (a === b) return a === 'reference' && left.kind !== right.kind ? null : a;
  return (a === 'number' && b === 'decimal') || (a === 'decimal' && b === 'number') ? 'decimal' : null;
}

function brought(cx: Context, value: Typed, domain: Domain): Typed {
  return domain === 'decimal' && value.type.base.kind === 'integer' ? toDecimal(cx, value) : value;
}

function wrongOperand(
  cx: Context,
  span: ast.Span,
  operator: string,
  value: Typed,
  fixes: readonly Fix[] = [],
): Typed {
  if (!isError(value))
    cx.report('wrong-operand', span, { operator, actual: describe(value.type.base) }, { fixes });
  return cx.error(span);
}

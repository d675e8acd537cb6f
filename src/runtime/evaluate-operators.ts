/** What operators do with values: which come first, which are equal, what sums and products are, in their own domain. */
import type { Domain, Expr, Reckoning } from '../plan/types.ts';
import type { JsonValue } from '../schema/model.ts';
import { compareIn, identityIn } from '../stdlib/compare.ts';
import { isDecimal, reckonDecimal } from '../stdlib/decimal.ts';
import { Failure } from '../stdlib/failure.ts';
import { type Compiled, textOf } from './evaluate-context.ts';
import { type Result, together } from './evaluate-scope.ts';

export function compileCompare(
  expr: Extract<Expr, { op: 'compare' }>,
  compile: (expr: Expr) => Compiled,
): Compiled {
  const { operator, as } = expr;
  if (operator === '==' || operator === '!=') {
    const asked = isNullLiteral(expr.right) ? expr.left : isNullLiteral(expr.left) ? expr.right : null;
    if (asked !== null) {
      const of = compile(asked);
      return (scope) => {
        const value = of(scope);
        return value instanceof Failure ? value : (value === null) === (operator === '==');
      };
    }
  }
  const [left, right] = [compile(expr.left), compile(expr.right)];
  return (scope) => {
    const values = together([left, right], (operand) => operand(scope));
    if (values instanceof Failure) return values;
    const [a = null, b = null] = values;
    if (a === null || b === null) return false;
    if (operator === '==') return equal(as, a, b);
    if (operator === '!=') return !equal(as, a, b);
    const order = compareIn(as, a, b);
    if (order === null) {
      return new Failure('convert', `${textOf(a).slice(0, 60)} and ${textOf(b).slice(0, 60)} have no order`);
    }
    switch (operator) {
      case '<':
        return order < 0;
      case '<=':
        return order <= 0;
      case '>':
        return order > 0;
      case '>=':
        return order >= 0;
    }
  };
}

function isNullLiteral(expr: Expr): boolean {
  return expr.op === 'literal' && expr.value === null;
}

/** Values that are not of the domain (a source that does not keep to its schema) are equal when they are the same. */
export function equal(as: Domain, left: JsonValue, right: JsonValue): boolean {
  const order = compareIn(as, left, right);
  return order === null ? identityIn(null, left) === identityIn(null, right) : order === 0;
}

type Operator = Extract<Expr, { op: 'arithmetic' }>['operator'];

/** @returns the failure `convert` where there is no such number */
export function reckon(as: Reckoning, operator: Operator, left: JsonValue, right: JsonValue): Result {
  const result =
    as === 'decimal'
      ? reckonDecimal(operator, textOf(left), textOf(right))
      : typeof left === 'number' && typeof right === 'number'
        ? reckonNumber(as, operator, left, right)
        : null;
  if (result !== null) return result;
  const written = `${textOf(left).slice(0, 60)} ${operator} ${textOf(right).slice(0, 60)}`;
  return new Failure('convert', `${written} ${reasonFor(as, operator, right)}`);
}

function reckonNumber(
  as: 'integer' | 'number',
  operator: Operator,
  left: number,
  right: number,
): number | null {
  const result = { '+': left + right, '-': left - right, '*': left * right, '/': left / right }[operator];
  // A whole number beyond these may be a rounded one.
  const isHeld = as === 'integer' ? Number.isSafeInteger(result) : Number.isFinite(result);
  // Adding zero turns -0, which JSON would not keep, into 0.
  return isHeld ? result + 0 : null;
}

function reasonFor(as: Reckoning, operator: Operator, right: JsonValue): string {
  if (operator === '/' && Number(right) === 0) return 'divides by zero';
  return as === 'integer' ? 'is larger than a whole number can be' : 'has no result';
}

/** A value of a narrower type as one of a wider. */
export function widen(to: 'decimal' | 'number' | 'text', value: JsonValue): Result {
  switch (to) {
    case 'text':
      return textOf(value);
    case 'decimal': {
      const text = textOf(value);
      return isDecimal(text) ? text : new Failure('convert', `${text.slice(0, 60)} is no decimal number`);
    }
    case 'number': {
      if (typeof value === 'number') return value;
      const text = textOf(value);
      const number = isDecimal(text) ? Number(text) : Number.NaN;
      return Number.isFinite(number) ? number : new Failure('convert', `${text.slice(0, 60)} is no number`);
    }
  }
}

import type * as ast from '../../language/ast.ts';
import { NOTHING_SHOWN, type Shown } from '../context.ts';
import { dottedName, spell } from './names.ts';

/** What a condition shows of names: where it holds, and where it does not. */
interface Narrowing {
  readonly whenTrue: Shown;
  readonly whenFalse: Shown;
}

const NOTHING: Narrowing = { whenTrue: NOTHING_SHOWN, whenFalse: NOTHING_SHOWN };

/**
 * What is known by flow (`language.md` section 5): `x != null` shows that `x` holds a value where it is true, `x == null`
 * where it is false, and so does any other comparison that is true, since one with null is not. A comparison with a
 * number that is written out shows that `x` is not zero where zero would have come to the other side.
 */
export function narrowing(condition: ast.Expr): Narrowing {
  switch (condition.kind) {
    case 'Unary': {
      if (condition.operator !== 'not') return NOTHING;
      const { whenTrue, whenFalse } = narrowing(condition.operand);
      return { whenTrue: whenFalse, whenFalse: whenTrue };
    }
    case 'Binary':
      return ofBinary(condition);
    default:
      return NOTHING;
  }
}

function ofBinary(node: ast.Binary): Narrowing {
  switch (node.operator) {
    case 'and': {
      const left = narrowing(node.left);
      const right = narrowing(node.right);
      return {
        whenTrue: either(left.whenTrue, right.whenTrue),
        whenFalse: oneHolds(left.whenFalse, right.whenFalse),
      };
    }
    case 'or': {
      const left = narrowing(node.left);
      const right = narrowing(node.right);
      return {
        whenTrue: oneHolds(left.whenTrue, right.whenTrue),
        whenFalse: either(left.whenFalse, right.whenFalse),
      };
    }
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ofComparison(node, node.operator);
    default:
      return NOTHING;
  }
}

/**
 * What is shown where one of two conditions holds, nobody knows which: what both show, and of a name of one and a name of
 * the other that what takes one in the place of the other holds a value, in whichever order.
 */
function oneHolds(left: Shown, right: Shown): Shown {
  const pairs = [...left.present].flatMap((one) => [...right.present].map((other) => [one, other] as const));
  const either = pairs.flatMap(([one, other]) => [`${one} ?? ${other}`, `${other} ?? ${one}`]);
  return {
    present: left.present.intersection(right.present).union(new Set(either)),
    nonzero: left.nonzero.intersection(right.nonzero),
  };
}

/** Whether what holds in the scope shows that `a ?? b`, of names or walks, is not null. */
export function isOneShown({ present }: Shown, { left, right }: ast.Binary): boolean {
  const [one, other] = [pathOf(left), pathOf(right)];
  return one !== null && other !== null && present.has(`${one} ?? ${other}`);
}

/** A name, or a walk that starts with one, as it is written; null for everything else. */
export function pathOf(expr: ast.Expr): string | null {
  const ids = dottedName(expr);
  return ids === null ? null : spell(ids);
}

function ofComparison(node: ast.Binary, operator: ast.Comparison): Narrowing {
  const present = new Set([node.left, node.right].flatMap((side) => pathOf(side) ?? []));
  if (isNull(node.left) || isNull(node.right)) {
    const shown: Shown = { ...NOTHING_SHOWN, present };
    return operator === '=='
      ? { whenTrue: NOTHING_SHOWN, whenFalse: shown }
      : { whenTrue: shown, whenFalse: NOTHING_SHOWN };
  }
  const zeroHolds = ofZero(node, operator);
  return {
    // With a null on one side every comparison is false.
    whenTrue: { present, nonzero: zeroHolds === false ? present : new Set() },
    whenFalse: { present: new Set(), nonzero: zeroHolds === true ? present : new Set() },
  };
}

/** Whether the comparison would hold of zero in place of the name; null where no number stands beside it. */
function ofZero(node: ast.Binary, operator: ast.Comparison): boolean | null {
  const [left, right] = [writtenSign(node.left), writtenSign(node.right)];
  if ((left === null) === (right === null)) return null;
  const [a, b] = [left ?? 0, right ?? 0];
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      return operator satisfies never;
  }
}

/** -1, 0 or 1 as the number is that an expression writes out; null for any other expression. */
export function writtenSign(expr: ast.Expr): number | null {
  if (expr.kind === 'Unary' && expr.operator === '-') {
    const sign = writtenSign(expr.operand);
    return sign === null ? null : 0 - sign;
  }
  if (expr.kind !== 'Literal' || expr.value.kind !== 'number') return null;
  return /[1-9]/.test(expr.value.value) ? 1 : 0;
}

function either(left: Shown, right: Shown): Shown {
  return {
    present: left.present.union(right.present),
    nonzero: left.nonzero.union(right.nonzero),
  };
}

/** Whether `null` is written there: a comparison with it asks whether the other side is null. */
export function isNull(expr: ast.Expr): boolean {
  return expr.kind === 'Literal' && expr.value.kind === 'null';
}

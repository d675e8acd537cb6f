import type * as ast from '../../language/ast.ts';
import { dottedName, spell } from './names.ts';

/** Names of which a condition shows that they are not null: where it holds, and where it does not. */
export interface Narrowing {
  readonly whenTrue: ReadonlySet<string>;
  readonly whenFalse: ReadonlySet<string>;
}

const NOTHING: Narrowing = { whenTrue: new Set(), whenFalse: new Set() };

/**
 * Nullability by flow (`language.md` section 5): `x != null` shows that `x` holds a value where it is true, `x == null`
 * where it is false, and so does any other comparison that is true, since one with null is not.
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
        whenTrue: left.whenTrue.union(right.whenTrue),
        whenFalse: left.whenFalse.intersection(right.whenFalse),
      };
    }
    case 'or': {
      const left = narrowing(node.left);
      const right = narrowing(node.right);
      return {
        whenTrue: left.whenTrue.intersection(right.whenTrue),
        whenFalse: left.whenFalse.union(right.whenFalse),
      };
    }
    case '!=':
      // With a null on one side `!=` is false too, unless null is what it asks for.
      return { whenTrue: names(node), whenFalse: new Set() };
    case '==':
      return isNull(node.left) || isNull(node.right)
        ? { whenTrue: new Set(), whenFalse: names(node) }
        : { whenTrue: names(node), whenFalse: new Set() };
    case '<':
    case '<=':
    case '>':
    case '>=':
      return { whenTrue: names(node), whenFalse: new Set() };
    default:
      return NOTHING;
  }
}

function names(node: ast.Binary): ReadonlySet<string> {
  return new Set([node.left, node.right].flatMap((side) => pathOf(side) ?? []));
}

/** A name, or a walk that starts with one, as it is written; null for everything else. */
export function pathOf(expr: ast.Expr): string | null {
  const ids = dottedName(expr);
  return ids === null ? null : spell(ids);
}

function isNull(expr: ast.Expr): boolean {
  return expr.kind === 'Literal' && expr.value.kind === 'null';
}

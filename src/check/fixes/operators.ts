/** Fixes for conditions and operators that are given something else than they take. */
import type * as ast from '../../language/ast.ts';
import type { Fix } from '../../language/index.ts';
import type { Typed } from '../types.ts';
import { literalFixes } from './conversions.ts';
import { maybe } from './make.ts';
import type { Places } from './places.ts';
import { behind, given, instead } from './precedence.ts';

/** `… != null`: whether there is a value, where a condition stands. */
export function presenceFixes(places: Places, value: Typed): readonly Fix[] {
  return value.type.nullable
    ? maybe('ask whether it holds a value', behind(places, value.span, 'comparison', '!= null'))
    : [];
}

/** One side of a comparison written, or read, as the other is. */
export function comparisonFixes(places: Places, left: Typed, right: Typed): readonly Fix[] {
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    // A day can only be meant as one; a number beside a text may ask for the text to be read as a number.
    const day = other.type.base.kind === 'date';
    const literal = literalFixes(places, one, other.type.base);
    if (literal.length > 0) return day ? literal : literal.map((fix) => ({ ...fix, safety: 'maybe' }));
    if (one.type.base.kind === 'enum' && other.type.base.kind === 'text')
      return maybe('compare what people see of it', given(places, one.span, 'label'));
  }
  return [];
}

/** Two texts put together in one. */
export function joinedFixes(places: Places, node: ast.Binary, left: Typed, right: Typed): readonly Fix[] {
  if (node.operator !== '+' || left.type.base.kind !== 'text' || right.type.base.kind !== 'text') return [];
  const part = (expr: ast.Expr, value: Typed): string | null => {
    const written = places.text(expr.span);
    if (expr.kind === 'Text') return written.slice(1, -1);
    if (expr.kind !== 'NameRef' && expr.kind !== 'Member' && expr.kind !== 'Call') return null;
    return value.type.nullable ? `{${written} ?? ""}` : `{${written}}`;
  };
  const [first, second] = [part(node.left, left), part(node.right, right)];
  return first === null || second === null
    ? []
    : maybe('put them together in a text', instead(node.span, `"${first}${second}"`));
}

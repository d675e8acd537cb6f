import type * as ast from '../../language/ast.ts';
import type { Entity } from '../../schema/model.ts';

/** What a condition that holds says, part by part: each side of an `and` by itself. */
export function shownBy(condition: ast.Expr): ReadonlySet<string> {
  if (condition.kind === 'Binary' && condition.operator === 'and')
    return shownBy(condition.left).union(shownBy(condition.right));
  return new Set([written(condition)]);
}

/**
 * Whether what is shown of a record shows that a guard over its fields takes it. Of a guard that speaks of other names
 * nothing is said: they may stand for other values elsewhere.
 */
export function takes(guard: ast.Expr, entity: Entity, shown: ReadonlySet<string>): boolean {
  return namesIn(guard).every((name) => entity.fields[name]) && shownBy(guard).isSubsetOf(shown);
}

/** The same for the same words, wherever they stand. */
function written(expr: ast.Expr): string {
  return JSON.stringify(expr, (key, value: unknown) => (key === 'span' ? undefined : value));
}

function namesIn(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(namesIn);
  if (node === null || typeof node !== 'object') return [];
  if ('kind' in node && node.kind === 'NameRef' && 'id' in node) {
    const { id } = node;
    return typeof id === 'object' && id !== null && 'name' in id ? [String(id.name)] : [];
  }
  return Object.values(node).flatMap(namesIn);
}

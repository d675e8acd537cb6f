import type * as ast from '../language/ast.ts';
import { type AnyNode, walk } from '../language/walk.ts';
import { dottedName, spell } from './expressions/names.ts';

/**
 * Names that are looked up as `Name[…] else …` somewhere. A table that is can leave it to its uses to say what becomes of
 * values that no line names (`language.md` section 5, Enums); a use that does not say so is told.
 */
export function answeredTables(declarations: readonly ast.Declaration[]): ReadonlySet<string> {
  const answered = new Set<string>();
  for (const declaration of declarations)
    walk(declaration, (node) => {
      const ids = isElse(node) && node.value.kind === 'Index' ? dottedName(node.value.object) : null;
      if (ids !== null) answered.add(spell(ids));
    });
  return answered;
}

/** The kind tells the node: the tree gives each kind to one shape. */
function isElse(node: AnyNode): node is ast.Else {
  return node.kind === 'Else';
}

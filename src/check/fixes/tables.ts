/** Fixes for value tables and for `match`: what a case that is left out becomes. */
import type * as ast from '../../language/ast.ts';
import type { Fix } from '../../language/index.ts';
import { maybe, quoted } from './make.ts';
import { insert, type Places } from './places.ts';

/** `else -> reject "…"` as the last line of a table. */
export function elseEntryFixes(places: Places, table: ast.TableDecl, reason: string): readonly Fix[] {
  return maybe('reject what no line names', [entryEdit(places, table, `else -> reject ${quoted(reason)}`)]);
}

/** A line for each option that the other side calls by the same name. */
export function sameNameFixes(
  places: Places,
  table: ast.TableDecl,
  missing: readonly string[],
  known: readonly string[],
): readonly Fix[] {
  const lines = missing.map((option) => {
    const twin = known.find((name) => name.toLowerCase() === option.toLowerCase());
    return twin === undefined ? null : `${quoted(option)} -> ${quoted(twin)}`;
  });
  return lines.every((line) => line !== null)
    ? maybe('take what has the same name', [entryEdit(places, table, lines.join('\n'))])
    : [];
}

function entryEdit(places: Places, table: ast.TableDecl, text: string) {
  const last = table.entries.at(-1);
  return last ? places.below(last, text) : insert(table.span.file, table.span.end - 1, ` ${text} `);
}

/** `else -> null` as the last arm of a `match`. */
export function elseArmFixes(places: Places, node: ast.MatchExpr): readonly Fix[] {
  const last = node.arms.at(-1);
  return maybe('give null for all others', [
    last
      ? places.below(last, 'else -> null', '  ')
      : insert(node.span.file, node.span.end - 1, ' else -> null '),
  ]);
}

import type * as ast from '../language/ast.ts';
import type { JsonValue } from '../schema/model.ts';
import { identityOf } from '../stdlib/compare.ts';
import type { Context } from './context.ts';
import type { SchemaPlace } from './diagnostics/index.ts';
import { strangersHelp, uncoveredEvidence, undeclaredEvidence, withEvidence } from './evidence.ts';
import { optionNames } from './expressions/literals.ts';
import { spell } from './expressions/names.ts';
import { domainOf } from './expressions/operators.ts';
import { elseEntryFixes, sameNameFixes } from './fixes/tables.ts';
import { andList } from './suggest.ts';
import { type Values, valueNames } from './table-values.ts';
import { describe, type Type } from './types.ts';

/**
 * Without `else` every option of every key column stands in the table; a list that is not closed needs the `else`, here
 * or at every use. Whether a use may be asked for a value that no line names.
 * @param mistaken whether a line names an option that there is not: what no option declares may be meant by it
 */
export function coverage(
  cx: Context,
  node: ast.TableDecl,
  keys: readonly Type[],
  seen: ReadonlyMap<string, ast.Span>,
  values: Values,
  mistaken: boolean,
): boolean {
  const open = keys.find(
    (key) => key.base.kind !== 'enum' && key.base.kind !== 'boolean' && key.base.kind !== 'error',
  );
  const openEnum = keys.find((key) => key.base.kind === 'enum' && key.base.open);
  const strangers = (key: Type): string | null =>
    key.base.kind === 'enum' && !mistaken ? undeclaredEvidence(cx, key.base) : null;
  const culprit = open ?? openEnum ?? keys.find((key) => strangers(key) !== null);
  if (culprit) {
    if (cx.answeredTables.has(node.name.name)) return true;
    cx.report(
      'table-open',
      node.name.span,
      {
        table: node.name.name,
        of: culprit.base.kind === 'enum' ? `\`${culprit.base.of}\`` : describe(culprit.base),
      },
      {
        ...strangersHelp(node.name.name, strangers(culprit)),
        ...keyPlace(cx, node, keys.indexOf(culprit)),
        fixes: elseEntryFixes(cx.places, node, `${node.name.name} has no line for it`),
      },
    );
    return false;
  }
  let combinations: { readonly key: readonly JsonValue[]; readonly said: string }[] = [{ key: [], said: '' }];
  let of: string | null = null;
  for (const { base } of keys) {
    if (base.kind !== 'enum' && base.kind !== 'boolean') return false;
    const names = base.kind === 'enum' ? optionNames(base.options) : ['true', 'false'];
    const options: readonly JsonValue[] =
      base.kind === 'enum' ? base.options.map((option) => option.value) : [true, false];
    if (base.kind === 'enum') of ??= base.of;
    combinations = combinations.flatMap((one) =>
      options.map((option, index) => ({
        key: [...one.key, option],
        said: `${one.said === '' ? '' : `${one.said}, `}"${names[index] ?? String(option)}"`,
      })),
    );
  }
  const domains = keys.map(({ base }) => domainOf(base));
  const uncovered = combinations.filter((one) => !seen.has(identityOf(domains, one.key)));
  const missing = uncovered.map((one) => one.said);
  if (missing.length === 0) return false;
  const [entity, field] = (of ?? '').split('.');
  const shown = missing.length > 6 ? [...missing.slice(0, 5), `${missing.length - 5} others`] : missing;
  cx.report(
    'table-uncovered',
    node.name.span,
    { table: node.name.name, missing: andList(shown) },
    {
      help: withEvidence('give each a value, or say `else -> …`', uncoveredEvidence(cx, keys, uncovered)),
      ...(entity && field ? { schema: { side: 'source', entity, field } } : {}),
      fixes: [
        ...(keys.length === 1 ? sameNameFixes(cx.places, node, missing.map(bare), valueNames(values)) : []),
        ...elseEntryFixes(cx.places, node, `${node.name.name} has no line for it`),
      ],
    },
  );
  return false;
}

/** `"Retail"` as it is called. */
function bare(said: string): string {
  return said.slice(1, -1);
}

/** The field that the key of a table is, where it is one. */
function keyPlace(cx: Context, node: ast.TableDecl, index: number): { readonly schema?: SchemaPlace } {
  const ids = node.from[index]?.ids ?? [];
  const entity = spell(ids.slice(0, -1));
  const field = ids[ids.length - 1]?.name ?? '';
  return cx.source.entities[entity]?.fields[field] ? { schema: { side: 'source', entity, field } } : {};
}

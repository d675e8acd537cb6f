import type * as ast from '../language/ast.ts';
import type { JsonValue } from '../schema/model.ts';
import { identityOf } from '../stdlib/compare.ts';
import type { Context } from './context.ts';
import { bring } from './expressions/coerce.ts';
import { isError } from './expressions/infer.ts';
import { inferLiteral, literalValue } from './expressions/literals.ts';
import { entityPart, findEntity, findField, spell } from './expressions/names.ts';
import { domainOf } from './expressions/operators.ts';
import { removeFixes } from './fixes/lines.ts';
import type { CheckedTable } from './program.ts';
import { coverage } from './table-coverage.ts';
import { type EntryResult, entryResult, resultType, SCALARS, valueTypes } from './table-values.ts';
import { baseOfField, TEXT, type Type, type as typeOf } from './types.ts';

/**
 * A value table (`language.md` sections 4 and 6.6): its keys are options or scalars of the source, its values options,
 * scalars, or rows of the target by their attributes. Enums are covered, values exist.
 */
export function checkTable(cx: Context, node: ast.TableDecl): CheckedTable {
  const keys = node.from.map((name) => keyType(cx, name));
  const values = valueTypes(cx, node);
  const entries: { keys: readonly JsonValue[]; result: EntryResult; span: ast.Span }[] = [];
  let otherwise: CheckedTable['plan']['otherwise'] = null;
  const seen = new Map<string, ast.Span>();
  let mistaken = false;
  const domains = keys.map(({ base }) => domainOf(base) ?? 'reference');
  for (const entry of node.entries) {
    const result = entryResult(cx, node, entry, values);
    if (entry.keys === null) {
      if (otherwise)
        cx.report(
          'table-twice',
          entry.span,
          { key: '`else`' },
          {
            related: [{ span: otherwise.span, message: 'the first time' }],
            fixes: removeFixes(cx.places, entry.span, otherwise.span),
          },
        );
      otherwise = { result, span: entry.span };
      continue;
    }
    if (entry.keys.length !== keys.length) {
      cx.report('table-arity', entry.span, {
        what: `the left side of each line of \`table ${node.name.name}\``,
        expected: keys.length,
        actual: entry.keys.length,
      });
      continue;
    }
    const key = entry.keys.map((literal, index) => {
      const base = keys[index]?.base ?? TEXT;
      const typed = bring(cx, inferLiteral(cx, literal, base), base, node.name.name);
      mistaken ||= isError(typed);
      return typed.expr.op === 'literal' ? typed.expr.value : literalValue(literal);
    });
    const identity = identityOf(domains, key);
    const before = seen.get(identity);
    if (before)
      cx.report(
        'table-twice',
        entry.span,
        // As it is written: an option by its label.
        { key: entry.keys.map((literal) => JSON.stringify(literalValue(literal))).join(', ') },
        {
          related: [{ span: before, message: 'the first time' }],
          fixes: removeFixes(cx.places, entry.span, before),
        },
      );
    else seen.set(identity, entry.span);
    entries.push({ keys: key, result, span: entry.span });
  }
  const open = !otherwise && coverage(cx, node, keys, seen, values, mistaken);
  return {
    name: node.name.name,
    keys,
    result: resultType(cx, node, values, [...entries, ...(otherwise ? [otherwise] : [])], open),
    plan: {
      domains,
      entries,
      otherwise,
      rows: values.kind === 'rows' ? { entity: values.entity.name, paths: values.paths } : null,
    },
    span: node.name.span,
  };
}

/** A scalar's name, or `entity.field` of the source. */
function keyType(cx: Context, name: ast.Name): Type {
  const [entityId, ...path] = name.ids;
  const scalar = name.ids.length === 1 ? SCALARS.get(entityId?.name ?? '') : undefined;
  if (scalar) return typeOf(scalar);
  const last = path[path.length - 1];
  if (!entityId || !last) {
    cx.report(
      'unknown-name',
      name.span,
      { name: spell(name.ids) },
      { help: 'a key is `entity.field` of the source, or text, integer, decimal, boolean, date' },
    );
    return typeOf({ kind: 'error' });
  }
  const entity = findEntity(cx, 'source', spell(name.ids.slice(0, -1)), entityPart(name));
  const field = entity && findField(cx, 'source', entity, last.name, last.span);
  if (!entity || !field) return typeOf({ kind: 'error' });
  return typeOf(baseOfField(field.type, 'source', `${entity.name}.${field.name}`, false));
}

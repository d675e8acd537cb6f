import type * as ast from '../language/ast.ts';
import type { TablePlan } from '../plan/types.ts';
import type { Entity, JsonValue } from '../schema/model.ts';
import { identityOf } from '../stdlib/compare.ts';
import type { Context } from './context.ts';
import type { SchemaPlace } from './diagnostics/index.ts';
import { strangersHelp, uncoveredEvidence, undeclaredEvidence, withEvidence } from './evidence.ts';
import { bring } from './expressions/coerce.ts';
import { targetPath } from './expressions/index-access.ts';
import { isError } from './expressions/infer.ts';
import { demandReason, inferLiteral, literalValue, optionNames } from './expressions/literals.ts';
import { entityPart, findEntity, findField, spell } from './expressions/names.ts';
import { domainOf } from './expressions/operators.ts';
import { removeFixes } from './fixes/lines.ts';
import { valueFixes } from './fixes/rename.ts';
import { elseEntryFixes, sameNameFixes } from './fixes/tables.ts';
import type { CheckedTable } from './program.ts';
import { rowsWith } from './rows.ts';
import { andList, didYouMean } from './suggest.ts';
import { type Base, BOOLEAN, baseOfField, describe, TEXT, type Type, type as typeOf } from './types.ts';

type Result = TablePlan['entries'][number]['result'];

/**
 * A value table (`language.md` sections 4 and 6.6): its keys are options or scalars of the source, its values options,
 * scalars, or rows of the target by their attributes. Enums are covered, values exist.
 */
export function checkTable(cx: Context, node: ast.TableDecl): CheckedTable {
  const keys = node.from.map((name) => keyType(cx, name));
  const values = valueTypes(cx, node);
  const entries: { keys: readonly JsonValue[]; result: Result; span: ast.Span }[] = [];
  let otherwise: CheckedTable['plan']['otherwise'] = null;
  const seen = new Map<string, ast.Span>();
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
  const open = !otherwise && coverage(cx, node, keys, seen, values);
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

const SCALARS: ReadonlyMap<string, Base> = new Map(
  Object.entries<Base>({
    text: TEXT,
    boolean: BOOLEAN,
    integer: { kind: 'integer' },
    float: { kind: 'float' },
    decimal: { kind: 'decimal' },
    date: { kind: 'date' },
  }),
);

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

type Values =
  | { readonly kind: 'scalar'; readonly base: Base }
  | {
      readonly kind: 'rows';
      readonly entity: Entity;
      readonly paths: readonly string[];
      readonly bases: readonly Base[];
    };

/** An option field or scalar of the target, or `entity[attributes]`. */
function valueTypes(cx: Context, node: ast.TableDecl): Values {
  const name = spell(node.to.ids);
  if (node.attributes) {
    const entity = findEntity(cx, 'target', name, node.to.span);
    if (!entity) return { kind: 'scalar', base: { kind: 'error' } };
    const paths: string[] = [];
    const bases: Base[] = [];
    for (const attribute of node.attributes) {
      const field = targetPath(cx, entity, attribute.ids);
      paths.push(spell(attribute.ids));
      bases.push(
        field
          ? baseOfField(field.type, 'target', `${entity.name}.${spell(attribute.ids)}`, true)
          : { kind: 'error' },
      );
    }
    return { kind: 'rows', entity, paths, bases };
  }
  const scalar = SCALARS.get(name);
  if (scalar) return { kind: 'scalar', base: scalar };
  if (node.to.ids.length === 1) {
    cx.report(
      'unknown-name',
      node.to.span,
      { name },
      {
        help: 'a value is `entity.field` of the target, rows are `entity[fields]`, or text, integer, decimal, boolean, date',
      },
    );
    return { kind: 'scalar', base: { kind: 'error' } };
  }
  const last = node.to.ids[node.to.ids.length - 1];
  const entity = findEntity(cx, 'target', spell(node.to.ids.slice(0, -1)), entityPart(node.to));
  const field = entity && last && findField(cx, 'target', entity, last.name, last.span);
  if (!entity || !field) return { kind: 'scalar', base: { kind: 'error' } };
  return { kind: 'scalar', base: baseOfField(field.type, 'target', `${entity.name}.${field.name}`, true) };
}

function entryResult(cx: Context, node: ast.TableDecl, entry: ast.TableEntry, values: Values): Result {
  if (!isLiterals(entry.values))
    return { kind: 'reject', message: demandReason(cx, entry.values.message, '`reject`') };
  const bases = values.kind === 'rows' ? values.bases : [values.base];
  if (entry.values.length !== bases.length) {
    cx.report('table-arity', entry.span, {
      what: `the right side of each line of \`table ${node.name.name}\``,
      expected: bases.length,
      actual: entry.values.length,
    });
    return { kind: 'values', values: [] };
  }
  let misfit = false;
  const literals = entry.values.map((literal, index) => {
    if (literal.value.kind === 'null') return null;
    const base = bases[index] ?? TEXT;
    const typed = bring(cx, inferLiteral(cx, literal, base), base, node.name.name);
    misfit ||= isError(typed);
    return typed.expr.op === 'literal' ? typed.expr.value : literalValue(literal);
  });
  if (values.kind === 'rows' && !misfit) checkRow(cx, entry, values, literals);
  return { kind: 'values', values: literals };
}

function isLiterals(values: ast.TableEntry['values']): values is readonly ast.Literal[] {
  return Array.isArray(values);
}

/** Every value that names a row names one that discovery saw, and only one. */
function checkRow(
  cx: Context,
  entry: ast.TableEntry,
  values: Values & { kind: 'rows' },
  literals: readonly JsonValue[],
): void {
  const found = rowsWith(cx, values.entity, wantedRow(values, literals));
  const said = literals.map((literal) => JSON.stringify(literal)).join(', ');
  const of = `the rows of \`${values.entity.name}\``;
  const place = { side: 'target', entity: values.entity.name, field: null } as const;
  if (found === null || found.length === 1) return;
  if (found.length > 1) {
    cx.report(
      'table-ambiguous',
      entry.span,
      { value: said, of, count: found.length },
      { help: ambiguousHelp(values), schema: place },
    );
    return;
  }
  const near = values.paths.flatMap((path, index) => {
    const literal = literals[index];
    const known = (values.entity.rows ?? []).flatMap((row) =>
      typeof row[path] === 'string' ? [row[path]] : [],
    );
    return typeof literal === 'string' ? (didYouMean(literal, new Set(known)) ?? []) : [];
  });
  const [literal] = isLiterals(entry.values) ? entry.values : [];
  const [path] = values.paths;
  const only = values.paths.length === 1 && literal?.value.kind === 'text' ? literal : null;
  cx.report(
    'table-value',
    entry.span,
    { value: said, of },
    {
      help: near[0] ?? null,
      schema: place,
      fixes:
        only?.value.kind === 'text' && path !== undefined
          ? valueFixes(only.span, only.value.value, valueNames(values))
          : [],
    },
  );
}

/** What could tell the rows apart: attributes that the head does not name yet. */
function ambiguousHelp({ entity, paths }: Values & { kind: 'rows' }): string {
  const others = Object.values(entity.fields)
    .filter(({ name, type }) => name !== entity.id && type.kind === 'reference' && !paths.includes(name))
    .map(({ name }) => `${name}.name`);
  const more =
    others[0] ?? Object.keys(entity.fields).find((name) => name !== entity.id && !paths.includes(name));
  return `add an attribute that tells them apart to the head, \`${entity.name}[${[more ?? '…', ...paths].join(', ')}]\`, and its value to each line`;
}

/**
 * Without `else` every option of every key column stands in the table; a list that is not closed needs the `else`, here
 * or at every use. Whether a use may be asked for a value that no line names.
 */
function coverage(
  cx: Context,
  node: ast.TableDecl,
  keys: readonly Type[],
  seen: ReadonlyMap<string, ast.Span>,
  values: Values,
): boolean {
  const open = keys.find(
    (key) => key.base.kind !== 'enum' && key.base.kind !== 'boolean' && key.base.kind !== 'error',
  );
  const openEnum = keys.find((key) => key.base.kind === 'enum' && key.base.open);
  const strangers = (key: Type): string | null =>
    key.base.kind === 'enum' ? undeclaredEvidence(cx, key.base) : null;
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

/** What the lines of a table can give, by name, where one name says it. */
function valueNames(values: Values): readonly string[] {
  if (values.kind === 'scalar') return values.base.kind === 'enum' ? optionNames(values.base.options) : [];
  const [path, second] = values.paths;
  return path === undefined || second !== undefined
    ? []
    : (values.entity.rows ?? []).flatMap((row) => (typeof row[path] === 'string' ? [row[path]] : []));
}

/** The field that the key of a table is, where it is one. */
function keyPlace(cx: Context, node: ast.TableDecl, index: number): { readonly schema?: SchemaPlace } {
  const ids = node.from[index]?.ids ?? [];
  const entity = spell(ids.slice(0, -1));
  const field = ids[ids.length - 1]?.name ?? '';
  return cx.source.entities[entity]?.fields[field] ? { schema: { side: 'source', entity, field } } : {};
}

/** @param open whether it may be asked for a value that no line names */
function resultType(
  cx: Context,
  node: ast.TableDecl,
  values: Values,
  entries: readonly { readonly result: Result }[],
  open: boolean,
): Type {
  const nullable = entries.some(({ result }) => result.kind === 'values' && result.values.includes(null));
  const unnamed = `\`table ${node.name.name}\` may have no line for it`;
  if (values.kind === 'scalar')
    return typeOf(
      values.base.kind === 'text' ? longest(entries) : values.base,
      nullable,
      new Map(open ? [['none', unnamed]] : []),
    );
  const proven = entries.every(({ result }) => isProven(cx, values, result));
  const why = open ? unnamed : proven ? null : `there may be no such \`${values.entity.name}\``;
  return typeOf(
    { kind: 'row', entity: values.entity.name },
    false,
    new Map(why === null ? [] : [['none', why]]),
  );
}

/** Whether the rows that discovery saw tell that there is such a row, or that there is none, which was reported. */
function isProven(cx: Context, values: Values & { kind: 'rows' }, result: Result): boolean {
  if (result.kind === 'reject' || result.values.includes(null)) return true;
  return rowsWith(cx, values.entity, wantedRow(values, result.values)) !== null;
}

function wantedRow(
  { paths }: Values & { kind: 'rows' },
  literals: readonly JsonValue[],
): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(paths.map((path, index) => [path, literals[index] ?? null]));
}

/** A text table gives none but its own texts. */
function longest(entries: readonly { readonly result: Result }[]): Base {
  const texts = entries.flatMap(({ result }) => (result.kind === 'values' ? result.values : []));
  return { kind: 'text', max: Math.max(0, ...texts.map((text) => [...String(text ?? '')].length)) };
}

import type * as ast from '../language/ast.ts';
import type { TablePlan } from '../plan/types.ts';
import type { Entity, JsonValue } from '../schema/model.ts';
import type { Context } from './context.ts';
import { bring } from './expressions/coerce.ts';
import { targetPath } from './expressions/index-access.ts';
import { isError } from './expressions/infer.ts';
import { demandReason, inferLiteral, literalValue, optionNames } from './expressions/literals.ts';
import { entityPart, findEntity, findField, spell } from './expressions/names.ts';
import { valueFixes } from './fixes/rename.ts';
import { rowsWith } from './rows.ts';
import { didYouMean } from './suggest.ts';
import { type Base, BOOLEAN, baseOfField, TEXT, type Type, type as typeOf } from './types.ts';

/** What a line of a table gives. */
export type EntryResult = TablePlan['entries'][number]['result'];

/** The scalar types that keys and values may have, by name. */
export const SCALARS: ReadonlyMap<string, Base> = new Map(
  Object.entries<Base>({
    text: TEXT,
    boolean: BOOLEAN,
    integer: { kind: 'integer' },
    float: { kind: 'float' },
    decimal: { kind: 'decimal' },
    date: { kind: 'date' },
  }),
);

/** What the lines of a table give: one scalar or option, or rows of the target by their attributes. */
export type Values =
  | { readonly kind: 'scalar'; readonly base: Base }
  | {
      readonly kind: 'rows';
      readonly entity: Entity;
      readonly paths: readonly string[];
      readonly bases: readonly Base[];
    };

/** An option field or scalar of the target, or `entity[attributes]`. */
export function valueTypes(cx: Context, node: ast.TableDecl): Values {
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

export function entryResult(
  cx: Context,
  node: ast.TableDecl,
  entry: ast.TableEntry,
  values: Values,
): EntryResult {
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

/** What the lines of a table can give, by name, where one name says it. */
export function valueNames(values: Values): readonly string[] {
  if (values.kind === 'scalar') return values.base.kind === 'enum' ? optionNames(values.base.options) : [];
  const [path, second] = values.paths;
  return path === undefined || second !== undefined
    ? []
    : (values.entity.rows ?? []).flatMap((row) => (typeof row[path] === 'string' ? [row[path]] : []));
}

/** The type of what a table gives. `open`: it may be asked for a value that no line names. */
export function resultType(
  cx: Context,
  node: ast.TableDecl,
  values: Values,
  entries: readonly { readonly result: EntryResult }[],
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
function isProven(cx: Context, values: Values & { kind: 'rows' }, result: EntryResult): boolean {
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
function longest(entries: readonly { readonly result: EntryResult }[]): Base {
  const texts = entries.flatMap(({ result }) => (result.kind === 'values' ? result.values : []));
  return { kind: 'text', max: Math.max(0, ...texts.map((text) => [...String(text ?? '')].length)) };
}

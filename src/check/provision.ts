import type * as ast from '../language/ast.ts';
import type { Entity, Field, FieldType, JsonValue, ReferenceRow, Schema } from '../schema/model.ts';
import { ownNames } from '../schema/own-names.ts';
import { provisionedEntity, provisionedField } from '../schema/provisioned.ts';
import { type Context, EMPTY_SCOPE } from './context.ts';
import { coerce } from './expressions/coerce.ts';
import { demandPlainText, literalValue, plainText } from './expressions/literals.ts';
import { entityPart, findEntity, findField, spell } from './expressions/names.ts';
import { removeFixes } from './fixes/lines.ts';
import { renameTo } from './fixes/rename.ts';
import type { CheckedProvision } from './program.ts';
import { type Facts, takenItems } from './static.ts';
import { didYouMean } from './suggest.ts';
import { baseOfField, describe } from './types.ts';

/** What `provision` adds to the target's schema, by the place that asks for it. */
export interface Made {
  readonly fields: ReadonlyMap<ast.Name, Field>;
  /** Without those whose name another model has taken already. */
  readonly models: ReadonlyMap<ast.ProvisionModel, Entity>;
}

/** The target's schema with the models and fields that `provision` adds: everything else is checked against it. */
export function extendTarget(
  target: Schema,
  declarations: readonly ast.ProvisionDecl[],
  facts: Facts,
): { readonly target: Schema; readonly made: Made } {
  const changed = new Map<string, Entity>();
  const find = (name: string): Entity | undefined => changed.get(name) ?? target.entities[name];
  const names = (): readonly string[] => [...Object.keys(target.entities), ...changed.keys()];
  const fields = new Map<ast.Name, Field>();
  const models = new Map<ast.ProvisionModel, Entity>();
  for (const item of declarations.flatMap((declaration) => takenItems(declaration.items, facts))) {
    if (item.kind === 'ProvisionModel') {
      const name = spell(item.name.ids);
      if ([...models.values()].some((model) => model.name === name)) continue;
      const known = [...names(), name];
      const columns = item.columns.flatMap(({ name: { name: id }, column }) => {
        const type = columnType(column.type, known, target.system);
        return type ? [{ name: id, label: plainText(column.label) ?? id, type, unique: column.unique }] : [];
      });
      const made = provisionedEntity(name, plainText(item.label) ?? name, columns);
      const there = find(name);
      const { id: _id, ...own } = made.fields;
      const model = { ...made, ...there, fields: ownNames(there?.fields ?? {}, there ? own : made.fields) };
      changed.set(name, model);
      models.set(item, model);
    }
    if (item.kind !== 'ProvisionField') continue;
    const type = columnType(item.column.type, names(), target.system);
    for (const name of item.names) {
      const entity = find(spell(name.ids.slice(0, -1)));
      const last = name.ids[name.ids.length - 1];
      if (!entity || !last || !type) continue;
      const field = provisionedField({
        name: last.name,
        label: plainText(item.column.label) ?? last.name,
        type,
        unique: item.column.unique,
      });
      fields.set(name, field);
      changed.set(entity.name, { ...entity, fields: ownNames(entity.fields, { [field.name]: field }) });
    }
  }
  const entities = ownNames(target.entities, Object.fromEntries(changed));
  return { target: { ...target, entities }, made: { fields, models } };
}

/** The words for columns, Odoo's names beside the language's. */
const COLUMNS: Readonly<Record<string, (numbers: readonly number[]) => FieldType>> = {
  char: ([max]) => (max === undefined ? { kind: 'text' } : { kind: 'text', max }),
  text: ([max]) => (max === undefined ? { kind: 'text' } : { kind: 'text', max }),
  html: () => ({ kind: 'html' }),
  integer: () => ({ kind: 'integer' }),
  float: () => ({ kind: 'float' }),
  decimal: ([precision, scale]) => ({
    kind: 'decimal',
    ...(precision === undefined ? {} : { precision }),
    ...(scale === undefined ? {} : { scale }),
  }),
  number: ([precision, scale]) => ({
    kind: 'decimal',
    ...(precision === undefined ? {} : { precision }),
    ...(scale === undefined ? {} : { scale }),
  }),
  boolean: () => ({ kind: 'boolean' }),
  date: () => ({ kind: 'date' }),
  datetime: () => ({ kind: 'instant' }),
  instant: () => ({ kind: 'instant' }),
};

/**
 * The type of a provisioned column, or null where its words mean nothing (reported by `checkProvision`).
 * @param entities of the target that a column may lead to
 * @param system which may know fewer types
 */
function columnType(type: ast.TypeExpr, entities: readonly string[], system: string): FieldType | null {
  if (type.kind === 'ListType') {
    const of = columnType(type.of, entities, system);
    return of?.kind === 'reference' && of.targets.length === 1
      ? { kind: 'references', target: of.targets[0] ?? '' }
      : null;
  }
  if (type.names.length !== 1) return null;
  const name = spell(type.names[0]?.ids ?? []);
  if (type.from) return name === 'multiselect' ? { kind: 'enums', options: [], open: true } : null;
  const args = type.args ?? [];
  if (name === 'selection' || name === 'multiselect') {
    const written = args.map((arg) => String(literalValue(arg)));
    const options = written.map((value) => ({ value, label: value }));
    return name === 'selection' ? { kind: 'enum', options } : { kind: 'enums', options };
  }
  const column = Object.hasOwn(COLUMNS, name) ? COLUMNS[name] : undefined;
  const made = column?.(args.map((arg) => Number(literalValue(arg))));
  // A field of one's own keeps numbers as floats there, whatever digits are asked for.
  if (made) return system === 'odoo' && made.kind === 'decimal' ? { kind: 'float' } : made;
  return entities.includes(name) ? { kind: 'reference', targets: [name] } : null;
}

/** What must exist first: models, fields and rows, checked against the extended target. */
export function checkProvision(
  cx: Context,
  discovered: Schema,
  declaration: ast.ProvisionDecl,
  made: Made,
): readonly CheckedProvision[] {
  return takenItems(declaration.items, cx.facts).flatMap((item): readonly CheckedProvision[] => {
    switch (item.kind) {
      case 'ProvisionField':
        return item.names.flatMap((name) =>
          provisionField(cx, discovered, item, name, made.fields.get(name)),
        );
      case 'ProvisionRow':
        return provisionRow(cx, item);
      case 'ProvisionModel':
        return provisionModel(cx, discovered, item, made.models.get(item));
      // A map like any other, but for when it is applied.
      case 'Map':
        return [];
      case 'ProvisionBranch':
        return [];
      default:
        return item satisfies never;
    }
  });
}

function provisionField(
  cx: Context,
  discovered: Schema,
  item: ast.ProvisionField,
  name: ast.Name,
  field: Field | undefined,
): readonly CheckedProvision[] {
  const entity = findEntity(cx, 'target', spell(name.ids.slice(0, -1)), entityPart(name));
  if (!entity) return [];
  if (!field) {
    unknownType(cx, item.column.type);
    return [];
  }
  const there = discovered.entities[entity.name]?.fields[field.name];
  if (there && !there.provisioned && there.type.kind !== field.type.kind) {
    cx.report(
      'declared-twice',
      name.span,
      { what: 'field', name: `${entity.name}.${field.name}` },
      {
        schema: { side: 'target', entity: entity.name, field: field.name },
      },
    );
    return [];
  }
  demandOwnName(cx, discovered, field.name, 'fields', name.span);
  const optionsFrom = optionsOf(cx, item.column.type);
  const { doc } = item;
  return [{ kind: 'field', entity, field, unique: item.column.unique, optionsFrom, doc, span: name.span }];
}

/** The field of the source behind `from`: its values, as texts, are the options. Reports where there is none. */
function optionsOf(
  cx: Context,
  type: ast.TypeExpr,
): { readonly entity: string; readonly field: string } | null {
  if (type.kind !== 'NamedType' || !type.from) return null;
  const entity = findEntity(cx, 'source', spell(type.from.ids.slice(0, -1)), type.from.span);
  const last = type.from.ids[type.from.ids.length - 1];
  const field = entity && last ? findField(cx, 'source', entity, last.name, last.span) : null;
  if (!entity || !field) return null;
  cx.readField(entity, field, type.from.span);
  if (field.type.kind === 'text') return { entity: entity.name, field: field.name };
  const base = baseOfField(field.type, 'source', `${entity.name}.${field.name}`, true);
  cx.report('type-mismatch', type.from.span, {
    target: 'multiselect(from …)',
    expected: 'a field with texts',
    actual: describe(base),
  });
  return null;
}

function provisionModel(
  cx: Context,
  discovered: Schema,
  item: ast.ProvisionModel,
  entity: Entity | undefined,
): readonly CheckedProvision[] {
  const name = spell(item.name.ids);
  demandPlainText(cx, item.label, 'the label of a model');
  if (!entity) {
    cx.report('declared-twice', item.name.span, { what: 'model', name });
    return [];
  }
  demandOwnName(cx, discovered, name, 'models', item.name.span);
  const there = discovered.entities[name];
  const fields: Field[] = [];
  const docs = new Map<string, string>();
  const seen = new Set<string>(['id']);
  for (const { name: id, column, doc } of item.columns) {
    const field = entity.fields[id.name];
    const before = there?.fields[id.name];
    demandPlainText(cx, column.label, 'the label of a field');
    if (seen.has(id.name) || (before && !before.provisioned && before.type.kind !== field?.type.kind)) {
      cx.report('declared-twice', id.span, { what: 'field', name: `${name}.${id.name}` });
      continue;
    }
    seen.add(id.name);
    if (column.type.kind === 'NamedType' && column.type.from)
      cx.report(
        'not-allowed-here',
        column.type.span,
        { what: '`from`', where: 'a model' },
        { help: `give it its options on a line of its own: \`field ${name}.${id.name} : …\`` },
      );
    if (!field) {
      unknownType(cx, column.type);
      continue;
    }
    if (there && !before)
      cx.report(
        'declared-twice',
        id.span,
        { what: 'model', name },
        {
          help: `the target has one without \`${id.name}\`: add it by \`field ${name}.${id.name} : …\` and leave the model out`,
          schema: { side: 'target', entity: name, field: null },
        },
      );
    demandOwnName(cx, discovered, id.name, 'fields', id.span);
    fields.push(field);
    if (doc !== null) docs.set(field.name, doc);
  }
  return [{ kind: 'model', entity, fields, doc: item.doc, docs, span: item.name.span }];
}

function unknownType(cx: Context, type: ast.TypeExpr): void {
  const name = type.kind === 'NamedType' ? spell(type.names[0]?.ids ?? []) : 'a list';
  const known = [...Object.keys(COLUMNS), 'selection', 'multiselect', ...Object.keys(cx.target.entities)];
  const span = (type.kind === 'NamedType' ? type.names[0] : type)?.span ?? type.span;
  cx.report(
    'unknown-name',
    span,
    { name },
    {
      help:
        didYouMean(name, known) ??
        'a column is char, text, html, integer, float, decimal, boolean, date, datetime, selection("…"), multiselect("…"), an entity of the target or a list of its rows, `[res.partner]`',
      fixes: renameTo(span, name, known),
    },
  );
}

function demandOwnName(
  cx: Context,
  { system }: Schema,
  name: string,
  what: 'fields' | 'models',
  span: ast.Span,
): void {
  if (system !== 'odoo' || name.startsWith('x_')) return;
  cx.report(
    'not-allowed-here',
    span,
    { what: `the name \`${name}\``, where: `Odoo, which wants ${what} of one’s own to begin with \`x_\`` },
    { help: `call it \`x_${name}\`` },
  );
}

function provisionRow(cx: Context, item: ast.ProvisionRow): readonly CheckedProvision[] {
  const entity = findEntity(cx, 'target', spell(item.entity.ids), item.entity.span);
  if (!entity) return [];
  const key: Record<string, JsonValue> = {};
  const values: Record<string, JsonValue> = {};
  for (const statement of item.body.statements) {
    const [target] = statement.kind === 'Assign' ? statement.targets : [];
    if (
      statement.kind !== 'Assign' ||
      !target ||
      statement.targets.length !== 1 ||
      statement.operator !== '='
    ) {
      cx.report(
        'not-allowed-here',
        statement.span,
        { what: 'this statement', where: 'a provisioned row' },
        {
          help: 'only `field = value` and `key field = value` stand there',
          fixes: removeFixes(cx.places, statement.span),
        },
      );
      continue;
    }
    const field = findField(cx, 'target', entity, spell(target.ids), target.span);
    if (!field) continue;
    const value = coerce(cx, EMPTY_SCOPE, statement.value, entity, field);
    if (value.expr.op !== 'literal') {
      if (value.type.base.kind !== 'error')
        cx.report(
          'not-allowed-here',
          value.span,
          { what: 'a computed value', where: 'a provisioned row' },
          { help: 'write the value itself: a text, a number, true, false or null' },
        );
      continue;
    }
    (statement.mode === 'key' ? key : values)[field.name] = value.expr.value;
  }
  if (Object.keys(key).length === 0) {
    cx.report(
      'key-missing',
      item.entity.span,
      { map: `row ${entity.name}` },
      { help: 'begin one of its lines with `key`' },
    );
    return [];
  }
  return [{ kind: 'row', entity, key, values, doc: item.doc, span: item.entity.span }];
}

/** Provisioned rows count as discovered for lookups and tables. */
export function withProvisionedRows(target: Schema, provision: readonly CheckedProvision[]): Schema {
  const changed = new Map<string, Entity>();
  for (const item of provision) {
    if (item.kind !== 'row') continue;
    const entity = changed.get(item.entity.name) ?? target.entities[item.entity.name];
    if (!entity) continue;
    // Once it was made, discovery sees it too.
    const isThere = (entity.rows ?? []).some((row) =>
      Object.entries(item.key).every(([field, value]) => row[field] === value),
    );
    if (isThere) continue;
    const row: ReferenceRow = { ...item.values, ...item.key };
    changed.set(entity.name, { ...entity, rows: [...(entity.rows ?? []), row] });
  }
  return { ...target, entities: ownNames(target.entities, Object.fromEntries(changed)) };
}

import type { JsonObject, Place } from './decode.ts';
import {
  arrayAt,
  fail,
  flagAt,
  inside,
  objectAt,
  onlyKeys,
  parseJson,
  stringAt,
  stringsAt,
} from './decode.ts';
import { decodeAccess, decodeFields, decodeWriteLimit } from './decode-field.ts';
import { decodeUnread, unreadJson } from './decode-unread.ts';
import { block, line, listBlock, objectBlock, present, sorted } from './layout.ts';
import type { AllowedBy, Entity, Field, FieldType, JsonValue, Option, Origin, Schema } from './model.ts';
import { sortedEntries } from './order.ts';

/** What `_schema.json` holds: all of a schema but its entities. */
type SchemaHeader = Omit<Schema, 'entities'>;

/** The header of a schema, without its entities. */
export function schemaHeader(schema: Schema): SchemaHeader {
  const { system, version, language, modules, unread } = schema;
  return { system, version, language, modules, ...(unread === undefined ? {} : { unread }) };
}

/**
 * One entity as reviewable JSON: its properties, then one field a line sorted by name, then one reference row a line in
 * the order given. The same entity always gives the same bytes.
 */
export function entityToText(entity: Entity): string {
  const { name, label, id, display, access, write, lasting, fields, keys, rows } = entity;
  return block([
    ['name', line(name)],
    ['label', line(label)],
    ['id', line(id)],
    ['display', line(display)],
    ...(access === undefined ? [] : [['access', line(sorted(access))] as const]),
    ...(write === undefined ? [] : [['write', line(write)] as const]),
    ...(lasting === undefined ? [] : [['lasting', line(lasting)] as const]),
    ...(keys === undefined ? [] : [['keys', listBlock(keys.map((key) => line(key)))] as const]),
    ['fields', fieldsBlock(fields)],
    ...(rows === undefined ? [] : [['rows', listBlock(rows.map((row) => line(sorted(row))))] as const]),
  ]);
}

/**
 * The inverse of {@link entityToText}. `path` is only for messages.
 * @throws SnapshotError naming the place of what is wrong.
 */
export function entityFromText(text: string, path: string): Entity {
  const root: Place = { path, at: '' };
  const object = objectAt(parseJson(text, path), root);
  onlyKeys(
    object,
    ['name', 'label', 'id', 'display', 'access', 'write', 'lasting', 'keys', 'fields', 'rows'],
    root,
  );
  const display = object.display;
  const { access, write, keys, rows } = object;
  const entity: Entity = {
    name: stringAt(object.name, inside(root, 'name')),
    label: stringAt(object.label, inside(root, 'label')),
    id: stringAt(object.id, inside(root, 'id')),
    display: display === null ? null : stringAt(display, inside(root, 'display')),
    ...(access === undefined ? {} : { access: decodeAccess(access, inside(root, 'access')) }),
    ...(write === undefined ? {} : { write: decodeWriteLimit(write, inside(root, 'write')) }),
    ...(flagAt(object, 'lasting', root) === undefined ? {} : { lasting: true as const }),
    fields: decodeFields(object.fields, inside(root, 'fields')),
    ...(keys === undefined ? {} : { keys: decodeKeys(keys, inside(root, 'keys')) }),
    ...(rows === undefined ? {} : { rows: decodeRows(rows, inside(root, 'rows')) }),
  };
  if (!Object.hasOwn(entity.fields, entity.id)) {
    fail(inside(root, 'id'), `"${entity.id}" is not among the fields`);
  }
  return entity;
}

/** The text of `_schema.json`. */
export function headerToText(header: SchemaHeader): string {
  return block([
    ['system', line(header.system)],
    ['version', line(header.version)],
    ['language', line(header.language)],
    ['modules', listBlock(header.modules.map((module) => line(module)))],
    ...(header.unread === undefined
      ? []
      : [['unread', listBlock(header.unread.map((one) => line(unreadJson(one))))] as const]),
  ]);
}

/** The inverse of {@link headerToText}. @throws SnapshotError */
export function headerFromText(text: string, path: string): SchemaHeader {
  const root: Place = { path, at: '' };
  const object = objectAt(parseJson(text, path), root);
  onlyKeys(object, ['system', 'version', 'language', 'modules', 'unread'], root);
  return {
    system: stringAt(object.system, inside(root, 'system')),
    version: stringAt(object.version, inside(root, 'version')),
    language: stringAt(object.language, inside(root, 'language')),
    modules: stringsAt(object.modules, inside(root, 'modules')),
    ...(object.unread === undefined ? {} : { unread: decodeUnread(object.unread, inside(root, 'unread')) }),
  };
}

function decodeKeys(value: JsonValue, place: Place): readonly (readonly string[])[] {
  return arrayAt(value, place).map((key, index) => stringsAt(key, inside(place, index)));
}

function decodeRows(value: JsonValue, place: Place): readonly JsonObject[] {
  return arrayAt(value, place).map((row, index) => objectAt(row, inside(place, index)));
}

function fieldsBlock(fields: Readonly<Record<string, Field>>): string {
  return objectBlock(sortedEntries(fields).map(([name, field]) => [name, line(fieldJson(field))] as const));
}

/** A field's properties in the order in which a person reads them; its name is the key. */
function fieldJson(field: Field): JsonValue {
  return present({
    label: field.label,
    type: typeJson(field.type),
    format: field.format,
    required: field.required,
    default: field.default,
    defaultValue: field.defaultValue,
    write: field.write,
    unique: field.unique,
    caseless: field.caseless,
    key: field.key,
    unsearchable: field.unsearchable,
    computed: field.computed,
    companionOf: field.companionOf,
    part: field.part,
    allowed: field.allowed?.map(allowedJson),
    enforced: field.enforced,
    onDelete: field.onDelete,
    hierarchy: field.hierarchy,
    mirrors: field.mirrors,
    per: field.per,
    access: field.access === undefined ? undefined : sorted(field.access),
    provisioned: field.provisioned,
    facts: field.facts === undefined ? undefined : sorted(field.facts),
    origin: field.origin === undefined ? undefined : originJson(field.origin),
  });
}

function originJson({ kind, confidence, evidence, proposed, required, unique }: Origin): JsonValue {
  return present({
    kind,
    confidence,
    evidence,
    required,
    unique,
    proposed:
      proposed === undefined
        ? undefined
        : { type: typeJson(proposed.type), confidence: proposed.confidence, evidence: proposed.evidence },
  });
}

function allowedJson({ by, cases }: AllowedBy): JsonValue {
  return {
    by,
    cases: cases.map((one) => present({ is: one.is, options: one.options, default: one.default })),
  };
}

function typeJson(type: FieldType): JsonValue {
  switch (type.kind) {
    case 'float':
    case 'boolean':
    case 'date':
    case 'instant':
    case 'local':
    case 'binary':
    case 'json':
      return { kind: type.kind };
    case 'text':
    case 'html':
      return present({ kind: type.kind, max: type.max });
    case 'integer':
      return present({ kind: type.kind, min: type.min, max: type.max });
    case 'decimal':
      return present({ kind: type.kind, precision: type.precision, scale: type.scale });
    case 'money':
      return present({
        kind: type.kind,
        precision: type.precision,
        scale: type.scale,
        currency: type.currency,
      });
    case 'enum':
    case 'enums':
      return present({
        kind: type.kind,
        open: type.open,
        max: type.max,
        options: type.options.map(optionJson),
      });
    case 'reference':
      return present({ kind: type.kind, targets: type.targets, typeField: type.typeField });
    case 'reference_id':
      return { kind: type.kind, model: type.model };
    case 'references':
      return { kind: type.kind, target: type.target };
    case 'children':
      return { kind: type.kind, entity: type.entity, via: type.via };
    case 'record':
    case 'records':
      return {
        kind: type.kind,
        fields: Object.fromEntries(
          sortedEntries(type.fields).map(([name, field]) => [name, fieldJson(field)]),
        ),
      };
    case 'other':
      return { kind: type.kind, native: type.native };
  }
}

function optionJson(option: Option): JsonValue {
  return present({ value: option.value, label: option.label, inactive: option.inactive });
}

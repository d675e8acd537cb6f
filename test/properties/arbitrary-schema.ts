import type { Entity, Field, FieldType, JsonValue, Option, Schema } from '../../src/schema/model.ts';
import type { Choices } from './choices.ts';

/** Pairs of schemas that hold every word of the schema model, with names that are words of the language too. */

export const FIELD_NAMES = [
  'name',
  'note',
  'amount',
  'active',
  'stage',
  'parent',
  'key',
  'match',
  'type',
  'when',
  'from',
  'date',
  'label',
  'in',
  'as',
  'each',
  'then',
  'not',
  'değer',
  'use',
  'size',
  'rate',
  'code',
  'drop',
];

const SOURCE_ENTITIES = ['company', 'person', 'deal', 'user'] as const;
const TARGET_ENTITIES = ['res.partner', 'crm.lead', 'tag', 'res.users'] as const;

const options = (choices: Choices): readonly Option[] =>
  choices.one([
    [
      { value: 'open', label: 'Open' },
      { value: 'won', label: 'Won' },
    ],
    [
      { value: 1, label: 'Hot' },
      { value: 2, label: 'Cold' },
      { value: 3, label: 'Open' },
    ],
    [
      // Two options of one label, and one whose label is another's value.
      { value: 'a', label: 'Same' },
      { value: 'b', label: 'Same' },
      { value: 'c', label: 'a' },
    ],
    [
      { value: true, label: 'Yes' },
      { value: false, label: 'No' },
    ],
  ]);

function nested(choices: Choices): Readonly<Record<string, Field>> {
  const types: readonly FieldType[] = [
    { kind: 'text' },
    { kind: 'integer' },
    { kind: 'decimal' },
    { kind: 'boolean' },
    { kind: 'date' },
  ];
  return Object.fromEntries(
    ['sku', 'count', 'price'].map((name): [string, Field] => [
      name,
      { name, label: name, type: choices.one(types), ...(choices.chance(1, 2) ? { required: true } : {}) },
    ]),
  );
}

function scalar(choices: Choices): FieldType {
  return choices.one<FieldType>([
    { kind: 'text' },
    { kind: 'text', max: 12 },
    { kind: 'text', max: 40 },
    { kind: 'integer' },
    { kind: 'boolean' },
    { kind: 'enum', options: options(choices) },
    { kind: 'decimal' },
    { kind: 'money', scale: 2 },
    { kind: 'float' },
    { kind: 'date' },
    { kind: 'instant' },
    { kind: 'local' },
    { kind: 'html' },
    { kind: 'enum', options: options(choices), open: true },
    { kind: 'enums', options: options(choices) },
    { kind: 'binary' },
    { kind: 'json' },
  ]);
}

/** A list of such records, or now and then one: by what was drawn already, so that the dice fall as they did. */
function oneOrMore(fields: Readonly<Record<string, Field>>): FieldType {
  const one = fields.sku?.required === true && fields.count?.required === true;
  return { kind: one ? 'record' : 'records', fields };
}

/** `names` of the same side that are generated. */
function sourceType(choices: Choices, names: readonly string[], own: string): FieldType {
  return choices.chance(5, 12)
    ? choices.one<FieldType>([
        { kind: 'reference', targets: [choices.one(names)] },
        { kind: 'reference', targets: [choices.one(names)] },
        { kind: 'reference', targets: [own] },
        { kind: 'reference', targets: names.filter((_, index) => index < 2 || choices.chance(1, 2)) },
        { kind: 'references', target: choices.one(names) },
        oneOrMore(nested(choices)),
        { kind: 'other', native: 'ManagedProperty' },
      ])
    : scalar(choices);
}

function targetType(choices: Choices, names: readonly string[]): FieldType {
  return choices.chance(4, 12)
    ? choices.one<FieldType>([
        { kind: 'reference', targets: [choices.one(names)] },
        { kind: 'reference', targets: [choices.one(names)] },
        { kind: 'reference', targets: names.slice(0, 2) },
        { kind: 'references', target: choices.one(names) },
        { kind: 'json' },
      ])
    : scalar(choices);
}

function record<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries(entries);
}

export function sourceSchema(choices: Choices): Schema {
  const names = SOURCE_ENTITIES.slice(0, 2 + choices.below(3));
  const entities = names.map((name): readonly [string, Entity] => {
    const id: Field = {
      name: `${name}id`,
      label: 'Id',
      type: { kind: 'text', max: 36 },
      required: true,
    };
    const count = 3 + choices.below(10);
    const fields = FIELD_NAMES.slice(0, count).map((field): Field => {
      const type = sourceType(choices, names, name);
      return {
        name: field,
        label: field,
        type,
        ...(choices.chance(1, 3) ? { required: true } : {}),
        ...(type.kind === 'reference' && choices.chance(1, 4) ? { enforced: true } : {}),
      };
    });
    return [
      name,
      {
        name,
        label: name,
        id: id.name,
        display: null,
        fields: record([id, ...fields].map((field) => [field.name, field] as const)),
      },
    ];
  });
  // One-to-many, where something points to the entity.
  const whole = record(entities);
  const children = entities.map(([name, entity]): readonly [string, Entity] => {
    const from = entities.flatMap(([other, { fields }]) =>
      Object.values(fields).flatMap((field) =>
        field.type.kind === 'reference' && field.type.targets.length === 1 && field.type.targets[0] === name
          ? [{ entity: other, via: field.name }]
          : [],
      ),
    );
    const found = choices.maybe(from);
    if (found === null) return [name, entity];
    const field: Field = { name: 'kids', label: 'Kids', type: { kind: 'children', ...found } };
    return [name, { ...entity, fields: { ...entity.fields, kids: field } }];
  });
  return {
    system: 'dataverse',
    version: '9.2',
    language: 'en_US',
    modules: ['sales'],
    entities: { ...whole, ...record(children) },
  };
}

export function targetSchema(choices: Choices): Schema {
  const names = TARGET_ENTITIES.slice(0, 2 + choices.below(3));
  const entities = names.map((name): readonly [string, Entity] => {
    const fixed: readonly Field[] = [
      { name: 'id', label: 'Id', type: { kind: 'integer' }, write: 'never' },
      { name: 'x_key', label: 'Key', type: { kind: 'text', max: 200 }, unique: true },
      { name: 'name', label: 'Name', type: { kind: 'text' }, required: true },
      { name: 'res_model', label: 'Model', type: { kind: 'text' } },
      { name: 'res_id', label: 'Row', type: { kind: 'reference_id', model: 'res_model' } },
    ];
    const count = 2 + choices.below(8);
    const random = FIELD_NAMES.slice(1, count + 1).map((field): Field => {
      const type = targetType(choices, names);
      // For what one cannot be without a program falls back on a row of the one entity.
      const isSeveral = type.kind === 'reference' && type.targets.length > 1;
      const isRequired = choices.chance(1, 5) && !isSeveral;
      return {
        name: field,
        label: field,
        type,
        ...(isRequired ? { required: true } : {}),
        ...(choices.chance(1, 8) ? { default: 'constant' } : {}),
        ...(choices.chance(1, 8) ? { write: 'create' } : {}),
        ...(type.kind === 'reference' && type.targets[0] === name && choices.chance(1, 2)
          ? { hierarchy: true }
          : {}),
      };
    });
    return [
      name,
      {
        name,
        label: name,
        id: 'id',
        display: 'name',
        fields: record([...fixed, ...random].map((field) => [field.name, field] as const)),
      },
    ];
  });
  return { system: 'odoo', version: '17.0', language: 'en_US', modules: ['crm'], entities: record(entities) };
}

export const TEXTS = [
  '',
  'Kaya',
  ' Kaya ',
  'Open',
  'a',
  'x@y.org',
  'yes',
  '12.50',
  '7',
  'Ağ 👍',
  '{x}',
  'a;b',
];

function nestedValue(choices: Choices, fields: Readonly<Record<string, Field>>): JsonValue {
  return Object.fromEntries(
    Object.values(fields).map((field) => [
      field.name,
      field.required !== true && choices.chance(1, 3) ? null : scalarValue(choices, field.type),
    ]),
  );
}

/** A canonical value of a field's type that fits the schema. References are by the caller. */
export function scalarValue(choices: Choices, type: FieldType): JsonValue {
  switch (type.kind) {
    case 'text':
      return choices.one(TEXTS).slice(0, type.max ?? 100);
    case 'html':
      return choices.one(['', '<p>Hi <b>you</b></p>', 'a &amp; b']);
    case 'integer':
      return choices.one([0, 1, 2, 7, -3, 1000, 9007199254740991]);
    case 'float':
      return choices.one([0, 1.5, -2.25, 1e21, 1e-7, 3, 1e308]);
    case 'decimal':
      return choices.one(['0', '1', '12.50', '-3.125', '1.0', '100000000000000000000.01', '0.00']);
    case 'money':
      return choices.one(['0.00', '12.50', '-3.10', '1.00']);
    case 'boolean':
      return choices.chance(1, 2);
    case 'date':
      return choices.one(['2019-03-04', '2024-02-29', '1970-01-01']);
    case 'instant':
      return choices.one(['2019-03-04T10:11:12Z', '2024-03-31T00:30:00Z', '2018-05-25T08:00:00.1234567Z']);
    case 'local':
      return choices.one(['2019-03-04T10:11:12', '2024-03-31T02:30:00']);
    case 'enum': {
      const { value } = choices.one(type.options);
      return type.open && choices.chance(1, 3) ? (typeof value === 'number' ? 99 : 'undeclared') : value;
    }
    case 'enums':
      return choices.some(type.options, 1, 2).map(({ value }) => value);
    case 'binary':
      return choices.one(['', 'aGVsbG8=']);
    case 'json':
    case 'other':
      return choices.one<JsonValue>([null, 1, 'x', { a: [1, null] }, [{ entity: 'company', id: 'c1' }]]);
    case 'record':
      return nestedValue(choices, type.fields);
    case 'records':
      return Array.from({ length: choices.below(3) }, () => nestedValue(choices, type.fields));
    case 'reference':
    case 'reference_id':
    case 'references':
    case 'children':
      return null;
    default:
      return type satisfies never;
  }
}

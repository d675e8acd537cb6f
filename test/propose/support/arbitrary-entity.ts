import fc from 'fast-check';
import type { Entity, Field, FieldType, Option } from '../../../src/schema/model.ts';

/** Words that a map has to quote, names that come to the same, and those that mean something in Odoo or in the language. */
const NAMES = [
  'name',
  'new_name',
  'new_active',
  'active',
  'source_id',
  'new_source_id',
  'accountid',
  'new_accountid',
  'new_account_id',
  'id',
  'then',
  'not',
  'when',
  'r',
  'one',
  'Firma Adı',
  'Straße',
  'Ürün kodu',
  '数量',
  'a-b',
  'a_b',
  `new_${'long'.repeat(20)}`,
  `new_${'long'.repeat(20)}er`,
  'ownerid',
  'versionnumber',
  'createdon',
];

const LABELS = [
  'Name',
  'Say "{x}"',
  'back\\slash',
  'two\nlines',
  '',
  '  ',
  'İş günü',
  '\u2028',
  'a // b',
  '*/',
];

const option: fc.Arbitrary<Option> = fc.record({
  value: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom('a', 'b', 'A')),
  label: fc.constantFrom('Open', 'Won', 'a', '1', '', 'Same', '"{x}"', 'one, two'),
});
const options = fc.uniqueArray(option, {
  maxLength: 6,
  selector: ({ value }) => `${typeof value} ${value}`,
});
const targets = fc.uniqueArray(
  fc.constantFrom('systemuser', 'account', 'contact', 'new_thing', 'new_other', 'team'),
  { minLength: 1, maxLength: 5 },
);

const type: fc.Arbitrary<FieldType> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const) }),
  fc.record({ kind: fc.constant('text' as const), max: fc.integer({ min: 1, max: 4000 }) }),
  fc.constantFrom<FieldType>(
    { kind: 'html' },
    { kind: 'integer' },
    { kind: 'integer', min: 10, max: 20 },
    { kind: 'integer', min: -9, max: -3 },
    { kind: 'integer', min: 0, max: 9_000_000_000 },
    { kind: 'float' },
    { kind: 'decimal' },
    { kind: 'decimal', precision: 19, scale: 0 },
    { kind: 'decimal', precision: 5, scale: 0 },
    { kind: 'money', scale: 4 },
    { kind: 'boolean' },
    { kind: 'date' },
    { kind: 'instant' },
    { kind: 'local' },
    { kind: 'json' },
    { kind: 'binary' },
    { kind: 'other', native: 'PartyList' },
    { kind: 'records', fields: { n: { name: 'n', label: 'n', type: { kind: 'integer' } } } },
    { kind: 'children', entity: 'account', via: 'name' },
  ),
  options.map((all): FieldType => ({ kind: 'enum', options: all })),
  options.map((all): FieldType => ({ kind: 'enum', options: all, open: true })),
  options.map((all): FieldType => ({ kind: 'enums', options: all })),
  targets.map((all): FieldType => ({ kind: 'reference', targets: all })),
  targets.map((all): FieldType => ({ kind: 'references', target: all[0] ?? 'account' })),
);

const field: fc.Arbitrary<Field> = fc
  .record({
    name: fc.constantFrom(...NAMES),
    label: fc.constantFrom(...LABELS),
    type,
    required: fc.boolean(),
    companion: fc.integer({ min: 0, max: 9 }),
  })
  .map(({ required, companion, ...rest }) => ({
    ...rest,
    ...(required ? { required: true as const } : {}),
    ...(companion === 0 ? { companionOf: 'name' } : {}),
  }));

/** One entity, or two that refer to each other. */
export const arbitraryEntities: fc.Arbitrary<readonly Entity[]> = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom('new_thing', 'new_other', 'Ziyaret', 'thing'),
      label: fc.constantFrom(...LABELS),
      fields: fc.uniqueArray(field, { maxLength: 14, selector: ({ name }) => name }),
      display: fc.boolean(),
      key: fc.constantFrom<FieldType>(
        { kind: 'text', max: 36 },
        { kind: 'text' },
        { kind: 'integer', min: 1, max: 100 },
      ),
    }),
    { minLength: 1, maxLength: 2, selector: ({ name }) => name },
  )
  .map((all) =>
    all.map(({ name, label, fields, display, key }): Entity => {
      const id = `${name}id`;
      const own: Field = { name: id, label: 'Id', type: key, required: true, unique: true };
      const named = fields.find((one) => one.type.kind === 'text');
      return {
        name,
        label,
        id,
        display: display && named !== undefined ? named.name : null,
        fields: Object.fromEntries([own, ...fields].map((one) => [one.name, one])),
      };
    }),
  );

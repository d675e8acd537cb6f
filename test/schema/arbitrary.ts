import fc from 'fast-check';
import type {
  AllowedBy,
  Entity,
  Field,
  FieldProfile,
  FieldType,
  JsonValue,
  Option,
  Origin,
  Profile,
  Schema,
  Unread,
} from '../../src/schema/model.ts';

/** Arbitrary schemas for property tests: every kind of type, odd names, all flags. */

/** Names as systems give them, with a few that trip careless code over. */
export const arbitraryName: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[a-z][a-z0-9_]{0,11}$/) },
  { weight: 2, arbitrary: fc.stringMatching(/^[a-z]{1,5}\.[a-z]{1,5}$/) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '__proto__',
      'constructor',
      'toString',
      '1',
      '10',
      '_schema',
      'Müşteri',
      'a/b',
      '..',
    ),
  },
);

const arbitraryLabel: fc.Arbitrary<string> = fc.string({ unit: 'grapheme', maxLength: 20 });

/** JSON without minus zero, which JSON text does not keep. */
export const arbitraryJson: fc.Arbitrary<JsonValue> = fc
  .jsonValue({ maxDepth: 2 })
  // jsonValue's own type is a mutable twin of JsonValue.
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);

const optionValue: fc.Arbitrary<Option['value']> = fc.oneof(fc.integer(), arbitraryLabel, fc.boolean());

const arbitraryOption: fc.Arbitrary<Option> = fc.record(
  { value: optionValue, label: arbitraryLabel, inactive: fc.constant(true as const) },
  { requiredKeys: ['value', 'label'] },
);

const arbitraryAllowed: fc.Arbitrary<AllowedBy> = fc.record({
  by: arbitraryName,
  cases: fc.array(
    fc.record(
      { is: optionValue, options: fc.array(optionValue, { maxLength: 2 }), default: optionValue },
      { requiredKeys: ['is', 'options'] },
    ),
    { maxLength: 2 },
  ),
});

const options = fc.uniqueArray(arbitraryOption, {
  maxLength: 4,
  selector: (option) => JSON.stringify(option.value),
});
const size = fc.integer({ min: 0, max: 4000 });
const word = <const K extends string>(kind: K) => fc.constant({ kind });

/** Any type; `depth` bounds records within records. */
export function arbitraryType(depth = 1): fc.Arbitrary<FieldType> {
  return fc.oneof(
    fc.record({ kind: fc.constant('text' as const), max: size }, { requiredKeys: ['kind'] }),
    fc.record({ kind: fc.constant('html' as const), max: size }, { requiredKeys: ['kind'] }),
    fc.record(
      { kind: fc.constant('integer' as const), min: fc.integer({ max: 0 }), max: fc.nat() },
      { requiredKeys: ['kind'] },
    ),
    word('float'),
    fc.record(
      { kind: fc.constant('decimal' as const), precision: size, scale: size },
      { requiredKeys: ['kind'] },
    ),
    fc.record(
      { kind: fc.constant('money' as const), precision: size, scale: size, currency: arbitraryName },
      { requiredKeys: ['kind'] },
    ),
    word('boolean'),
    word('date'),
    word('instant'),
    word('local'),
    fc.record(
      {
        kind: fc.constantFrom('enum' as const, 'enums' as const),
        options,
        open: fc.constant(true as const),
        max: size,
      },
      { requiredKeys: ['kind', 'options'] },
    ),
    fc.record(
      {
        kind: fc.constant('reference' as const),
        targets: fc.uniqueArray(arbitraryName, { maxLength: 3 }),
        typeField: arbitraryName,
      },
      { requiredKeys: ['kind', 'targets'] },
    ),
    fc.record({ kind: fc.constant('reference_id' as const), model: arbitraryName }),
    fc.record({ kind: fc.constant('references' as const), target: arbitraryName }),
    fc.record({ kind: fc.constant('children' as const), entity: arbitraryName, via: arbitraryName }),
    word('binary'),
    word('json'),
    fc.record({ kind: fc.constant('other' as const), native: arbitraryLabel }),
    ...(depth > 0
      ? [
          fc.record({
            kind: fc.constantFrom('record' as const, 'records' as const),
            fields: arbitraryFields(depth - 1, 3),
          }),
        ]
      : []),
  );
}

const share = fc.double({ min: 0, max: 1, noNaN: true }).map((number) => Math.abs(number));

const arbitraryOrigin: fc.Arbitrary<Origin> = fc.record(
  {
    kind: fc.constant('inferred' as const),
    confidence: share,
    evidence: arbitraryLabel,
    proposed: fc.record({ type: arbitraryType(0), confidence: share, evidence: arbitraryLabel }),
    required: fc.constant(true as const),
    unique: fc.constant(true as const),
  },
  { requiredKeys: ['kind', 'confidence', 'evidence'] },
);
const write = fc.constantFrom('create' as const, 'update' as const, 'never' as const);
const access = fc.dictionary(arbitraryName, arbitraryLabel, { maxKeys: 2, noNullPrototype: true });

function arbitraryField(name: string, depth = 1): fc.Arbitrary<Field> {
  const yes = fc.constant(true as const);
  return fc.record(
    {
      name: fc.constant(name),
      label: arbitraryLabel,
      type: arbitraryType(depth),
      format: fc.constantFrom('lines', 'email', 'phone', 'url', 'time', 'masked', 'percent'),
      required: yes,
      default: fc.constantFrom('constant' as const, 'session' as const),
      defaultValue: arbitraryJson,
      write,
      unique: yes,
      caseless: yes,
      key: fc.constantFrom('external', 'lookup'),
      unsearchable: yes,
      computed: yes,
      companionOf: arbitraryName,
      part: arbitraryName,
      allowed: fc.array(arbitraryAllowed, { maxLength: 2 }),
      enforced: yes,
      onDelete: fc.constantFrom('cascade', 'restrict'),
      hierarchy: yes,
      mirrors: fc.constantFrom('parent_id.email', 'owner.phone'),
      per: fc.subarray(['company', 'language'] as const),
      access,
      provisioned: yes,
      facts: fc.dictionary(arbitraryName, arbitraryJson, { maxKeys: 3, noNullPrototype: true }),
      origin: arbitraryOrigin,
    },
    { requiredKeys: ['name', 'label', 'type'] },
  );
}

function arbitraryFields(depth = 1, maxLength = 8): fc.Arbitrary<Readonly<Record<string, Field>>> {
  return fc
    .uniqueArray(arbitraryName, { minLength: 1, maxLength })
    .chain((names) => fc.tuple(...names.map((name) => arbitraryField(name, depth))))
    .map((fields) => Object.fromEntries(fields.map((field) => [field.name, field])));
}

/** An entity whose id, display and keys are among its fields. */
export function arbitraryEntity(name: string): fc.Arbitrary<Entity> {
  return arbitraryFields().chain((fields) => {
    const fieldName = fc.constantFrom(...Object.keys(fields));
    return fc.record(
      {
        name: fc.constant(name),
        label: arbitraryLabel,
        id: fieldName,
        display: fc.option(fieldName),
        access,
        write,
        lasting: fc.constant(true as const),
        fields: fc.constant(fields),
        keys: fc.array(fc.uniqueArray(fieldName, { minLength: 1, maxLength: 3 }), { maxLength: 2 }),
        rows: fc.array(fc.dictionary(arbitraryName, arbitraryJson, { maxKeys: 3, noNullPrototype: true }), {
          maxLength: 3,
        }),
      },
      { requiredKeys: ['name', 'label', 'id', 'display', 'fields'] },
    );
  });
}

const arbitraryUnread: fc.Arbitrary<Unread> = fc.record(
  {
    what: fc.constantFrom('modules', 'labels', 'entity', 'fields', 'defaults', 'rows', 'external ids'),
    entity: arbitraryName,
    fields: fc.array(arbitraryName, { maxLength: 3 }),
    why: arbitraryLabel,
    help: arbitraryLabel,
  },
  { requiredKeys: ['what', 'why', 'help'] },
);

const arbitraryWhole: fc.Arbitrary<Schema> = fc.record({
  system: fc.constantFrom('dataverse', 'odoo', 'files'),
  version: fc.constantFrom('9.2', '17.0', '18.0', ''),
  language: fc.constantFrom('en_US', 'tr_TR'),
  modules: fc.uniqueArray(arbitraryName, { maxLength: 4 }).map((names) => names.toSorted()),
  entities: fc
    .uniqueArray(arbitraryName, { maxLength: 5 })
    .chain((names) => fc.tuple(...names.map(arbitraryEntity)))
    .map((entities) => Object.fromEntries(entities.map((entity) => [entity.name, entity]))),
});

/** Whole, or with something that was not read. */
export const arbitrarySchema: fc.Arbitrary<Schema> = fc.oneof(
  arbitraryWhole,
  fc
    .tuple(arbitraryWhole, fc.array(arbitraryUnread, { minLength: 1, maxLength: 3 }))
    .map(([schema, unread]) => ({ ...schema, unread })),
);

const counts = fc.dictionary(arbitraryName, fc.nat(), { maxKeys: 4, noNullPrototype: true });
const span = fc.tuple(fc.integer(), fc.nat()).map(([min, more]) => ({ min, max: min + more }));

const arbitraryFieldProfile: fc.Arbitrary<FieldProfile> = fc.record(
  {
    blank: fc.nat(),
    distinct: fc.nat(),
    estimated: fc.constant(true as const),
    length: fc.tuple(span, fc.integer()).map(([each, average]) => ({ ...each, average })),
    range: span,
    scale: fc.nat(),
    years: span,
    options: fc.array(fc.record({ value: arbitraryOption.map(({ value }) => value), count: fc.nat() }), {
      maxLength: 3,
    }),
    others: fc.nat(),
    targets: counts,
    patterns: counts,
    shapes: fc.array(arbitraryLabel, { maxLength: 3 }),
  },
  { requiredKeys: [] },
);

export const arbitraryProfile: fc.Arbitrary<Profile> = fc.record({
  taken: fc.constantFrom('2024-01-31', '2024-02-29', '2025-12-31'),
  entities: fc.dictionary(
    arbitraryName,
    fc.record(
      {
        rows: fc.nat(),
        filled: counts,
        fields: fc.dictionary(arbitraryName, arbitraryFieldProfile, { maxKeys: 4, noNullPrototype: true }),
      },
      { requiredKeys: ['rows', 'filled'] },
    ),
    { maxKeys: 4, noNullPrototype: true },
  ),
});

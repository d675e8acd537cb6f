/** Every fact of the standard tables' files is in what discovery makes of the sandbox, column by column. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { createDataverseSource } from '../../../src/connectors/dataverse/index.ts';
import { startDataverseSandbox } from '../../../src/sandbox/dataverse/index.ts';
import type { AttributeSchema, TableSchema } from '../../../src/sandbox/dataverse/schema.ts';
import type { Field } from '../../../src/schema/model.ts';
import { fakeWorld } from './server.ts';

const folder = new URL('../../../src/sandbox/dataverse/data/schema/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
// The files are the sandbox's own, whose types say how they look.
const tables = files.map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as TableSchema);

const sandbox = await startDataverseSandbox();
const source = createDataverseSource(sandbox, fakeWorld());
const schema = await source.discover(tables.map(({ LogicalName }) => LogicalName));
afterAll(async () => {
  await source.close();
  await sandbox.close();
});

interface Pair {
  readonly path: string;
  readonly column: AttributeSchema;
  readonly field: Field | undefined;
}

const pairs: readonly Pair[] = tables.flatMap((table) =>
  table.Attributes.map((column) => ({
    path: `${table.LogicalName}.${column.LogicalName}`,
    column,
    field: schema.entities[table.LogicalName]?.fields[column.LogicalName],
  })),
);

/** Columns of the kind, at least `least` of them, with what the file says and what was discovered. */
function compare(
  least: number,
  which: (column: AttributeSchema, path: string) => boolean,
  said: (column: AttributeSchema) => unknown,
  found: (field: Field) => unknown,
): void {
  const chosen = pairs.filter(({ column, path }) => which(column, path));
  expect(chosen.length).toBeGreaterThanOrEqual(least);
  const text = (path: string, value: unknown) => `${path}: ${JSON.stringify(value ?? null)}`;
  expect(chosen.map(({ path, field }) => text(path, field === undefined ? 'absent' : found(field)))).toEqual(
    chosen.map(({ path, column }) => text(path, said(column))),
  );
}

/** Columns without a length in the model: files, and markup. */
const BODIES_AND_MARKUP = ['annotation.documentbody', 'activitymimeattachment.body', 'email.description'];

/** Columns that only repeat another one are of no type of their own. */
const own = (column: AttributeSchema): boolean => column.AttributeOf === undefined;
const ofType =
  (...types: readonly string[]) =>
  (column: AttributeSchema): boolean =>
    own(column) && types.includes(column.AttributeType);
const fact = (name: string) => (field: Field) => field.facts?.[name];
const inType = (name: string) => (field: Field) =>
  Object.entries(field.type).find(([key]) => key === name)?.[1];

describe('discovery of the standard tables keeps', () => {
  it('every table and every column, and adds but the custom and the derived ones', () => {
    expect(pairs).toHaveLength(2451);
    const added = Object.values(schema.entities).flatMap((entity) =>
      Object.values(entity.fields)
        .filter(({ type }) => type.kind !== 'references')
        .map(({ name }) => `${entity.name}.${name}`),
    );
    const listed = new Set(pairs.map(({ path }) => path));
    expect(added.filter((path) => !listed.has(path)).toSorted()).toEqual([
      'contact.new_consentgivenon',
      'contact.new_nhsnumber',
      ...['sdkmessageprocessingstep', 'workflow'].flatMap((table) =>
        ['does', 'kind', 'touches', 'trigger'].map((name) => `${table}.mapc_${name}`),
      ),
    ]);
    expect(added).toHaveLength(2461);
  });

  it('names, sets, ids and labels of tables', () => {
    const listed = tables.map((table) => [
      table.LogicalName,
      table.DisplayName,
      table.PrimaryIdAttribute,
      table.EntitySetName,
    ]);
    const found = tables
      .map(({ LogicalName }) => schema.entities[LogicalName])
      .map((entity) => [entity?.name, entity?.label, entity?.id, entity?.access?.set]);
    expect(found).toEqual(listed);
  });

  it('the display names', () => {
    compare(
      1800,
      ({ DisplayName }) => DisplayName !== undefined,
      (column) => column.DisplayName,
      (field) => field.label,
    );
  });

  it('the length of texts', () => {
    compare(
      500,
      (column, path) => ofType('String', 'Memo')(column) && !BODIES_AND_MARKUP.includes(path),
      (column) => column.MaxLength,
      inType('max'),
    );
  });

  it('the limits of whole numbers', () => {
    compare(
      134,
      ofType('Integer'),
      (column) => [column.MinValue, column.MaxValue].map((one) => one ?? null),
      (field) => [inType('min')(field) ?? null, inType('max')(field) ?? null],
    );
  });

  it('the decimal places and limits of decimals and amounts', () => {
    compare(88, ofType('Decimal', 'Money'), (column) => column.Precision, inType('scale'));
    compare(88, ofType('Decimal', 'Money'), (column) => column.MinValue, fact('MinValue'));
    compare(88, ofType('Decimal', 'Money'), (column) => column.MaxValue, fact('MaxValue'));
    compare(64, ofType('Money'), (column) => column.PrecisionSource, fact('PrecisionSource'));
    compare(27, ofType('Double'), (column) => column.Precision, fact('Precision'));
  });

  it('the options of choices, with their labels and in their order', () => {
    compare(
      200,
      ofType('Picklist', 'State', 'Status'),
      (column) => column.Options?.map(({ Value, Label }) => ({ value: Value, label: Label })) ?? [],
      inType('options'),
    );
  });

  it('the reasons that each state allows, the one it brings, and its inner name', () => {
    const reasons = new Map(
      tables.map((table) => [
        table.Attributes.find((one) => one.AttributeType === 'Status'),
        table.Attributes.find((one) => one.AttributeType === 'State'),
      ]),
    );
    compare(
      17,
      ofType('Status'),
      (column) =>
        reasons.get(column)?.Options?.map((state) => ({
          is: state.Value,
          options: column.Options?.filter((one) => one.State === state.Value).map((one) => one.Value),
          default: state.DefaultStatus,
        })),
      (field) => field.allowed?.[0]?.cases,
    );
    compare(
      17,
      ofType('State'),
      (column) => Object.fromEntries((column.Options ?? []).map((one) => [one.Value, one.InvariantName])),
      fact('InvariantName'),
    );
  });

  it('the format of texts, in the words of the model where it has them', () => {
    const words: Readonly<Record<string, string>> = {
      Email: 'email',
      Phone: 'phone',
      TextArea: 'lines',
      Url: 'url',
    };
    const format = (column: AttributeSchema) => column.Format ?? '';
    compare(
      400,
      (column, path) => ofType('String')(column) && !BODIES_AND_MARKUP.includes(path),
      (column) => words[format(column)],
      (field) => field.format,
    );
    compare(
      400,
      ofType('String'),
      (column) => (format(column) === 'Text' || format(column) in words ? undefined : column.Format),
      fact('Format'),
    );
  });

  it('the words for true and false', () => {
    const word = (value: number) => (column: AttributeSchema) =>
      column.Options?.find((option) => option.Value === value)?.Label;
    compare(170, ofType('Boolean'), word(1), fact('TrueOption'));
    compare(170, ofType('Boolean'), word(0), fact('FalseOption'));
  });

  it('the required level', () => {
    const companion = (column: AttributeSchema) =>
      column.AttributeOf !== undefined ||
      column.AttributeType === 'EntityName' ||
      column.LogicalName.endsWith('_base');
    compare(
      1600,
      (column) => !companion(column),
      (column) =>
        column.RequiredLevel === 'SystemRequired' || /^(?:createdon|modifiedon)$/.test(column.LogicalName)
          ? true
          : undefined,
      (field) => field.required,
    );
    compare(
      2451,
      () => true,
      (column) =>
        /^(?:ApplicationRequired|Recommended)$/.test(column.RequiredLevel) ? column.RequiredLevel : undefined,
      fact('RequiredLevel'),
    );
  });

  it('when a column may be written', () => {
    compare(
      2451,
      () => true,
      (column) => [column.IsValidForCreate, column.IsValidForUpdate],
      (field) => [
        field.write === undefined || field.write === 'create',
        field.write === undefined || field.write === 'update',
      ],
    );
  });

  it('the behaviour and format of dates', () => {
    const kinds: Readonly<Record<string, string>> = {
      DateOnly: 'date',
      TimeZoneIndependent: 'local',
      UserLocal: 'instant',
    };
    compare(
      150,
      ofType('DateTime'),
      (column) => kinds[column.DateTimeBehavior ?? ''],
      (field) => field.type.kind,
    );
    compare(
      150,
      ofType('DateTime'),
      (column) => column.Format,
      (field) => fact('Format')(field) ?? 'DateAndTime',
    );
  });

  it('the targets of lookups, and adds but tables that are here and refer back', () => {
    const chosen = pairs.filter(({ column }) => ofType('Lookup', 'Customer', 'Owner')(column));
    expect(chosen.length).toBeGreaterThan(350);
    for (const { path, column, field } of chosen) {
      if (field?.type.kind !== 'reference') throw new Error(`${path} is no reference`);
      const { targets } = field.type;
      const pointer = column.Targets?.join() === 'activitypointer';
      const missing = (column.Targets ?? []).filter((target) => !pointer && !targets.includes(target));
      expect([path, missing]).toEqual([path, []]);
    }
  });

  it('the lists of many to many, where the other table is here', () => {
    const listed = tables.flatMap((table) =>
      table.ManyToMany.flatMap((one) => [
        [one.Entity1LogicalName, one.Entity1NavigationPropertyName, one.Entity2LogicalName],
        [one.Entity2LogicalName, one.Entity2NavigationPropertyName, one.Entity1LogicalName],
      ])
        .filter(
          ([from, , to]) =>
            from === table.LogicalName && (to === 'role' || schema.entities[to ?? ''] !== undefined),
        )
        .map((parts) => parts.join(' ')),
    );
    const found = Object.values(schema.entities).flatMap((entity) =>
      Object.values(entity.fields).flatMap(({ name, type }) =>
        type.kind === 'references' ? [[entity.name, name, type.target].join(' ')] : [],
      ),
    );
    expect(found).toHaveLength(11);
    expect(found.toSorted()).toEqual([...new Set(listed)].toSorted());
  });

  it('what a column only repeats', () => {
    compare(
      591,
      (column) => column.AttributeOf !== undefined,
      (column) => column.AttributeOf,
      (field) => field.companionOf,
    );
  });
});

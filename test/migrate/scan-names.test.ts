import { afterEach, expect, test } from 'vitest';
import type { Source, SourceRecord } from '../../src/connectors/contract.ts';
import type { ReferenceGroup } from '../../src/migrate/index.ts';
import { withNames } from '../../src/migrate/scan-names.ts';
import type { Entity, Field, FieldType, Schema } from '../../src/schema/model.ts';
import { forgetWorlds, makeWorld } from './support/world.ts';

afterEach(forgetWorlds);

function entity(name: string, fields: Readonly<Record<string, FieldType | string>>): Entity {
  const text: FieldType = { kind: 'text' };
  const made = Object.entries(fields).map(([field, type]): [string, Field] => [
    field,
    typeof type === 'string'
      ? { name: field, label: field, type: text, companionOf: type }
      : { name: field, label: field, type },
  ]);
  return { name, label: name, id: 'id', display: 'name', fields: Object.fromEntries(made) };
}
const person: FieldType = { kind: 'reference', targets: ['person'] };
const SCHEMA: Schema = {
  system: 'memory',
  version: '1',
  language: 'en_US',
  modules: [],
  entities: {
    letter: entity('letter', { to: person, toname: 'to', keeper: person }),
    party: entity('party', {
      partyid: person,
      participationtypemask: { kind: 'enum', options: [] },
      addressused: { kind: 'text' },
    }),
  },
};
const RECORDS: Readonly<Record<string, readonly SourceRecord[]>> = {
  letter: [
    { id: 'l1', values: { to: null, toname: 'Ada', keeper: null } },
    { id: 'l2', values: { to: null, toname: null, keeper: null } },
    { id: 'l3', values: { to: null, toname: 'not asked for', keeper: null } },
  ],
  party: [{ id: 'p1', values: { addressused: 'ada@x.test' } }],
};

const group = (of: string, field: string, listed: ReferenceGroup['listed']): ReferenceGroup => ({
  kind: 'missing',
  entity: of,
  field,
  role: null,
  leadsTo: 'person',
  count: listed.length,
  placeholders: 0,
  listed,
});

async function named(groups: readonly ReferenceGroup[]) {
  const world = await makeWorld();
  const asked: string[] = [];
  const source: Source = {
    system: 'memory',
    discover: () => world.source.discover(),
    profile: () => world.source.profile(),
    count: async () => 0,
    async *read(one, fields) {
      asked.push(`${one.name}: ${fields.join(', ')}`);
      const only = (values: SourceRecord['values']): SourceRecord['values'] =>
        Object.fromEntries(fields.map((field) => [field, values[field] ?? null]));
      for (const { id, values } of RECORDS[one.name] ?? []) yield [{ id, values: only(values) }];
    },
    download: (address, sink) => world.source.download(address, sink),
    close: async () => undefined,
  };
  const context = world.with({ source, sourceSchema: SCHEMA });
  const found = await withNames(context, groups);
  return { asked, names: found.map(({ listed }) => listed.map(({ name }) => name)) };
}

const nameless = (record: string): ReferenceGroup['listed'][number] => ({
  record,
  to: 'person x',
  name: null,
});

test('reads the columns that name what a record refers to, and those alone, once', async () => {
  const { asked, names } = await named([
    group('letter', 'to', [nameless('l1'), nameless('l2'), { ...nameless('l3'), name: 'as staged' }]),
    group('party', 'partyid', [nameless('p1')]),
  ]);
  expect(asked).toEqual(['letter: id, toname', 'party: id, addressused']);
  expect(names).toEqual([['Ada', null, 'as staged'], ['ada@x.test']]);
});

test('asks nothing where everything has a name, or the source has no column for it', async () => {
  const { asked, names } = await named([
    group('letter', 'to', [{ ...nameless('l1'), name: 'known' }]),
    group('letter', 'keeper', [nameless('l1')]),
  ]);
  expect(asked).toEqual([]);
  expect(names).toEqual([['known'], [null]]);
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { entityOf, recordTypeRows } from '../../../src/connectors/salesforce/describe.ts';
import type { SObjectDescribe } from '../../../src/connectors/salesforce/describe-shape.ts';
import type { Entity } from '../../../src/schema/model.ts';
import { entityFromText, entityToText } from '../../../src/schema/snapshot.ts';
import { type Described, FIELD, OBJECT, OPTION, RECORD_TYPE, type Table } from './kept.ts';
import { VISIT, VISIT_PICKLISTS } from './visit.ts';

/**
 * What a describe says is in the model, or left out with a reason: each property stands in a table (`kept.ts`), and each
 * that is kept is told again from the snapshot alone.
 */

const DATA = new URL('./data/', import.meta.url);
const recorded = readdirSync(DATA)
  .filter((name) => name.endsWith('.json'))
  // The files have the shape of a describe; the types are checked by reading every property below.
  .map((name) => JSON.parse(readFileSync(new URL(name, DATA), 'utf8')) as SObjectDescribe);
const all: readonly SObjectDescribe[] = [...recorded, VISIT];

function loaded(described: SObjectDescribe): Entity {
  return entityOf(described, described === VISIT ? VISIT_PICKLISTS : {});
}

/** What of `described` the model tells otherwise, a line each; unknown properties too. */
function lost<M>(table: Table<M>, described: Described, model: M, path: string): readonly string[] {
  return Object.entries(described).flatMap(([property, value]) => {
    const entry = Object.hasOwn(table, property) ? table[property] : undefined;
    if (entry === undefined) return [`${path}: ${property} is not in the table`];
    if ('because' in entry) return [];
    const said = (entry.of === undefined ? value : entry.of(described)) ?? null;
    const told = entry.recover(model) ?? null;
    return JSON.stringify(said) === JSON.stringify(told)
      ? []
      : [`${path}.${property} is ${JSON.stringify(said)}, and the model says ${JSON.stringify(told)}`];
  });
}

test('there are describes to load', () => expect(recorded).toHaveLength(22));

describe.each(all.map((described) => [described.name, described] as const))('%s', (_, described) => {
  // As a later run has it.
  const text = entityToText(loaded(described));
  const entity = entityFromText(text, `${described.name}.json`);

  it('comes back from its snapshot as it was', () => {
    expect(entity).toEqual(loaded(described));
    expect(entityToText(entity)).toBe(text);
  });

  it('is told again as an object', () => {
    // The describe is read as the table names its properties, beyond the type that the loader reads.
    expect(lost(OBJECT, described as unknown as Described, entity, described.name)).toEqual([]);
  });

  it('is told again field by field', () => {
    expect(
      described.fields.flatMap((one) => {
        const field = entity.fields[one.name];
        const path = `${described.name}.${one.name}`;
        return field === undefined
          ? [`${path} is not there`]
          : lost(FIELD, one as unknown as Described, { field, entity }, path);
      }),
    ).toEqual([]);
  });

  it('is told again option by option', () => {
    expect(
      described.fields.flatMap((one) =>
        one.picklistValues.flatMap((entry) => {
          const field = entity.fields[one.name];
          const path = `${described.name}.${one.name}[${entry.value}]`;
          return field === undefined
            ? [`${path} is not there`]
            : lost(
                OPTION(described, one),
                entry as unknown as Described,
                { field, value: entry.value },
                path,
              );
        }),
      ),
    ).toEqual([]);
  });

  it('is told again record type by record type', () => {
    const rows = recordTypeRows(described);
    const own = (described.recordTypeInfos ?? []).filter(({ master }) => !master);
    expect(
      own.flatMap((info, index) =>
        lost(RECORD_TYPE, info as unknown as Described, rows[index] ?? {}, info.developerName),
      ),
    ).toEqual([]);
  });
});

test('the picklist values of a record type are told again', () => {
  const { fields } = entityFromText(entityToText(loaded(VISIT)), 'Visit__c.json');
  const told = Object.keys(VISIT_PICKLISTS).map((recordType) => [
    recordType,
    Object.fromEntries(
      Object.values(fields).flatMap((field) => {
        const by = field.allowed?.find((one) => one.by === 'RecordTypeId');
        const found = by?.cases.find(({ is }) => is === recordType);
        if (found === undefined) return [];
        const standard = found.default === undefined ? null : { value: found.default };
        return [[field.name, { defaultValue: standard, values: found.options.map((value) => ({ value })) }]];
      }),
    ),
  ]);
  expect(told).toEqual(
    Object.entries(VISIT_PICKLISTS).map(([id, { picklistFieldValues }]) => [id, picklistFieldValues]),
  );
});

test('every entry of the tables speaks of a property that some describe has', () => {
  const seen = (of: (one: SObjectDescribe) => readonly object[]): ReadonlySet<string> =>
    new Set(all.flatMap(of).flatMap((one) => Object.keys(one)));
  const needless = (table: object, names: ReadonlySet<string>) =>
    Object.keys(table).filter((name) => !names.has(name));
  const options = seen((one) => one.fields.flatMap(({ picklistValues }) => picklistValues));
  const [anyField] = VISIT.fields;
  expect(
    needless(
      OBJECT,
      seen((one) => [one]),
    ),
  ).toEqual([]);
  expect(
    needless(
      FIELD,
      seen((one) => one.fields),
    ),
  ).toEqual([]);
  expect(needless(anyField === undefined ? {} : OPTION(VISIT, anyField), options)).toEqual([]);
  expect(
    needless(
      RECORD_TYPE,
      seen((one) => one.recordTypeInfos ?? []),
    ),
  ).toEqual([]);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entity, FieldType, JsonValue } from '../../../src/schema/model.ts';
import { EntityProfiler } from '../../../src/schema/profile/entity-profiler.ts';
import { isTelling } from '../../../src/schema/profile/publishable.ts';
import { profileToText } from '../../../src/schema/profile-text.ts';
import { entity, field } from '../example.ts';

const text: FieldType = { kind: 'text' };

function written(thing: Entity, records: readonly Readonly<Record<string, JsonValue>>[]): string {
  const profiler = new EntityProfiler(thing);
  for (const record of records) profiler.see(record);
  return profileToText({ taken: '2026-01-01', entities: { [thing.name]: profiler.result() } });
}

/** Names of fields that hold something of a person, as systems give them. */
const PERSONAL = [
  'firstname',
  'LastName',
  'full_name',
  'emailaddress1',
  'work_email',
  'mobilephone',
  'Tel',
  'address1_line1',
  'City',
  'birth_date',
  'new_nhsnumber',
  'NHS No',
  'Soyadı',
  'Vorname',
  'Telefon',
  'notes',
  'x_passport_no',
  'user_login',
];

/** Six letters or ten digits that no other part of a profile has. */
const secret = fc.oneof(
  fc.stringMatching(/^[QXZ][qxz]{5}$/),
  fc.stringMatching(/^[1-9]\d{9}$/),
  fc.stringMatching(/^[QXZ][qxz]{3} [QXZ]'[qxz]{5}$/),
  fc.stringMatching(/^[qxz]{5}@[qxz]{4}\.example$/),
);

describe('a written profile', () => {
  it('never holds a value of a field that is called like something personal, however often it comes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PERSONAL),
        fc.array(secret, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom<FieldType>(
          text,
          { kind: 'html' },
          { kind: 'integer' },
          { kind: 'enum', options: [], open: true },
          { kind: 'decimal' },
        ),
        (name, secrets, times, type) => {
          const thing = entity('person', [field(name, type)], { display: null });
          const values = secrets.map((each) =>
            type.kind === 'integer' ? Number.parseInt(each, 10) || null : each,
          );
          const said = written(
            thing,
            Array(times)
              .fill(values)
              .flat()
              .map((value) => ({ [name]: value })),
          );
          for (const each of secrets) expect(said).not.toContain(each);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('never holds a value of any text that few records share, or that looks like an address or a number of a person', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(secret, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat({ max: 200 }),
        (secrets, times, common) => {
          const thing = entity('thing', [field('x_value', text)], { display: null });
          const records = [
            ...Array(times).fill(secrets).flat(),
            ...Array(common).fill('Open'),
            ...Array(common).fill('Closed'),
          ];
          const said = written(
            thing,
            records.map((x_value) => ({ x_value })),
          );
          for (const each of secrets) expect(said).not.toContain(each);
        },
      ),
      { numRuns: 200 },
    );
    const thing = entity('thing', [field('x_value', text)], { display: null });
    for (const each of ['anna@mail.example', '+44 7700 900123', '943 476 5919', 'EC1 4SD']) {
      const records = Array(100)
        .fill([{ x_value: each }, { x_value: 'Open' }])
        .flat();
      expect(written(thing, records)).not.toContain(each);
    }
  });

  it('never holds what identifies a record: ids, keys, unique fields, the display', () => {
    const thing = entity(
      'thing',
      [field('code', text), field('ref', text, { unique: true }), field('title', text)],
      {
        id: 'id',
        display: 'title',
        keys: [['code', 'ref']],
      },
    );
    const records = Array.from({ length: 100 }, () => ({
      id: 734_612,
      code: 'Qxz',
      ref: 'Zqx',
      title: 'Xzq',
    }));
    const said = written(thing, records);
    for (const each of ['734612', '730000', 'Qxz', 'Zqx', 'Xzq']) expect(said).not.toContain(each);
  });

  it('names choices that many records share, rare ones only by their number', () => {
    const thing = entity('thing', [field('x_stage', text)], { display: null });
    const stages = [...Array(60).fill('Open'), ...Array(50).fill('Won'), 'Wonn', 'Ask Anna'];
    expect(
      JSON.parse(
        written(
          thing,
          stages.map((x_stage) => ({ x_stage })),
        ),
      ).entities.thing.fields.x_stage,
    ).toMatchObject({
      distinct: 4,
      options: [
        { value: 'Open', count: 60 },
        { value: 'Won', count: 50 },
      ],
      others: 2,
    });
  });

  it('counts declared options by name, and others only', () => {
    const options = [1, 2, 3].map((value) => ({ value, label: `${value}` }));
    const thing = entity('thing', [field('state', { kind: 'enum', options })], { display: null });
    const said = JSON.parse(
      written(
        thing,
        [1, 1, 3, 9_999].map((state) => ({ state })),
      ),
    );
    expect(said.entities.thing.fields.state).toEqual({
      options: [
        { value: 1, count: 2 },
        { value: 3, count: 1 },
      ],
      others: 1,
    });
  });
});

it('names that tell of nobody are let be', () => {
  for (const name of [
    'statecode',
    'StageId',
    'priority',
    'Discontinued',
    'lead_source',
    'ShipVia',
    'revenue',
    'UnitPrice',
  ])
    expect(isTelling(name)).toBe(false);
});

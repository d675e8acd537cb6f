import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inferSchema } from '../../../src/schema/infer/index.ts';
import type { Field, JsonValue, Schema } from '../../../src/schema/model.ts';
import { entityToText } from '../../../src/schema/snapshot.ts';
import { typeText } from '../../../src/schema/type-text.ts';

type Rows = readonly Readonly<Record<string, JsonValue>>[];

const infer = async (records: Readonly<Record<string, Rows>>, typed = false): Promise<Schema> =>
  await inferSchema('files', 'en_US', records, typed);

/** The field `v` of a table with these values, an `id` beside them. */
async function columnOf(values: readonly JsonValue[], typed = false, name = 'v'): Promise<Field> {
  const rows = values.map((value, index) => ({ id: `row-${index}`, [name]: value }));
  return fieldOf(await infer({ things: rows }, typed), 'things', name);
}

function fieldOf(schema: Schema, entity: string, name: string): Field {
  const field = schema.entities[entity]?.fields[name];
  if (field === undefined) throw new Error(`no ${entity}.${name}`);
  return field;
}

const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const guid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

describe('types', () => {
  it.each<[readonly JsonValue[], string]>([
    [['1', '-20', null], 'integer'],
    [['1', '2.50'], 'decimal with 2 decimal places'],
    [['01', '20'], 'text'],
    [['9007199254740993', '1'], 'decimal with 0 decimal places'],
    [['true', 'FALSE'], 'boolean'],
    [['yes', 'No', 'yes'], 'boolean'],
    [['evet', 'hayır'], 'boolean'],
    [['Y', 'N'], 'boolean'],
    [['no', 'no'], 'text'],
    [['yes', 'nein'], 'text'],
    [['2024-02-29', '1999-01-01'], 'date'],
    [['2024-02-30', '1999-01-01'], 'text'],
    [['2024-02-29T10:00:00Z'], 'instant'],
    [['<p>one</p>', '<b>two</b>'], 'HTML'],
    [['a', '<b>two</b>'], 'text'],
    [[null, null], 'text'],
  ])('of the texts %j: %s', async (values, type) => {
    expect(typeText((await columnOf(values)).type)).toBe(type);
  });

  it.each<[readonly JsonValue[], string]>([
    [[1, 2], 'integer'],
    [[1, 2.5], 'decimal'],
    [['1', '2'], 'text'],
    [['yes', 'no'], 'text'],
    [[true, false], 'boolean'],
    [[1, 'x'], 'JSON'],
    [[{ a: 1 }], 'JSON'],
    [[[{ a: 1 }], []], 'list of records with a'],
  ])('of the JSON values %j: %s', async (values, type) => {
    expect(typeText((await columnOf(values, true)).type)).toBe(type);
  });

  it('are surer the more values there are', async () => {
    const [few, many] = [await columnOf(['1', '2']), await columnOf(times(100, String))];
    expect(few.origin).toMatchObject({ confidence: 0.5, evidence: 'all values are whole numbers' });
    expect(many.origin).toMatchObject({ confidence: 0.98, required: true, unique: true });
    expect((await columnOf([null])).origin).toMatchObject({
      confidence: 0,
      evidence: 'no record holds a value',
    });
  });

  it('that nearly all values fit are proposed, not taken', async () => {
    const field = await columnOf([
      ...times(98, (index) => `2024-01-${String((index % 28) + 1).padStart(2, '0')}`),
      'n/a',
      '?',
    ]);
    expect(field.type).toEqual({ kind: 'text' });
    expect(field.origin?.proposed).toEqual({
      type: { kind: 'date' },
      confidence: 0.78,
      evidence: '98 % of the values are dates',
    });
  });

  it('of nested records are found inside, with their references', async () => {
    const schema = await infer(
      {
        products: times(40, (index) => ({ product_id: index + 1 })),
        orders: times(40, (index) => ({ id: index + 1, lines: [{ product_id: index + 1, qty: 2.5 }] })),
      },
      true,
    );
    const lines = fieldOf(schema, 'orders', 'lines').type;
    expect(lines.kind === 'records' && [lines.fields.product_id?.type, lines.fields.qty?.type]).toEqual([
      { kind: 'reference', targets: ['products'] },
      { kind: 'decimal' },
    ]);
  });
});

describe('choices', () => {
  it('are proposed where few values stand in many records, and stay what they are', async () => {
    const field = await columnOf(
      times(120, (index) => ['New', 'Open', 'Won'][index % 3] ?? ''),
      false,
      'status',
    );
    expect(field.type).toEqual({ kind: 'text' });
    expect(field.origin?.proposed?.type).toMatchObject({
      kind: 'enum',
      open: true,
      options: [{ value: 'New' }, { value: 'Open' }, { value: 'Won' }],
    });
    expect(field.origin?.proposed?.confidence).toBeGreaterThan(0.8);
  });

  it('are no quantities', async () => {
    const values = times(300, (index) => String(index % 6));
    expect((await columnOf(values, false, 'quantity')).origin?.proposed).toBeUndefined();
    const shipper = (await columnOf(values, false, 'shipper')).origin?.proposed?.type;
    expect(shipper?.kind === 'enum' && shipper.options.map(({ value }) => value)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('of 0 and 1 may be yes and no', async () => {
    const field = await columnOf(times(40, (index) => String(index % 2)));
    expect(field.type).toEqual({ kind: 'integer' });
    expect(field.origin?.proposed).toMatchObject({ type: { kind: 'boolean' }, confidence: 0.6 });
  });
});

describe('references', () => {
  const companies = times(50, (index) => ({ id: index + 1, name: `c${index}` }));

  it('of whole numbers need the name, which every other table would fit too', async () => {
    const schema = await infer(
      {
        companies,
        people: times(40, (index) => ({ id: index + 1, company_id: index + 1, floor: (index % 9) + 1 })),
      },
      true,
    );
    expect(fieldOf(schema, 'people', 'company_id')).toMatchObject({
      type: { kind: 'reference', targets: ['companies'] },
      origin: {
        confidence: 0.95,
        evidence: '100 % of its different values are ids of companies, and it is called like them',
      },
    });
    expect(fieldOf(schema, 'people', 'floor').type).toEqual({ kind: 'integer' });
  });

  it('are known by a name that ends in the table', async () => {
    const people = times(40, (index) => ({ id: index + 1, billingCompany: index + 1 }));
    expect(fieldOf(await infer({ companies, people }, true), 'people', 'billingCompany').type.kind).toBe(
      'reference',
    );
  });

  it('that mostly lead nowhere are proposed only', async () => {
    const schema = await infer(
      { companies, people: times(40, (index) => ({ id: index + 1, company_id: index * 2 + 5 })) },
      true,
    );
    const field = fieldOf(schema, 'people', 'company_id');
    expect(field.type).toEqual({ kind: 'integer' });
    expect(field.origin?.proposed ?? { confidence: 0 }).toMatchObject({ confidence: expect.any(Number) });
    expect(field.origin?.proposed?.confidence ?? 0).toBeLessThan(0.8);
  });

  it('to the own table are known by the usual names', async () => {
    const people = times(40, (index) => ({
      id: index + 1,
      reports_to: (index % 3) + 1,
      rank: (index % 3) + 1,
    }));
    const schema = await infer({ companies, people }, true);
    expect(fieldOf(schema, 'people', 'reports_to').type).toEqual({ kind: 'reference', targets: ['people'] });
    expect(fieldOf(schema, 'people', 'rank').type).toEqual({ kind: 'integer' });
  });

  it('by GUIDs need no name, and may lead to several', async () => {
    const schema = await infer(
      {
        account: times(30, (index) => ({ accountid: guid(index) })),
        contact: times(30, (index) => ({ contactid: guid(100 + index) })),
        note: times(30, (index) => ({ noteid: guid(200 + index), x: guid(index * 4), y: guid(900 + index) })),
      },
      true,
    );
    expect(fieldOf(schema, 'note', 'x').type).toEqual({ kind: 'reference', targets: ['account', 'contact'] });
    expect(fieldOf(schema, 'note', 'y').type).toEqual({ kind: 'text' });
  });

  it('beside a column that names the entity are proposed as such', async () => {
    const schema = await infer(
      {
        companies,
        people: times(50, (index) => ({ id: index + 1, name: `p${index}` })),
        notes: times(40, (index) => ({
          id: index + 1,
          res_id: (index % 40) + 1,
          res_model: index % 2 === 0 ? 'Company' : 'people',
        })),
      },
      true,
    );
    const field = fieldOf(schema, 'notes', 'res_id');
    expect(field.type).toEqual({ kind: 'integer' });
    expect(field.origin?.proposed).toMatchObject({
      type: { kind: 'reference_id', model: 'res_model' },
      confidence: 0.9,
    });
  });

  it('are found among a hundred thousand ids, of which a sample is compared', async () => {
    const schema = await infer({
      customers: times(100_000, (index) => ({ customer_id: `C${index}` })),
      orders: times(20_000, (index) => ({ order_id: `O${index}`, customer_id: `C${index * 5}` })),
    });
    expect(fieldOf(schema, 'orders', 'customer_id').type).toEqual({
      kind: 'reference',
      targets: ['customers'],
    });
  });
});

describe('ids', () => {
  it('are columns without a second of the same, by name, by kind, and then the first', async () => {
    const rows = times(40, (index) => ({
      a: `${index % 7}`,
      day: `2024-01-01`,
      b: guid(index),
      thing_no: `${index}`,
    }));
    expect((await infer({ things: rows })).entities.things?.id).toBe('b');
    expect((await infer({ things: rows.map(({ b: _, ...rest }) => rest) })).entities.things?.id).toBe(
      'thing_no',
    );
  });

  it('that nobody has are said to be none', async () => {
    const schema = await infer({ things: [{ a: '1' }, { a: '1' }] });
    expect(fieldOf(schema, 'things', 'a').origin).toMatchObject({ confidence: 0 });
  });
});

describe('an inferred schema', () => {
  const cell = fc.oneof(
    fc.constant(null),
    fc.stringMatching(/^[a-c]{1,2}$/),
    fc.integer({ min: 0, max: 20 }).map(String),
    fc.constantFrom('2024-01-01', 'yes', 'no', '1.5', '<p>x</p>', guid(1)),
  );
  const rows = fc.array(fc.record({ id: cell, company_id: cell, status: cell }), {
    minLength: 1,
    maxLength: 60,
  });

  it('does not depend on the order of the records', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, async (people, companies) => {
        const text = async (records: Readonly<Record<string, Rows>>): Promise<string> =>
          Object.values((await infer(records)).entities)
            .map(entityToText)
            .join('');
        expect(await text({ people: people.toReversed(), companies: companies.toReversed() })).toBe(
          await text({ people, companies }),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('never holds a value of a person, in options or in evidence', async () => {
    const secret = fc.oneof(
      fc.stringMatching(/^[QXZ][qxz]{5}$/),
      fc.stringMatching(/^[1-9]\d{9}$/),
      fc.stringMatching(/^[qxz]{5}@[qxz]{4}\.example$/),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('firstname', 'email', 'phone_type', 'Soyadı', 'city', 'birth_code'),
        fc.array(secret, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 60 }),
        async (name, secrets, count) => {
          const values = times(count, () => secrets).flat();
          const schema = await infer({
            people: values.map((value, id) => ({ id: `p${id}`, [name]: value, other: `${value} ${id}` })),
          });
          const text = Object.values(schema.entities).map(entityToText).join('');
          for (const each of secrets) expect(text).not.toContain(each);
        },
      ),
      { numRuns: 100 },
    );
  });
});

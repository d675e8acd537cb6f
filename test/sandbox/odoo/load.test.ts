import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { quiet, startClient } from './client.ts';

// What is expected here is what a running Odoo 17.0 answered to the same calls.

const client = await startClient();
beforeEach(() => client.reset());
afterAll(() => client.close());

interface Answer {
  readonly ids: readonly number[] | false;
  readonly messages: readonly Readonly<Record<string, unknown>>[];
  readonly nextrow: number;
}

async function load(
  model: string,
  fields: readonly string[],
  data: readonly (readonly unknown[])[],
  context: object = {},
): Promise<Answer> {
  const all = { ...quiet, tz: 'UTC', module: 'imported', ...context };
  return (await client.call(model, 'load', [fields, data], { context: all })) as Answer;
}

/** Ids of the rows, which must have been stored. */
async function loaded(
  ...[model, fields, data, context]: Parameters<typeof load>
): Promise<readonly number[]> {
  const answer = await load(model, fields, data, context);
  expect(answer.messages).toEqual([]);
  return answer.ids === false ? [] : answer.ids;
}

async function refusal(...[model, fields, data, context]: Parameters<typeof load>): Promise<unknown> {
  const before = await client.dump();
  const { ids, messages, nextrow } = await load(model, fields, data, context);
  expect({ ids, nextrow }).toEqual({ ids: false, nextrow: 0 });
  expect(await client.dump()).toBe(before);
  return messages[0]?.message;
}

async function externalIds(): Promise<unknown> {
  return client.call(
    'ir.model.data',
    'search_read',
    [[['module', '=', 'imported']], ['name', 'model', 'res_id', 'noupdate']],
    { order: 'name' },
  );
}

const one = async (model: string, field: string, value: unknown, context?: object): Promise<unknown> => {
  const path = field.split(/[/:.]/)[0] ?? field;
  const [id = 0] = await loaded(model, ['id', 'name', field], [['x', 'X', value]], context);
  return (await client.read(model, id, [path]))[path];
};

describe('external ids of loaded rows', () => {
  it('are made with the records', async () => {
    const [a, b] = await loaded(
      'crm.lead',
      ['id', 'name'],
      [
        ['a', 'A'],
        ['imported.b', 'B'],
      ],
    );
    const id = expect.any(Number);
    expect(await externalIds()).toEqual([
      { id, name: 'a', model: 'crm.lead', res_id: a, noupdate: false },
      { id, name: 'b', model: 'crm.lead', res_id: b, noupdate: false },
    ]);
  });

  it('lead a later row to the record that is there', async () => {
    const [a] = await loaded('crm.lead', ['id', 'name'], [['a', 'A']]);
    const [again, other] = await loaded(
      'crm.lead',
      ['id', 'name'],
      [
        ['a', 'Changed'],
        ['c', 'C'],
      ],
    );
    expect(again).toBe(a);
    expect(other).not.toBe(a);
    expect((await client.read('crm.lead', a ?? 0, ['name'])).name).toBe('Changed');
  });

  it('make one record of two rows that have the same', async () => {
    const ids = await loaded(
      'crm.lead',
      ['id', 'name'],
      [
        ['d', 'first'],
        ['d', 'second'],
      ],
    );
    expect(ids[0]).toBe(ids[1]);
    expect((await client.read('crm.lead', ids[0] ?? 0, ['name'])).name).toBe('second');
  });

  it('leave a record as it is that is marked so, in the mode for updates', async () => {
    const context = { mode: 'update', noupdate: true };
    const [a] = await loaded('crm.lead', ['id', 'name'], [['a', 'A']], context);
    expect(await loaded('crm.lead', ['id', 'name'], [['a', 'Changed']], context)).toEqual([a]);
    expect((await client.read('crm.lead', a ?? 0, ['name'])).name).toBe('A');
    await loaded('crm.lead', ['id', 'name'], [['a', 'Changed']]);
    expect((await client.read('crm.lead', a ?? 0, ['name'])).name).toBe('Changed');
  });

  it('that lead nowhere are made anew', async () => {
    await loaded('crm.lead', ['id', 'name'], [['a', 'A']]);
    const [row = 0] = await client.search('ir.model.data', [['module', '=', 'imported']]);
    await client.call('ir.model.data', 'write', [[row], { res_id: 999999 }]);
    const [a] = await loaded('crm.lead', ['id', 'name'], [['a', 'A']]);
    expect(await externalIds()).toEqual([expect.objectContaining({ name: 'a', res_id: a })]);
  });

  it('go with their records', async () => {
    const ids = await loaded('crm.lead', ['id', 'name'], [['a', 'A']]);
    await client.call('crm.lead', 'unlink', [ids]);
    expect(await externalIds()).toEqual([]);
  });

  it('are given to the record that another delegates to as well', async () => {
    const [user] = await loaded('res.users', ['id', 'name', 'login'], [['u', 'U', 'u@example.com']]);
    expect(await externalIds()).toMatchObject([
      { name: 'u', model: 'res.users', res_id: user },
      { name: 'u_res_partner', model: 'res.partner' },
    ]);
  });

  it('of another model are refused', async () => {
    await loaded('crm.lead', ['id', 'name'], [['a', 'A']]);
    expect(await refusal('res.partner', ['id', 'name'], [['a', 'P']])).toMatch(
      /^For external id imported.a when trying to create\/update a record of model res.partner found record of different model crm.lead \(\d+\)$/,
    );
  });

  it('with a space are refused', async () => {
    expect(await refusal('crm.lead', ['id', 'name'], [['a b', 'A']])).toContain(
      '"ir_model_data_name_nospaces"',
    );
  });

  it('belong to "__import__" where no module is named', async () => {
    await client.call('crm.lead', 'load', [['id', 'name'], [['a', 'A']]]);
    expect(await client.search('ir.model.data', [['module', '=', '__import__']])).toHaveLength(1);
  });
});

describe('cells', () => {
  it.each([
    ['res.partner', 'is_company', 'Yes', true],
    ['res.partner', 'is_company', '0', false],
    ['res.partner', 'color', '5', 5],
    ['crm.lead', 'expected_revenue', '1e3', 1000],
    ['crm.lead', 'type', 'LEAD', 'lead'],
    ['crm.lead', 'type', 'Opportunity', 'opportunity'],
    ['crm.lead', 'priority', '', false],
    ['crm.lead', 'date_deadline', '2024-02-28', '2024-02-28'],
    ['crm.lead', 'stage_id/.id', '1', [1, 'New']],
    ['crm.lead', 'stage_id:id', '', false],
    ['crm.lead', 'stage_id', 'Won', [4, 'Won']],
    ['crm.lead', 'stage_id.id', '0', false],
    ['crm.lead', 'description', '<p>a<script>x</script></p>', '<p>a</p>'],
    ['crm.lead', 'create_date', '2020-01-01 00:00:00', expect.not.stringContaining('2020')],
  ])('%s.%s takes %j', async (model, field, cell, value) => {
    expect(await one(model, field, cell)).toEqual(value);
  });

  it('name several rows of a list', async () => {
    const [a, b] = (await client.call('crm.tag', 'create', [[{ name: 'A' }, { name: 'B' }]])) as number[];
    expect(await one('crm.lead', 'tag_ids/.id', `${a},${b}`)).toEqual([a, b]);
  });

  it('name rows by external id', async () => {
    const [partner] = await loaded('res.partner', ['id', 'name'], [['p', 'P']]);
    expect(await one('crm.lead', 'partner_id/id', 'p')).toEqual([partner, 'P']);
  });

  it('name rows by name, with a warning where several fit', async () => {
    await client.call('res.partner', 'create', [[{ name: 'Twin' }, { name: 'Twin' }]]);
    const answer = await load('crm.lead', ['id', 'name', 'partner_id'], [['l', 'L', 'Twin']]);
    expect(answer.messages).toEqual([
      {
        rows: { from: 0, to: 0 },
        type: 'warning',
        record: 0,
        field: 'partner_id',
        message: "Found multiple matches for value 'Twin' in field 'Customer' (2 matches)",
      },
    ]);
    expect(answer.ids).toHaveLength(1);
  });

  it.each([
    ['UTC', '2024-07-28 10:00:00'],
    ['Europe/Istanbul', '2024-07-28 07:00:00'],
    ['Europe/Berlin', '2024-07-28 08:00:00'],
    ['Nowhere/Town', '2024-07-28 10:00:00'],
  ])('give times in the zone %s', async (tz, value) => {
    expect(await one('crm.lead', 'date_open', '2024-07-28 10:00:00', { tz })).toBe(value);
  });
});

describe('refused rows', () => {
  it.each([
    ['crm.lead', 'stage_id/.id', '9999', "No matching record found for database id '9999' in field 'Stage'"],
    ['crm.lead', 'stage_id/.id', 'zz', "Invalid database id 'zz' for the field 'Stage'"],
    [
      'crm.lead',
      'partner_id/id',
      'zzz',
      "No matching record found for external id 'zzz' in field 'Customer'",
    ],
    ['crm.lead', 'stage_id', 'Nope', "No matching record found for name 'Nope' in field 'Stage'"],
    ['crm.lead', 'type', 'zzz', "Value 'zzz' not found in selection field 'Type'"],
    ['res.partner', 'is_company', 'maybe', "Unknown value 'maybe' for boolean field 'Is a Company'"],
    ['res.partner', 'color', 'x', "'x' does not seem to be an integer for field 'Color Index'"],
    ['res.partner', 'color', '3000000000', 'integer out of range\n'],
    ['crm.lead', 'expected_revenue', 'x', "'x' does not seem to be a number for field 'Expected Revenue'"],
    [
      'crm.lead',
      'date_deadline',
      '2024-02-30',
      "'2024-02-30' does not seem to be a valid date for field 'Expected Closing'",
    ],
    [
      'crm.lead',
      'stage_id/name',
      'New',
      'Can not create Many-To-One records indirectly, import the field separately',
    ],
  ])('%s.%s does not take %j', async (model, field, cell, message) => {
    expect(await refusal(model, ['id', 'name', field], [['x', 'X', cell]])).toBe(message);
  });

  it.each([
    ['crm.lead', ['id', 'name'], ['x', ''], "Missing required value for the field 'Opportunity' (name)"],
    ['res.partner', ['id', 'name', 'type'], ['x', '', 'contact'], "'Contacts require a name'"],
    [
      'res.users',
      ['id', 'name', 'login'],
      ['x', 'X', 'admin'],
      "The value for the field 'login' already exists (this is probably 'Login' in the current model).",
    ],
    ['crm.lead', ['.id', 'name'], ['99999', 'X'], "Unknown database identifier '99999'"],
  ])('%s refuses what the database refuses, in words of its own', async (model, fields, row, message) => {
    expect(await refusal(model, fields, [row])).toBe(message);
  });

  it('take all others with them, and are named with all that is wrong', async () => {
    const fields = ['id', 'name', 'stage_id/.id', 'type'];
    expect(
      await refusal('crm.lead', fields, [
        ['ok', 'Good', '1', 'lead'],
        ['bad', '', '999', 'q'],
      ]),
    ).toBeDefined();
    const { messages } = await load('crm.lead', fields, [
      ['ok', 'Good', '1', 'lead'],
      ['bad', '', '999', 'q'],
    ]);
    expect(
      messages.map(({ record, rows, field, field_name }) => ({ record, rows, field, field_name })),
    ).toEqual(
      ['type', 'stage_id', 'name'].map((field) => ({
        record: 1,
        rows: { from: 1, to: 1 },
        field,
        field_name: { type: 'Type', stage_id: 'Stage', name: undefined }[field],
      })),
    );
  });

  it('are counted to ten', async () => {
    const rows = Array.from({ length: 30 }, (_, place) => [`k${place}`, '']);
    const { messages } = await load('crm.lead', ['id', 'name'], rows);
    expect(messages).toHaveLength(11);
    expect(messages[10]).toEqual({
      type: 'warning',
      message:
        'Found more than 10 errors and more than one error per 10 records, interrupted to avoid showing too many errors.',
    });
  });

  it('are an error of the call where a cell is no text, or a column is unknown', async () => {
    expect(
      await client.refused('res.partner', 'load', [['id', 'name', 'is_company'], [['x', 'X', true]]]),
    ).toEqual({
      name: 'builtins.AttributeError',
      message: "'bool' object has no attribute 'lower'",
    });
    expect(await client.refused('crm.lead', 'load', [['id', 'zzz'], [['x', 'X']]])).toEqual({
      name: 'builtins.KeyError',
      message: 'zzz',
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, startClient } from './client.ts';

let client: Client;
let ids: number[];

beforeAll(async () => {
  client = await startClient();
  const rows = [
    { name: 'S Anna', email: 'anna@x.example', color: 1, country_id: 57, city: 'Köln', date: '2020-01-01' },
    { name: 'S Bob', email: 'BOB@y.example', color: 2, country_id: 233, is_company: true },
    { name: 'S 50%_off', color: 3, date: '2021-05-05' },
    { name: 'S Zoë', active: false, color: 4 },
  ];
  ids = (await client.call('res.partner', 'create', [rows])) as number[];
  const child = await client.create('res.partner', {
    name: 'S Kid',
    parent_id: ids[1],
    color: 5,
    type: 'other',
  });
  ids.push(child);
});
afterAll(async () => client.close());

const own = ['name', '=like', 'S %'];

describe('a domain', () => {
  it.each([
    ['equality', [['name', '=', 'S Anna']], [0]],
    ['inequality takes the empty too', [['city', '!=', 'Köln']], [1, 2, 4]],
    ['emptiness', [['email', '=', false]], [2, 4]],
    ['being filled', [['email', '!=', false]], [0, 1]],
    ['in with a hole', [['city', 'in', ['Köln', false]]], [0, 1, 2, 4]],
    ['not in', [['color', 'not in', [1, 2]]], [2, 4]],
    ['comparison', [['color', '>=', 3]], [2, 4]],
    ['dates', [['date', '<', '2021-01-01']], [0]],
    ['like', [['email', 'like', 'BOB']], [1]],
    ['ilike', [['email', 'ilike', 'bob@']], [1]],
    ['not ilike', [['email', 'not ilike', 'bob']], [0, 2, 4]],
    ['=like with its signs', [['name', '=like', 'S _nna']], [0]],
    ['=ilike', [['name', '=ilike', 's anna']], [0]],
    ['escaped signs', [['name', 'like', '50\\%\\_off']], [2]],
    ['false booleans', [['is_company', '=', false]], [0, 2, 4]],
    ['true booleans', [['is_company', '=', true]], [1]],
    ['or', ['|', ['color', '=', 1], ['color', '=', 2]], [0, 1]],
    ['not', ['!', ['color', 'in', [1, 2]]], [2, 4]],
    ['nested', ['&', ['color', '>', 0], '|', ['color', '=', 1], '!', ['color', '<', 5]], [0, 4]],
    ['a path', [['country_id.code', '=', 'DE']], [0]],
    ['a longer path', [['parent_id.country_id.code', '=', 'US']], [4]],
    ['a reference by name', [['country_id', '=', 'Germany']], [0]],
    ['a reference by part of its name', [['country_id', 'ilike', 'united states']], [1]],
    ['the archived, asked for', [['active', '=', false]], [3]],
    [
      'the archived beside the active',
      [
        ['active', 'in', [true, false]],
        ['color', '>', 2],
      ],
      [2, 3, 4],
    ],
    ['a constant', [[0, '=', 1]], []],
    ['lists', [['child_ids.name', '=', 'S Kid']], [1]],
    [
      'an empty list',
      [
        ['child_ids', '=', false],
        ['color', '<', 3],
      ],
      [0],
    ],
  ])('%s', async (_label, domain, expected) => {
    const found = await client.search('res.partner', [own, ...domain], { order: 'id' });
    expect(found.map((id) => ids.indexOf(id))).toEqual(expected);
  });

  it('of a hierarchy', async () => {
    const found = await client.search('res.partner', [['id', 'child_of', ids[1]]], { order: 'id' });
    expect(found).toEqual([ids[1], ids[4]]);
  });

  it('on what is worked out when read lets everything pass, as in Odoo', async () => {
    expect(await client.search('res.partner', [own, ['display_name', '=', 'nobody']])).toHaveLength(4);
  });

  it.each([
    [[['nope', '=', 1]], 'builtins.ValueError', "Invalid field res.partner.nope in leaf ('nope', '=', 1)"],
    [[['name', '~~', 1]], 'builtins.ValueError', "Invalid leaf ('name', '~~', 1)"],
    [
      ['&', ['name', '=', 'x']],
      'builtins.ValueError',
      "Domain ['&', ['name', '=', 'x']] is syntactically not correct.",
    ],
    [['name', '=', 'x'], 'builtins.IndexError', 'string index out of range'],
  ])('is refused: %j', async (domain, name, message) => {
    expect(await client.refused('res.partner', 'search', [domain])).toEqual({ name, message });
  });
});

describe('order, limit and offset', () => {
  it('follow the model: the complete name, so that a contact stands behind its company', async () => {
    const rows = (await client.call('res.partner', 'search_read', [[own], ['name']])) as { name: string }[];
    expect(rows.map((row) => row.name)).toEqual(['S 50%_off', 'S Anna', 'S Bob', 'S Kid']);
  });

  it('put the empty last, and first when going down', async () => {
    const order = async (text: string): Promise<number[]> =>
      (await client.search('res.partner', [own], { order: text })).map((id) => ids.indexOf(id));
    expect(await order('date, id')).toEqual([0, 2, 1, 4]);
    expect(await order('date desc, id')).toEqual([1, 4, 2, 0]);
    expect(await order('country_id, id')).toEqual([0, 1, 2, 4]);
  });

  it('cut pages', async () => {
    const page = (offset: number): Promise<number[]> =>
      client.search('res.partner', [own], { order: 'id', offset, limit: 3 });
    expect([await page(0), await page(3)]).toEqual([[ids[0], ids[1], ids[2]], [ids[4]]]);
    expect(await client.call('res.partner', 'search_count', [[own]])).toBe(4);
    expect(await client.call('res.partner', 'search_count', [[own]], { limit: 2 })).toBe(2);
  });

  it('refuse an order that is none', async () => {
    expect((await client.refused('res.partner', 'search', [[]], { order: 'name; drop' })).name).toBe(
      'odoo.exceptions.UserError',
    );
    expect((await client.refused('res.partner', 'search', [[]], { order: 'nope' })).message).toBe(
      "Invalid field 'nope' on model 'res.partner'",
    );
  });
});

describe('read', () => {
  it('keeps the order of the ids and gives references by name, or by id alone', async () => {
    const [anna, bob] = ids;
    const rows = await client.call('res.partner', 'read', [[bob, anna], ['country_id']]);
    expect(rows).toEqual([
      { id: bob, country_id: [233, 'United States'] },
      { id: anna, country_id: [57, 'Germany'] },
    ]);
    expect(await client.call('res.partner', 'read', [[anna], ['country_id']], { load: null })).toEqual([
      { id: anna, country_id: 57 },
    ]);
  });

  it('finds the same by an index after values moved', async () => {
    const id = await client.create('res.partner', { name: 'S move', ref: 'before' });
    expect(await client.search('res.partner', [['ref', '=', 'before']])).toEqual([id]);
    await client.call('res.partner', 'write', [[id], { ref: 'after' }]);
    expect(await client.search('res.partner', [['ref', '=', 'before']])).toEqual([]);
    await client.refused('res.partner', 'write', [[id], { ref: 'lost', type: 'bogus' }]);
    expect(await client.search('res.partner', [['ref', 'in', ['after', 'lost']]])).toEqual([id]);
    await client.call('res.partner', 'unlink', [[id]]);
    expect(await client.search('res.partner', [['ref', 'in', ['after', 'lost']]])).toEqual([]);
  });
});

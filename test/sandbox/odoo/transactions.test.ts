import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, quiet, startClient } from './client.ts';

const client: Client = await startClient();
afterAll(async () => client.close());
beforeEach(async () => client.reset());

describe('one call is one transaction', () => {
  it('stores nothing of a batch with one bad record', async () => {
    const before = await client.dump();
    const batch = [{ name: 'good' }, { name: 'bad', type: 'bogus' }, { name: 'good too' }];
    await client.refused('res.partner', 'create', [batch], { context: quiet });
    expect(await client.dump()).toBe(before);
  });

  it('takes back what behaviours did: partners of users, attendees, followers, new fields', async () => {
    const before = await client.dump();
    await client.refused('res.users', 'create', [
      [
        { name: 'A', login: 'a' },
        { name: 'B', login: 'a' },
      ],
    ]);
    await client.refused('crm.team', 'create', [[{ name: 'T', member_ids: [[6, 0, [2]]] }, {}]]);
    await client.refused('calendar.event', 'create', [
      [{ name: 'E', start: '2030-01-01 10:00:00', stop: '2030-01-01 11:00:00' }, {}],
    ]);
    const model = (await client.search('ir.model', [['model', '=', 'res.partner']]))[0];
    const field = { model_id: model, name: 'x_a', field_description: 'a', ttype: 'char' };
    await client.refused('ir.model.fields', 'create', [[field, { ...field, name: 'a' }]]);
    expect(await client.call('res.partner', 'fields_get', [['x_a']])).toEqual({});
    expect(await client.dump()).toBe(before);
  });

  it('takes back a write and an unlink', async () => {
    const stage = await client.create('crm.stage', { name: 'S' });
    const lead = await client.create('crm.lead', {
      name: 'L',
      stage_id: stage,
      tag_ids: [[0, 0, { name: 'T' }]],
    });
    const before = await client.dump();
    await client.refused('crm.lead', 'write', [[lead], { name: 'M', tag_ids: [[5]], probability: 200 }]);
    await client.refused('crm.stage', 'unlink', [[4, stage]]);
    expect(await client.dump()).toBe(before);
    expect(await client.search('crm.lead', [['name', '=', 'L']])).toEqual([lead]);
  });

  it('leaves no trace after a create and an unlink', async () => {
    const before = await client.dump();
    const company = await client.create('res.partner', {
      name: 'Co',
      is_company: true,
      category_id: [[6, 0, []]],
    });
    const person = await client.create('res.partner', { name: 'P', parent_id: company });
    const lead = await client.create('crm.lead', { name: 'L', partner_id: person });
    await client.create('mail.message', { model: 'crm.lead', res_id: lead, body: '<p>x</p>' });
    await client.create('ir.attachment', {
      name: 'a.txt',
      res_model: 'crm.lead',
      res_id: lead,
      datas: 'YQ==',
    });
    await client.create('ir.model.data', { module: '__m__', name: 'l', model: 'crm.lead', res_id: lead });
    expect(await client.dump()).not.toBe(before);
    await client.call('crm.lead', 'unlink', [[lead]]);
    await client.call('res.partner', 'unlink', [[company, person]]);
    expect(await client.dump()).toBe(before);
  });

  it('never gives an id twice, neither after an unlink nor after a rollback', async () => {
    const first = await client.create('crm.tag', { name: 'a' });
    await client.call('crm.tag', 'unlink', [[first]]);
    await client.refused('crm.tag', 'create', [[{ name: 'b' }, { name: 'b' }]]);
    expect(await client.create('crm.tag', { name: 'c' })).toBeGreaterThan(first + 2);
  });

  it('dumps the same for the same calls at another time', async () => {
    const work = async (at: string): Promise<string> => {
      const other = await startClient({ clock: () => new Date(at) });
      const partner = await other.create('res.partner', { name: 'P' }, {});
      await other.create('crm.lead', { name: 'L', partner_id: partner }, {});
      await other.create('mail.message', { model: 'res.partner', res_id: partner, body: 'x' });
      await other.call('crm.lead', 'write', [[1], { stage_id: 4 }]);
      const dumped = await other.dump();
      await other.close();
      return dumped;
    };
    expect(await work('2026-01-01T10:00:00Z')).toBe(await work('2027-05-05T11:11:11Z'));
  });
});

describe('external ids', () => {
  it('are made with the record in import mode, and pointed at a second record', async () => {
    const context = { ...quiet, _import_current_module: '__m__' };
    const first = await client.create('res.partner', { id: '__m__.p', name: 'one' }, context);
    const second = await client.create('res.partner', { id: 'p', name: 'two' }, context);
    expect(second).not.toBe(first);
    const rows = await client.call('ir.model.data', 'search_read', [
      [['module', '=', '__m__']],
      ['name', 'res_id', 'complete_name'],
    ]);
    expect(rows).toEqual([{ id: expect.any(Number), name: 'p', res_id: second, complete_name: '__m__.p' }]);
    await client.call('res.partner', 'unlink', [[first, second]]);
    expect(await client.search('ir.model.data', [['module', '=', '__m__']])).toEqual([]);
  });
});

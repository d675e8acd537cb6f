import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, startClient } from './client.ts';

const client: Client = await startClient();
afterAll(async () => client.close());
beforeEach(async () => client.reset());

async function modelId(model: string): Promise<number> {
  const [id] = await client.search('ir.model', [['model', '=', model]]);
  if (id === undefined) throw new Error(`${model} is unknown`);
  return id;
}

async function addField(model: string, values: object): Promise<number> {
  return client.create('ir.model.fields', {
    model_id: await modelId(model),
    field_description: 'F',
    ...values,
  });
}

describe('fields', () => {
  it('can be used in the next call and drop their data when removed', async () => {
    const before = await client.dump();
    const field = await addField('res.partner', { name: 'x_key', ttype: 'char' });
    const id = await client.create('res.partner', { name: 'P', x_key: 'k1' });
    expect(await client.search('res.partner', [['x_key', 'in', ['k1', 'k2']]])).toEqual([id]);
    expect(
      await client.read('ir.model.fields', field, ['name', 'model', 'state', 'ttype', 'copied']),
    ).toEqual({
      id: field,
      name: 'x_key',
      model: 'res.partner',
      state: 'manual',
      ttype: 'char',
      copied: true,
    });
    expect(await client.call('res.partner', 'fields_get', [['x_key'], ['type', 'string', 'manual']])).toEqual(
      {
        x_key: { type: 'char', string: 'F', manual: true },
      },
    );
    await client.call('ir.model.fields', 'unlink', [[field]]);
    expect(await client.call('res.partner', 'fields_get', [['x_key']])).toEqual({});
    expect((await client.refused('res.partner', 'search', [[['x_key', '=', 'k1']]])).message).toBe(
      "Invalid field res.partner.x_key in leaf ('x_key', '=', 'k1')",
    );
    expect((await client.refused('res.partner', 'write', [[id], { x_key: 'b' }])).message).toBe(
      "Invalid field 'x_key' on model 'res.partner'",
    );
    expect((await client.refused('ir.model.fields', 'unlink', [[field]])).name).toBe(
      'odoo.exceptions.MissingError',
    );
    const again = await addField('res.partner', { name: 'x_key', ttype: 'char' });
    expect((await client.read('res.partner', id, ['x_key'])).x_key).toBe(false);
    await client.call('ir.model.fields', 'unlink', [[again]]);
    await client.call('res.partner', 'unlink', [[id]]);
    expect(await client.dump()).toBe(before);
  });

  it('that are required are asked for, and no longer when they are gone', async () => {
    const field = await addField('crm.tag', { name: 'x_must', ttype: 'char', required: true });
    expect((await client.refused('crm.tag', 'create', [{ name: 'a' }])).message).toContain(
      'Field: F (x_must)',
    );
    await client.call('ir.model.fields', 'unlink', [[field]]);
    await addField('crm.tag', { name: 'x_may', ttype: 'char' });
    expect(await client.create('crm.tag', { name: 'a' })).toBeGreaterThan(0);
  });

  it('of partners show on users', async () => {
    await addField('res.partner', { name: 'x_key', ttype: 'char' });
    const user = await client.create('res.users', { name: 'U', login: 'u', x_key: 'k' });
    expect((await client.read('res.users', user, ['x_key'])).x_key).toBe('k');
    expect(await client.search('res.partner', [['x_key', '=', 'k']])).toHaveLength(1);
  });

  it('of every kind keep their values', async () => {
    for (const ttype of ['boolean', 'date', 'datetime', 'float', 'html', 'integer', 'text', 'json']) {
      await addField('crm.lead', { name: `x_${ttype}`, ttype });
    }
    await addField('crm.lead', { name: 'x_size', ttype: 'char', size: 5 });
    await addField('crm.lead', { name: 'x_stage', ttype: 'many2one', relation: 'crm.stage' });
    await addField('crm.lead', { name: 'x_stages', ttype: 'many2many', relation: 'crm.stage' });
    const options = [
      [0, 0, { value: 'a', name: 'A', sequence: 1 }],
      [0, 0, { value: 'b', name: 'B', sequence: 2 }],
    ];
    await addField('crm.lead', { name: 'x_choice', ttype: 'selection', selection_ids: options });
    const values = {
      x_boolean: true,
      x_date: '2020-01-02',
      x_datetime: '2020-01-02 03:04:05',
      x_float: 1.23456789,
      x_html: '<p>x</p>',
      x_integer: 7,
      x_text: 'a\nb',
      x_json: { a: [1] },
      x_choice: 'b',
    };
    const id = await client.create('crm.lead', {
      name: 'L',
      ...values,
      x_size: '1234567',
      x_stage: 2,
      x_stages: [[6, 0, [1, 3]]],
    });
    expect(await client.read('crm.lead', id, Object.keys(values))).toEqual({ id, ...values });
    expect(await client.read('crm.lead', id, ['x_size', 'x_stage', 'x_stages'])).toEqual({
      id,
      x_size: '12345',
      x_stage: [2, 'Qualified'],
      x_stages: [1, 3],
    });
    expect((await client.refused('crm.lead', 'create', [{ name: 'L', x_choice: 'z' }])).message).toBe(
      "Wrong value for crm.lead.x_choice: 'z'",
    );
    expect((await client.refused('crm.lead', 'create', [{ name: 'L', x_stage: 99 }])).message).toContain(
      'crm_lead_x_stage_fkey',
    );
  });

  it.each([
    [
      { name: 'key', ttype: 'char' },
      "The operation cannot be completed: Custom fields must have a name that starts with 'x_'!",
    ],
    [
      { name: 'x_a-b', ttype: 'char' },
      'Field names can only contain characters, digits and underscores (up to 63).',
    ],
    [{ name: 'x_a', ttype: 'zzz' }, "Wrong value for ir.model.fields.ttype: 'zzz'"],
    [{ name: 'x_a' }, 'Field: Field Type (ttype)'],
    [
      { name: 'x_a', ttype: 'many2one', relation: 'no.such' },
      "Unknown model name 'no.such' in Related Model",
    ],
    [
      { name: 'x_a', ttype: 'one2many', relation: 'crm.lead', relation_field: 'nope' },
      'Many2one nope on model crm.lead does not exist!',
    ],
  ])('are refused: %j', async (values, message) => {
    const model_id = await modelId('res.partner');
    const refusal = await client.refused('ir.model.fields', 'create', [
      { model_id, field_description: 'F', ...values },
    ]);
    expect(refusal.message).toContain(message);
  });

  it('are refused twice, changed in type, or removed from the system', async () => {
    const field = await addField('res.partner', { name: 'x_a', ttype: 'char' });
    const again = {
      model_id: await modelId('res.partner'),
      name: 'x_a',
      field_description: 'F',
      ttype: 'char',
    };
    expect((await client.refused('ir.model.fields', 'create', [again])).message).toBe(
      'The operation cannot be completed: Field names must be unique per model.',
    );
    expect((await client.refused('ir.model.fields', 'write', [[field], { ttype: 'text' }])).message).toBe(
      'Changing the type of a field is not yet supported. Please drop it and create it again!',
    );
    const base = await client.search('ir.model.fields', [
      ['model', '=', 'res.partner'],
      ['name', '=', 'ref'],
    ]);
    expect((await client.refused('ir.model.fields', 'unlink', [base])).message).toBe(
      'This column contains module data and cannot be removed!',
    );
  });

  it('keep their values under a new name', async () => {
    const field = await addField('res.partner', { name: 'x_a', ttype: 'char' });
    const id = await client.create('res.partner', { name: 'P', x_a: 'v' });
    await client.call('ir.model.fields', 'write', [[field], { name: 'x_b' }]);
    expect((await client.read('res.partner', id, ['x_b'])).x_b).toBe('v');
    expect(await client.call('res.partner', 'fields_get', [['x_a']])).toEqual({});
  });
});

describe('models', () => {
  it('need an access row before anybody may use them', async () => {
    const before = await client.dump();
    const model = await client.create('ir.model', { name: 'Cust', model: 'x_cust', state: 'manual' });
    const refusal = await client.refused('x_cust', 'create', [{ x_name: 'a' }]);
    expect(refusal.name).toBe('odoo.exceptions.AccessError');
    expect(refusal.message).toContain("You are not allowed to create 'Cust' (x_cust) records.");
    const rights = { perm_read: true, perm_write: true, perm_create: true, perm_unlink: true };
    await client.create('ir.model.access', { name: 'a', model_id: model, group_id: 1, ...rights });
    const id = await client.create('x_cust', { x_name: 'a' });
    expect(await client.read('x_cust', id, ['x_name', 'display_name'])).toEqual({
      id,
      x_name: 'a',
      display_name: 'a',
    });
    await client.call('ir.model', 'unlink', [[model]]);
    expect((await client.refused('x_cust', 'search', [[]])).message).toBe("Object x_cust doesn't exist");
    expect(await client.dump()).toBe(before);
  });

  it.each([
    ['cust', "The model name must start with 'x_'."],
    ['x_Cust', 'The model name can only contain lowercase characters, digits, underscores and dots.'],
  ])('are refused: %s', async (model, message) => {
    expect((await client.refused('ir.model', 'create', [{ name: 'C', model }])).message).toBe(message);
  });
});

describe('discovery', () => {
  it('lists a row of ir.model and of ir.model.fields for everything', async () => {
    expect(await client.read('ir.model', 85, ['model', 'name', 'state'])).toEqual({
      id: 85,
      model: 'res.partner',
      name: 'Contact',
      state: 'base',
    });
    const fields = await client.search('ir.model.fields', [['model', '=', 'crm.lead']]);
    expect(fields.length).toBe(
      Object.keys((await client.call('crm.lead', 'fields_get', [])) as object).length,
    );
  });

  it('filters fields_get by names and attributes', async () => {
    expect(
      await client.call('res.partner', 'fields_get', [['name', 'nope']], { attributes: ['type', 'nope'] }),
    ).toEqual({
      name: { type: 'char' },
    });
    expect(await client.call('res.partner', 'fields_get', [['name']], { attributes: [] })).toEqual({
      name: {},
    });
  });

  it('gives defaults of the schema and of the session', async () => {
    expect(await client.call('crm.lead', 'default_get', [['type', 'user_id', 'name', 'priority']])).toEqual({
      type: 'opportunity',
      user_id: 2,
      priority: '0',
    });
    expect(await client.call('calendar.event', 'default_get', [['partner_ids']])).toEqual({
      partner_ids: [[6, 0, [3]]],
    });
    expect(
      await client.call('crm.lead', 'default_get', [['type']], { context: { default_type: 'lead' } }),
    ).toEqual({ type: 'lead' });
  });

  it('has the rows of a new database', async () => {
    const stages = await client.call('crm.stage', 'search_read', [[], ['name', 'is_won']]);
    expect(stages).toEqual([
      { id: 1, name: 'New', is_won: false },
      { id: 2, name: 'Qualified', is_won: false },
      { id: 3, name: 'Proposition', is_won: false },
      { id: 4, name: 'Won', is_won: true },
    ]);
    expect(await client.call('res.country', 'search_count', [[]])).toBe(250);
    expect(
      await client.call('res.country.state', 'search_count', [[['country_id.code', '=', 'US']]]),
    ).toBeGreaterThan(50);
    expect(await client.call('res.country', 'name_search', ['Germany'])).toEqual([[57, 'Germany']]);
    expect(
      await client.search('res.currency', [['name', 'in', ['USD', 'EUR', 'GBP', 'TRY']]], {
        context: { active_test: false },
      }),
    ).toHaveLength(4);
    expect(
      await client.call('ir.module.module', 'search_count', [
        [
          ['state', '=', 'installed'],
          ['name', '=', 'crm'],
        ],
      ]),
    ).toBe(1);
    expect(
      await client.call('ir.model.data', 'search_read', [
        [
          ['module', '=', 'base'],
          ['name', '=', 'tr'],
        ],
        ['model'],
      ]),
    ).toEqual([{ id: expect.any(Number), model: 'res.country' }]);
  });

  it('may do everything as administrator', async () => {
    expect(await client.call('crm.lead', 'check_access_rights', ['create'])).toBe(true);
    expect(await client.call('crm.lead', 'exists', [[1, 99999]])).toEqual([]);
  });
});

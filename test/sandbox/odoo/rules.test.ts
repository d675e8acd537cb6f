import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, quiet, startClient } from './client.ts';

let client: Client;
beforeAll(async () => {
  client = await startClient();
});
afterAll(async () => client.close());

const validation = 'odoo.exceptions.ValidationError';
const value = 'builtins.ValueError';
const missing = 'odoo.exceptions.MissingError';
const cannot = 'The operation cannot be completed: ';
const mandatory = (model: string, field: string): string =>
  'The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n- Delete: another model requires ' +
  `the record being deleted. If possible, archive it instead.\n\nModel: ${model}\nField: ${field}\n`;
const foreign = (model: string, constraint: string): string =>
  `${cannot}another model requires the record being deleted. If possible, archive it instead.\n\nModel: ${model}\nConstraint: ${constraint}\n`;
const gone = (model: string, id: number): string =>
  `Record does not exist or has been deleted.\n(Record: ${model}(${id},), User: 2)`;

describe('a create is refused', () => {
  it.each([
    ['res.partner', { email: 'a@b.example' }, validation, `${cannot}Contacts require a name`],
    ['res.partner', { name: false }, validation, `${cannot}Contacts require a name`],
    ['res.partner', { name: 'x', nope: 1 }, value, "Invalid field 'nope' on model 'res.partner'"],
    ['res.partner', { name: 'x', type: 'bogus' }, value, "Wrong value for res.partner.type: 'bogus'"],
    ['res.partner', { name: 'x', lang: 'de_DE' }, value, "Wrong value for res.partner.lang: 'de_DE'"],
    ['res.partner', { name: 'x', tz: 'Mars/X' }, value, "Wrong value for res.partner.tz: 'Mars/X'"],
    [
      'res.partner',
      { name: 'x', country_id: 999999 },
      validation,
      foreign('Contact (res.partner)', 'res_partner_country_id_fkey'),
    ],
    ['res.partner', { name: 'x', parent_id: 999999 }, missing, gone('res.partner', 999999)],
    ['res.partner', { name: 'x', category_id: [[6, 0, [999]]] }, missing, gone('res.partner.category', 999)],
    [
      'res.partner',
      { name: 'x', country_id: 'DE' },
      'psycopg2.errors.InvalidTextRepresentation',
      'invalid input syntax for type integer: "DE"\n',
    ],
    ['res.partner', { name: 'x', color: 'abc' }, value, "invalid literal for int() with base 10: 'abc'"],
    [
      'res.partner',
      { name: 'x', color: 2 ** 40 },
      'psycopg2.errors.NumericValueOutOfRange',
      'integer out of range\n',
    ],
    [
      'res.partner',
      { name: 'x', partner_latitude: 'abc' },
      value,
      "could not convert string to float: 'abc'",
    ],
    [
      'res.partner',
      { name: 'x', date: '2019-02-30' },
      value,
      "time data '2019-02-30' does not match format '%Y-%m-%d'",
    ],
    ['res.partner', { name: 'x\u0000' }, value, 'A string literal cannot contain NUL (0x00) characters.'],
    [
      'res.partner',
      { name: 'x', image_1920: 'zzzz' },
      'odoo.exceptions.UserError',
      'This file could not be decoded as an image file.',
    ],
    [
      'crm.lead',
      { email_from: 'a@b.example' },
      validation,
      mandatory('Lead/Opportunity (crm.lead)', 'Opportunity (name)'),
    ],
    ['crm.lead', { name: 'x', type: 'zzz' }, value, "Wrong value for crm.lead.type: 'zzz'"],
    ['crm.lead', { name: 'x', priority: 1 }, value, 'Wrong value for crm.lead.priority: 1'],
    [
      'crm.lead',
      { name: 'x', stage_id: 999 },
      validation,
      foreign('Lead/Opportunity (crm.lead)', 'crm_lead_stage_id_fkey'),
    ],
    ['crm.lead', { name: 'x', team_id: 999 }, missing, gone('crm.team', 999)],
    [
      'crm.lead',
      { name: 'x', tag_ids: [[6, 0, [99]]] },
      validation,
      foreign('Unknown (unknown)', 'crm_tag_rel_tag_id_fkey'),
    ],
    [
      'crm.lead',
      { name: 'x', probability: 150 },
      validation,
      `${cannot}The probability of closing the deal should be between 0% and 100%!`,
    ],
    [
      'crm.lead',
      { name: 'x', probability: -1 },
      validation,
      `${cannot}The probability of closing the deal should be between 0% and 100%!`,
    ],
    [
      'crm.lead',
      { name: 'x', date_open: '2020-01-01T10:00:00' },
      value,
      "time data '2020-01-01T10:00:00' does not match format '%Y-%m-%d %H:%M:%S'",
    ],
    ['crm.lead', { name: 'x', date_open: '2020-01-01 10:00:00.5' }, value, 'unconverted data remains: .5'],
    ['crm.stage', {}, validation, mandatory('CRM Stages (crm.stage)', 'Stage Name (name)')],
    ['res.users', { name: 'x' }, validation, mandatory('User (res.users)', 'Login (login)')],
    [
      'res.users',
      { name: 'x', login: 'admin' },
      validation,
      `${cannot}You can not have two users with the same login!`,
    ],
    [
      'rating.rating',
      { rating: 7, res_model_id: 85, res_id: 1 },
      validation,
      `${cannot}Rating should be between 0 and 5`,
    ],
    [
      'ir.model.data',
      { module: 'm', name: 'a b', model: 'res.partner' },
      validation,
      `${cannot}External IDs cannot contain spaces`,
    ],
    [
      'mail.message',
      { body: 'x', message_type: 'bogus' },
      value,
      "Wrong value for mail.message.message_type: 'bogus'",
    ],
    [
      'mail.message',
      { body: 'x', model: 'res.partner', res_id: 999999 },
      missing,
      gone('res.partner', 999999),
    ],
    ['mail.message', { body: 'x', model: 'no.such', res_id: 1 }, 'builtins.KeyError', 'no.such'],
    [
      'calendar.event',
      { name: 'X', start: '2019-02-03 09:00:00', stop: '2019-02-02 09:00:00' },
      validation,
      "The ending date and time cannot be earlier than the starting date and time.\nMeeting 'X' starts '2019-02-03 09:00:00' and ends '2019-02-02 09:00:00'",
    ],
    ['ir.attachment', { name: 'a', datas: 'abc' }, 'binascii.Error', 'Incorrect padding'],
  ])('%s %j', async (model, values, name, message) => {
    const before = await client.dump();
    expect(await client.refused(model, 'create', [[values]], { context: quiet })).toEqual({ name, message });
    expect(await client.dump()).toBe(before);
  });

  it('where a name is taken', async () => {
    await client.create('crm.tag', { name: 'T1' });
    const taken = { name: validation, message: `${cannot}Tag name already exists!` };
    expect(await client.refused('crm.tag', 'create', [[{ name: 'T1' }]])).toEqual(taken);
    expect(await client.refused('crm.tag', 'create', [[{ name: 'T2' }, { name: 'T2' }]])).toEqual(taken);
    expect(await client.create('crm.tag', { name: 't1' })).toBeGreaterThan(0);
  });

  it('where an external id is taken', async () => {
    const row = { module: '__m__', name: 'a', model: 'res.partner', res_id: 1 };
    await client.create('ir.model.data', row);
    expect((await client.refused('ir.model.data', 'create', [row])).message).toContain(
      'duplicate key value violates unique constraint "ir_model_data_module_name_uniq_index"',
    );
    expect(await client.create('ir.model.data', { ...row, module: '__n__' })).toBeGreaterThan(0);
  });

  it('where a partner follows a record already', async () => {
    const row = { res_model: 'res.partner', res_id: 1, partner_id: 3 };
    await client.create('mail.followers', row);
    expect((await client.refused('mail.followers', 'create', [row])).message).toBe(
      `${cannot}Error, a partner cannot follow twice the same object.`,
    );
  });

  it('where a barcode is taken', async () => {
    await client.create('res.partner', { name: 'a', barcode: 'b1' });
    expect(await client.refused('res.partner', 'create', [{ name: 'b', barcode: 'b1' }])).toEqual({
      name: validation,
      message: 'Another partner already has this barcode',
    });
  });
});

describe('what Odoo takes without a word', () => {
  it('drops what it fills itself', async () => {
    const id = await client.create('res.partner', {
      name: 'a',
      id: 4711,
      create_date: '2001-01-01 00:00:00',
      create_uid: 1,
    });
    const row = await client.read('res.partner', id, ['create_date', 'create_uid']);
    expect(id).not.toBe(4711);
    expect(row.create_date).not.toBe('2001-01-01 00:00:00');
    expect(row.create_uid).toEqual([2, 'Administrator']);
  });

  it.each([
    [{ name: '' }, 'name', ''],
    [{ name: 'x', active: 'no' }, 'active', true],
    [{ name: 'x', date: '2019-01-01T00:00:00Z' }, 'date', '2019-01-01'],
    [{ name: 'x', color: '7' }, 'color', 7],
    [{ name: ['x'] }, 'name', "['x']"],
    [{ name: 'x', partner_latitude: 52.123456789 }, 'partner_latitude', 52.1234568],
    [{ name: 'x', website: 'www.Example.com/Path' }, 'website', 'http://www.Example.com/Path'],
    [{ name: 'x', website: 'https://x.example/' }, 'website', 'https://x.example/'],
    [{ name: 'x', comment: 'a & b' }, 'comment', '<p>a &amp; b</p>'],
    [{ name: 'x', phone: ' +49 30 1234 ' }, 'phone', ' +49 30 1234 '],
    [{ type: 'invoice' }, 'name', false],
  ])('%j', async (values, field, stored) => {
    const id = await client.create('res.partner', values);
    expect((await client.read('res.partner', id, [field]))[field]).toBe(stored);
  });

  it('numbers taken names of utm sources', async () => {
    const id = await client.create('utm.source', { name: 'Facebook' });
    expect((await client.read('utm.source', id, ['name'])).name).toBe('Facebook [2]');
  });

  it('rounds money on a write, not on a create', async () => {
    const id = await client.create('crm.lead', { name: 'm', expected_revenue: 1.239 });
    expect((await client.read('crm.lead', id, ['expected_revenue'])).expected_revenue).toBe(1.239);
    await client.call('crm.lead', 'write', [[id], { expected_revenue: 1234.5678 }]);
    expect((await client.read('crm.lead', id, ['expected_revenue'])).expected_revenue).toBe(1234.57);
  });

  it('breaks down with status 500 over half a surrogate pair, and stores nothing', async () => {
    const body =
      `{"id":1,"params":{"service":"object","method":"execute_kw","args":["${client.sandbox.db}",2,"admin",` +
      '"res.partner","create",[{"name":"half \\ud800"}]]}}';
    const response = await fetch(`${client.sandbox.url}/jsonrpc`, { method: 'POST', body });
    expect(response.status).toBe(500);
    expect(await client.search('res.partner', [['name', '=like', 'half%']])).toEqual([]);
  });
});

describe('a write or an unlink is refused', () => {
  it('where a record is gone', async () => {
    const message = gone('crm.lead', 999999);
    const lead = await client.create('crm.lead', { name: 'stays' });
    expect(await client.refused('crm.lead', 'write', [[lead, 999999], { name: 'y' }])).toEqual({
      name: missing,
      message,
    });
    expect(await client.refused('crm.lead', 'unlink', [[lead, 999999]])).toEqual({ name: missing, message });
    expect((await client.read('crm.lead', lead, ['name'])).name).toBe('stays');
    expect(await client.call('crm.lead', 'read', [[999999], ['name']])).toEqual([]);
  });

  it('where parents would go in a circle', async () => {
    const a = await client.create('res.partner', { name: 'A' });
    const b = await client.create('res.partner', { name: 'B', parent_id: a });
    const message = 'You cannot create recursive Partner hierarchies.';
    expect(await client.refused('res.partner', 'write', [[a], { parent_id: b }])).toEqual({
      name: validation,
      message,
    });
    expect(await client.refused('res.partner', 'write', [[a], { parent_id: a }])).toEqual({
      name: validation,
      message,
    });
    const category = await client.create('res.partner.category', { name: 'C' });
    expect(
      await client.refused('res.partner.category', 'write', [[category], { parent_id: category }]),
    ).toEqual({
      name: 'odoo.exceptions.UserError',
      message: 'Recursion Detected.',
    });
  });

  it('where leads stand in a stage, archived ones too', async () => {
    const stage = await client.create('crm.stage', { name: 'S' });
    const lead = await client.create('crm.lead', { name: 'L', stage_id: stage, active: false });
    const message = foreign('Lead/Opportunity (crm.lead)', 'crm_lead_stage_id_fkey');
    expect(await client.refused('crm.stage', 'unlink', [[stage]])).toEqual({ name: validation, message });
    await client.call('crm.lead', 'unlink', [[lead]]);
    expect(await client.call('crm.stage', 'unlink', [[stage]])).toBe(true);
  });

  it('where a partner belongs to a user or a company', async () => {
    const user = await client.create('res.users', { name: 'U5', login: 'u5' });
    const [partner] = (await client.read('res.users', user, ['partner_id'])).partner_id as [number, string];
    const active = await client.refused('res.partner', 'unlink', [[partner]]);
    expect(active.name).toBe('odoo.exceptions.RedirectWarning');
    expect(active.message).toContain('You cannot delete contacts linked to an active user.');
    expect((await client.refused('res.partner', 'write', [[partner], { active: false }])).message).toContain(
      'You cannot archive contacts linked to an active user.',
    );
    await client.call('res.users', 'write', [[user], { active: false }]);
    expect((await client.refused('res.partner', 'unlink', [[partner]])).message).toBe(
      foreign('User (res.users)', 'res_users_partner_id_fkey'),
    );
    await client.call('res.users', 'unlink', [[user]]);
    expect(await client.call('res.partner', 'unlink', [[partner]])).toBe(true);
    expect((await client.refused('res.partner', 'unlink', [[1]])).message).toBe(
      foreign('Companies (res.company)', 'res_company_partner_id_fkey'),
    );
    expect((await client.refused('res.users', 'unlink', [[2]])).message).toContain(
      'You cannot delete the admin user',
    );
  });
});

describe('A write to a reference that points nowhere', () => {
  // As Odoo 17.0 answered.
  it.each([
    ['res.partner', { name: 'P' }, 'parent_id', 'Contact (res.partner)', 'res_partner_parent_id_fkey'],
    ['res.partner', { name: 'P' }, 'user_id', 'Contact (res.partner)', 'res_partner_user_id_fkey'],
    [
      'res.partner.category',
      { name: 'K' },
      'parent_id',
      'Partner Tags (res.partner.category)',
      'res_partner_category_parent_id_fkey',
    ],
  ])('of %s %j: %s is refused by the database', async (model, values, field, label, constraint) => {
    const id = await client.create(model, values);
    expect(await client.refused(model, 'write', [[id], { [field]: 999999, name: 'Q' }])).toEqual({
      name: validation,
      message: foreign(label, constraint),
    });
    expect((await client.read(model, id, ['name', field]))[field]).toBe(false);
  });
});

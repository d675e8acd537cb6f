import { describe, expect, test } from 'vitest';
import { spelledAlike } from '../../../../src/connectors/odoo/habits/spelled-alike.ts';
import { createOdooTarget } from '../../../../src/connectors/odoo/index.ts';
import type { Entity, Field, JsonValue } from '../../../../src/schema/model.ts';
import { fakeOdoo, where } from '../fake-odoo.ts';

const settings = { ...where, password: 'secret' } as const;

function entityOf(name: string, ...fields: readonly string[]): Entity {
  const partner: Field['type'] = { kind: 'reference', targets: ['res.partner'] };
  const field = (one: string): Field => ({
    name: one,
    label: one,
    type: one === 'partner_id' ? partner : { kind: 'text' },
  });
  return {
    name,
    label: name,
    id: 'id',
    display: 'name',
    fields: Object.fromEntries(fields.map((one) => [one, field(one)])),
  };
}

const customer = { id: 7, email: 'ada@customer.example', phone: false, phone_sanitized: false };

describe('what Odoo certainly takes for the same', () => {
  test.each<readonly [JsonValue, JsonValue, JsonValue]>([
    ['a@b.example', 'a@b.example', false],
    ['A@B.example', 'a@b.example', false],
    ['Ada B. <A@b.example>', ' a@b.example', false],
    ['"Ada" <a@b.example>', 'a@B.example', false],
    [false, '', false],
    ['+49 30 90-18 20', '+49/30901820', '+4930901820'],
    ['ask Ada', 'ask Ada', false],
  ])('%j and %j', (given, theirs, sanitized) => {
    expect(spelledAlike(given, theirs, sanitized)).toBe(true);
    expect(spelledAlike(theirs, given, sanitized)).toBe(true);
  });

  test.each<readonly [string, JsonValue, JsonValue, JsonValue]>([
    ['another address', 'a@b.example', 'c@b.example', false],
    ['several addresses', 'A@b.example,c@b.example', 'a@b.example, c@b.example', false],
    ['a letter beyond ASCII, whose case counts', 'Ö@b.example', 'ö@b.example', false],
    ['no address', 'ASK ADA', 'ask ada', false],
    ['nothing and something', false, 'a@b.example', false],
    ['a number that Odoo does not understand', '+49 1', '+491', false],
    ['a number whose country is not said', '030 901820', '030901820', '+4930901820'],
    ['a number of which another one was understood', '+49 30 901820', '+4930901820', '+491711234567'],
    ['another number', '+49 30 901820', '+49 30 901821', '+4930901820'],
  ])('not %s', (_what, given, theirs, sanitized) => {
    expect(spelledAlike(given, theirs, sanitized)).toBe(false);
    expect(spelledAlike(theirs, given, sanitized)).toBe(false);
  });
});

describe('rows whose customers have other values', () => {
  const lead = entityOf('crm.lead', 'name', 'partner_id', 'email_from', 'phone');

  test('are asked about in one question for a call', async () => {
    const { transport, calls } = fakeOdoo({
      'res.partner.search_read': [customer],
      'crm.lead.create': [1, 2],
    });
    const target = createOdooTarget(settings, { transport });
    await target.create(lead, [
      { name: 'A', partner_id: 7, email_from: 'ann@lead.example', phone: null },
      { name: 'B', partner_id: null, email_from: 'bob@lead.example', phone: '1' },
    ]);
    expect(calls.map(({ model, method }) => `${model}.${method}`)).toEqual([
      'res.partner.search_read',
      'crm.lead.create',
    ]);
    expect(calls[1]?.args).toEqual([
      [
        { name: 'A', partner_id: 7, email_from: 'ada@customer.example', phone: false },
        { name: 'B', partner_id: false, email_from: 'bob@lead.example', phone: '1' },
      ],
    ]);
  });

  test('cost no question where none has a customer, or none of these values', async () => {
    const { transport, calls } = fakeOdoo({ 'crm.lead.create': [1, 2], 'crm.lead.write': true });
    const target = createOdooTarget(settings, { transport });
    await target.create(lead, [
      { name: 'A', partner_id: 7 },
      { name: 'B', phone: '1' },
    ]);
    await target.update(lead, [{ id: 1, values: { name: 'C' } }]);
    expect(calls.map(({ method }) => method)).toEqual(['create', 'write']);
  });

  test('are left to Odoo where the customer is not there', async () => {
    const { transport, calls } = fakeOdoo({ 'res.partner.search_read': [], 'crm.lead.create': [1] });
    const target = createOdooTarget(settings, { transport });
    await target.create(lead, [{ name: 'A', partner_id: 7, phone: '1' }]);
    expect(calls.at(-1)?.args).toEqual([[{ name: 'A', partner_id: 7, phone: '1' }]]);
  });

  test('are lost, and not refused, where the own values cannot be given afterwards', async () => {
    const { transport } = fakeOdoo({
      'res.partner.search_read': [customer],
      'crm.lead.create': [1],
      'res.users.search_read': [{ id: 2, partner_id: 3 }],
      'crm.lead.search_read': [{ id: 1, partner_id: 7 }],
    });
    const target = createOdooTarget(settings, { transport });
    await expect(
      target.create(lead, [{ name: 'A', partner_id: 7, phone: '+49 30 901820' }]),
    ).rejects.toMatchObject({ kind: 'lost' });
  });

  test('hold theirs in tasks of 16.0, be they empty', async () => {
    const task = entityOf('project.task', 'name', 'partner_id', 'partner_email', 'partner_phone');
    const { transport, calls } = fakeOdoo(
      {
        'res.partner.search_read': [customer],
        'project.task.search_read': [{ id: 1, partner_id: 7, partner_email: false, partner_phone: '1' }],
        'project.task.create': [1],
        'project.task.write': true,
        'mail.followers.search': [],
      },
      '16.0',
    );
    const target = createOdooTarget(settings, { transport });
    const values = { partner_email: 'a@task.example', partner_phone: '2' };
    await target.create(task, [{ name: 'A', partner_id: 7, ...values }]);
    await target.update(task, [{ id: 1, values }]);
    const held = { partner_email: 'ada@customer.example', partner_phone: false };
    const sent = calls.filter(({ method }) => method === 'create' || method === 'write');
    expect(sent.map(({ args }) => args)).toEqual([[[{ name: 'A', partner_id: 7, ...held }]], [[1], held]]);
  });
});

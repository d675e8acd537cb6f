import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Target } from '../../../../src/connectors/contract.ts';
import { completed, defaultTimeouts, type OdooSettings } from '../../../../src/connectors/odoo/config.ts';
import { createOdooTarget } from '../../../../src/connectors/odoo/index.ts';
import { connect } from '../../../../src/connectors/odoo/protocols/connect.ts';
import {
  missingArgument,
  namedArguments,
} from '../../../../src/connectors/odoo/protocols/named-arguments.ts';
import { type OdooSandbox, startOdooSandbox } from '../../../../src/sandbox/odoo/index.ts';

let new19: OdooSandbox;
let old17: OdooSandbox;
beforeAll(async () => {
  new19 = await startOdooSandbox({ version: '19.0', uuid: () => 'u' });
  old17 = await startOdooSandbox({ uuid: () => 'u' });
});
afterAll(async () => {
  await new19.close();
  await old17.close();
});

const targets: Target[] = [];
afterEach(async () => {
  for (const target of targets.splice(0)) await target.close();
  await fetch(`${new19.url}/sandbox/reset`, { method: 'POST' });
});

function targetOf(settings: Omit<OdooSettings, 'url' | 'db'>, sandbox = new19, db = sandbox.db): Target {
  const made = createOdooTarget({ url: sandbox.url, db, ...settings });
  targets.push(made);
  return made;
}

const byKey = { api_key: 'sandbox-key' } as const;
const byLogin = { login: 'admin', password: 'admin' } as const;

async function fault(kind: string, method = 'fields_get'): Promise<void> {
  await fetch(`${new19.url}/sandbox/faults`, {
    method: 'POST',
    body: JSON.stringify({ kind, model: 'crm.stage', method }),
  });
}

describe('the protocol', () => {
  it.each([
    ['a key at 19.0', byKey, '19.0', 'json2'],
    ['a key and a login at 19.0', { ...byKey, ...byLogin }, '19.0', 'json2'],
    ['a login at 19.0', byLogin, '19.0', 'jsonrpc'],
    ['a key beside a login at 17.0', { login: 'admin', ...byKey }, '17.0', 'jsonrpc'],
    ['a login at 17.0', byLogin, '17.0', 'jsonrpc'],
  ] as const)('of %s', async (_what, settings, version, protocol) => {
    const { url, db } = version === '19.0' ? new19 : old17;
    const connection = await connect(completed({ url, db, ...settings }), defaultTimeouts);
    expect([connection.transport.protocol, connection.version]).toEqual([protocol, version]);
    expect(await connection.transport.user()).toBe(2);
    await connection.transport.close();
  });

  it('is not there before 19.0, which is said', async () => {
    await expect(targetOf(byKey, old17).discover(['crm.stage'])).rejects.toMatchObject({
      kind: 'protocol',
      message: expect.stringContaining(
        'JSON-2 is there from Odoo 19.0 on; before that, give a login and its password',
      ),
    });
  });
});

describe('JSON-2', () => {
  it('discovers what JSON-RPC does', async () => {
    const names = [
      'account.move.line',
      'crm.lead',
      'crm.stage',
      'ir.attachment',
      'no.such',
      'res.partner',
      'res.users',
    ];
    const schema = await targetOf(byKey).discover(names);
    expect(schema).toEqual(await targetOf(byLogin).discover(names));
    expect(Object.keys(schema.entities)).toHaveLength(6);
    expect(schema.version).toBe('19.0');
  });

  it('creates, finds, changes, reads and deletes', async () => {
    const target = targetOf(byKey);
    const { entities } = await target.discover(['crm.tag']);
    const tag = entities['crm.tag'];
    if (tag === undefined) throw new Error('no tags');
    const [one = 0, two = 0] = await target.create(tag, [{ name: 'One' }, { name: 'Two' }]);
    await target.update(tag, [{ id: one, values: { name: 'Uno' } }]);
    const where = [{ path: 'name', operator: 'in', value: ['Uno', 'Two'] }] as const;
    expect(await target.search(tag, { where, fields: ['name'] })).toEqual([
      { id: one, values: { name: 'Uno' } },
      { id: two, values: { name: 'Two' } },
    ]);
    await target.delete(tag, [one, two]);
    expect(await target.read(tag, [one, two], ['name'])).toEqual([]);
  });

  it('makes a custom field and takes it away', async () => {
    const target = targetOf(byKey);
    const { entities } = await target.discover(['crm.tag']);
    const tag = entities['crm.tag'];
    if (tag === undefined) throw new Error('no tags');
    const field = { name: 'x_key', label: 'Key', type: { kind: 'text' }, unique: false } as const;
    const receipt = await target.provisionField(tag, field);
    expect((await target.discover(['crm.tag'])).entities['crm.tag']?.fields).toHaveProperty('x_key');
    await target.unprovisionField(receipt);
    expect((await target.discover(['crm.tag'])).entities['crm.tag']?.fields).not.toHaveProperty('x_key');
  });

  it('tells a refused record in the words of Odoo', async () => {
    const target = targetOf(byKey);
    const { entities } = await target.discover(['crm.tag']);
    const tag = entities['crm.tag'];
    if (tag === undefined) throw new Error('no tags');
    await target.create(tag, [{ name: 'Once' }]);
    await expect(target.create(tag, [{ name: 'Once' }])).rejects.toMatchObject({
      kind: 'record',
      message: expect.stringMatching(/^Odoo refused to create crm\.tag: .*Tag name already exists/),
    });
  });

  it.each([
    ['html-page', 'protocol', 'answers with a web page instead of JSON'],
    ['truncated', 'transient', 'the answer was cut short'],
    ['html-502', 'transient', 'is not ready (HTTP 502)'],
    ['drop-before', 'transient', 'the connection broke before the answer came'],
    ['serialization', 'transient', 'could not serialize access'],
    ['expired', 'authentication', 'does not accept the API key'],
  ])('tells of %s', async (kind, error, said) => {
    await fault(kind);
    await expect(targetOf(byKey).discover(['crm.stage'])).rejects.toMatchObject({
      kind: error,
      message: expect.stringContaining(said),
    });
  });

  it('tells of a model that is forbidden', async () => {
    await fault('forbidden');
    const schema = await targetOf(byKey).discover(['crm.stage']);
    expect(schema.unread?.map(({ what, entity }) => [what, entity])).toEqual([['entity', 'crm.stage']]);
  });

  it('tells of a key that is not accepted, and does not show it', async () => {
    const failing = targetOf({ api_key: 'wrong-key' }).discover(['crm.stage']);
    await expect(failing).rejects.toMatchObject({
      kind: 'authentication',
      message: `Odoo at ${new19.url} does not accept the API key for the database sandbox; a key may have expired, and a password is none`,
    });
  });

  it('tells of a database that is not there', async () => {
    await expect(targetOf(byKey, new19, 'other').discover(['crm.stage'])).rejects.toMatchObject({
      kind: 'authentication',
      message: `Odoo at ${new19.url} has no database other`,
    });
  });
});

describe('arguments by name', () => {
  it('take the names of Odoo', () => {
    expect(namedArguments('crm.tag', 'write', [[3], { name: 'x' }], { context: { lang: 'en_US' } })).toEqual({
      ids: [3],
      vals: { name: 'x' },
      context: { lang: 'en_US' },
    });
  });

  it('are not guessed for a method that is not known', () => {
    expect(() => namedArguments('crm.lead', 'action_set_won', [[3]], {})).toThrow('use protocol: jsonrpc');
  });

  it('go under the name that an override of the method asks for', () => {
    const said = "Odoo refused to carry out default_get on m: missing a required argument: 'field_list'";
    expect(missingArgument(said, 'default_get', { fields: ['a'], context: {} })).toEqual({
      field_list: ['a'],
      context: {},
    });
    expect(missingArgument('something else', 'default_get', { fields: ['a'] })).toBeNull();
    expect(missingArgument(said, 'unlink', { ids: [1] })).toBeNull();
  });
});

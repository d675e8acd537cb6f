import { spawnSync } from 'node:child_process';
import OdooAwait from 'odoo-await';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, startClient } from './client.ts';

let client: Client;
beforeAll(async () => {
  client = await startClient();
});
afterAll(async () => client.close());

async function jsonRpc(
  service: string,
  method: string,
  args: readonly unknown[],
): Promise<Record<string, unknown>> {
  const response = await fetch(`${client.sandbox.url}/jsonrpc`, {
    method: 'POST',
    body: JSON.stringify({ jsonrpc: '2.0', id: 7, params: { service, method, args } }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

async function xmlRpc(path: string, body: string): Promise<string> {
  const response = await fetch(client.sandbox.url + path, { method: 'POST', body });
  expect(response.status).toBe(200);
  return response.text();
}

const object = (model: string, method: string, rest: string): string =>
  '<?xml version="1.0"?><methodCall><methodName>execute_kw</methodName><params>' +
  `<param><value><string>${client.sandbox.db}</string></value></param><param><value><int>2</int></value></param>` +
  `<param><value><string>admin</string></value></param><param><value>${model}</value></param>` +
  `<param><value><string>${method}</string></value></param>${rest}</params></methodCall>`;

describe('JSON-RPC', () => {
  it('tells its version', async () => {
    const answer = await jsonRpc('common', 'version', []);
    expect(answer.result).toMatchObject({
      server_version: '17.0',
      server_serie: '17.0',
      protocol_version: 1,
    });
    const web = await fetch(`${client.sandbox.url}/web/webclient/version_info`, {
      method: 'POST',
      body: '{"id":3}',
    });
    expect(await web.json()).toMatchObject({ id: 3, result: { server_version: '17.0' } });
  });

  it('logs in with the right password, answers false to a wrong one', async () => {
    const { db } = client.sandbox;
    expect((await jsonRpc('common', 'authenticate', [db, 'admin', 'admin', {}])).result).toBe(2);
    expect((await jsonRpc('common', 'login', [db, 'admin', 'nope'])).result).toBe(false);
  });

  it('refuses a wrong password in a call, and an unknown database', async () => {
    const { db } = client.sandbox;
    const denied = await jsonRpc('object', 'execute_kw', [db, 2, 'nope', 'res.partner', 'search', [[]]]);
    expect(denied.error).toMatchObject({
      code: 200,
      message: 'Odoo Server Error',
      data: { name: 'odoo.exceptions.AccessDenied', message: 'Access Denied', arguments: ['Access Denied'] },
    });
    const unknown = await jsonRpc('common', 'login', ['other', 'admin', 'admin']);
    expect(unknown.error).toMatchObject({ data: { name: 'psycopg2.OperationalError' } });
  });

  it('answers 400 to what is no JSON and 404 to an unknown path', async () => {
    const broken = await fetch(`${client.sandbox.url}/jsonrpc`, { method: 'POST', body: '{' });
    expect([broken.status, await broken.text()]).toEqual([400, 'Invalid JSON data']);
    expect((await fetch(`${client.sandbox.url}/json/2/res.partner/search`)).status).toBe(404);
  });

  it('runs execute with positional arguments', async () => {
    const { db } = client.sandbox;
    const answer = await jsonRpc('object', 'execute', [db, 2, 'admin', 'res.partner', 'read', [3], ['name']]);
    expect(answer.result).toEqual([{ id: 3, name: 'Administrator' }]);
  });

  it('gives a traceback that ends in the exception', async () => {
    const { db } = client.sandbox;
    const answer = await jsonRpc('object', 'execute_kw', [db, 2, 'admin', 'crm.lead', 'create', [{ x: 1 }]]);
    const error = answer.error as { data: { debug: string } };
    expect(error.data.debug.trimEnd().split('\n').at(-1)).toBe(
      "ValueError: Invalid field 'x' on model 'crm.lead'",
    );
  });

  it.each([
    ['no.model', 'search', 'odoo.exceptions.UserError', "Object no.model doesn't exist"],
    [
      'res.partner',
      'frobnicate',
      'builtins.AttributeError',
      "The method 'frobnicate' does not exist on the model 'res.partner'",
    ],
    [
      'res.partner',
      '_search',
      'odoo.exceptions.AccessError',
      'Private methods (such as _search) cannot be called remotely.',
    ],
    [
      'res.partner',
      'copy',
      'builtins.NotImplementedError',
      'This sandbox does not simulate copy(). Use create, load, write, search, read and unlink.',
    ],
  ])('refuses %s.%s', async (model, method, name, message) => {
    expect(await client.refused(model, method, [[]])).toEqual({ name, message });
  });
});

describe('XML-RPC', () => {
  it('writes a fault of code 2 for what a user did, with the message alone', async () => {
    const answer = await xmlRpc(
      '/xmlrpc/2/object',
      object(
        'res.partner',
        'create',
        '<param><value><array><data><value><struct><member><name>email</name><value>a@b.example</value></member></struct></value></data></array></value></param>',
      ),
    );
    expect(answer).toContain('<int>2</int>');
    expect(answer).toContain('<string>The operation cannot be completed: Contacts require a name</string>');
  });

  it('writes a fault of code 1 with a traceback for other exceptions', async () => {
    const answer = await xmlRpc(
      '/xmlrpc/2/object',
      object(
        'res.partner',
        'read',
        '<param><value><array><data><value><int>3</int></value><value><array><data><value>nope</value></data></array></value></data></array></value></param>',
      ),
    );
    expect(answer).toContain('<int>1</int>');
    expect(answer).toContain("ValueError: Invalid field 'nope' on model 'res.partner'");
  });

  it('writes codes 3 and 4 for access', async () => {
    const wrong = object('res.partner', 'search', '').replace('>admin<', '>nope<');
    expect(await xmlRpc('/xmlrpc/2/object', wrong)).toContain('<int>3</int>');
    expect(await xmlRpc('/xmlrpc/2/object', object('res.partner', '_x', ''))).toContain('<int>4</int>');
  });

  it('keeps markup, entities, empty values and nil apart', async () => {
    const values =
      '<struct><member><name>name</name><value><string>A &amp; B &lt;x&gt; &#252;</string></value></member>' +
      '<member><name>street</name><value/></member><member><name>city</name><value><nil/></value></member></struct>';
    const created = await xmlRpc(
      '/xmlrpc/2/object',
      object(
        'res.partner',
        'create',
        `<param><value><array><data><value>${values}</value></data></array></value></param>`,
      ),
    );
    const id = Number(/<int>(\d+)<\/int>/.exec(created)?.[1]);
    expect(await client.read('res.partner', id, ['name', 'street', 'city'])).toEqual({
      id,
      name: 'A & B <x> ü',
      street: '',
      city: false,
    });
    expect(
      await xmlRpc(
        '/xmlrpc/2/object',
        object(
          'res.partner',
          'read',
          `<param><value><array><data><value><int>${id}</int></value><value><array><data><value>name</value><value>city</value></data></array></value></data></array></value></param>`,
        ),
      ),
    ).toContain(
      '<name>name</name><value><string>A &amp; B &lt;x&gt; ü</string></value></member><member><name>city</name><value><boolean>0</boolean></value>',
    );
  });

  it('is a fault when a method returns nothing, although its work is done', async () => {
    const lead = await client.create('crm.lead', { name: 'L' });
    const answer = await xmlRpc(
      '/xmlrpc/2/object',
      object(
        'crm.lead',
        'action_set_lost',
        `<param><value><array><data><value><array><data><value><int>${lead}</int></value></data></array></value></data></array></value></param>`,
      ),
    );
    expect(answer).toContain('cannot marshal None');
    expect((await client.read('crm.lead', lead, ['active'])).active).toBe(false);
  });

  it('is driven by odoo-await', async () => {
    const odoo = new OdooAwait({
      baseUrl: client.sandbox.url,
      port: Number(new URL(client.sandbox.url).port),
      db: client.sandbox.db,
      username: 'admin',
      password: 'admin',
    });
    expect(await odoo.connect()).toBe(2);
    const id = await odoo.create(
      'res.partner',
      { name: 'By odoo-await', is_company: true },
      'await_1',
      '__test__',
    );
    await odoo.update('res.partner', id, { city: 'Köln' });
    expect(await odoo.read('res.partner', [id], ['name', 'city', 'is_company'])).toEqual([
      { id, name: 'By odoo-await', city: 'Köln', is_company: true },
    ]);
    expect(await odoo.searchByExternalId('await_1')).toBe(id);
    await expect(odoo.create('res.partner', { name: 'x', nope: 1 })).rejects.toThrow(
      "Invalid field 'nope' on model 'res.partner'",
    );
    await odoo.delete('res.partner', id);
    expect(await client.search('res.partner', [['name', '=', 'By odoo-await']])).toEqual([]);
  });

  it('is driven by xmlrpc.client of Python', async ({ skip }) => {
    const version = spawnSync('python3', ['--version']);
    if (version.status !== 0) skip('python3 is not installed here');
    const script = `
import sys, xmlrpc.client
url, db = sys.argv[1], sys.argv[2]
common = xmlrpc.client.ServerProxy(url + '/xmlrpc/2/common')
models = xmlrpc.client.ServerProxy(url + '/xmlrpc/2/object', allow_none=True)
uid = common.authenticate(db, 'admin', 'admin', {})
call = lambda *args: models.execute_kw(db, uid, 'admin', *args)
ids = call('res.partner', 'create', [[{'name': 'P\\u00fc', 'comment': '<p>a & b</p>', 'ref': None}, {'name': 'Q'}]])
row = call('res.partner', 'read', [ids, ['name', 'comment', 'ref', 'active', 'partner_latitude']])[0]
try:
    call('crm.lead', 'create', [{'name': 'x', 'type': 'zzz'}])
except xmlrpc.client.Fault as fault:
    print(fault.faultCode, fault.faultString.strip().splitlines()[-1])
print(common.version()['server_version'], len(ids), row['name'], row['comment'], row['ref'], row['active'])
print(call('res.partner', 'unlink', [ids]))
`;
    const child = await import('node:child_process').then(
      ({ execFile }) =>
        new Promise<string>((resolve, reject) => {
          const environment = { ...process.env, PYTHONIOENCODING: 'utf-8' };
          const args = ['-c', script, client.sandbox.url, client.sandbox.db];
          execFile('python3', args, { env: environment }, (error, output) =>
            error ? reject(error) : resolve(output),
          );
        }),
    );
    expect(child.trim().split('\n')).toEqual([
      "1 ValueError: Wrong value for crm.lead.type: 'zzz'",
      '17.0 2 Pü <p>a &amp; b</p> False True',
      'True',
    ]);
  });
});

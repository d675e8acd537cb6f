import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Target } from '../../../../src/connectors/contract.ts';
import { createOdooTarget } from '../../../../src/connectors/odoo/index.ts';
import { type OdooSandbox, startOdooSandbox } from '../../../../src/sandbox/odoo/index.ts';
import { fakeOdoo, where } from '../fake-odoo.ts';

let sandbox: OdooSandbox;
beforeAll(async () => {
  sandbox = await startOdooSandbox();
});
afterAll(() => sandbox.close());

const targets: Target[] = [];
const servers: Server[] = [];
afterEach(async () => {
  for (const target of targets.splice(0)) await target.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await fetch(`${sandbox.url}/sandbox/reset`, { method: 'POST' });
});

function target(protocol: 'jsonrpc' | 'xmlrpc'): Target {
  const { url, db, login, password } = sandbox;
  const made = createOdooTarget({ url, db, login, password, protocol });
  targets.push(made);
  return made;
}

async function fault(kind: string, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const answer = await fetch(`${sandbox.url}/sandbox/faults`, {
    method: 'POST',
    body: JSON.stringify({ kind, model: 'crm.stage', method: 'fields_get', ...more }),
  });
  expect(await answer.json()).toEqual({ set: true });
}

describe.each(['jsonrpc', 'xmlrpc'] as const)('discovery over %s', (protocol) => {
  it('says that a page for people came in the place of an answer', async () => {
    await fault('html-page');
    await expect(target(protocol).discover(['crm.stage'])).rejects.toMatchObject({
      kind: 'protocol',
      message: expect.stringContaining('answers with a web page instead of'),
    });
  });

  it('says that an answer was cut short', async () => {
    await fault('truncated');
    await expect(target(protocol).discover(['crm.stage'])).rejects.toMatchObject({
      kind: 'transient',
      message: expect.stringContaining('the answer was cut short'),
    });
  });

  it('logs in again where the login ran out, once', async () => {
    await fault('expired');
    const schema = await target(protocol).discover(['crm.stage']);
    expect(Object.keys(schema.entities)).toEqual(['crm.stage']);
    expect(schema).not.toHaveProperty('unread');
  });

  it('gives up where the login is refused twice', async () => {
    await fault('expired', { times: 2 });
    await expect(target(protocol).discover(['crm.stage'])).rejects.toMatchObject({ kind: 'authentication' });
  });

  it('tells of a model that is forbidden, and reads the others', async () => {
    await fault('forbidden');
    const schema = await target(protocol).discover(['crm.stage', 'crm.tag']);
    expect(Object.keys(schema.entities)).toEqual(['crm.tag']);
    expect(schema.unread).toEqual([
      {
        what: 'entity',
        entity: 'crm.stage',
        why: 'the login may not read crm.stage',
        help: 'give the login a group that may read crm.stage, and discover again',
      },
    ]);
  });
});

it('says that the login is not accepted any more', async () => {
  let calls = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const { id, params } = JSON.parse(body);
      const reply = (answer: object): void => {
        response.end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
      };
      if (params.method === 'version') reply({ result: { server_serie: '17.0' } });
      else if (params.method === 'authenticate') reply({ result: calls === 0 ? 2 : false });
      else {
        calls++;
        reply({
          error: { code: 200, data: { name: 'odoo.exceptions.AccessDenied', message: 'Access Denied' } },
        });
      }
    });
  });
  const made = createOdooTarget({ url: await listening(server), db: 'd', login: 'ada', password: 'p' });
  targets.push(made);
  await expect(made.discover(['crm.stage'])).rejects.toMatchObject({
    kind: 'authentication',
    message: expect.stringMatching(
      /does not accept the login ada on the database d any more, .* was its password changed, or has its API key expired\?$/,
    ),
  });
  expect(calls).toBe(1);
});

it('stops at an answer that does not end', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const more = (): void => {
      while (!response.destroyed && response.write(' '.repeat(4096)));
    };
    response.on('drain', more);
    more();
  });
  const made = createOdooTarget(
    { url: await listening(server), db: 'd', login: 'ada', password: 'p' },
    { timeouts: { largest: 100_000 } },
  );
  targets.push(made);
  await expect(made.discover(['crm.stage'])).rejects.toMatchObject({
    kind: 'protocol',
    message: expect.stringContaining('its answer does not end (it was cut off at more than 100000 bytes)'),
  });
});

it('stops at pages that come again and again', async () => {
  const page = Array.from({ length: 2000 }, (_, index) => ({ id: index + 1, name: 'n' }));
  const { transport } = fakeOdoo({
    'crm.tag.fields_get': { name: { type: 'char', store: true } },
    'crm.tag.search_read': page,
  });
  const made = createOdooTarget({ ...where, password: 'p' }, { transport });
  const entity = {
    name: 'crm.tag',
    label: 'Tag',
    id: 'id',
    display: 'name',
    fields: { name: { name: 'name', label: 'Name', type: { kind: 'text' } } },
  } as const;
  await expect(made.search(entity, { where: [], fields: ['name'] })).rejects.toMatchObject({
    kind: 'protocol',
    message: expect.stringContaining('asked for the rows of crm.tag after 2000 and sent row 1 again'),
  });
});

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

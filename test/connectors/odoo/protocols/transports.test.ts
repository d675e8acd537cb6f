import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { OdooTransport } from '../../../../src/connectors/odoo/index.ts';
import { connect } from '../../../../src/connectors/odoo/protocols/connect.ts';

type Handler = (body: string, response: ServerResponse, request: IncomingMessage) => void;

const open: { server: Server; transport?: OdooTransport }[] = [];
afterEach(async () => {
  for (const { server, transport } of open.splice(0)) {
    await transport?.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(handler: Handler): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => handler(body, response, request));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ server });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

/** A JSON-RPC server that knows version and login; `answer` serves `execute_kw`. */
function jsonRpc(
  answer: (call: { id: number; args: readonly unknown[] }, response: ServerResponse) => void,
): Handler {
  return (body, response, request) => {
    if (request.url !== '/jsonrpc') return void response.writeHead(404).end('<html>');
    const { id, params } = JSON.parse(body);
    const reply = (result: unknown): void =>
      void response.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
    if (params.method === 'version') return reply({ server_serie: '17.0' });
    if (params.method === 'authenticate') return reply(params.args[2] === 'secret' ? 7 : false);
    answer({ id, args: params.args }, response);
  };
}

async function transportAt(
  url: string,
  more: { password?: string; protocol?: 'jsonrpc' | 'xmlrpc' } = {},
): Promise<OdooTransport> {
  const { transport } = await connect(
    { url, db: 'crm', login: 'admin', password: 'secret', ...more },
    { connect: 2000, answer: 300 },
  );
  const last = open.at(-1);
  if (last !== undefined) last.transport = transport;
  return transport;
}

const create = (transport: OdooTransport): Promise<unknown> =>
  transport.call('crm.lead', 'create', [[{ name: 'x' }]], {});
const read = (transport: OdooTransport): Promise<unknown> =>
  transport.call('crm.lead', 'search_read', [[]], {});

describe('JSON-RPC', () => {
  it('logs in once and carries database, user and password', async () => {
    const seen: (readonly unknown[])[] = [];
    const transport = await transportAt(
      await serve(
        jsonRpc(({ id, args }, response) => {
          seen.push(args);
          response.end(JSON.stringify({ jsonrpc: '2.0', id, result: [1] }));
        }),
      ),
    );
    expect(await create(transport)).toEqual([1]);
    expect(await create(transport)).toEqual([1]);
    expect(seen).toEqual(Array(2).fill(['crm', 7, 'secret', 'crm.lead', 'create', [[{ name: 'x' }]], {}]));
  });

  it('takes a missing result for null', async () => {
    const transport = await transportAt(
      await serve(jsonRpc(({ id }, response) => void response.end(JSON.stringify({ jsonrpc: '2.0', id })))),
    );
    expect(await create(transport)).toBeNull();
  });

  it('says whose login is wrong, and never the password', async () => {
    const url = await serve(jsonRpc(() => undefined));
    const transport = await transportAt(url, { password: 'hunter2' });
    await expect(create(transport)).rejects.toMatchObject({
      kind: 'authentication',
      message: `Odoo at ${url} does not accept the login admin on the database crm`,
    });
  });

  it.each<readonly [string, string, string, (id: number, response: ServerResponse) => void]>([
    ['a socket closed after the request', 'lost', 'transient', (_, response) => void response.destroy()],
    ['no answer in time', 'lost', 'transient', () => undefined],
    [
      'an answer cut short',
      'lost',
      'transient',
      (id, response) => void response.end(`{"jsonrpc":"2.0","id":${id},"resu`),
    ],
    [
      'a connection cut within the body',
      'lost',
      'transient',
      (_, response) => {
        response.writeHead(200, { 'content-length': '500' }).write('{"jsonrpc"');
        setImmediate(() => response.destroy());
      },
    ],
    [
      'the answer to another call',
      'lost',
      'transient',
      (_, response) => void response.end('{"jsonrpc":"2.0","id":99999,"result":[5]}'),
    ],
    [
      'a web page',
      'protocol',
      'protocol',
      (_, response) => void response.end('<!DOCTYPE html><html></html>'),
    ],
    [
      'a proxy without a server',
      'transient',
      'transient',
      (_, response) => void response.writeHead(502).end('<html>'),
    ],
    [
      'an exception of Odoo',
      'record',
      'record',
      (id, response) =>
        void response.end(
          JSON.stringify({
            jsonrpc: '2.0',
            id,
            error: {
              code: 200,
              message: 'Odoo Server Error',
              data: { name: 'builtins.ValueError', message: 'Wrong value', debug: 'Traceback …' },
            },
          }),
        ),
    ],
  ])('%s is %s for a write and %s for a read', async (_, writing, reading, fault) => {
    const transport = await transportAt(await serve(jsonRpc(({ id }, response) => fault(id, response))));
    await expect(create(transport)).rejects.toMatchObject({ name: 'ConnectorError', kind: writing });
    await expect(read(transport)).rejects.toMatchObject({ name: 'ConnectorError', kind: reading });
  });

  it('says that a write which was interrupted may have been carried out', async () => {
    const controller = new AbortController();
    const transport = await transportAt(await serve(jsonRpc(() => controller.abort())));
    const call = transport.call('crm.lead', 'create', [[{}]], {}, { signal: controller.signal });
    await expect(call).rejects.toMatchObject({ kind: 'lost' });
    const next = transport.call('crm.lead', 'create', [[{}]], {}, { signal: controller.signal });
    await expect(next).rejects.toMatchObject({ kind: 'transient' });
  });

  it('tells a port where nobody listens', async () => {
    const url = await serve(() => undefined);
    const last = open.pop();
    await new Promise((resolve) => last?.server.close(resolve));
    await expect(transportAt(url)).rejects.toMatchObject({ kind: 'unreachable' });
  });

  it('tells an address that is none', async () => {
    await expect(transportAt('odoo.example.com')).rejects.toMatchObject({ kind: 'unreachable' });
  });
});

const xml = (value: string): string =>
  `<?xml version='1.0'?><methodResponse><params><param><value>${value}</value></param></params></methodResponse>`;
const xmlFault = (code: number, text: string): string =>
  `<?xml version='1.0'?><methodResponse><fault><value><struct><member><name>faultCode</name><value><int>${code}</int></value></member><member><name>faultString</name><value><string>${text}</string></value></member></struct></value></fault></methodResponse>`;

/** A server without `/jsonrpc`. */
function xmlRpc(answer: (body: string, response: ServerResponse) => void): Handler {
  return (body, response, request) => {
    if (request.url === '/jsonrpc') return void response.writeHead(404).end('<html>');
    response.setHeader('content-type', 'text/xml');
    if (body.includes('<methodName>version'))
      return void response.end(
        xml(
          '<struct><member><name>server_serie</name>\n<value><string>16.0</string></value></member></struct>',
        ),
      );
    if (body.includes('<methodName>authenticate'))
      return void response.end(xml(body.includes('secret') ? '<int>7</int>' : '<boolean>0</boolean>'));
    answer(body, response);
  };
}

describe('XML-RPC', () => {
  it('steps in where there is no /jsonrpc, and leaves the arguments alone', async () => {
    const bodies: string[] = [];
    const transport = await transportAt(
      await serve(
        xmlRpc((body, response) => {
          bodies.push(body);
          response.end(xml('<array><data><value><int>5</int></value></data></array>'));
        }),
      ),
    );
    expect(transport.protocol).toBe('xmlrpc');
    expect(await transport.version()).toBe('16.0');
    const args = [[{ name: 'ü & <b>', active: false, parent_id: null }]];
    expect(await transport.call('crm.lead', 'create', args, { context: {} })).toEqual([5]);
    expect(args).toEqual([[{ name: 'ü & <b>', active: false, parent_id: null }]]);
    expect(bodies[0]).toContain('<![CDATA[ü & <b>]]>');
  });

  it.each([
    [
      1,
      'Traceback (most recent call last):\n  File "/x.py", line 1, in f\n    g()\npsycopg2.errors.DeadlockDetected: d',
      'transient',
    ],
    [2, 'Contacts require a name', 'record'],
    [3, 'Access Denied', 'authentication'],
    [4, 'You are not allowed', 'forbidden'],
  ])('fault %i', async (code, text, kind) => {
    const transport = await transportAt(
      await serve(xmlRpc((_, response) => void response.end(xmlFault(code, text)))),
    );
    await expect(create(transport)).rejects.toMatchObject({ name: 'ConnectorError', kind });
  });

  it('takes the fault about None for success, as the transaction is committed', async () => {
    const text =
      'Traceback (most recent call last):\n  File "/x.py", line 1, in f\nTypeError: cannot marshal None unless allow_none is enabled';
    const transport = await transportAt(
      await serve(xmlRpc((_, response) => void response.end(xmlFault(1, text)))),
    );
    expect(await create(transport)).toBeNull();
  });

  it.each<readonly [string, string, string, (response: ServerResponse) => void]>([
    ['a socket closed after the request', 'lost', 'transient', (response) => void response.destroy()],
    ['no answer in time', 'lost', 'transient', () => undefined],
    [
      'an answer cut short',
      'lost',
      'transient',
      (response) => void response.end('<?xml version="1.0"?><methodResp'),
    ],
    ['a web page', 'protocol', 'protocol', (response) => void response.end('<html><body>Hi</body></html>')],
    [
      'a proxy without a server',
      'transient',
      'transient',
      (response) => void response.writeHead(502).end('<html></html>'),
    ],
  ])('%s is %s for a write and %s for a read', async (_, writing, reading, fault) => {
    const transport = await transportAt(await serve(xmlRpc((_body, response) => fault(response))));
    await expect(create(transport)).rejects.toMatchObject({ name: 'ConnectorError', kind: writing });
    await expect(read(transport)).rejects.toMatchObject({ name: 'ConnectorError', kind: reading });
  });

  it('refuses characters that XML cannot carry before it sends anything', async () => {
    let sent = 0;
    const transport = await transportAt(await serve(xmlRpc(() => sent++)));
    await expect(transport.call('res.partner', 'create', [[{ name: 'a\u0007' }]], {})).rejects.toMatchObject({
      kind: 'record',
      message: expect.stringContaining('U+0007'),
    });
    expect(sent).toBe(0);
  });

  it('says whose login is wrong', async () => {
    const transport = await transportAt(await serve(xmlRpc(() => undefined)), { password: 'x' });
    await expect(create(transport)).rejects.toMatchObject({ kind: 'authentication' });
  });

  it('is not tried where the configuration asks for JSON-RPC', async () => {
    const url = await serve(xmlRpc(() => undefined));
    await expect(transportAt(url, { protocol: 'jsonrpc' })).rejects.toMatchObject({ kind: 'protocol' });
  });
});

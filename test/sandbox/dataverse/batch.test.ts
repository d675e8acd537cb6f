import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DataverseSandbox, startDataverseSandbox } from '../../../src/sandbox/dataverse/index.ts';
import { object, requestToken } from './client.ts';

describe('$batch', () => {
  let sandbox: DataverseSandbox;
  let token = '';
  beforeAll(async () => {
    sandbox = await startDataverseSandbox({ scale: 0.05, changes: ['account'] });
    token = String(object(await (await requestToken(sandbox)).json()).access_token);
  });
  afterAll(() => sandbox.close());

  const send = async (
    body: string,
    headers: Record<string, string> = {},
  ): Promise<{ readonly status: number; readonly type: string | null; readonly text: string }> => {
    const response = await fetch(`${sandbox.url}/api/data/v9.2/$batch`, {
      method: 'POST',
      body,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'multipart/mixed; boundary="batch_A"',
        ...headers,
      },
    });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  };
  const part = (line: string): string =>
    `--batch_A\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n${line} HTTP/1.1\r\n\r\n\r\n`;
  const batch = (...lines: readonly string[]): string => `${lines.map(part).join('')}--batch_A--\r\n`;
  const set = (body: string): string =>
    `--batch_A\nContent-Type: multipart/mixed; boundary=set_B\n\n${body}--set_B--\n--batch_A--\n`;
  const inSet = (id: number, line: string, body: string): string =>
    `--set_B\nContent-Type: application/http\nContent-ID: ${id}\n\n${line} HTTP/1.1\nContent-Type: application/json\n\n${body}\n`;

  it('answers in order, each with a status line, headers and a body', async () => {
    const root = `${sandbox.url}/api/data/v9.2/`;
    // Addresses may be whole, absolute paths, or relative to the root.
    const answer = await send(
      batch(`GET ${root}accounts/$count`, 'GET /api/data/v9.2/contacts/$count', 'GET WhoAmI'),
    );
    expect(answer.status).toBe(200);
    const name = /^multipart\/mixed; boundary=(batchresponse_[0-9a-f-]{36})$/.exec(answer.type ?? '')?.[1];
    const [first, second, third, rest] = answer.text.split(`--${name}\r\n`).slice(1);
    expect(first).toBe(
      `Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nHTTP/1.1 200 OK\r\nOData-Version: 4.0\r\nContent-Type: text/plain\r\n\r\n${sandbox.rows('account').length}\r\n`,
    );
    expect(second).toContain(`\r\n\r\n${sandbox.rows('contact').length}\r\n`);
    expect(third).toMatch(/"UserId":.*\}\r\n--batchresponse_[0-9a-f-]{36}--\r\n$/s);
    expect(rest).toBeUndefined();
  });

  it('holds a thousand requests and no more', async () => {
    const whole = await send(batch(...Array.from({ length: 1000 }, () => 'GET WhoAmI')));
    expect(whole.text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(1000);
    const more = await send(batch(...Array.from({ length: 1001 }, () => 'GET WhoAmI')));
    expect(more.status).toBe(400);
    expect(more.text).toContain("A maximum number of '1000'");
    expect(more.text).not.toContain('200 OK');
  });

  it('reads addresses of 64 KiB, twice as long as outside', async () => {
    const filter = (count: number): string =>
      Array.from({ length: count }, (_, at) => `name eq 'Company ${at}'`).join(' or ');
    const address = (count: number): string =>
      `GET accounts?$select=name&$filter=${encodeURIComponent(filter(count))}`;
    expect((await send(batch(address(1200)))).text).toContain('HTTP/1.1 200 OK');
    expect((await send(batch(address(2400)))).text).toContain('HTTP/1.1 414');
  });

  it('goes on after a failure only where it is asked to', async () => {
    const body = batch('GET accounts?$select=nosuch', 'GET WhoAmI');
    const stopped = await send(body);
    expect(stopped.status).toBe(400);
    expect(stopped.text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400']);
    const whole = await send(body, { prefer: 'odata.continue-on-error' });
    expect(whole.status).toBe(200);
    expect(whole.text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400', 'HTTP/1.1 200']);
  });

  it('lets a change set refer to the rows that it makes', async () => {
    const answer = await send(
      set(
        inSet(1, 'POST accounts', '{"name":"Parent"}') +
          inSet(2, 'POST accounts', '{"name":"Child","parentaccountid@odata.bind":"$1"}') +
          inSet(3, 'PUT $1/websiteurl', '{"value":"https://example.test"}'),
      ),
    );
    expect(answer.status).toBe(200);
    expect(answer.text.match(/--changesetresponse_\S+--/g)).toHaveLength(1);
    expect(answer.text.match(/Content-ID: \d/g)).toEqual(['Content-ID: 1', 'Content-ID: 2', 'Content-ID: 3']);
    const [parent, child] = [...answer.text.matchAll(/OData-EntityId: .*\((.*)\)/g)].map(([, id]) => id);
    const rows = sandbox.rows('account');
    expect(rows.find(({ accountid }) => accountid === parent)?.websiteurl).toBe('https://example.test');
    expect(rows.find(({ accountid }) => accountid === child)?._parentaccountid_value).toBe(parent);
  });

  it.each([
    ['a reference to what is not made yet', set(inSet(2, 'PATCH $1', '{"name":"x"}')), "'$1' does not exist"],
    ['a GET in a change set', set(inSet(1, 'GET accounts', '')), "invalid HTTP method 'GET'"],
    ['a batch in a batch', batch('POST $batch'), 'cannot hold another batch'],
    ['what has no end', part('GET WhoAmI'), 'has no end'],
    ['what is no request', batch('hello'), 'Invalid request line'],
  ])('refuses %s', async (_, body, message) => {
    const before = sandbox.rows('account');
    const answer = await send(body);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(message);
    expect(sandbox.rows('account')).toEqual(before);
  });

  it('refuses what is no multipart body', async () => {
    const answer = await send('{}', { 'content-type': 'application/json' });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('multipart/mixed');
  });
});

import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { inMemory } from '../../src/connectors/collected.ts';
import { ConnectorError } from '../../src/connectors/contract.ts';
import { type DownloadLimits, type OwnServer, webDownloads } from '../../src/connectors/web-download.ts';
import { openContentStore } from '../../src/runtime/content-store.ts';

/** A server on the loopback device; its origin. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function get(
  address: string,
  limits: DownloadLimits = {},
  own: OwnServer | null = null,
): Promise<string> {
  const downloads = webDownloads({ pause: 1, patience: 2000, ...limits }, own);
  try {
    return Buffer.from(String(await downloads.put(address, inMemory)), 'base64').toString('latin1');
  } finally {
    await downloads.close();
  }
}

async function refusal(work: Promise<unknown>): Promise<{ kind: string; message: string }> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ConnectorError) return { kind: error.kind, message: error.message };
    throw error;
  }
  throw new Error('it did not fail');
}

test('a file comes byte for byte', async () => {
  const bytes = Buffer.from([0, 255, 13, 10, 128]);
  const origin = await serve((_, response) => response.end(bytes));
  expect(await get(`${origin}/a`)).toBe(bytes.toString('latin1'));
});

test('what is not there is refused at once, and what stands behind ? is not repeated', async () => {
  let asked = 0;
  const origin = await serve((_, response) => {
    asked += 1;
    response.writeHead(404).end('no');
  });
  const { kind, message } = await refusal(get(`${origin}/a?token=secret`));
  expect([kind, message]).toEqual(['record', `${origin}/a?…: it answered HTTP 404.`]);
  expect(asked).toBe(1);
});

test('a server that is not well is asked three times', async () => {
  let asked = 0;
  const origin = await serve((_, response) => {
    asked += 1;
    if (asked < 3) response.writeHead(503).end();
    else response.end('well');
  });
  expect(await get(origin)).toBe('well');
  asked = -3;
  expect((await refusal(get(origin))).message).toMatch(/HTTP 503/);
  expect(asked).toBe(0);
});

test('a file that is cut short is none', async () => {
  const origin = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half');
    setTimeout(() => response.destroy(), 5);
  });
  expect((await refusal(get(origin))).kind).toBe('record');
  const chunked = await serve((_, response) => {
    response.write('half');
    setTimeout(() => response.destroy(), 5);
  });
  expect((await refusal(get(chunked))).kind).toBe('record');
});

test('a server that falls silent is left', async () => {
  const origin = await serve((_, response) => void response.write('half'));
  expect((await refusal(get(origin, { patience: 50 }))).message).toMatch(/connection failed/);
});

test('a file that is too large is refused, whether it says so or not', async () => {
  const told = await serve((_, response) => response.end('12345'));
  expect((await refusal(get(told, { largest: 4 }))).message).toMatch(/larger than 4 bytes/);
  expect(await get(told, { largest: 5 })).toBe('12345');
  const untold = await serve((_, response) => {
    response.write('123');
    response.end('45');
  });
  expect((await refusal(get(untold, { largest: 4 }))).message).toMatch(/larger than 4 bytes/);
});

test('redirects are followed five times, within the web alone', async () => {
  const origin = await serve(({ url }, response) => {
    const n = Number(url?.slice(1));
    if (n === 0) response.end('there');
    else response.writeHead(302, { location: n === 99 ? 'file:///etc/passwd' : `/${n - 1}` }).end();
  });
  expect(await get(`${origin}/5`)).toBe('there');
  expect((await refusal(get(`${origin}/6`))).message).toMatch(/redirects more than 5 times/);
  expect((await refusal(get(`${origin}/99`))).message).toMatch(/only http: and https:/);
});

test('what proves who asks is shown to the own server only, also behind a redirect', async () => {
  const seen: (string | undefined)[] = [];
  const other = await serve(({ headers }, response) => {
    seen.push(headers.authorization);
    response.end('file');
  });
  const origin = await serve(({ headers }, response) => {
    seen.push(headers.authorization);
    response.writeHead(307, { location: other }).end();
  });
  const own = { origin, headers: async () => ({ authorization: 'Bearer x' }) };
  expect(await get(origin, {}, own)).toBe('file');
  expect(seen).toEqual(['Bearer x', undefined]);
});

test('an own server that is busy may be asked again later; nothing else stops a run', async () => {
  const origin = await serve((_, response) => response.writeHead(429).end());
  const own = { origin, headers: async () => ({}) };
  expect((await refusal(get(origin, {}, own))).kind).toBe('transient');
  expect((await refusal(get(origin))).kind).toBe('record');
  expect((await refusal(get('http://127.0.0.1:1/', {}))).kind).toBe('record');
});

test('what is no address of the web is refused', async () => {
  expect((await refusal(get('ftp://x.test/a'))).message).toMatch(/only http: and https:/);
  expect((await refusal(get('http://'))).message).toMatch(/is no address/);
});

test('of a file that breaks off nothing is kept, whether its length was told or not', async () => {
  let asked = 0;
  const origin = await serve((request, response) => {
    asked += 1;
    if (request.url === '/told') response.writeHead(200, { 'content-length': '1000' });
    response.write('the first of it', () => response.socket?.destroy());
  });
  const folder = mkdtempSync(join(tmpdir(), 'mapc-web-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const downloads = webDownloads({ pause: 1, patience: 2000 });
  const store = openContentStore(folder);
  for (const path of ['/told', '/untold']) {
    const { kind } = await refusal(downloads.put(`${origin}${path}`, store));
    expect(kind).toBe('record');
  }
  expect(asked).toBe(6);
  expect(readdirSync(join(folder, 'part'))).toEqual([]);
  expect(readdirSync(folder)).toEqual(['part']);
  await downloads.close();
});

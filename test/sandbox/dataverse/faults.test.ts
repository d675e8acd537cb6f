import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Client, connect, object } from './client.ts';

let client: Client;
beforeAll(async () => {
  client = await connect();
});
afterEach(async () => {
  client.sandbox.reset();
  await client.signIn();
});
afterAll(() => client.sandbox.close());

const order = (fault: unknown) =>
  fetch(`${client.sandbox.url}/sandbox/faults`, { method: 'POST', body: JSON.stringify(fault) });
const statuses = async (count: number) => {
  const seen: number[] = [];
  for (let call = 0; call < count; call += 1) seen.push((await client.get('WhoAmI')).status);
  return seen;
};

describe('faults on demand', () => {
  it('throttle after so many requests, so many times', async () => {
    expect((await order({ kind: 'throttle', after: 2, times: 2 })).status).toBe(204);
    expect(await statuses(6)).toEqual([200, 200, 429, 429, 200, 200]);
  });

  it('name the three limits by turns, and how long to wait', async () => {
    await order({ kind: 'throttle', times: 3, retryAfter: 7 });
    const codes: unknown[] = [];
    for (let call = 0; call < 3; call += 1) {
      const answer = await client.get('accounts');
      expect(answer.headers.get('retry-after')).toBe('7');
      codes.push(object(answer.json.error).code);
    }
    expect(codes).toEqual(['0x80072322', '0x80072321', '0x80072326']);
  });

  it('throttle one limit in the words of the real service', async () => {
    await order({ kind: 'throttle', facet: 'concurrent' });
    expect((await client.get('accounts')).json).toEqual({
      error: { code: '0x80072326', message: 'Number of concurrent requests exceeded the limit of 52.' },
    });
  });

  it('hit only the path that they name', async () => {
    await order({ kind: 'unavailable', path: 'contacts' });
    expect((await client.get('accounts?$top=1')).status).toBe(200);
    expect((await client.get('contacts?$top=1')).status).toBe(503);
    expect((await client.get('contacts?$top=1')).status).toBe(200);
  });

  it('drop the connection', async () => {
    await order({ kind: 'drop' });
    await expect(client.get('WhoAmI')).rejects.toThrow();
    expect(await statuses(1)).toEqual([200]);
  });

  it('answer a page of HTML, or half of the answer', async () => {
    await order({ kind: 'html' });
    const page = await client.get('accounts');
    expect(page.headers.get('content-type')).toContain('text/html');
    await order({ kind: 'truncate' });
    await expect(client.get('accounts?$top=5')).rejects.toThrow();
    expect(await statuses(1)).toEqual([200]);
  });

  it('make tokens stale in the middle', async () => {
    await order({ kind: 'expire', after: 1 });
    expect(await statuses(3)).toEqual([200, 401, 401]);
    await client.signIn();
    expect(await statuses(1)).toEqual([200]);
  });

  it('are forgotten by a reset', async () => {
    await order({ kind: 'unavailable', times: 100 });
    expect((await fetch(`${client.sandbox.url}/sandbox/reset`, { method: 'POST' })).status).toBe(204);
    await client.signIn();
    expect(await statuses(2)).toEqual([200, 200]);
  });

  it('are counted as they happen, and forgotten when asked to', async () => {
    const faults = `${client.sandbox.url}/sandbox/faults`;
    const struck = async (): Promise<unknown> => (await fetch(faults)).json();
    await order({ kind: 'unavailable', after: 1, times: 5 });
    expect(await statuses(1)).toEqual([200]);
    expect(await struck()).toEqual({});
    expect(await statuses(2)).toEqual([503, 503]);
    expect(await struck()).toEqual({ unavailable: 2 });
    expect((await fetch(faults, { method: 'DELETE' })).status).toBe(204);
    expect(await struck()).toEqual({});
    expect(await statuses(1)).toEqual([200]);
  });

  it('are refused where they make no sense', async () => {
    const response = await order({ kind: 'earthquake' });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('throttle, unavailable, drop, html, truncate, expire');
  });
});

describe('the dump', () => {
  it('holds every row and the requests so far', async () => {
    await client.get('WhoAmI');
    const dump = object(await (await fetch(`${client.sandbox.url}/sandbox/dump`)).json());
    expect(dump.requests).toEqual(['GET /api/data/v9.2/WhoAmI']);
    expect(object(dump.tables).account).toEqual(client.sandbox.rows('account'));
  });
});

import { afterAll, beforeEach, expect, it } from 'vitest';
import { type Client, startClient } from './client.ts';

const client: Client = await startClient();
afterAll(async () => client.close());
beforeEach(async () => client.reset());

const names = async (): Promise<unknown> => client.search('crm.tag', []);

it('fails to serialize as often as asked, and stores nothing', async () => {
  await client.fault({ kind: 'serialization', times: 2, method: 'create' });
  for (const name of ['a', 'b']) {
    expect((await client.refused('crm.tag', 'create', [{ name }])).name).toBe(
      'psycopg2.errors.SerializationFailure',
    );
  }
  expect(await names()).toEqual([]);
  expect(await client.create('crm.tag', { name: 'c' })).toBe(1);
});

it('drops the connection before the work', async () => {
  await client.fault({ kind: 'drop-before' });
  await expect(client.create('crm.tag', { name: 'a' })).rejects.toThrow();
  expect(await names()).toEqual([]);
});

it('drops the connection after the work is committed', async () => {
  await client.fault({ kind: 'drop-after-commit', model: 'crm.tag', method: 'create' });
  await expect(client.create('crm.tag', { name: 'a' })).rejects.toThrow();
  expect(await names()).toEqual([1]);
});

it('lets calls pass first, and counts only those that fit', async () => {
  await client.fault({ kind: 'html-502', after: 2, model: 'crm.tag' });
  await client.create('res.partner', { name: 'does not fit' });
  await client.create('crm.tag', { name: 'passes' });
  await client.create('crm.tag', { name: 'passes too' });
  await expect(client.create('crm.tag', { name: 'struck' })).rejects.toThrow(/not valid JSON/);
  expect(await names()).toEqual([1, 2]);
});

it('answers late when asked to be slow', async () => {
  await client.fault({ kind: 'slow', ms: 5, times: 1 });
  expect(await client.create('crm.tag', { name: 'a' })).toBe(1);
});

it('refuses a fault that does not exist', async () => {
  await expect(client.fault({ kind: 'earthquake' })).rejects.toThrow(
    "A fault's kind is one of serialization",
  );
  await expect(client.fault({ kind: 'slow', ms: -1 })).rejects.toThrow('whole number');
});

it('tells how often each fault has struck, and forgets them when asked to', async () => {
  const faults = `${client.sandbox.url}/sandbox/faults`;
  const struck = async (): Promise<unknown> => (await fetch(faults)).json();
  await client.fault({ kind: 'html-502', after: 1, times: 2 });
  await client.fault({ kind: 'serialization', after: 9 });
  await client.create('crm.tag', { name: 'a' });
  expect(await struck()).toEqual({});
  await expect(client.create('crm.tag', { name: 'b' })).rejects.toThrow();
  expect(await struck()).toEqual({ 'html-502': 1 });
  expect((await fetch(faults, { method: 'DELETE' })).status).toBe(200);
  expect(await struck()).toEqual({});
  await client.create('crm.tag', { name: 'c' });
  expect(await names()).toHaveLength(2);
});

it('forgets faults and rows on a reset', async () => {
  await client.create('crm.tag', { name: 'a' });
  await client.fault({ kind: 'html-502', times: 9 });
  await client.reset();
  expect(await names()).toEqual([]);
});

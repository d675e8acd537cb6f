import { afterAll, expect, it } from 'vitest';
import { startClient } from './client.ts';

const client = await startClient({});
afterAll(async () => client.close());

const uuid = (): Promise<unknown> => client.call('ir.config_parameter', 'get_param', ['database.uuid']);
const steer = (path: string): Promise<Response> =>
  fetch(`${client.sandbox.url}/sandbox/${path}`, { method: 'POST' });

it('is another database after a reset, the same one when what was saved is restored', async () => {
  const first = await uuid();
  expect(first).toMatch(/^[0-9a-f-]{36}$/);
  await steer('save');
  await steer('restore');
  expect(await uuid()).toBe(first);
  const dump = await client.dump();
  expect(dump).not.toContain(String(first));
  expect(dump).toContain('"(uuid)"');
  await client.reset();
  const second = await uuid();
  expect(second).toMatch(/^[0-9a-f-]{36}$/);
  expect(second).not.toBe(first);
  expect(await client.dump()).toBe(dump);
});

import { afterAll, expect, it } from 'vitest';
import { type Client, startClient } from './client.ts';

const client: Client = await startClient({ seed: 'demo' });
afterAll(async () => client.close());

it('has twelve users with logins at function365.example', async () => {
  const rows = (await client.call(
    'res.users',
    'search_read',
    [[['login', '=like', '%@function365.example']], ['name', 'login']],
    {
      order: 'id',
    },
  )) as { name: string; login: string }[];
  expect(rows).toHaveLength(12);
  expect(rows.map((row) => row.login)).toContain('migration@function365.example');
  expect(rows[0]).toMatchObject({ name: 'Ayşe Kaya', login: 'ayse.kaya@function365.example' });
});

it('has forty companies, ten of them numbered, and three opportunities', async () => {
  const rows = (await client.call(
    'res.partner',
    'search_read',
    [[['website', '=like', 'https://www.%.example']], ['website']],
    {
      order: 'id',
    },
  )) as { website: string }[];
  expect(rows).toHaveLength(40);
  expect(rows.slice(0, 10).map((row) => row.website)).toEqual(
    Array.from(
      { length: 10 },
      (_, index) => `https://www.company-${String(index + 1).padStart(3, '0')}.example`,
    ),
  );
  expect(new Set(rows.map((row) => row.website)).size).toBe(40);
  expect(await client.call('crm.lead', 'search_count', [[]])).toBe(3);
});

it('is the same every time, and sends nothing', async () => {
  const other = await startClient({ seed: 'demo' });
  const [one, two] = [await client.dump(), await other.dump()];
  await other.close();
  expect(one).toBe(two);
  expect(await client.ledger()).toEqual({
    'mail.message': 0,
    'mail.followers': 0,
    'mail.mail': 0,
    'mail.notification': 0,
  });
});

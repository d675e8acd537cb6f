import { afterAll, beforeEach, expect, it } from 'vitest';
import { type Client, quiet, startClient } from './client.ts';

const client: Client = await startClient({ seed: 'demo' });
afterAll(async () => client.close());
beforeEach(async () => client.reset());

const steer = (path: string): Promise<Response> =>
  fetch(`${client.sandbox.url}/sandbox/${path}`, { method: 'POST' });

/** Fields, rows, lists and links that come, change and go. */
async function work(): Promise<readonly number[]> {
  const tag = await client.create('res.partner.category', { name: 'T' });
  const company = await client.create('res.partner', {
    name: 'C',
    is_company: true,
    category_id: [[6, 0, [tag]]],
  });
  const lead = await client.create('crm.lead', { name: 'L', partner_id: company, x_saved: 'x' }, {});
  const [old = 0] = await client.search('crm.lead', [['x_saved', '=', false]], { limit: 1 });
  await client.call('crm.lead', 'write', [[old], { name: 'N', tag_ids: [[5]], x_saved: 'y' }], {
    context: quiet,
  });
  await client.call('crm.lead', 'unlink', [
    await client.search('crm.lead', [['id', '!=', lead]], { limit: 2 }),
  ]);
  return [tag, company, lead];
}

async function addField(name: string): Promise<void> {
  const [model = 0] = await client.search('ir.model', [['model', '=', 'crm.lead']]);
  await client.create('ir.model.fields', { name, model_id: model, field_description: 'S', ttype: 'char' });
}

it('goes back to what was saved, again and again, to the last id', async () => {
  await addField('x_saved');
  const before = await client.dump();
  expect((await steer('save')).status).toBe(200);
  const ids = await work();
  const after = await client.dump();
  expect(after).not.toBe(before);
  for (const _again of [1, 2]) {
    expect((await steer('restore')).status).toBe(200);
    expect(await client.dump()).toBe(before);
    expect(await work()).toEqual(ids);
    expect(await client.dump()).toBe(after);
  }
});

it('forgets fields that came later, and faults that were set', async () => {
  await steer('save');
  await addField('x_later');
  await client.fault({ kind: 'html-502', method: 'search_count', times: 1 });
  await steer('restore');
  expect(await client.call('crm.lead', 'fields_get', [['x_later']])).toEqual({});
  expect(await client.call('crm.lead', 'search_count', [[]])).toBeGreaterThan(0);
  await addField('x_later');
  expect(await client.call('crm.lead', 'fields_get', [['x_later']])).toHaveProperty('x_later');
});

it('refuses where nothing was saved, or a reset came in between', async () => {
  expect((await steer('restore')).status).toBe(409);
  await steer('save');
  await client.reset();
  expect((await steer('restore')).status).toBe(409);
});

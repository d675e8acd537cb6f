import { afterAll, beforeEach, describe, expect, it } from 'vitest';
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

describe('a list that is set', () => {
  it('lets go of links that are not named', async () => {
    const [a, b, c] = (await client.call('res.partner.category', 'create', [
      [{ name: 'A' }, { name: 'B' }, { name: 'C' }],
    ])) as [number, number, number];
    const partner = await client.create('res.partner', { name: 'P', category_id: [[6, 0, [a, b]]] });
    await client.call('res.partner', 'write', [[partner], { category_id: [[6, 0, [b, c]]] }]);
    expect((await client.read('res.partner', partner, ['category_id'])).category_id).toEqual([b, c]);
  });

  it('lets go of rows that are not named', async () => {
    const parent = await client.create('res.partner', { name: 'P', is_company: true });
    const first = await client.create('res.partner', { name: 'First', parent_id: parent });
    const second = await client.create('res.partner', { name: 'Second' });
    await client.call('res.partner', 'write', [[parent], { child_ids: [[6, 0, [second]]] }]);
    expect((await client.read('res.partner', parent, ['child_ids'])).child_ids).toEqual([second]);
    expect((await client.read('res.partner', first, ['parent_id'])).parent_id).toBe(false);
  });
});

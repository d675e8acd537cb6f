import { afterAll, beforeEach, expect, it } from 'vitest';
import { type Client, startClient } from './client.ts';

const client: Client = await startClient({ clock: () => new Date('2026-03-04T10:11:12Z') });
afterAll(async () => client.close());
beforeEach(async () => client.reset());

it('keeps the users of a task apart from its stages, though one table links both', async () => {
  await client.create('project.task', { name: 'Call', user_ids: [[6, 0, [2]]] });
  const second = await client.create('project.task', { name: 'Write', user_ids: [[6, 0, []]] });
  expect(second).toBe(2); // as the user's id
  expect(await client.read('project.task', second, ['personal_stage_type_ids'])).toEqual({
    id: second,
    personal_stage_type_ids: [],
  });
});

it('takes the template of a product away with its last variant', async () => {
  const product = await client.create('product.product', { name: 'Chair' });
  const { product_tmpl_id: template } = await client.read('product.product', product, ['product_tmpl_id']);
  const id = Array.isArray(template) ? template[0] : null;
  expect(id).not.toBeNull();
  await client.call('product.product', 'unlink', [[product]]);
  expect(await client.call('product.template', 'search', [[['id', '=', id]]])).toEqual([]);
});

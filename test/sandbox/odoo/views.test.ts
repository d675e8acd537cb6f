import { afterAll, expect, it } from 'vitest';
import { type Client, startClient } from './client.ts';

const client: Client = await startClient();
afterAll(async () => client.close());

async function make(model: string, values: Readonly<Record<string, unknown>>): Promise<number> {
  return (await client.call(model, 'create', [values])) as number;
}
const arch = (field: string): string =>
  `<xpath expr="//notebook" position="inside"><page><field name="${field}"/></page></xpath>`;

it('shows the form of partners, and whose it is', async () => {
  const rows = await client.call('ir.ui.view', 'search_read', [
    [
      ['model', '=', 'res.partner'],
      ['mode', '=', 'primary'],
      ['type', '=', 'form'],
    ],
    ['name', 'arch', 'type'],
  ]);
  expect(rows).toMatchObject([{ id: 125, type: 'form', arch: expect.stringContaining('<notebook/>') }]);
});

it('keeps a field as long as a view names it', async () => {
  const [partner] = (await client.call('ir.model', 'search', [[['model', '=', 'res.partner']]])) as number[];
  const field = await make('ir.model.fields', {
    model_id: partner,
    name: 'x_pv',
    ttype: 'char',
    state: 'manual',
  });
  const view = await make('ir.ui.view', {
    name: 'mine',
    model: 'res.partner',
    inherit_id: 125,
    arch: arch('x_pv'),
  });
  expect(await client.call('ir.ui.view', 'read', [[view], ['mode', 'type', 'model']])).toMatchObject([
    { mode: 'extension', type: 'form', model: 'res.partner' },
  ]);
  await expect(client.call('ir.model.fields', 'unlink', [[field]])).rejects.toThrow(
    'Cannot rename/delete fields that are still present in views:\nFields: res.partner.x_pv\nView: mine',
  );
  await client.call('ir.ui.view', 'unlink', [[view]]);
  expect(await client.call('ir.model.fields', 'unlink', [[field]])).toBe(true);
});

it('takes no view with a field that is not there', async () => {
  await expect(
    client.call('ir.ui.view', 'create', [
      { name: 'bad', model: 'res.partner', inherit_id: 125, arch: arch('x_nope') },
    ]),
  ).rejects.toThrow('Field "x_nope" does not exist in model "res.partner"');
});

it('keeps a model as long as a view shows it', async () => {
  const made = await make('ir.model', { name: 'Thing', model: 'x_thing', state: 'manual' });
  const view = await make('ir.ui.view', {
    name: 'x_thing.form',
    model: 'x_thing',
    arch: '<form><field name="x_name"/></form>',
  });
  await expect(client.call('ir.model', 'unlink', [[made]])).rejects.toThrow('x_thing.x_name');
  await client.call('ir.ui.view', 'unlink', [[view]]);
  expect(await client.call('ir.model', 'unlink', [[made]])).toBe(true);
});

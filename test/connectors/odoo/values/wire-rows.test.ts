import { expect, test } from 'vitest';
import { createOdooTarget } from '../../../../src/connectors/odoo/index.ts';
import { entity } from '../../../check/support/schemas.ts';
import { fakeOdoo, where } from '../fake-odoo.ts';
import { sandboxed } from '../sandboxed.ts';

const invoices = entity('account.move', 'id', {
  id: { kind: 'integer' },
  ref: { kind: 'text' },
  invoice_line_ids: { kind: 'children', entity: 'account.move.line', via: 'move_id' },
});
const lineFields = {
  name: { type: 'char', store: true },
  price_unit: { type: 'float', store: true, digits: [16, 2] },
  tax_ids: { type: 'many2many', relation: 'account.tax', store: true },
};

function target() {
  const { transport, calls } = fakeOdoo({
    'account.move.create': [7, 8],
    'account.move.write': true,
    'account.move.line.fields_get': lineFields,
  });
  return { target: createOdooTarget({ ...where, password: 'secret' }, { transport }), calls };
}

test('the records that a new row holds are made with it, in one call', async () => {
  const odoo = target();
  await odoo.target.create(invoices, [
    { ref: 'a', invoice_line_ids: [{ name: 'Work', price_unit: '50.00', tax_ids: [1] }, { name: null }] },
    { ref: 'b', invoice_line_ids: null },
  ]);
  expect(odoo.calls.find(({ method }) => method === 'create')?.args).toEqual([
    [
      {
        ref: 'a',
        invoice_line_ids: [
          [0, 0, { name: 'Work', price_unit: 50, tax_ids: [[6, 0, [1]]] }],
          [0, 0, { name: false }],
        ],
      },
      { ref: 'b' },
    ],
  ]);
});

test('they are no values of a row that is there', async () => {
  const { target: odoo } = target();
  const values = { invoice_line_ids: [{ name: 'Work' }] };
  await expect(odoo.update(invoices, [{ id: 7, values }])).rejects.toMatchObject({ kind: 'record' });
  await expect(odoo.create(invoices, [{ invoice_line_ids: [3] }])).rejects.toMatchObject({ kind: 'record' });
});

test('of new rows and the ids that became of them it is compared how many there are', () => {
  const { target: odoo } = target();
  const same = (written: readonly object[], found: readonly number[]): boolean =>
    JSON.stringify(odoo.normalise(invoices, 'invoice_line_ids', JSON.parse(JSON.stringify(written)))) ===
    JSON.stringify(odoo.normalise(invoices, 'invoice_line_ids', found));
  expect(same([{ name: 'a' }, { name: 'b' }], [4, 5])).toBe(true);
  expect(same([{ name: 'a' }, { name: 'b' }], [4])).toBe(false);
});

const odoo = sandboxed(['account.move', 'res.partner']);

test('an Odoo makes a row with what it holds; what can be held so, discovery says', async () => {
  const { target: real, entity: model, values } = odoo();
  expect(model('account.move').fields.invoice_line_ids?.write).toBe('create');
  const partner = model('res.partner');
  expect(partner.fields.child_ids?.write).toBe('never');
  const [id = 0] = await real.create(partner, [
    { name: 'Kaya', child_ids: [{ name: 'Ayşe', function: 'Owner' }, { name: 'Can' }] },
  ]);
  const children = await real.search(partner, {
    where: [{ path: 'parent_id', operator: '=', value: id }],
    fields: [],
  });
  const ids = children.map((row) => row.id);
  expect(await values('res.partner', ids, ['name', 'function'])).toEqual([
    ['Ayşe', 'Owner'],
    ['Can', null],
  ]);
  expect(await values('res.partner', [id], ['child_ids'])).toEqual([[ids]]);
});

import { expect } from 'vitest';
import type { WriteKind } from './kind.ts';

export const children: WriteKind = {
  name: 'records that another one holds: made with it, and changed, added and deleted by themselves',
  needs: ['product.pricelist', 'product.pricelist.item', 'res.currency', 'res.partner.bank'],
  async run(world) {
    const prices = await world.make('product.pricelist', {
      name: 'Write rules',
      currency_id: await world.find('res.currency', 'name', 'USD'),
      item_ids: [
        { compute_price: 'fixed', fixed_price: '1.5' },
        { compute_price: 'percentage', percent_price: 5, min_quantity: 10 },
      ],
    });
    world.brings('product.pricelist.item', 2);
    const rules = await world.all('product.pricelist.item', { pricelist_id: prices }, [
      'fixed_price',
      'percent_price',
    ]);
    expect(rules.map(({ values }) => values)).toEqual([
      { fixed_price: '1.5', percent_price: 0 },
      { fixed_price: '0', percent_price: 5 },
    ]);
    const [first = 0, second = 0] = rules.map(({ id }) => Number(id));
    await world.change('product.pricelist.item', first, { fixed_price: 2.25 });
    const third = await world.make('product.pricelist.item', {
      pricelist_id: prices,
      compute_price: 'fixed',
      fixed_price: 9,
    });
    const held = async (): Promise<unknown> =>
      new Set((await world.values('product.pricelist', prices, ['item_ids'])).item_ids as readonly number[]);
    expect(await held()).toEqual(new Set([first, second, third]));
    await world.target.delete(world.entity('product.pricelist.item'), [second]);
    world.brings('product.pricelist.item', -1);
    expect(await held()).toEqual(new Set([first, third]));
    await expect(
      world.target.update(world.entity('product.pricelist'), [
        { id: prices, values: { item_ids: [{ fixed_price: 3 }] } },
      ]),
    ).rejects.toMatchObject({ kind: 'record' });
    const partner = await world.make('res.partner', {
      name: 'Banked AG',
      bank_ids: [{ acc_number: 'DE89 3704 0044 0532 0130 00', acc_holder_name: 'Banked' }],
    });
    world.brings('res.partner.bank', 1);
    const account = await world.find('res.partner.bank', 'partner_id', partner);
    await world.holds('res.partner.bank', account, { acc_number: 'DE89 3704 0044 0532 0130 00' });
    await world.change('res.partner.bank', account, { acc_holder_name: null, sequence: 3 });
    const other = await world.make('res.partner.bank', { partner_id: partner, acc_number: 'W-2' });
    await world.change('res.partner.bank', other, {
      partner_id: await world.make('res.partner', { name: 'Other AG' }),
    });
    // The notes that Odoo makes of it would stay with the partner.
    await world.target.delete(world.entity('res.partner.bank'), [other]);
    world.brings('res.partner.bank', -1);
  },
};

import { expect } from 'vitest';
import type { TargetValues } from '../../../../src/connectors/contract.ts';
import { withFrancs } from './francs.ts';
import type { WriteKind } from './kind.ts';
import type { World } from './world.ts';

/** What is in the books of an invoice, its lines by name; those of tax by the name of the tax. */
async function books(world: World, invoice: number): Promise<readonly unknown[]> {
  const fields = ['name', 'display_type', 'account_id.code', 'tax_ids', 'amount_currency', 'balance'];
  const lines = await world.all('account.move.line', { move_id: invoice }, fields);
  return lines
    .map(({ values }) => fields.map((field) => values[field]))
    .sort((a, b) => `${a[1]} ${a[0]}`.localeCompare(`${b[1]} ${b[0]}`));
}

const TOTALS = ['amount_untaxed', 'amount_tax', 'amount_total', 'amount_total_signed'] as const;

export const invoicesAbroad: WriteKind = {
  name: 'invoices in a foreign currency, with taxes that a fiscal position maps',
  needs: [
    'account.move',
    'account.move.line',
    'account.account',
    'account.tax',
    'account.fiscal.position',
    'account.fiscal.position.tax',
    'res.currency',
    'res.currency.rate',
    'product.pricelist',
  ],
  async run(world) {
    const franc = await withFrancs(world);
    await world.make('res.currency.rate', { currency_id: franc, name: '2019-03-01', rate: 0.8 });
    await world.make('res.currency.rate', { currency_id: franc, name: '2019-06-01', rate: 0.5 });
    const account = await world.find('account.account', 'code', '400000');
    const [home] = await world.all('account.tax', { type_tax_use: 'sale', amount: '15' }, ['name']);
    const fifteen = Number(home?.id);
    const [seven = 0] = await world.makeAll('account.tax', [
      { name: 'Write 7 %', amount: '7', amount_type: 'percent', type_tax_use: 'sale' },
      { name: 'Write 3.5 %', amount: '3.5', amount_type: 'percent', type_tax_use: 'purchase', active: false },
    ]);
    const position = await world.make('account.fiscal.position', {
      name: 'Write abroad',
      sequence: 5,
      note: '<p>Reverse charge</p>',
    });
    await world.make('account.fiscal.position.tax', {
      position_id: position,
      tax_src_id: fifteen,
      tax_dest_id: seven,
    });
    const partner = await world.make('res.partner', {
      name: 'Abroad AG',
      property_account_position_id: position,
    });
    // By the rate that the source has, and by what the position makes of the tax at home.
    const byRate = await world.find('account.tax', 'amount', '7');
    const [mapped] = await world.all(
      'account.fiscal.position.tax',
      { position_id: position, 'tax_src_id.amount': '15' },
      ['tax_dest_id'],
    );
    expect([byRate, mapped?.values.tax_dest_id]).toEqual([seven, seven]);
    const head: TargetValues = {
      move_type: 'out_invoice',
      partner_id: partner,
      invoice_date: '2019-03-04',
      currency_id: franc,
    };
    const invoice = await world.make('account.move', {
      ...head,
      fiscal_position_id: position,
      invoice_line_ids: [
        { name: 'Hours', quantity: 3, price_unit: 33.33, account_id: account, tax_ids: [seven] },
        { name: 'Two taxes', price_unit: 10, account_id: account, tax_ids: [fifteen, seven] },
        { name: 'A title', display_type: 'line_section' },
      ],
    });
    const taxName = String(home?.values.name);
    const taxes = [
      [taxName, 'tax', '251000', [], '-1.5', '-1.88'],
      ['Write 7 %', 'tax', '400000', [], '-7.7', '-9.63'],
    ].sort((a, b) => String(a[0]).localeCompare(String(b[0])));
    expect(await books(world, invoice)).toEqual([
      ['A title', 'line_section', null, [], '0', '0'],
      ['', 'payment_term', '121000', [], '119.19', '149'],
      ['Hours', 'product', '400000', [seven], '-99.99', '-124.99'],
      ['Two taxes', 'product', '400000', [fifteen, seven], '-10', '-12.5'],
      ...taxes,
    ]);
    expect(await world.values('account.move', invoice, TOTALS)).toEqual({
      amount_untaxed: '109.99',
      amount_tax: '9.2',
      amount_total: '119.19',
      amount_total_signed: '149',
    });
    world.brings('account.move.line', 6);
    // The tax that is named stays, whatever the partner's position would make of it.
    const plain = await world.make('account.move', {
      ...head,
      fiscal_position_id: null,
      invoice_date: '2019-06-01',
      invoice_line_ids: [{ name: 'Hours', price_unit: 100, account_id: account, tax_ids: [fifteen] }],
    });
    world.brings('account.move.line', 3);
    expect(await world.values('account.move', plain, TOTALS)).toEqual({
      amount_untaxed: '100',
      amount_tax: '15',
      amount_total: '115',
      amount_total_signed: '230',
    });
    const refund = await world.make('account.move', {
      ...head,
      move_type: 'out_refund',
      invoice_line_ids: [{ name: 'Back', price_unit: 100, account_id: account, tax_ids: [seven] }],
    });
    world.brings('account.move.line', 3);
    // It is the partner's where none is named.
    await world.holds('account.move', refund, { fiscal_position_id: position });
    expect(await world.values('account.move', refund, TOTALS)).toEqual({
      amount_untaxed: '100',
      amount_tax: '7',
      amount_total: '107',
      amount_total_signed: '-133.75',
    });
    await world.change('account.fiscal.position', position, { name: 'Write far abroad', note: null });
  },
};

export const defaultTaxes: WriteKind = {
  name: 'lines of invoices without a word of taxes, which Odoo then chooses',
  needs: [
    'account.move',
    'account.move.line',
    'account.account',
    'account.tax',
    'account.fiscal.position',
    'account.fiscal.position.tax',
    'product.template',
    'product.product',
  ],
  async run(world) {
    const account_id = await world.find('account.account', 'code', '400000');
    const [home] = await world.all('account.tax', { type_tax_use: 'sale', amount: '15' }, []);
    const fifteen = Number(home?.id);
    const partner_id = await world.make('res.partner', { name: 'Untaxed AG' });
    const work = { name: 'Work', price_unit: 100, account_id };
    const invoice = await world.make('account.move', {
      move_type: 'out_invoice',
      partner_id,
      invoice_line_ids: [work],
    });
    // In 16.0 it is the company's, in 17.0 only that of the product or of the account.
    const taxed = world.version === '16.0';
    world.brings('account.move.line', taxed ? 3 : 2);
    expect(await world.values('account.move', invoice, ['amount_untaxed', 'amount_tax'])).toEqual({
      amount_untaxed: '100',
      amount_tax: taxed ? '15' : '0',
    });
    // What the product has is mapped by the fiscal position; an empty list is none.
    const product = await world.make('product.template', { name: 'Write taxed', taxes_id: [fifteen] });
    world.brings('product.product', 1);
    const product_id = await world.find('product.product', 'product_tmpl_id', product);
    const four = await world.make('account.tax', { name: 'Write 4 %', amount: '4', type_tax_use: 'sale' });
    const fiscal_position_id = await world.make('account.fiscal.position', { name: 'Write nearby' });
    await world.make('account.fiscal.position.tax', {
      position_id: fiscal_position_id,
      tax_src_id: fifteen,
      tax_dest_id: four,
    });
    const mapped = await world.make('account.move', {
      move_type: 'out_invoice',
      partner_id,
      fiscal_position_id,
      invoice_line_ids: [
        { ...work, product_id },
        { ...work, product_id, name: 'Free', tax_ids: [] },
      ],
    });
    world.brings('account.move.line', 4);
    const lines = await world.all('account.move.line', { move_id: mapped, display_type: 'product' }, [
      'name',
      'tax_ids',
    ]);
    expect(lines.map(({ values }) => values)).toEqual([
      { name: 'Work', tax_ids: [four] },
      { name: 'Free', tax_ids: [] },
    ]);
  },
};

import { expect } from 'vitest';
import type { WriteKind } from './kind.ts';

export const products: WriteKind = {
  name: 'products in categories, with pricelists in a currency',
  needs: [
    'product.template',
    'product.product',
    'product.category',
    'product.pricelist',
    'product.pricelist.item',
    'uom.uom',
    'res.currency',
  ],
  async run(world) {
    const top = await world.make('product.category', { name: 'Write goods' });
    const category = await world.make('product.category', { name: 'Write parts', parent_id: top });
    const unit = await world.find('uom.uom', 'xmlid', 'uom.product_uom_hour');
    const product = await world.make('product.template', {
      name: 'Write screw',
      detailed_type: 'service',
      categ_id: category,
      list_price: 12.34,
      standard_price: 5,
      default_code: 'W-SCREW',
      barcode: '4006381333931',
      uom_id: unit,
      uom_po_id: unit,
      description_sale: 'A screw\nof steel',
      sale_ok: true,
      purchase_ok: false,
      active: true,
      weight: 0.25,
    });
    world.brings('product.product', 1);
    const variant = await world.find('product.product', 'product_tmpl_id', product);
    await world.holds('product.product', variant, { default_code: 'W-SCREW', standard_price: 5 });
    const currency = await world.find('res.currency', 'name', 'USD');
    const pricelist = await world.make('product.pricelist', {
      name: 'Write prices',
      currency_id: currency,
      sequence: 4,
      active: true,
    });
    const item = await world.make('product.pricelist.item', {
      pricelist_id: pricelist,
      applied_on: '1_product',
      product_tmpl_id: product,
      compute_price: 'fixed',
      fixed_price: 9.99,
      min_quantity: 10,
      date_start: '2019-01-01T00:00:00Z',
    });
    await world.change('product.pricelist.item', item, { fixed_price: 8.5, min_quantity: 0 });
    await world.change('product.template', product, { active: false, list_price: 1, categ_id: top });
  },
};

export const invoices: WriteKind = {
  name: 'draft invoices with lines, by account code and mapped tax',
  needs: [
    'account.move',
    'account.move.line',
    'account.account',
    'account.tax',
    'account.journal',
    'res.currency',
  ],
  async run(world) {
    const partner = await world.make('res.partner', { name: 'Invoiced AG', email: 'pay@example.com' });
    const account = await world.find('account.account', 'code', '400000');
    const [tax] = await world.all('account.tax', { type_tax_use: 'sale', amount: '15' }, ['name']);
    const invoice = await world.make('account.move', {
      move_type: 'out_invoice',
      partner_id: partner,
      journal_id: await world.find('account.journal', 'type', 'sale'),
      invoice_date: '2019-03-04',
      invoice_date_due: '2019-04-04',
      ref: 'W-2019-1',
      narration: '<p>Thank you</p>',
      currency_id: await world.find('res.currency', 'name', 'USD'),
      invoice_user_id: (await world.self()).user,
      invoice_line_ids: [
        {
          name: 'Work',
          quantity: 2,
          price_unit: 100.5,
          account_id: account,
          tax_ids: [Number(tax?.id)],
          discount: 10,
        },
        { name: 'Free of tax', quantity: 1, price_unit: 10, account_id: account, tax_ids: [] },
      ],
    });
    const lines = await world.all('account.move.line', { move_id: invoice, display_type: 'product' }, [
      'name',
      'quantity',
      'price_unit',
      'discount',
      'account_id.code',
      'tax_ids',
      'price_subtotal',
    ]);
    expect(lines.map(({ values }) => values)).toEqual([
      {
        name: 'Work',
        quantity: '2',
        price_unit: '100.5',
        discount: '10',
        'account_id.code': '400000',
        tax_ids: [tax?.id],
        price_subtotal: '180.9',
      },
      {
        name: 'Free of tax',
        quantity: '1',
        price_unit: '10',
        discount: '0',
        'account_id.code': '400000',
        tax_ids: [],
        price_subtotal: '10',
      },
    ]);
    // The tax, and what the customer owes.
    world.brings('account.move.line', 4);
    expect(
      await world.values('account.move', invoice, ['state', 'amount_untaxed', 'amount_tax', 'amount_total']),
    ).toEqual({ state: 'draft', amount_untaxed: '190.9', amount_tax: '27.14', amount_total: '218.04' });
    await world.change('account.move', invoice, { ref: 'W-2019-2', narration: null });
  },
};

export const tasks: WriteKind = {
  name: 'projects with stages and tasks, done ones and those below others',
  needs: ['project.project', 'project.task', 'project.task.type', 'project.tags', 'res.groups'],
  async run(world) {
    const { user } = await world.user('write-task@example.com');
    const partner = await world.make('res.partner', { name: 'Project AG', email: 'project@example.com' });
    const project = await world.make('project.project', {
      name: 'Write project',
      user_id: user,
      partner_id: partner,
      privacy_visibility: 'employees',
      date_start: '2019-01-01',
      date: '2019-12-31',
      description: '<p>What for</p>',
      color: 4,
    });
    world.brings('mail.alias', 1);
    const [open = 0, done = 0] = await world.makeAll('project.task.type', [
      { name: 'Write open', sequence: 1, project_ids: [project] },
      { name: 'Write done', sequence: 2, fold: true, project_ids: [project] },
    ]);
    const tag = await world.make('project.tags', { name: 'Write task tag' });
    const task = await world.make('project.task', {
      name: 'Write task',
      project_id: project,
      stage_id: open,
      user_ids: [user],
      partner_id: partner,
      priority: '1',
      description: '<p>How</p>',
      tag_ids: [tag],
      sequence: 3,
    });
    const child = await world.make('project.task', {
      name: 'Write subtask',
      project_id: project,
      parent_id: task,
      stage_id: done,
      user_ids: [],
      active: false,
    });
    await world.change('project.task', task, { stage_id: done, user_ids: [], tag_ids: [] });
    await world.change('project.task', task, { user_ids: { add: [user] } });
    await world.change('project.task', child, { active: true, parent_id: null });
    // Of each assignment 16.0 keeps the message, which only its addressee may delete; nothing is sent.
    if (world.version === '16.0') world.brings('mail.message', 2);
  },
};

export const customersOfTasks: WriteKind = {
  name: 'tasks without a customer, below those and in projects that have one',
  needs: ['project.project', 'project.task'],
  async run(world) {
    const [ada = 0, bob = 0] = await world.makeAll('res.partner', [{ name: 'Ada' }, { name: 'Bob' }]);
    const [plain = 0, owned = 0] = await world.makeAll('project.project', [
      { name: 'Of nobody' },
      { name: 'Of Ada', partner_id: ada },
    ]);
    world.brings('mail.alias', 2);
    const task = { project_id: plain, user_ids: [], partner_id: null };
    const names = ['above', 'child', 'grandchild', 'moved', 'below', 'sibling'];
    const [above = 0, child = 0, grandchild = 0, moved = 0, below = 0, sibling = 0] = await world.makeAll(
      'project.task',
      names.map((name) => ({ ...task, name })),
    );
    const entity = world.entity('project.task');
    await world.change('project.task', above, { partner_id: ada });
    // Odoo would give them the customer of what they come to be below.
    await world.change('project.task', child, { parent_id: above });
    await world.change('project.task', grandchild, { parent_id: child });
    await world.change('project.task', moved, { project_id: owned });
    await world.change('project.task', sibling, { partner_id: bob, parent_id: above });
    for (const id of [child, grandchild, moved]) await world.holds('project.task', id, { partner_id: null });
    // And that of a task above them which gets one later, in the same call or in another.
    await world.change('project.task', above, { partner_id: bob });
    await world.target.update(entity, [
      { id: below, values: { parent_id: above, partner_id: null } },
      { id: above, values: { partner_id: ada } },
    ]);
    for (const id of [child, grandchild, below]) await world.holds('project.task', id, { partner_id: null });
    await world.holds('project.task', above, { partner_id: ada });
    await world.holds('project.task', sibling, { partner_id: bob });
  },
};

/** The sandbox is held to it, so that what the connector does about it is needed there as well. */
export const customersFromAbove: WriteKind = {
  name: 'tasks whose customer nobody gives, which is that of the task or the project above',
  needs: ['project.project', 'project.task'],
  async run(world) {
    const [ada = 0, bob = 0] = await world.makeAll('res.partner', [{ name: 'Ada' }, { name: 'Bob' }]);
    const project = await world.make('project.project', { name: 'Of Ada', partner_id: ada });
    world.brings('mail.alias', 1);
    const task = { project_id: project, user_ids: [] };
    const above = await world.make('project.task', { ...task, name: 'Above' });
    await world.holds('project.task', above, { partner_id: ada });
    await world.change('project.task', above, { partner_id: bob });
    const child = await world.make('project.task', { ...task, name: 'Child', parent_id: above });
    await world.holds('project.task', child, { partner_id: bob });
  },
};

/** What Odoo would delete with what a rollback takes away. */
export const tasksOfOthers: WriteKind = {
  name: 'nothing over the tasks of other people, below a task or in a project that goes',
  needs: ['project.project', 'project.task'],
  async run(world) {
    const { partner } = await world.self();
    const project = await world.make('project.project', { name: 'Goes' });
    world.brings('mail.alias', 1);
    const task = { project_id: project, user_ids: [] };
    const [goes = 0, too = 0, stays = 0] = await world.makeAll('project.task', [
      { ...task, name: 'Goes' },
      { ...task, name: 'Goes too' },
      { ...task, name: 'Stays', partner_id: partner },
    ]);
    await world.change('project.task', too, { parent_id: goes });
    await world.change('project.task', stays, { parent_id: too });
    await world.target.delete(world.entity('project.task'), [goes, too]);
    world.brings('project.task', -2);
    await world.holds('project.task', stays, { parent_id: null, project_id: project, partner_id: partner });
    await expect(world.target.delete(world.entity('project.project'), [project])).rejects.toMatchObject({
      kind: 'record',
      message: expect.stringContaining('A task stands in the project'),
    });
  },
};

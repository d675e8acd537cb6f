import type { Behaviour } from '../behaviour.ts';
import { roundTo } from '../convert.ts';
import type { Environment } from '../environment.ts';
import type { Values } from '../types.ts';
import { balanced, kinds } from './invoice-books.ts';
import { followersOf } from './partner.ts';
import { mapped } from './tax.ts';

const model = 'account.move';
const lineModel = 'account.move.line';

const shownAsLines: ReadonlySet<unknown> = new Set(['product', 'line_section', 'line_note']);

/** Draft invoices: Odoo adds the lines of the tax and of what is owed, and the totals. Posting is not simulated. */
export const invoice: Behaviour = {
  complete(env, values, given) {
    const kind = kinds[String(values.move_type ?? 'entry')];
    values.date ??= given.invoice_date || env.today;
    values.journal_id ??= first(env, 'account.journal', 'type', kind?.journal ?? 'general');
    values.company_id ??= 1;
    values.currency_id ??= env.ref('res.company', Number(values.company_id), 'currency_id');
    if (kind === undefined) return;
    values.invoice_user_id ??= env.uid;
    values.invoice_date_due ??= given.invoice_date || env.today;
    values.payment_state = 'not_paid';
    const partner = values.partner_id;
    if (!env.exists('res.partner', partner)) return;
    if (!('fiscal_position_id' in given))
      values.fiscal_position_id = env.ref('res.partner', partner, 'property_account_position_id');
    values.commercial_partner_id = env.ref('res.partner', partner, 'commercial_partner_id') ?? partner;
    values.partner_shipping_id ??= partner;
    values.invoice_partner_display_name = env.displayName('res.partner', partner);
  },
  afterCreate(env, id) {
    numbered(env, id);
    balanced(env, id);
  },
  computed: {
    invoice_line_ids: (env, id) =>
      [...env.database.lookup(lineModel, 'move_id', [id])].filter((line) =>
        shownAsLines.has(env.get(lineModel, line, 'display_type')),
      ),
    message_partner_ids: (env, id) => followersOf(env, model, id),
  },
  displayName: (env, id) => env.text(model, id, 'name') ?? '/',
};

export const invoiceLine: Behaviour = {
  complete(env, values, given) {
    values.display_type ??= 'product';
    const move = values.move_id;
    if (!env.exists(model, move)) return;
    for (const field of ['currency_id', 'partner_id']) values[field] ??= env.get(model, move, field);
    for (const field of ['company_id', 'journal_id', 'date']) values[field] = env.get(model, move, field);
    if (values.display_type !== 'product') return;
    values.quantity ??= 1;
    values.account_id ??= journalsAccount(env, move);
    if (!('tax_ids' in given)) values.tax_ids = [[6, 0, ownTaxes(env, move, values)]];
    const gross = Number(values.quantity) * Number(values.price_unit ?? 0);
    values.price_subtotal = roundTo(gross * (1 - Number(values.discount ?? 0) / 100), 2);
  },
};

/** "INV/2019/00001": the first of a year shows its number while it is a draft, those after it "/". */
function numbered(env: Environment, id: number): void {
  if (kinds[env.text(model, id, 'move_type') ?? ''] === undefined || env.text(model, id, 'name')) return;
  const journal = env.ref(model, id, 'journal_id');
  const code = journal === null ? '' : (env.text('account.journal', journal, 'code') ?? '');
  const prefix = `${code}/${(env.text(model, id, 'date') ?? env.today).slice(0, 4)}/`;
  const before = [...env.database.lookup(model, 'sequence_prefix', [prefix])].length;
  const name = before === 0 ? { name: `${prefix}00001`, sequence_number: 1 } : { name: '/' };
  env.database.update(model, id, { ...name, sequence_prefix: prefix });
}

/** The taxes of the product, else of the account, as the fiscal position of the invoice maps them. */
function ownTaxes(env: Environment, move: number, values: Readonly<Values>): readonly number[] {
  const journal = kinds[env.text(model, move, 'move_type') ?? '']?.journal;
  const product = values.product_id;
  const ofProduct =
    journal !== undefined && env.exists('product.product', product)
      ? env.list('product.product', product, journal === 'sale' ? 'taxes_id' : 'supplier_taxes_id')
      : [];
  const account = values.account_id;
  const ofAccount = env.exists('account.account', account)
    ? env
        .list('account.account', account, 'tax_ids')
        .filter((id) => journal === undefined || env.text('account.tax', id, 'type_tax_use') === journal)
    : [];
  return mapped(
    env,
    env.ref(model, move, 'fiscal_position_id'),
    ofProduct.length > 0 ? ofProduct : ofAccount,
  );
}

function journalsAccount(env: Environment, move: number): number | null {
  const journal = env.ref(model, move, 'journal_id');
  return journal === null ? null : env.ref('account.journal', journal, 'default_account_id');
}

function first(env: Environment, other: string, column: string, value: string): number | null {
  return Math.min(...env.database.lookup(other, column, [value]), Number.POSITIVE_INFINITY) ===
    Number.POSITIVE_INFINITY
    ? null
    : Math.min(...env.database.lookup(other, column, [value]));
}

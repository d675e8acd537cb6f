import type { Behaviour } from '../behaviour.ts';
import { roundTo } from '../convert.ts';
import type { Environment } from '../environment.ts';
import type { Values } from '../types.ts';
import { followersOf } from './partner.ts';

const model = 'account.move';
const lineModel = 'account.move.line';

/** Invoices and credit notes: what is owed by whom, and which journal they go to. An entry of the books has neither. */
const kinds: Readonly<Record<string, { readonly journal: 'sale' | 'purchase'; readonly sign: 1 | -1 }>> = {
  out_invoice: { journal: 'sale', sign: 1 },
  out_refund: { journal: 'sale', sign: -1 },
  in_invoice: { journal: 'purchase', sign: -1 },
  in_refund: { journal: 'purchase', sign: 1 },
};

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
  complete(env, values) {
    values.display_type ??= 'product';
    const move = values.move_id;
    if (!env.exists(model, move)) return;
    for (const field of ['currency_id', 'partner_id']) values[field] ??= env.get(model, move, field);
    for (const field of ['company_id', 'journal_id', 'date']) values[field] = env.get(model, move, field);
    if (values.display_type !== 'product') return;
    values.quantity ??= 1;
    values.account_id ??= journalsAccount(env, move);
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

/** Adds a line for each tax and one for what is owed, and works out the totals. */
function balanced(env: Environment, id: number): void {
  const kind = kinds[env.text(model, id, 'move_type') ?? ''];
  if (kind === undefined) return;
  const taxes = new Map<number, { base: number; amount: number }>();
  let untaxed = 0;
  for (const line of env.list(model, id, 'invoice_line_ids')) {
    if (env.get(lineModel, line, 'display_type') !== 'product') continue;
    const subtotal = Number(env.get(lineModel, line, 'price_subtotal') ?? 0);
    let total = subtotal;
    for (const tax of env.list(lineModel, line, 'tax_ids')) {
      const amount = roundTo((subtotal * Number(env.get('account.tax', tax, 'amount') ?? 0)) / 100, 2);
      const sum = taxes.get(tax) ?? { base: 0, amount: 0 };
      taxes.set(tax, { base: sum.base + subtotal, amount: sum.amount + amount });
      total += amount;
    }
    untaxed += subtotal;
    env.database.update(lineModel, line, {
      price_total: roundTo(total, 2),
      ...booked(-kind.sign * subtotal),
    });
  }
  let taxed = 0;
  for (const [tax, { base, amount }] of taxes) {
    taxed += amount;
    addLine(env, id, 'tax', -kind.sign * amount, {
      name: env.text('account.tax', tax, 'name'),
      account_id: first(env, 'account.account', 'code', kind.journal === 'sale' ? '251000' : '131000'),
      tax_line_id: tax,
      tax_base_amount: base,
    });
  }
  const total = roundTo(untaxed + taxed, 2);
  const owed = kind.journal === 'sale' ? 'asset_receivable' : 'liability_payable';
  if (env.list(model, id, 'invoice_line_ids').length > 0)
    addLine(env, id, 'payment_term', kind.sign * total, {
      account_id: first(env, 'account.account', 'account_type', owed),
      date_maturity: env.text(model, id, 'invoice_date_due'),
    });
  env.database.update(model, id, {
    amount_untaxed: roundTo(untaxed, 2),
    amount_tax: roundTo(taxed, 2),
    amount_total: total,
    amount_residual: total,
    amount_untaxed_signed: kind.sign * roundTo(untaxed, 2),
    amount_tax_signed: kind.sign * roundTo(taxed, 2),
    amount_total_signed: kind.sign * total,
    amount_total_in_currency_signed: kind.sign * total,
    amount_residual_signed: kind.sign * total,
  });
}

function addLine(env: Environment, move: number, display: string, amount: number, values: Values): void {
  env.createOne(lineModel, {
    move_id: move,
    display_type: display,
    quantity: 0,
    ...booked(amount),
    ...Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)),
  });
}

function booked(amount: number): { balance: number; amount_currency: number; debit: number; credit: number } {
  const balance = roundTo(amount, 2);
  return {
    balance,
    amount_currency: balance,
    debit: Math.max(balance, 0),
    credit: Math.max(-balance, 0),
  };
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

import { roundTo } from '../convert.ts';
import type { Environment } from '../environment.ts';
import type { Values } from '../types.ts';
import { inCompanyMoney, valueIn } from './currency.ts';
import { bookedBy } from './tax.ts';

const model = 'account.move';
const lineModel = 'account.move.line';

/** Invoices and credit notes: what is owed by whom, and which journal they go to. An entry of the books has neither. */
export const kinds: Readonly<
  Record<string, { readonly journal: 'sale' | 'purchase'; readonly sign: 1 | -1 }>
> = {
  out_invoice: { journal: 'sale', sign: 1 },
  out_refund: { journal: 'sale', sign: -1 },
  in_invoice: { journal: 'purchase', sign: -1 },
  in_refund: { journal: 'purchase', sign: 1 },
};

/** An amount in the currency of the invoice, and the same in the company's. */
interface Money {
  readonly amount: number;
  readonly balance: number;
}

interface TaxSum {
  readonly tax: number;
  readonly account: number | null;
  readonly share: number | null;
  /** In the company's currency. */
  readonly base: number;
  readonly sum: Money;
}

/** Adds a line for each tax and one for what is owed, and works out the totals. */
export function balanced(env: Environment, id: number): void {
  const kind = kinds[env.text(model, id, 'move_type') ?? ''];
  if (kind === undefined) return;
  const company = env.ref(model, id, 'company_id') ?? 1;
  const day = env.text(model, id, 'invoice_date') ?? env.text(model, id, 'date') ?? env.today;
  const value = valueIn(env, company, env.ref(model, id, 'currency_id'), day);
  const money = (amount: number): Money => ({
    amount: roundTo(amount, 2),
    balance: inCompanyMoney(env, company, amount * value),
  });
  const document = (env.text(model, id, 'move_type') ?? '').endsWith('_refund') ? 'refund' : 'invoice';
  const taxes = new Map<string, TaxSum>();
  let untaxed: Money = { amount: 0, balance: 0 };
  for (const line of env.list(model, id, 'invoice_line_ids')) {
    if (env.get(lineModel, line, 'display_type') !== 'product') continue;
    const net = money(Number(env.get(lineModel, line, 'price_subtotal') ?? 0));
    let total = net.amount;
    for (const tax of env.list(lineModel, line, 'tax_ids')) {
      const rate = Number(env.get('account.tax', tax, 'amount') ?? 0);
      const due = money(roundTo((net.amount * rate) / 100, 2));
      const { share, account: own } = bookedBy(env, tax, document);
      // A tax without an account of its own goes where its line goes.
      const account = own ?? env.ref(lineModel, line, 'account_id');
      const before = taxes.get(`${tax} ${account}`);
      taxes.set(`${tax} ${account}`, {
        tax,
        account,
        share,
        base: (before?.base ?? 0) + net.balance,
        sum: before === undefined ? due : plus(before.sum, due),
      });
      total += due.amount;
    }
    untaxed = plus(untaxed, net);
    env.database.update(lineModel, line, {
      price_total: roundTo(total, 2),
      ...booked(-kind.sign, net),
    });
  }
  let taxed: Money = { amount: 0, balance: 0 };
  for (const { tax, account, share, base, sum } of taxes.values()) {
    taxed = plus(taxed, sum);
    addLine(env, id, 'tax', booked(-kind.sign, sum), {
      name: env.text('account.tax', tax, 'name'),
      account_id: account,
      tax_line_id: tax,
      tax_repartition_line_id: share,
      tax_base_amount: roundTo(base, 2),
    });
  }
  const total = plus(untaxed, taxed);
  const owed = kind.journal === 'sale' ? 'asset_receivable' : 'liability_payable';
  if (env.list(model, id, 'invoice_line_ids').length > 0)
    addLine(env, id, 'payment_term', booked(kind.sign, total), {
      name: '',
      account_id: firstAccount(env, owed),
      date_maturity: env.text(model, id, 'invoice_date_due'),
    });
  env.database.update(model, id, {
    amount_untaxed: untaxed.amount,
    amount_tax: taxed.amount,
    amount_total: total.amount,
    amount_residual: total.amount,
    amount_untaxed_signed: kind.sign * untaxed.balance,
    amount_tax_signed: kind.sign * taxed.balance,
    amount_total_signed: kind.sign * total.balance,
    amount_total_in_currency_signed: kind.sign * total.amount,
    amount_residual_signed: kind.sign * total.balance,
  });
}

function plus(one: Money, other: Money): Money {
  return {
    amount: roundTo(one.amount + other.amount, 2),
    balance: roundTo(one.balance + other.balance, 2),
  };
}

function addLine(env: Environment, move: number, display: string, money: Values, values: Values): void {
  env.createOne(lineModel, {
    move_id: move,
    display_type: display,
    quantity: 0,
    ...money,
    ...Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)),
  });
}

function booked(
  sign: number,
  money: Money,
): { balance: number; amount_currency: number; debit: number; credit: number } {
  // A zero keeps no sign.
  const balance = sign * money.balance || 0;
  return {
    balance,
    amount_currency: sign * money.amount || 0,
    debit: Math.max(balance, 0),
    credit: Math.max(-balance, 0),
  };
}

function firstAccount(env: Environment, type: string): number | null {
  const accounts = [...env.database.lookup('account.account', 'account_type', [type])];
  return accounts.length === 0 ? null : Math.min(...accounts);
}

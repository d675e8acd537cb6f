import type { Behaviour } from '../behaviour.ts';
import type { Environment } from '../environment.ts';

const model = 'account.tax';
const shares = 'account.tax.repartition.line';

/** A tax, with the lines that say which account it is booked on: none of its own until somebody names one. */
export const tax: Behaviour = {
  complete(env, values) {
    const company = Number(values.company_id ?? 1);
    values.country_id ??= env.ref('res.company', company, 'account_fiscal_country_id');
    values.tax_group_id ??= groupOf(env, company, values.country_id);
  },
  afterCreate(env, id) {
    if (env.database.lookup(shares, 'tax_id', [id]).size > 0) return;
    for (const document_type of ['invoice', 'refund'])
      for (const repartition_type of ['base', 'tax'])
        env.createOne(shares, { tax_id: id, document_type, repartition_type });
  },
  computed: {
    invoice_repartition_line_ids: (env, id) => sharesOf(env, id, 'invoice'),
    refund_repartition_line_ids: (env, id) => sharesOf(env, id, 'refund'),
  },
};

export const taxMapping: Behaviour = {
  displayName: (env, id) => {
    const position = env.ref('account.fiscal.position.tax', id, 'position_id');
    return position === null ? '' : env.displayName('account.fiscal.position', position);
  },
};

export const taxShare: Behaviour = {
  complete(env, values) {
    const of = values.tax_id;
    if (env.exists(model, of)) values.company_id ??= env.ref(model, of, 'company_id');
    values.use_in_tax_closing ??= false;
  },
  displayName: (_env, id) => `${shares},${id}`,
};

/** The first group of that country, else the first of none. */
function groupOf(env: Environment, company: number, country: unknown): number | null {
  const [first] = [country, false].flatMap((of) =>
    env.search('account.tax.group', [
      ['company_id', '=', company],
      ['country_id', '=', of],
    ]),
  );
  return first ?? null;
}

function sharesOf(env: Environment, id: number, document: string): readonly number[] {
  return [...env.database.lookup(shares, 'tax_id', [id])].filter(
    (share) => env.text(shares, share, 'document_type') === document,
  );
}

/** The line by which a tax is booked on such a document, and its account, if it has one. */
export function bookedBy(
  env: Environment,
  id: number,
  document: 'invoice' | 'refund',
): { readonly share: number | null; readonly account: number | null } {
  const share = sharesOf(env, id, document).find(
    (one) => env.text(shares, one, 'repartition_type') === 'tax',
  );
  return share === undefined
    ? { share: null, account: null }
    : { share, account: env.ref(shares, share, 'account_id') };
}

/** Taxes as a fiscal position maps them: one that it says nothing of stays. */
export function mapped(env: Environment, position: number | null, taxes: readonly number[]): number[] {
  if (position === null) return [...taxes];
  const rows = [...env.database.lookup('account.fiscal.position.tax', 'position_id', [position])];
  const result = taxes.flatMap((id) => {
    const about = rows
      .filter((row) => env.ref('account.fiscal.position.tax', row, 'tax_src_id') === id)
      .map((row) => env.ref('account.fiscal.position.tax', row, 'tax_dest_id'))
      .filter((other) => other === null || env.get(model, other, 'active') === true);
    return about.length === 0 ? [id] : about.filter((other) => other !== null);
  });
  return [...new Set(result)];
}

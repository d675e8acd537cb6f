import type { Behaviour } from '../behaviour.ts';
import { roundTo } from '../convert.ts';
import type { Environment } from '../environment.ts';
import { implyForEmployees, inGroup } from './user.ts';

const model = 'res.currency';
const pricelistModel = 'product.pricelist';

/** Who may work with pricelists; all employees, from when a second currency is in use. */
export const PRICELISTS = 'product.group_product_pricelist';

/** With a second currency come the pricelists of the companies; with a currency go its pricelists. */
export const currency: Behaviour = {
  afterCreate: countCurrencies,
  afterWrite(env, id, values) {
    if (!('active' in values)) return;
    countCurrencies(env);
    if (values.active) return;
    const priced = env.search(pricelistModel, [['currency_id', '=', id]]);
    if (priced.length > 0) env.write(pricelistModel, priced, { active: false });
  },
  afterUnlink: countCurrencies,
};

function countCurrencies(env: Environment): void {
  const several = env.database.lookup(model, 'active', [true]).size > 1;
  implyForEmployees(env, 'base.group_multi_currency', several);
  if (!several || inGroup(env, PRICELISTS)) return;
  implyForEmployees(env, PRICELISTS, true);
  givePricelists(env, [...env.database.ids('res.company')]);
}

/** Each of these companies has a pricelist of its currency without rules: an archived one is taken up again. */
export function givePricelists(env: Environment, companies: readonly number[]): void {
  for (const company of companies) {
    const currencyId = env.ref('res.company', company, 'currency_id');
    const plain = [...env.database.lookup(pricelistModel, 'company_id', [company])].filter(
      (id) =>
        env.ref(pricelistModel, id, 'currency_id') === currencyId &&
        env.database.lookup('product.pricelist.item', 'pricelist_id', [id]).size === 0,
    );
    if (plain.length > 0) {
      env.write(pricelistModel, plain, { active: true });
      continue;
    }
    const code = currencyId === null ? '' : env.text(model, currencyId, 'name');
    env.createOne(pricelistModel, {
      name: `Default ${code ?? ''} pricelist`,
      currency_id: currencyId,
      company_id: company,
      sequence: 10,
    });
  }
}

/** What one of a currency is in the company's, by the last rate up to that day ("2019-03-04"); 1 where there is none. */
export function valueIn(env: Environment, company: number, currencyId: number | null, day: string): number {
  const own = env.ref('res.company', company, 'currency_id');
  return currencyId === own ? 1 : rateOf(env, company, own, day) / rateOf(env, company, currencyId, day);
}

function rateOf(env: Environment, company: number, currencyId: number | null, day: string): number {
  if (currencyId === null) return 1;
  const rates = [...env.database.lookup('res.currency.rate', 'currency_id', [currencyId])]
    .map((id) => ({
      company: env.ref('res.currency.rate', id, 'company_id'),
      day: env.text('res.currency.rate', id, 'name') ?? '',
      rate: Number(env.get('res.currency.rate', id, 'rate') ?? 1),
    }))
    .filter((rate) => rate.day <= day && (rate.company === null || rate.company === company))
    // The company's own before those of all.
    .sort((a, b) => Number(a.company === null) - Number(b.company === null) || (a.day < b.day ? 1 : -1));
  return rates[0]?.rate ?? 1;
}

/** Rounded to the places of the company's currency. */
export function inCompanyMoney(env: Environment, company: number, amount: number): number {
  const own = env.ref('res.company', company, 'currency_id');
  const places = own === null ? null : env.get(model, own, 'decimal_places');
  return roundTo(amount, typeof places === 'number' ? places : 2);
}

import type { Row } from '../store.ts';
import { audit, type Context, description } from './context.ts';
import { Random } from './random.ts';

const UNITS = [
  ['Unit', 1],
  ['Dozen', 12],
  ['Hour', 1],
  ['Pallet', 480],
] as const;
const THINGS = [
  'Ultrasound',
  'Röntgen cihazı',
  'EKG-Gerät',
  'Stéthoscope',
  'Service contract',
  'Gloves & masks',
];

/** Products, their units of measure, and what they cost on which price list. */
export function makeCatalogue(context: Context): Readonly<Record<string, readonly Row[]>> & {
  readonly product: readonly Row[];
} {
  const random = new Random(context.seed, 'catalogue');
  const { currencies } = context.organisation;
  const schedule = { entity: 'uomschedule', id: random.guid() };
  const uom = UNITS.map(([name, quantity], index) => ({
    ...audit(context, random, 9_400_000, index),
    uomid: random.guid(),
    name,
    quantity: `${quantity}.0000000000`,
    isschedulebaseuom: index === 0,
    uomscheduleid: schedule,
  }));
  const unit = (): Row[string] => ({ entity: 'uom', id: String(random.pick(uom).uomid) });
  const pricelevel = currencies.map((currency, index) => ({
    ...audit(context, random, 9_410_000, index),
    pricelevelid: random.guid(),
    name: `List ${currency.code}`,
    begindate: '2023-01-01T00:00:00Z',
    enddate: index === 2 ? '2023-12-31T00:00:00Z' : null,
    transactioncurrencyid: { entity: 'transactioncurrency', id: currency.id },
    exchangerate: currency.rate,
    statecode: index === 2 ? 1 : 0,
    statuscode: index === 2 ? 100_002 : 100_001,
  }));
  const base = { entity: 'transactioncurrency', id: currencies[0]?.id ?? '' };
  const product = Array.from({ length: 40 }, (_, index) => {
    const state = random.pick([0, 0, 0, 1, 2] as const);
    const [price, cost] = [random.int(10, 9000), random.int(5, 4000)];
    return {
      ...audit(context, random, 9_420_000, index),
      productid: random.guid(),
      productnumber: `P-${String(index + 1).padStart(4, '0')}`,
      name: `${random.pick(THINGS)} ${index + 1}`,
      description: description(random, 50),
      price: `${price}.5000`,
      price_base: `${price}.5000`,
      standardcost: random.maybe(80, `${cost}.2500`),
      standardcost_base: null,
      producttypecode: random.pick([1, 1, 1, 3]),
      // A product, a family, or a bundle of others.
      productstructure: index === 0 ? 2 : index % 9 === 0 ? 3 : 1,
      defaultuomid: unit() ?? null,
      defaultuomscheduleid: schedule,
      quantitydecimal: 2,
      isstockitem: random.chance(50),
      stockweight: random.maybe(30, `${random.int(1, 40)}.00000`),
      transactioncurrencyid: base,
      exchangerate: currencies[0]?.rate ?? null,
      statecode: state,
      statuscode: [1, 2, 0][state] ?? 1,
    };
  });
  const productpricelevel = pricelevel.flatMap((list, number) =>
    product
      .filter((_, index) => index % 3 !== number)
      .map((item, index) => {
        const amount = `${random.int(10, 9000)}.0000`;
        const percent = index % 8 === 7;
        return {
          ...audit(context, random, 9_430_000 + number * 1000, index),
          productpricelevelid: random.guid(),
          pricelevelid: { entity: 'pricelevel', id: list.pricelevelid },
          productid: { entity: 'product', id: item.productid },
          productnumber: item.productnumber,
          uomid: item.defaultuomid,
          uomscheduleid: schedule,
          pricingmethodcode: percent ? 2 : 1,
          amount: percent ? null : amount,
          amount_base: percent ? null : amount,
          percentage: percent ? '90.00000' : null,
          quantitysellingcode: 1,
          roundingpolicycode: 1,
          transactioncurrencyid: list.transactioncurrencyid,
          exchangerate: list.exchangerate,
        };
      }),
  );
  return { uom, pricelevel, product, productpricelevel };
}

import type { Environment } from './environment.ts';
import type { Values } from './types.ts';

/** The people of the demonstration, in the order in which they get their ids: name and the part of the login before the `@`. */
export const people = [
  ['Ayşe Kaya', 'ayse.kaya'],
  ['Mehmet Demir', 'mehmet.demir'],
  ['Zeynep Çelik', 'zeynep.celik'],
  ['Emma Clarke', 'emma.clarke'],
  ['Oliver Wright', 'oliver.wright'],
  ['Priya Patel', 'priya.patel'],
  ['Lukas Müller', 'lukas.mueller'],
  ['Chloé Martin', 'chloe.martin'],
  ['Hans Becker', 'hans.becker'],
  ['Migration', 'migration'],
  ['Sofia Rossi', 'sofia.rossi'],
  ['Jan de Vries', 'jan.devries'],
] as const;

/** Companies beside the first ten: name, web name, city, country code. */
const companies = [
  ['Kaya Holding', 'kaya-holding', 'İstanbul', 'TR'],
  ['Clarke & Sons', 'clarke-sons', 'London', 'GB'],
  ['Becker Werke', 'becker-werke', 'Stuttgart', 'DE'],
  ['Demir Lojistik', 'demir-lojistik', 'İzmir', 'TR'],
  ['Wright Engineering', 'wright-engineering', 'Leeds', 'GB'],
  ['Patel Textiles', 'patel-textiles', 'Mumbai', 'IN'],
  ['Müller Maschinenbau', 'mueller-maschinenbau', 'München', 'DE'],
  ['Maison Martin', 'maison-martin', 'Lyon', 'FR'],
  ['Rossi Alimentari', 'rossi-alimentari', 'Milano', 'IT'],
  ['De Vries Logistiek', 'de-vries-logistiek', 'Rotterdam', 'NL'],
  ['Anadolu Tekstil', 'anadolu-tekstil', 'Bursa', 'TR'],
  ['Ege Gıda', 'ege-gida', 'Aydın', 'TR'],
  ['Northwind Supplies', 'northwind-supplies', 'Manchester', 'GB'],
  ['Harbour Freight Lines', 'harbour-freight', 'Southampton', 'GB'],
  ['Alpen Technik', 'alpen-technik', 'Innsbruck', 'AT'],
  ['Zürichsee Treuhand', 'zuerichsee-treuhand', 'Zürich', 'CH'],
  ['Nordlicht Energie', 'nordlicht-energie', 'Hamburg', 'DE'],
  ['Boulangerie Petit', 'boulangerie-petit', 'Nantes', 'FR'],
  ['Iberica Solar', 'iberica-solar', 'Sevilla', 'ES'],
  ['Lisboa Cerâmica', 'lisboa-ceramica', 'Lisboa', 'PT'],
  ['Baltic Timber', 'baltic-timber', 'Riga', 'LV'],
  ['Warszawa Stal', 'warszawa-stal', 'Warszawa', 'PL'],
  ['Praha Sklo', 'praha-sklo', 'Praha', 'CZ'],
  ['Danube Shipping', 'danube-shipping', 'Budapest', 'HU'],
  ['Athena Pharma', 'athena-pharma', 'Athens', 'GR'],
  ['Gulf Trading House', 'gulf-trading', 'Dubai', 'AE'],
  ['Nile Cotton', 'nile-cotton', 'Cairo', 'EG'],
  ['Pacific Outfitters', 'pacific-outfitters', 'Seattle', 'US'],
  ['Maple Ridge Foods', 'maple-ridge', 'Toronto', 'CA'],
  ['Southern Cross Mining', 'southern-cross', 'Perth', 'AU'],
] as const;

/** Cities and countries of the first ten companies. */
const firstTen = [
  ['İstanbul', 'TR'],
  ['London', 'GB'],
  ['Berlin', 'DE'],
  ['Ankara', 'TR'],
  ['Bristol', 'GB'],
  ['Köln', 'DE'],
  ['Paris', 'FR'],
  ['Antalya', 'TR'],
  ['Glasgow', 'GB'],
  ['Wien', 'AT'],
] as const;

/**
 * A company at work before anybody migrates: users with logins at function365.example, forty companies with
 * websites, the first ten at company-001.example to company-010.example, and three open opportunities.
 */
export function seedDemo(env: Environment): void {
  for (const [name, login] of people) {
    const address = `${login}@function365.example`;
    env.createOne('res.users', { name, login: address, email: address });
  }
  const partners: number[] = [];
  firstTen.forEach(([city, country], index) => {
    const number = String(index + 1).padStart(3, '0');
    partners.push(company(env, `Company ${number}`, `company-${number}`, city, country));
  });
  for (const [name, slug, city, country] of companies) partners.push(company(env, name, slug, city, country));
  const owners = env.search('res.users', [['login', 'like', '%function365.example']], { order: 'id' });
  const opportunities: readonly (readonly [string, number, number, number])[] = [
    ['Fleet renewal', 10, 25_000, 2],
    ['Warehouse software', 11, 48_000, 3],
    ['Maintenance contract', 12, 9_600, 1],
  ];
  opportunities.forEach(([name, index, revenue, stage], position) => {
    env.createOne('crm.lead', {
      name,
      partner_id: partners[index] ?? false,
      user_id: owners[position] ?? env.uid,
      expected_revenue: revenue,
      stage_id: stage,
    });
  });
}

function company(env: Environment, name: string, slug: string, city: string, country: string): number {
  const values: Values = {
    name,
    is_company: true,
    website: `https://www.${slug}.example`,
    email: `info@${slug}.example`,
    city,
    country_id: env.search('res.country', [['code', '=', country]])[0] ?? false,
  };
  return env.createOne('res.partner', values);
}

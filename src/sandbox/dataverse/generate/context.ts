import type { Reference, Row } from '../store.ts';
import type { Currency, Organisation } from './organisation.ts';
import { Random, shifted } from './random.ts';
import { type Place, people, sentences } from './words.ts';

/** Tables whose rows can be counted, referred to and scaled. */
export type Scaled =
  | 'account'
  | 'contact'
  | 'lead'
  | 'opportunity'
  | 'phonecall'
  | 'email'
  | 'appointment'
  | 'annotation';

const sizes: Readonly<Record<Scaled, number>> = {
  account: 400,
  contact: 900,
  lead: 300,
  opportunity: 300,
  phonecall: 250,
  email: 300,
  appointment: 120,
  annotation: 250,
};

/** What every table's generator needs: the ids of all tables, known before any row is made. */
export interface Context {
  readonly seed: number;
  readonly organisation: Organisation;
  readonly ids: Readonly<Record<Scaled, readonly string[]>>;
}

export function makeIds(seed: number, scale: number): Context['ids'] {
  const list = (table: Scaled): readonly string[] => {
    const random = new Random(seed, `ids of ${table}`);
    return Array.from({ length: Math.max(50, Math.round(sizes[table] * scale)) }, () => random.guid());
  };
  return {
    account: list('account'),
    contact: list('contact'),
    lead: list('lead'),
    opportunity: list('opportunity'),
    phonecall: list('phonecall'),
    email: list('email'),
    appointment: list('appointment'),
    annotation: list('annotation'),
  };
}

/** A reference to any record of a table. */
export function anyOf(context: Context, random: Random, table: Scaled): Reference {
  return { entity: table, id: random.pick(context.ids[table]) };
}

/** A reference to a record that exists nowhere. */
export function orphan(random: Random, table: string): Reference {
  return { entity: table, id: random.guid() };
}

/** Owner, owning user or team, and owning business unit, as the platform keeps them together. */
export function ownership(context: Context, random: Random): Row {
  const { owners, teams } = context.organisation;
  if (random.chance(8)) {
    const team = random.pick(teams);
    return {
      ownerid: { entity: 'team', id: team.id },
      owningteam: { entity: 'team', id: team.id },
      owninguser: null,
      owningbusinessunit: { entity: 'businessunit', id: team.businessUnit },
    };
  }
  const user = random.pick(owners);
  return {
    ownerid: { entity: 'systemuser', id: user.id },
    owninguser: { entity: 'systemuser', id: user.id },
    owningteam: null,
    owningbusinessunit: { entity: 'businessunit', id: user.businessUnit },
  };
}

/** Created, modified, version: the columns of the system. Version numbers differ between all rows of all tables. */
export function audit(context: Context, random: Random, base: number, index: number): Row {
  const createdon = random.instant('2018-01-01', '2024-06-30');
  const author = random.pick(context.organisation.owners);
  return {
    createdon,
    createdby: { entity: 'systemuser', id: author.id },
    modifiedon: shifted(createdon, random.int(0, 90 * 86_400)),
    modifiedby: {
      entity: 'systemuser',
      id: random.chance(30) ? context.organisation.integrationUser : author.id,
    },
    versionnumber: base + index,
  };
}

interface Amounts {
  readonly currency: Currency;
  /** An amount of the currency with four decimals, the last two mostly zero. */
  amount(from: number, to: number): string;
  /** The same amount in the base currency. */
  base(amount: string | null): string | null;
  readonly row: Row;
}

/** A currency for a row, and how its amounts are written. */
export function money(context: Context, random: Random): Amounts {
  const { currencies } = context.organisation;
  const currency = random.chance(60) ? (currencies[0] ?? random.pick(currencies)) : random.pick(currencies);
  return {
    currency,
    amount: (from, to) => {
      const digits = random.chance(10)
        ? random.int(0, 9999)
        : random.chance(50)
          ? random.int(0, 99) * 100
          : 0;
      return `${random.int(from, to)}.${String(digits).padStart(4, '0')}`;
    },
    base: (amount) => (amount === null ? null : (Number(amount) / Number(currency.rate)).toFixed(4)),
    row: {
      transactioncurrencyid: { entity: 'transactioncurrency', id: currency.id },
      exchangerate: currency.rate,
    },
  };
}

interface PersonName {
  readonly first: string;
  readonly last: string;
}

export function personName(random: Random): PersonName {
  const names = random.pick(random.chance(70) ? people.slice(0, 3) : people);
  return { first: random.pick(names.first), last: random.pick(names.last) };
}

export function phone(random: Random, place: Place): string {
  const number = `${place.dial}${random.int(100, 999)}`;
  if (random.chance(4)) return `${number} ext. ${random.int(1, 99)}`;
  return random.chance(2) ? 'yok' : number;
}

/** `address1_*`, parts of it missing now and then. */
export function address(random: Random, place: Place): Row {
  return {
    address1_line1: random.maybe(95, `${place.street} ${random.int(1, 240)}`),
    address1_line2: random.maybe(15, `Floor ${random.int(1, 9)}`),
    address1_city: random.maybe(97, place.city),
    address1_stateorprovince: place.state,
    address1_postalcode: place.postalCode === '' ? null : place.postalCode,
    address1_country: random.maybe(95, place.country),
  };
}

export function description(random: Random, percent: number): string | null {
  const text = Array.from({ length: random.int(1, 3) }, () => random.pick(sentences)).join(' ');
  return random.maybe(percent, text);
}

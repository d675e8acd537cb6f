import type { Row } from '../store.ts';
import { Random } from './random.ts';
import { mailName } from './words.ts';

export interface Currency {
  readonly id: string;
  readonly code: string;
  /** How much of this currency one pound is; ten decimals. */
  readonly rate: string;
}

interface User {
  readonly id: string;
  readonly businessUnit: string;
}

/** Who the records belong to. */
export interface Organisation {
  readonly id: string;
  readonly rootUnit: string;
  readonly integrationUser: string;
  /** Everyone who owns records, former colleagues too. */
  readonly owners: readonly User[];
  readonly teams: readonly { readonly id: string; readonly businessUnit: string }[];
  readonly currencies: readonly Currency[];
  readonly rows: Readonly<Record<string, readonly Row[]>>;
}

const units = [
  'Function 365 Clinics',
  'London Clinics',
  'İstanbul Kliniği',
  'Klinik Berlin',
  'Occupational Health',
];

interface Person {
  readonly first: string;
  readonly last: string;
  readonly unit: number;
  /** Absent: first.last@function365.example. */
  readonly email?: string | null;
  readonly former?: true;
  readonly integration?: true;
}

const staff: readonly Person[] = [
  { first: 'Ayşe', last: 'Kaya', unit: 2 },
  { first: 'Mehmet', last: 'Demir', unit: 2, email: 'Mehmet.Demir@Function365.example' },
  { first: 'Zeynep', last: 'Çelik', unit: 2 },
  { first: 'Emma', last: 'Clarke', unit: 1 },
  { first: 'Oliver', last: 'Wright', unit: 1, email: 'OLIVER.WRIGHT@FUNCTION365.EXAMPLE' },
  { first: 'Priya', last: 'Patel', unit: 4 },
  { first: 'Lukas', last: 'Müller', unit: 3 },
  { first: 'Chloé', last: 'Martin', unit: 4, email: 'Chloe.Martin@function365.example' },
  { first: 'Hans', last: 'Becker', unit: 3 },
  { first: 'Former', last: 'Colleague', unit: 1, former: true },
  { first: 'Gülşen', last: 'Eski', unit: 2, former: true },
  { first: 'Rosalind', last: 'Unmatched', unit: 1, email: 'r.unmatched@old-domain.example' },
  { first: 'Tariq', last: 'Aziz', unit: 0, email: 'tariq@contractor.example' },
  { first: '', last: 'Integration', unit: 0, email: null, integration: true },
];

/** Business units, users, teams and currencies: the same for every scale. */
export function makeOrganisation(seed: number): Organisation {
  const random = new Random(seed, 'organisation');
  const id = random.guid();
  const unitIds = units.map(() => random.guid());
  const userIds = staff.map(() => random.guid());
  const [rootUnit = ''] = unitIds;
  const integrationUser = userIds.at(-1) ?? '';
  const unitOf = (index: number): string => unitIds[index] ?? rootUnit;
  const user = (userId: string) => ({ entity: 'systemuser', id: userId });
  const unit = (unitId: string) => ({ entity: 'businessunit', id: unitId });
  let version = 100_000;
  const audit = (day: string): Row => {
    version += 1;
    return {
      createdon: random.instant(day, '2019-12-31'),
      modifiedon: random.instant('2020-01-01', '2024-06-30'),
      createdby: user(integrationUser),
      modifiedby: user(integrationUser),
      versionnumber: version,
    };
  };

  const currencies: readonly Currency[] = [
    { id: random.guid(), code: 'GBP', rate: '1.0000000000' },
    { id: random.guid(), code: 'EUR', rate: '1.1725000000' },
    { id: random.guid(), code: 'TRY', rate: '41.2508300000' },
  ];
  const currencyNames: Readonly<Record<string, readonly [string, string]>> = {
    GBP: ['Pound Sterling', '£'],
    EUR: ['Euro', '€'],
    TRY: ['Türk Lirası', '₺'],
  };
  const base = { entity: 'transactioncurrency', id: currencies[0]?.id ?? '' };

  const teams = [
    ...unitIds.map((unitId, index) => ({
      id: random.guid(),
      businessUnit: unitId,
      name: units[index] ?? '',
      isDefault: true,
    })),
    { id: random.guid(), businessUnit: rootUnit, name: 'Key Accounts', isDefault: false },
  ];

  return {
    id,
    rootUnit,
    integrationUser,
    owners: staff.flatMap((person, index) =>
      person.integration ? [] : [{ id: userIds[index] ?? '', businessUnit: unitOf(person.unit) }],
    ),
    teams,
    currencies,
    rows: {
      businessunit: units.map((name, index) => ({
        ...audit('2017-01-01'),
        businessunitid: unitOf(index),
        name,
        divisionname: index === 0 ? 'Group' : null,
        description: index === 0 ? null : `Clinics of ${name}`,
        parentbusinessunitid: index === 0 ? null : unit(rootUnit),
        costcenter: `CC-${index + 1}00`,
        emailaddress: `${mailName(name)}@function365.example`,
        websiteurl: 'https://www.function365.example',
        address1_city: ['London', 'London', 'İstanbul', 'Berlin', 'Leeds'][index] ?? null,
        address1_country:
          ['United Kingdom', 'United Kingdom', 'Türkiye', 'Deutschland', 'United Kingdom'][index] ?? null,
        isdisabled: false,
        inheritancemask: 1023,
        workflowsuspended: false,
        transactioncurrencyid: base,
        exchangerate: '1.0000000000',
        utcoffset: 0,
      })),
      systemuser: staff.map((person, index) => {
        const fullname = `${person.first} ${person.last}`.trim();
        const email = person.email === undefined ? `${mailName(fullname)}@function365.example` : person.email;
        return {
          ...audit('2018-01-01'),
          systemuserid: userIds[index] ?? '',
          firstname: person.first === '' ? null : person.first,
          lastname: person.last,
          fullname: person.integration ? '# Integration' : fullname,
          yomifullname: person.integration ? '# Integration' : fullname,
          internalemailaddress: email,
          domainname: email ?? 'integration@function365.onmicrosoft.example',
          windowsliveid: email,
          businessunitid: unit(unitOf(person.unit)),
          organizationid: id,
          isdisabled: person.former === true,
          disabledreason: person.former ? 'Left the company' : null,
          accessmode: person.integration ? 4 : 0,
          applicationid: person.integration ? random.guid() : null,
          azureactivedirectoryobjectid: random.guid(),
          caltype: 7,
          incomingemaildeliverymethod: 2,
          outgoingemaildeliverymethod: 2,
          emailrouteraccessapproval: person.integration ? 0 : 1,
          invitestatuscode: 4,
          islicensed: !person.integration,
          isintegrationuser: person.integration === true,
          issyncwithdirectory: true,
          setupuser: false,
          userlicensetype: 6,
          defaultfilterspopulated: false,
          isemailaddressapprovedbyo365admin: true,
          title: person.integration ? null : random.pick(['Consultant', 'Müdür', 'Account Manager']),
          mobilephone: random.maybe(50, `+44 7700 900${random.int(100, 999)}`),
          transactioncurrencyid: base,
          exchangerate: '1.0000000000',
          timezoneruleversionnumber: 0,
        };
      }),
      team: teams.map((team) => ({
        ...audit('2018-01-01'),
        teamid: team.id,
        name: team.name,
        description: team.isDefault ? 'Default team for the parent business unit.' : null,
        businessunitid: unit(team.businessUnit),
        organizationid: id,
        administratorid: user(integrationUser),
        isdefault: team.isDefault,
        systemmanaged: team.isDefault,
        teamtype: 0,
        membershiptype: 0,
        transactioncurrencyid: base,
        exchangerate: '1.0000000000',
      })),
      transactioncurrency: currencies.map((currency) => ({
        ...audit('2017-01-01'),
        transactioncurrencyid: currency.id,
        currencyname: currencyNames[currency.code]?.[0] ?? null,
        currencysymbol: currencyNames[currency.code]?.[1] ?? null,
        isocurrencycode: currency.code,
        currencyprecision: 2,
        currencytype: 0,
        exchangerate: currency.rate,
        statecode: 0,
        statuscode: 1,
      })),
    },
  };
}

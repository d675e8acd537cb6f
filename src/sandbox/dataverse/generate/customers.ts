import type { Reference, Row } from '../store.ts';
import {
  address,
  anyOf,
  audit,
  type Context,
  description,
  money,
  orphan,
  ownership,
  personName,
  phone,
} from './context.ts';
import { nhsNumber } from './nhs-number.ts';
import { Random } from './random.ts';
import { companyStems, companySuffixes, jobTitles, longText, mailName, places } from './words.ts';

/** Three ways to write an address of the same company. */
function website(index: number, domain: string): string {
  switch (index % 3) {
    case 0:
      return `https://www.${domain}/`;
    case 1:
      return domain;
    default:
      return `HTTP://${domain.charAt(0).toUpperCase()}${domain.slice(1)}/en`;
  }
}

/** Accounts, with what goes wrong with accounts at fixed places: the first rows are the ones to look at. */
export function makeAccounts(context: Context): readonly Row[] {
  const random = new Random(context.seed, 'account');
  const { account: ids } = context.ids;
  const reference = (index: number): Reference => ({ entity: 'account', id: ids[index] ?? '' });
  return ids.map((accountid, index) => {
    const place = random.pick(places);
    const amounts = money(context, random);
    const stem = random.pick(companyStems);
    const name = `${stem} ${random.pick(companySuffixes)} ${index > 100 && random.chance(60) ? index : ''}`
      .trim()
      .replace(/ +/g, ' ');
    const domain = `${mailName(stem) || 'klinik'}-${index}.example`
      .replaceAll('.', '-')
      .replace(/-example$/, '.example');
    const revenue = random.maybe(60, amounts.amount(10_000, 90_000_000));
    const creditLimit = random.maybe(20, amounts.amount(1_000, 100_000));
    const inactive = random.chance(8);
    const parent = random.chance(12) && index > 60 ? reference(random.int(50, index - 1)) : null;
    const row: Row = {
      ...audit(context, random, 1_000_000, index),
      ...ownership(context, random),
      ...address(random, place),
      ...amounts.row,
      accountid,
      name,
      accountnumber: random.maybe(80, `AC-${String(index + 1).padStart(6, '0')}`),
      websiteurl: random.maybe(80, random.chance(60) ? `https://www.${domain}` : domain),
      emailaddress1: random.maybe(70, `info@${domain}`),
      telephone1: random.maybe(85, phone(random, place)),
      telephone2: random.maybe(10, phone(random, place)),
      fax: random.maybe(20, phone(random, place)),
      address1_addressid: random.guid(),
      industrycode: random.maybe(75, random.pick([6, 7, 11, 11, 11, 16, 20, 21, 30, 33, 24, 26])),
      customertypecode: random.maybe(80, random.pick([3, 3, 3, 8, 8, 5, 9, 10, 11, 12, 7, 1])),
      accountcategorycode: random.maybe(30, random.pick([1, 2])),
      ownershipcode: random.maybe(25, random.pick([1, 2, 3, 4])),
      paymenttermscode: random.maybe(30, random.pick([1, 2, 3, 4])),
      preferredcontactmethodcode: 1,
      revenue,
      revenue_base: amounts.base(revenue),
      creditlimit: creditLimit,
      creditlimit_base: amounts.base(creditLimit),
      creditonhold: random.chance(5),
      numberofemployees: random.maybe(65, random.int(0, 12_000)),
      description: description(random, 40),
      parentaccountid: parent,
      primarycontactid: random.maybe(45, anyOf(context, random, 'contact')),
      donotemail: random.chance(7),
      donotphone: random.chance(5),
      donotbulkemail: random.chance(20),
      donotpostalmail: false,
      marketingonly: false,
      merged: false,
      lastusedincampaign: random.maybe(10, random.instant('2019-01-01', '2024-01-01')),
      statecode: inactive ? 1 : 0,
      statuscode: inactive ? 2 : 1,
      importsequencenumber: random.maybe(50, 1),
      timezoneruleversionnumber: 0,
      utcconversiontimezonecode: random.maybe(20, 85),
    };
    return { ...row, ...dirtyAccount(index, reference, random) };
  });
}

function dirtyAccount(index: number, reference: (index: number) => Reference, random: Random): Row {
  if (index < 10) {
    const number = String(index + 1).padStart(3, '0');
    return { name: `Company ${number} Ltd`, websiteurl: website(index, `company-${number}.example`) };
  }
  switch (index) {
    case 20:
    case 21:
    case 22:
      return {
        name: `Medline Group ${'ABC'.charAt(index - 20)}`,
        websiteurl: website(index, 'medline-group.example'),
      };
    case 23:
    case 24:
      return {
        name: `Company 003 (branch ${index - 22})`,
        websiteurl: website(index, 'company-003.example'),
      };
    case 30:
    case 31:
      return { name: `Holding in a circle ${index - 29}`, parentaccountid: reference(index + 1) };
    case 32:
      return { name: 'Holding in a circle 3', parentaccountid: reference(30) };
    case 33:
      return { name: 'Its own parent Ltd', parentaccountid: reference(33) };
    case 34:
    case 35:
    case 36:
      return { parentaccountid: orphan(random, 'account') };
    case 40:
    case 41:
      return { name: null };
    case 42:
      return { name: 'Smile 😁 Dental 🦷', description: '👩‍⚕️ '.repeat(40) };
    case 43:
      return {
        name: `"O'Neill" & <Sons> Ltd; DROP TABLE--`,
        description: '<script>alert("x")</script> &amp; &lt;',
      };
    case 44:
      return { name: '  Blanks Around Clinic  ', accountnumber: ' AC 44 ' };
    case 45:
      return { description: longText(2000) };
    case 46:
      return { name: longText(160) };
    case 47:
      return { websiteurl: 'n/a', emailaddress1: 'not an address' };
    case 48:
      return { websiteurl: 'http://' };
    default:
      return {};
  }
}

/** Contacts, patients among them, with NHS numbers and the moment of their consent. */
export function makeContacts(context: Context): readonly Row[] {
  const random = new Random(context.seed, 'contact');
  const { contact: ids } = context.ids;
  return ids.map((contactid, index) => {
    const place = random.pick(places);
    const { first, last } = personName(random);
    const inactive = random.chance(6);
    const local = mailName(`${first} ${last}`) || `contact${index}`;
    const email = `${local}${random.chance(70) ? index : ''}@${random.pick(['mail.example', 'clinic.example', 'company-001.example', 'Post.example'])}`;
    const number = nhsNumber(random);
    const typed = random.chance(20)
      ? `${number.slice(0, 3)} ${number.slice(3, 6)} ${number.slice(6)}`
      : number;
    const kind = random.int(1, 100);
    const parent: Reference | null =
      kind <= 60 ? anyOf(context, random, 'account') : kind <= 65 ? anyOf(context, random, 'contact') : null;
    const row: Row = {
      ...audit(context, random, 2_000_000, index),
      ...ownership(context, random),
      ...address(random, place),
      contactid,
      firstname: random.maybe(97, first),
      lastname: last,
      jobtitle: random.maybe(55, random.pick(jobTitles)),
      salutation: random.maybe(20, random.pick(['Dr.', 'Ms', 'Herr', 'Sayın'])),
      emailaddress1: random.maybe(80, email),
      emailaddress2: random.maybe(5, `home.${email}`),
      telephone1: random.maybe(50, phone(random, place)),
      mobilephone: random.maybe(65, phone(random, place)),
      birthdate: random.maybe(60, random.day('1925-01-01', '2012-12-31')),
      anniversary: random.maybe(5, random.day('1960-01-01', '2020-12-31')),
      gendercode: random.maybe(70, random.pick([1, 2])),
      familystatuscode: random.maybe(15, random.pick([1, 2, 3, 4])),
      department: random.maybe(15, random.pick(['Radyoloji', 'Purchasing', 'Empfang'])),
      parentcustomerid: parent,
      donotbulkemail: random.chance(35),
      donotemail: random.chance(6),
      donotphone: random.chance(6),
      donotpostalmail: false,
      preferredcontactmethodcode: 1,
      marketingonly: false,
      merged: false,
      description: description(random, 25),
      new_nhsnumber: random.maybe(70, typed),
      new_consentgivenon: random.maybe(60, random.instant('2018-05-25', '2024-06-30')),
      statecode: inactive ? 1 : 0,
      statuscode: inactive ? 2 : 1,
      importsequencenumber: random.maybe(50, 1),
      timezoneruleversionnumber: 0,
      utcconversiontimezonecode: random.maybe(20, 85),
    };
    const dirty: Row = { ...row, ...dirtyContact(index, random) };
    return {
      ...dirty,
      fullname: [dirty.firstname, dirty.lastname].filter((part) => part !== null).join(' ') || null,
    };
  });
}

/** Moments at which clocks go back and forth in London, Istanbul and Berlin, and midnights. */
export const awkwardInstants: readonly string[] = [
  '2021-03-28T01:00:00Z',
  '2021-10-31T00:30:00Z',
  '2021-10-31T01:30:00Z',
  '2016-09-07T00:00:00Z',
  '2020-02-29T23:59:59Z',
  '2020-01-01T00:00:00Z',
  '1969-12-31T23:30:00Z',
  '1900-01-01T00:00:00Z',
];

function dirtyContact(index: number, random: Random): Row {
  const instant = awkwardInstants[index - 20];
  if (instant !== undefined) return { new_consentgivenon: instant };
  switch (index) {
    case 5:
      return { firstname: null, lastname: null };
    case 6:
      return { firstname: 'Madonna', lastname: null };
    case 7:
      return { firstname: ' Trailing ', lastname: ' Blanks ' };
    case 8:
      return { firstname: 'Robert"); --', lastname: `<b>O'Brien</b> & "Co"` };
    case 9:
      return { firstname: longText(50), lastname: longText(50) };
    case 10:
    case 11:
      return { firstname: 'Twin', lastname: `Mail ${index}`, emailaddress1: 'shared.mailbox@clinic.example' };
    case 12:
      return { emailaddress1: 'nobody at nowhere' };
    case 13:
      return { new_nhsnumber: '943 476 5919' };
    case 14:
      return { new_nhsnumber: '9434765919' };
    case 15:
      return { birthdate: '1899-12-31' };
    case 30:
    case 31:
    case 32:
    case 33:
      return { parentcustomerid: orphan(random, 'account') };
    case 34:
    case 35:
      return { parentcustomerid: orphan(random, 'contact') };
    default:
      return {};
  }
}

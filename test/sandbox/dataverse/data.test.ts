import { describe, expect, it } from 'vitest';
import { generate } from '../../../src/sandbox/dataverse/generate/index.ts';
import { nhsCheckDigit } from '../../../src/sandbox/dataverse/generate/nhs-number.ts';
import { type AttributeSchema, columnsOf, tableOf } from '../../../src/sandbox/dataverse/schema.ts';
import { idOf, isReference, type Row, Store } from '../../../src/sandbox/dataverse/store.ts';

const { rows } = generate(365, 1);
const store = new Store(rows);
const all = (table: string): readonly Row[] => rows[table] ?? [];
const having = (table: string, holds: (row: Row) => boolean) => all(table).filter(holds);
const dangling = (table: string, attribute: string) =>
  having(table, (row) => {
    const cell = row[attribute];
    return isReference(cell) && all(cell.entity).length > 0 && store.row(cell.entity, cell.id) === undefined;
  });
const text = (row: Row, attribute: string) => String(row[attribute] ?? '');

describe('the records', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(JSON.stringify(generate(365, 1).rows)).toBe(JSON.stringify(rows));
    expect(JSON.stringify(generate(366, 1).rows)).not.toBe(JSON.stringify(rows));
  });

  it('come in the promised numbers, and in more on demand', () => {
    const { activityparty = [], ...others } = rows;
    expect(Object.fromEntries(Object.entries(others).map(([table, list]) => [table, list.length]))).toEqual({
      businessunit: 5,
      systemuser: 14,
      team: 6,
      transactioncurrency: 3,
      account: 400,
      contact: 900,
      lead: 300,
      opportunity: 300,
      phonecall: 250,
      email: 300,
      appointment: 120,
      annotation: 250,
      connection: 240,
      connectionrole: 9,
      processstage: 7,
      new_device: 60,
      role: 15,
      workflow: 16,
      sdkmessageprocessingstep: 6,
      plugintype: 5,
      sdkmessage: 5,
      sdkmessagefilter: 5,
    });
    expect(activityparty.length).toBeGreaterThan(2 * 670);
    expect(activityparty.length).toBeLessThan(3 * 670);
    expect(generate(365, 2).rows.contact).toHaveLength(1800);
  });

  it('have ids and versions of their own', () => {
    for (const [table, list] of Object.entries(rows)) {
      expect(new Set(list.map((row) => idOf(table, row))).size).toBe(list.length);
    }
    const versions = Object.values(rows).flatMap((list) => list.map((row) => row.versionnumber));
    expect(new Set(versions).size).toBe(versions.length);
  });

  it('fit the types, lengths and options of their columns', () => {
    const wrong: string[] = [];
    for (const [table, list] of Object.entries(rows)) {
      const attributes = new Map(
        tableOf(table).Attributes.map((attribute) => [attribute.LogicalName, attribute]),
      );
      for (const row of list) {
        for (const [name, cell] of Object.entries(row)) {
          const attribute = attributes.get(name);
          if (cell !== null && (attribute === undefined || !fits(attribute, cell))) {
            wrong.push(`${table}.${name} = ${JSON.stringify(cell).slice(0, 80)}`);
          }
        }
      }
    }
    expect([...new Set(wrong)]).toEqual([]);
  });

  it('fill every column that can be read somewhere, so that none is forgotten by being empty', () => {
    const whole = generate(365, 0.1, true).rows;
    const settled = [
      'plugintype',
      'role',
      'sdkmessage',
      'sdkmessagefilter',
      'sdkmessageprocessingstep',
      'workflow',
    ];
    const empty = Object.entries(whole)
      .filter(([table]) => !settled.includes(table))
      .flatMap(([table, list]) =>
        [...columnsOf(tableOf(table)).values()]
          // An object with settings of its own, of a table that is only looked into.
          .filter(({ attribute }) => attribute.AttributeType !== 'ManagedProperty')
          .map(({ attribute }) => attribute.LogicalName)
          .filter((name) => list.every((row) => (row[name] ?? null) === null))
          .map((name) => `${table}.${name}`),
      );
    expect(empty).toEqual([]);
  });
});

function fits(attribute: AttributeSchema, cell: unknown): boolean {
  switch (attribute.AttributeType) {
    case 'String':
    case 'Memo':
      return typeof cell === 'string' && cell.length <= (attribute.MaxLength ?? Number.POSITIVE_INFINITY);
    case 'Picklist':
    case 'State':
    case 'Status':
      return attribute.Options?.some((option) => option.Value === cell) === true;
    case 'Lookup':
    case 'Customer':
    case 'Owner':
      return (
        typeof cell === 'object' &&
        cell !== null &&
        'entity' in cell &&
        attribute.Targets?.includes(String(cell.entity)) === true
      );
    case 'Boolean':
      return typeof cell === 'boolean';
    case 'Integer':
    case 'BigInt':
      return Number.isSafeInteger(cell);
    case 'Double':
      return typeof cell === 'number';
    case 'Money':
      return typeof cell === 'string' && /^\d+\.\d{4}$/.test(cell);
    case 'Decimal':
      return typeof cell === 'string' && /^\d+\.\d{10}$/.test(cell);
    case 'DateTime':
      return (
        typeof cell === 'string' &&
        (attribute.DateTimeBehavior === 'DateOnly'
          ? /^\d{4}-\d\d-\d\d$/.test(cell)
          : /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(cell))
      );
    case 'Uniqueidentifier':
      return typeof cell === 'string' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(cell);
    default:
      return typeof cell === 'string';
  }
}

describe('what is dirty', () => {
  it('NHS numbers are valid, some typed with blanks', () => {
    const numbers = all('contact').flatMap((row) =>
      row.new_nhsnumber === null ? [] : [text(row, 'new_nhsnumber')],
    );
    expect(numbers.length).toBeGreaterThan(500);
    for (const number of numbers) {
      const digits = [...number.replaceAll(' ', '')].map(Number);
      expect(digits).toHaveLength(10);
      expect(nhsCheckDigit(digits.slice(0, 9)), number).toBe(digits[9]);
    }
    expect(numbers.filter((number) => number.includes(' ')).length).toBeGreaterThan(50);
  });

  it('parents go in circles', () => {
    const parent = (id: string) => {
      const cell = store.row('account', id)?.parentaccountid;
      return isReference(cell) ? cell.id : '';
    };
    const accounts = all('account').map((row) => idOf('account', row));
    expect(accounts.filter((id) => parent(id) === id)).toHaveLength(1);
    expect(accounts.filter((id) => parent(id) !== id && parent(parent(parent(id))) === id)).toHaveLength(3);
  });

  it.each([
    ['account', 'parentaccountid'],
    ['contact', 'parentcustomerid'],
    ['opportunity', 'customerid'],
    ['phonecall', 'regardingobjectid'],
    ['email', 'regardingobjectid'],
    ['appointment', 'regardingobjectid'],
    ['annotation', 'objectid'],
    ['activityparty', 'partyid'],
    ['connection', 'record1id'],
    ['connection', 'record2id'],
  ])('some %s.%s lead nowhere, most lead somewhere', (table, attribute) => {
    const lost = dangling(table, attribute).length;
    expect(lost).toBeGreaterThan(0);
    expect(lost).toBeLessThan(all(table).length / 10);
  });

  it('nothing else leads nowhere', () => {
    const known =
      /^(?:account\.parentaccountid|contact\.parentcustomerid|opportunity\.(?:customerid|parentaccountid|parentcontactid)|lead\.(?:parentaccountid|qualifyingopportunityid)|\w+\.regardingobjectid|annotation\.objectid|activityparty\.partyid|connection\.record[12]id|processstage\.processid|new_device\.new_accountid)$/;
    const lost = Object.keys(rows).flatMap((table) =>
      tableOf(table)
        .Attributes.map((attribute) => attribute.LogicalName)
        .filter((name) => dangling(table, name).length > 0)
        .map((name) => `${table}.${name}`),
    );
    expect(lost.filter((name) => !known.test(name))).toEqual([]);
  });

  it('names are empty where they should not be', () => {
    expect(having('account', (row) => row.name === null)).toHaveLength(2);
    expect(having('lead', (row) => row.subject === null)).toHaveLength(2);
    expect(having('contact', (row) => row.lastname === null && row.firstname === null)).toHaveLength(1);
    expect(having('phonecall', (row) => row.regardingobjectid === null).length).toBeGreaterThan(0);
  });

  it('companies are there several times, written in several ways', () => {
    const sites = all('account').map((row) => text(row, 'websiteurl'));
    expect(sites.slice(0, 3)).toEqual([
      'https://www.company-001.example/',
      'company-002.example',
      'HTTP://Company-003.example/en',
    ]);
    expect(sites.filter((site) => /company-003\.example/i.test(site))).toHaveLength(3);
    expect(sites.filter((site) => /medline-group\.example/i.test(site))).toHaveLength(3);
  });

  it('owners are former colleagues, strangers, teams', () => {
    const users = all('systemuser');
    expect(users.filter((row) => row.isdisabled === true)).toHaveLength(2);
    expect(users.filter((row) => row.internalemailaddress === null)).toHaveLength(1);
    expect(users.map((row) => row.internalemailaddress)).toEqual(
      expect.arrayContaining([
        'ayse.kaya@function365.example',
        'zeynep.celik@function365.example',
        'lukas.muller@function365.example',
        'OLIVER.WRIGHT@FUNCTION365.EXAMPLE',
        'hans.becker@function365.example',
      ]),
    );
    const disabled = new Set(users.filter((row) => row.isdisabled === true).map((row) => row.systemuserid));
    const owner = (row: Row) => row.ownerid;
    for (const table of ['account', 'opportunity']) {
      const owned = all(table)
        .map(owner)
        .filter((cell) => isReference(cell));
      expect(owned.filter((cell) => cell.entity === 'team').length).toBeGreaterThan(0);
      expect(owned.filter((cell) => disabled.has(cell.id)).length).toBeGreaterThan(0);
    }
  });

  it('stages stand outside of every list, probabilities are missing', () => {
    const steps = new Set(all('opportunity').map((row) => row.stepname));
    expect([...steps]).toEqual(
      expect.arrayContaining([
        '1-Qualify',
        '2-Develop',
        '3-Propose',
        '4-Close',
        '5-Legacy',
        'Qualify (old)',
        null,
      ]),
    );
    expect(having('opportunity', (row) => row.closeprobability === null).length).toBeGreaterThan(0);
  });

  it('opportunities are in the stage of their phase, some in none, one in one that is gone', () => {
    const names = new Map(all('processstage').map((row) => [row.processstageid, row.stagename]));
    const staged = having('opportunity', (row) => (row.stageid ?? null) !== null);
    const known = staged.filter((row) => names.has(row.stageid ?? ''));
    expect(staged.length - known.length).toBe(1);
    expect(known.length).toBeGreaterThan(150);
    for (const row of known) {
      expect(names.get(row.stageid ?? '')).toBe(row.stepname);
      expect(text(row, 'traversedpath').split(',').at(-1)).toBe(row.stageid);
    }
  });

  it('connections are seen from both sides, with the roles changed over', () => {
    const of = new Map(all('connection').map((row) => [row.connectionid, row]));
    for (const row of all('connection')) {
      const { relatedconnectionid: related = null } = row;
      const other = isReference(related) ? of.get(related.id) : undefined;
      expect([other?.record1id, other?.record1roleid, other?.ismaster]).toEqual([
        row.record2id,
        row.record2roleid,
        row.ismaster !== true,
      ]);
    }
    const stakeholders = new Set(
      having('connectionrole', ({ category }) => category === 1000).map((row) => row.connectionroleid),
    );
    const stakes = having('connection', ({ record1id: deal = null, record2roleid: role = null }) => {
      return (
        isReference(deal) && deal.entity === 'opportunity' && isReference(role) && stakeholders.has(role.id)
      );
    });
    expect(stakes.length).toBeGreaterThan(30);
    expect(stakes.some(({ ismaster }) => ismaster === false)).toBe(true);
    // The same person for the same opportunity in two roles.
    const pairs = stakes.map(({ record1id, record2id }) => JSON.stringify([record1id, record2id]));
    expect(new Set(pairs).size).toBeLessThan(pairs.length);
  });

  it('texts are of many scripts, long, and full of markup and blanks', () => {
    const names = all('account')
      .map((row) => text(row, 'name'))
      .join('\n');
    for (const script of [
      /[ışğİ]/,
      /[äöüß]/,
      /[éèô]/,
      /\p{Script=Greek}/u,
      /\p{Script=Arabic}/u,
      /\p{Script=Han}/u,
      /\p{Extended_Pictographic}/u,
      /[<>&"']/,
      /^ +\S/m,
      /\S +$/m,
    ]) {
      expect(names).toMatch(script);
    }
    expect(having('account', (row) => text(row, 'description').length === 2000).length).toBeGreaterThan(0);
    expect(having('email', (row) => text(row, 'description').length > 30_000).length).toBeGreaterThan(0);
  });

  it('money has four decimals, dates lie at the edges', () => {
    expect(
      having('opportunity', (row) => /\.\d\d(?!00)\d\d$/.test(text(row, 'estimatedvalue'))).length,
    ).toBeGreaterThan(0);
    expect(
      having('contact', (row) => text(row, 'birthdate') > '' && text(row, 'birthdate') < '1970').length,
    ).toBeGreaterThan(0);
    const consents = all('contact').map((row) => text(row, 'new_consentgivenon'));
    expect(consents).toEqual(
      expect.arrayContaining([
        '2021-03-28T01:00:00Z',
        '2021-10-31T00:30:00Z',
        '2020-01-01T00:00:00Z',
        '1969-12-31T23:30:00Z',
      ]),
    );
    expect(consents.filter((value) => value !== '' && !value.endsWith(':00Z')).length).toBeGreaterThan(100);
  });

  it('notes are half documents, whose bytes are what their type says', () => {
    const documents = having('annotation', (row) => row.isdocument === true);
    expect(documents).toHaveLength(125);
    const full = documents.filter((row) => row.documentbody !== null);
    expect(full.length).toBe(124);
    for (const row of full) {
      const bytes = Buffer.from(text(row, 'documentbody'), 'base64');
      expect(bytes.length).toBe(row.filesize);
      expect(bytes.length).toBeGreaterThanOrEqual(200);
      expect(bytes.length).toBeLessThanOrEqual(3000);
      if (row.mimetype === 'image/png') expect(bytes.subarray(1, 4).toString()).toBe('PNG');
      if (row.mimetype === 'application/pdf') expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    }
    expect(new Set(full.map((row) => row.mimetype))).toEqual(
      new Set(['image/png', 'application/pdf', 'text/plain', 'application/octet-stream']),
    );
  });

  it('parties include senders, recipients, attendees and addresses that nobody resolved', () => {
    expect(new Set(all('activityparty').map((row) => row.participationtypemask))).toEqual(
      new Set([1, 2, 3, 5, 6, 7, 8, 9]),
    );
    expect(
      having('activityparty', (row) => row.partyid === null && row.addressused !== null).length,
    ).toBeGreaterThan(0);
  });

  it('appointments are in all states, one ends before it begins', () => {
    expect(new Set(all('appointment').map((row) => row.statecode))).toEqual(new Set([0, 1, 2, 3]));
    expect(
      having('appointment', (row) => text(row, 'scheduledend') < text(row, 'scheduledstart')),
    ).toHaveLength(1);
  });
});

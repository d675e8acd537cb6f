import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WebApiRow } from '../../../src/sandbox/dataverse/index.ts';
import { type Client, connect, type JsonObject, object, objects } from './client.ts';

let client: Client;
beforeAll(async () => {
  client = await connect();
});
afterAll(() => client.sandbox.close());

const ids = (rows: readonly (JsonObject | WebApiRow)[], id: string) => rows.map((row) => row[id]);

describe('pages', () => {
  it.each([7, 37, 100, 400, 5000])('of %i give every account once', async (size) => {
    const rows = await client.all('accounts?$select=name', `odata.maxpagesize=${size}`);
    expect(ids(rows, 'accountid')).toEqual(ids(client.sandbox.rows('account'), 'accountid'));
  });

  it('keep the order that was asked for, without gaps where values are equal', async () => {
    const rows = await client.all(
      'contacts?$select=gendercode&$orderby=gendercode desc',
      'odata.maxpagesize=111',
    );
    expect(new Set(ids(rows, 'contactid')).size).toBe(900);
    const codes = rows.map((row) => row.gendercode ?? 0);
    expect(codes).toEqual(codes.toSorted((a, b) => Number(b) - Number(a)));
  });

  it('end without a link', async () => {
    const { json } = await client.get('accounts?$select=name', 'odata.maxpagesize=400');
    expect(json['@odata.nextLink']).toBeUndefined();
  });

  it('hold 5000 rows at most, and so does a count', async () => {
    const large = await connect({ scale: 6 });
    try {
      const { json } = await large.get('contacts?$select=contactid&$count=true', 'odata.maxpagesize=9000');
      expect(objects(json.value)).toHaveLength(5000);
      expect(json['@odata.count']).toBe(5000);
      expect((await large.get('contacts/$count')).text).toBe('5000');
      const totals = await large.get("RetrieveTotalRecordCount(EntityNames=['contact'])");
      expect(object(totals.json.EntityRecordCountCollection).Values).toEqual([5400]);
    } finally {
      await large.sandbox.close();
    }
  });

  it('ignore $top where a page size is asked for', async () => {
    expect(objects((await client.get('accounts?$top=3')).json.value)).toHaveLength(3);
    expect(objects((await client.get('accounts?$top=3', 'odata.maxpagesize=5')).json.value)).toHaveLength(5);
  });

  it('refuse a cookie that was tampered with', async () => {
    const { json } = await client.get('accounts?$select=name', 'odata.maxpagesize=5');
    const bent = String(json['@odata.nextLink']).replace('pagenumber', 'pageno');
    expect((await client.get(bent)).status).toBe(400);
  });
});

describe('$filter', () => {
  const cases: readonly (readonly [string, string, (row: WebApiRow) => boolean])[] = [
    ['accounts', 'statecode eq 1', (row) => row.statecode === 1],
    ['accounts', 'name eq null', (row) => row.name === null],
    ['accounts', "name eq 'company 001 ltd'", (row) => row.name === 'Company 001 Ltd'],
    ['accounts', "contains(name,'O''Neill')", (row) => String(row.name).includes("O'Neill")],
    [
      'accounts',
      "startswith(name,'Company') and not endswith(name,'Ltd')",
      (row) => /^Company/.test(String(row.name)) && !/Ltd$/i.test(String(row.name)),
    ],
    [
      'accounts',
      '(numberofemployees gt 1000 and numberofemployees le 5000) or numberofemployees eq 0',
      (row) => {
        const n = row.numberofemployees;
        return typeof n === 'number' && ((n > 1000 && n <= 5000) || n === 0);
      },
    ],
    [
      'accounts',
      'revenue ge 1000000.5',
      (row) => typeof row.revenue === 'number' && row.revenue >= 1000000.5,
    ],
    ['accounts', 'donotemail eq true', (row) => row.donotemail === true],
    ['accounts', 'createdon lt 2020-01-01T00:00:00Z', (row) => String(row.createdon) < '2020'],
    [
      'contacts',
      'birthdate lt 1970-01-01',
      (row) => row.birthdate !== null && String(row.birthdate) < '1970',
    ],
    ['contacts', 'gendercode ne 1', (row) => row.gendercode !== 1],
    [
      'contacts',
      "parentcustomerid_account/name eq 'Company 001 Ltd'",
      (row) => row['_parentcustomerid_value@OData.Community.Display.V1.FormattedValue'] === 'Company 001 Ltd',
    ],
  ];

  it.each(cases)('%s: %s', async (set, filter, holds) => {
    const table = set.slice(0, -1);
    const expected = client.sandbox.rows(table).filter(holds);
    const rows = await client.all(`${set}?$select=createdon&$filter=${encodeURIComponent(filter)}`);
    expect(ids(rows, `${table}id`)).toEqual(ids(expected, `${table}id`));
    if (!filter.includes('parentcustomerid')) expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThan(client.sandbox.rows(table).length);
  });

  it('finds a list of ids through or, and by lookup', async () => {
    const three = client.sandbox
      .rows('contact')
      .slice(0, 3)
      .map((row) => String(row.contactid));
    const rows = await client.all(`contacts?$filter=${three.map((id) => `contactid eq ${id}`).join(' or ')}`);
    expect(ids(rows, 'contactid')).toEqual(three);
    const owner = String(client.sandbox.rows('account')[0]?._ownerid_value);
    const owned = await client.all(`accounts?$filter=_ownerid_value eq ${owner}`);
    expect(owned.length).toBeGreaterThan(1);
    expect(new Set(ids(owned, '_ownerid_value'))).toEqual(new Set([owner]));
  });

  it.each([
    ["name eqq 'x'", 'Syntax error at position'],
    ['name eq 5', "Found operand types 'Edm.String' and 'Edm.Int32' for operator kind 'Equal'."],
    ["ownerid eq 'x'", "Could not find a property named 'ownerid' on type 'Microsoft.Dynamics.CRM.account'."],
  ])('refuses %s', async (filter, words) => {
    const { json, status } = await client.get(`accounts?$filter=${encodeURIComponent(filter)}`);
    expect(status).toBe(400);
    expect(object(json.error).message).toContain(words);
  });
});

describe('a row', () => {
  it('has the selected columns, nulls too, its id and its version', async () => {
    const [row] = objects((await client.get('accounts?$select=name,address2_line3&$top=1')).json.value);
    expect(Object.keys(row ?? {}).sort()).toEqual(['@odata.etag', 'accountid', 'address2_line3', 'name']);
    expect(row?.address2_line3).toBeNull();
    expect(row?.['@odata.etag']).toMatch(/^W\/"\d+"$/);
  });

  it('keeps all digits of money, and brings the currency along', async () => {
    const { text } = await client.get(
      'opportunities?$select=estimatedvalue&$filter=estimatedvalue eq 1234.5678',
    );
    expect(text).toContain('"estimatedvalue":1234.5678');
    expect(text).toContain('"_transactioncurrencyid_value":"');
    expect(
      (await client.get('opportunities?$select=estimatedvalue&$filter=estimatedvalue eq 0')).text,
    ).toContain('"estimatedvalue":0.0000');
  });

  it('has annotations only when they are asked for', async () => {
    const path =
      'opportunities?$select=_customerid_value,_ownerid_value,statecode&$top=50&$orderby=createdon';
    expect((await client.get(path)).text).not.toContain('@OData.Community');
    const answer = await client.get(path, 'odata.include-annotations="*"');
    expect(answer.headers.get('preference-applied')).toBe('odata.include-annotations="*"');
    const contact = objects(answer.json.value).find(
      (row) => row['_customerid_value@Microsoft.Dynamics.CRM.lookuplogicalname'] === 'contact',
    );
    expect(contact).toMatchObject({
      '_customerid_value@Microsoft.Dynamics.CRM.associatednavigationproperty': 'customerid_contact',
    });
    expect(contact?.['statecode@OData.Community.Display.V1.FormattedValue']).toMatch(/^(Open|Won|Lost)$/);
    expect(contact?.['_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname']).toMatch(
      /^(systemuser|team)$/,
    );
    const some = await client.get(
      path,
      'odata.include-annotations="Microsoft.Dynamics.CRM.lookuplogicalname"',
    );
    expect(some.text).toContain('lookuplogicalname');
    expect(some.text).not.toContain('FormattedValue');
  });

  it('is read by its id, and its document as base64', async () => {
    const document = client.sandbox.rows('annotation').find((row) => row.documentbody !== null);
    const id = String(document?.annotationid);
    const row = await client.get(`annotations(${id})?$select=filename`);
    expect(row.json).toMatchObject({ annotationid: id, filename: String(document?.filename) });
    const body = await client.get(`annotations(${id})/documentbody/$value`);
    expect(body.headers.get('content-type')).toContain('text/plain');
    expect(body.text).toBe(document?.documentbody);
    const empty = client.sandbox.rows('annotation').find((candidate) => candidate.documentbody === null);
    expect((await client.get(`annotations(${String(empty?.annotationid)})/documentbody/$value`)).status).toBe(
      204,
    );
  });

  it('expands one level, to the one and to the many', async () => {
    const one = await client.all('accounts?$select=name&$expand=primarycontactid($select=fullname)');
    const withContact = one.find((row) => row.primarycontactid !== null);
    expect(object(withContact?.primarycontactid).contactid).toMatch(/^[0-9a-f-]{36}$/);
    const calls = await client.all(
      'phonecalls?$select=subject&$expand=phonecall_activity_parties($select=participationtypemask;$filter=participationtypemask eq 1)',
    );
    for (const call of calls) {
      const parties = objects(call.phonecall_activity_parties);
      expect(parties.map((party) => party.participationtypemask)).toEqual([1]);
    }
  });
});

describe('relationships of many to many', () => {
  it('are seen alike from both sides', async () => {
    const pairs = async (set: string, id: string, far: string): Promise<readonly string[]> =>
      (await client.all(`${set}?$select=name&$expand=teamroles_association($select=${far})`)).flatMap((row) =>
        objects(row.teamroles_association).map((other) => `${row[id]} ${other[far]}`),
      );
    const ofTeams = await pairs('teams', 'teamid', 'roleid');
    const ofRoles = await pairs('roles', 'roleid', 'teamid');
    expect(ofTeams).toHaveLength(client.sandbox.rows('team').length);
    expect(ofRoles.map((pair) => pair.split(' ').reverse().join(' ')).sort()).toEqual([...ofTeams].sort());
  });

  it('to tables that are not here are empty', async () => {
    const [team] = await client.all('teams?$select=name&$expand=teamprofiles_association($select=name)');
    expect(team?.teamprofiles_association).toEqual([]);
  });
});

describe('activities', () => {
  it('are all among the activity pointers', async () => {
    const pointers = await client.all(
      'activitypointers?$select=activityid,activitytypecode',
      'odata.maxpagesize=90',
    );
    const own = ['phonecall', 'email', 'appointment'].flatMap((table) =>
      client.sandbox.rows(table).map((row) => `${table} ${row.activityid}`),
    );
    expect(pointers.map((row) => `${row.activitytypecode} ${row.activityid}`).sort()).toEqual(own.sort());
  });

  it('do not show their party lists', async () => {
    const { json, status } = await client.get('emails?$select=to');
    expect(status).toBe(400);
    expect(object(json.error).message).toContain("Could not find a property named 'to'");
  });
});

describe('errors', () => {
  it.each([
    [
      'accounts?$select=nam',
      400,
      '0x80060888',
      "Could not find a property named 'nam' on type 'Microsoft.Dynamics.CRM.account'.",
    ],
    ['accountz', 404, '0x8006088a', "Resource not found for the segment 'accountz'."],
    [
      'accounts(00000000-0000-0000-0000-00000000abcd)',
      404,
      '0x80040217',
      'account With Id = 00000000-0000-0000-0000-00000000abcd Does Not Exist',
    ],
    ['accounts?$skip=10', 400, '0x80060888', 'Skip Clause is not supported in CRM'],
    [
      'accounts?$select=name,owneridname',
      400,
      '0x80060888',
      "Could not find a property named 'owneridname' on type 'Microsoft.Dynamics.CRM.account'.",
    ],
  ])('%s', async (path, status, code, message) => {
    const answer = await client.get(path);
    expect(answer.status).toBe(status);
    expect(answer.json).toEqual({ error: { code, message } });
  });

  it('reads addresses of 32 KiB and refuses longer ones', async () => {
    const filter = (count: number) =>
      Array.from({ length: count }, (_, index) => `name eq 'Company ${index}'`).join(' or ');
    expect((await client.get(`accounts?$select=name&$filter=${filter(900)}`)).status).toBe(200);
    expect((await client.get(`accounts?$select=name&$filter=${filter(1500)}`)).status).toBe(414);
  });

  it('refuses to write where the application user may not', async () => {
    const answer = await client.get('accounts', undefined, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(403);
    expect(answer.json).toEqual({
      error: {
        code: '0x80040220',
        message: expect.stringContaining("is missing prvCreateAccount privilege for entity 'account'"),
      },
    });
    expect(client.sandbox.rows('account')).toHaveLength(400);
    expect((await client.get('WhoAmI', undefined, { method: 'PUT' })).status).toBe(404);
    expect((await client.get('accounts', undefined, { method: 'PATCH', body: '{}' })).status).toBe(501);
  });
});

import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ConnectorError } from '../../../src/connectors/contract.ts';
import { createDataverseSource } from '../../../src/connectors/dataverse/index.ts';
import { startDataverseSandbox } from '../../../src/sandbox/dataverse/index.ts';
import type { Entity, JsonValue } from '../../../src/schema/model.ts';
import { entityFromText, entityToText } from '../../../src/schema/snapshot.ts';
import { typeText } from '../../../src/schema/type-text.ts';
import { all, fakeWorld } from './server.ts';

const sandbox = await startDataverseSandbox({ pageSize: 100 });
const source = createDataverseSource({ ...sandbox, page: 100 }, fakeWorld());
const schema = await source.discover(null);

beforeEach(() => sandbox.reset());
afterAll(async () => {
  await source.close();
  await sandbox.close();
});

function entity(name: string): Entity {
  const found = schema.entities[name];
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

const word = (name: string, field: string): string => {
  const found = entity(name).fields[field];
  return found === undefined ? 'absent' : typeText(found.type);
};

describe('the schema of the sandbox', () => {
  it('has every table but activitypointer, which is there when asked for', async () => {
    expect(Object.keys(schema.entities)).toContain('opportunity');
    expect(Object.keys(schema.entities)).not.toContain('activitypointer');
    expect(Object.keys((await source.discover(['activitypointer'])).entities)).toEqual(['activitypointer']);
  });

  it('says which system, version and language', () => {
    expect(schema).toMatchObject({ system: 'dataverse', version: '9.2', language: 'en_US' });
  });

  it('names tables that do not exist', async () => {
    await expect(source.discover(['account', 'acount'])).rejects.toThrow(/has no table "acount"/);
  });

  it('knows id, display, set and label', () => {
    expect(entity('account')).toMatchObject({
      label: 'Account',
      id: 'accountid',
      display: 'name',
      access: { set: 'accounts' },
    });
  });

  it.each([
    ['account', 'name', 'text(160)'],
    ['account', 'description', 'text(2000)'],
    ['account', 'accountid', 'text(36)'],
    ['account', 'numberofemployees', 'integer from 0 to 1000000000'],
    ['account', 'versionnumber', 'decimal(19, 0)'],
    ['account', 'exchangerate', 'decimal with 12 decimal places'],
    ['account', 'address1_latitude', 'float'],
    ['account', 'revenue', 'money with 2 decimal places'],
    ['account', 'donotemail', 'boolean'],
    ['account', 'createdon', 'instant'],
    ['account', 'statecode', 'one of "Active", "Inactive"'],
    ['account', 'ownerid', 'reference to systemuser or team'],
    ['account', 'parentaccountid', 'reference to account'],
    ['account', 'entityimage', 'binary'],
    ['opportunity', 'customerid', 'reference to account or contact'],
    ['opportunity', 'estimatedclosedate', 'date'],
    ['activityparty', 'activityid', 'reference to appointment, email, phonecall or 1 more'],
    ['email', 'to', 'PartyList (a type that mapc cannot read)'],
    ['email', 'activitytypecode', 'text'],
    ['email', 'description', 'HTML'],
    ['annotation', 'documentbody', 'binary'],
    ['contact', 'new_nhsnumber', 'text(12)'],
  ])('%s.%s is %s', (name, field, text) => {
    expect(word(name, field)).toBe(text);
  });

  it('names the currency of an amount, but none for base amounts', () => {
    expect(entity('account').fields.revenue?.type).toMatchObject({ currency: 'transactioncurrencyid' });
    expect(entity('account').fields.revenue_base?.type).not.toHaveProperty('currency');
  });

  it('marks what only repeats another column', () => {
    const companions = ['createdbyname', 'owneridtype', 'industrycodename', 'revenue_base'].map(
      (field) => entity('account').fields[field]?.companionOf,
    );
    expect(companions).toEqual(['createdby', 'ownerid', 'industrycode', 'revenue']);
    expect(entity('opportunity').fields.customeridtype?.companionOf).toBe('customerid');
    expect(entity('account').fields.industrycode?.companionOf).toBeUndefined();
  });

  it('requires what the system requires, not what forms ask for', () => {
    expect(entity('account').fields.ownerid?.required).toBe(true);
    expect(entity('account').fields.createdon?.required).toBe(true);
    expect(entity('opportunity').fields.customerid?.required).toBeUndefined();
  });

  it('knows what may be written when', () => {
    expect(entity('account').fields.createdon?.write).toBe('never');
    expect(entity('account').fields.overriddencreatedon?.write).toBe('create');
    expect(entity('account').fields.name?.write).toBeUndefined();
  });

  it('survives a snapshot', () => {
    for (const each of Object.values(schema.entities)) {
      expect(entityFromText(entityToText(each), each.name)).toEqual(each);
    }
  });
});

describe('the records of the sandbox', () => {
  it('are all read, over pages, with the values that the server holds', async () => {
    const account = entity('account');
    const records = await all(
      source.read(account, ['name', 'revenue', 'ownerid', 'statecode', 'createdon', 'industrycodename']),
    );
    const expected = sandbox.rows('account').map((row) => ({
      id: row.accountid,
      values: {
        name: row.name,
        ownerid: {
          entity: row['_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname'],
          id: row._ownerid_value,
        },
        statecode: row.statecode,
        createdon: row.createdon,
        industrycodename: row['industrycode@OData.Community.Display.V1.FormattedValue'] ?? null,
      },
    }));
    expect(records.length).toBeGreaterThan(200);
    expect(records.map(({ id, values: { revenue: _, ...values } }) => ({ id, values }))).toEqual(expected);
    const revenues = records.map(({ values }) => values.revenue).filter((value) => value !== null);
    expect(revenues.length).toBeGreaterThan(0);
    for (const revenue of revenues) expect(revenue).toMatch(/^\d+\.\d{2,4}$/);
  });

  it('point to accounts or contacts where both may be meant', async () => {
    const opportunities = await all(source.read(entity('opportunity'), ['customerid']));
    const targets = opportunities.map(({ values }) => entityOf(values.customerid ?? null));
    expect(new Set(targets)).toEqual(new Set(['account', 'contact']));
  });

  it('are counted', async () => {
    expect(await source.count(entity('contact'))).toBe(sandbox.rows('contact').length);
  });

  it('bring the files of notes, and ask only where there is one', async () => {
    const notes = await all(source.read(entity('annotation'), ['filename', 'documentbody']));
    const expected = sandbox.rows('annotation').map((row) => row.documentbody ?? null);
    expect(notes.map(({ values }) => values.documentbody)).toEqual(expected);
    expect(expected.filter((body) => body === null).length).toBeGreaterThan(0);
    expect(expected.filter((body) => body !== null).length).toBeGreaterThan(0);
  });

  it('are profiled without their files', async () => {
    const some = await source.discover(['annotation', 'lead']);
    const profile = await source.profile(some, '2024-03-04');
    const filled = (name: string, field: string): number =>
      sandbox.rows(name).filter((row) => row[field] !== null && row[field] !== undefined).length;
    expect(profile.taken).toBe('2024-03-04');
    expect(profile.entities.lead?.rows).toBe(sandbox.rows('lead').length);
    expect(profile.entities.lead?.filled.companyname).toBe(filled('lead', 'companyname'));
    expect(profile.entities.lead?.filled.ownerid).toBe(filled('lead', '_ownerid_value'));
    expect(profile.entities.annotation?.filled.documentbody).toBe(filled('annotation', 'documentbody'));
  });

  it('of activity parties say which kind of activity they belong to', async () => {
    const kinds = new Map(
      ['email', 'appointment', 'phonecall'].flatMap((kind) =>
        sandbox.rows(kind).map((row) => [row.activityid, kind] as const),
      ),
    );
    const parties = await all(source.read(entity('activityparty'), ['activityid', 'participationtypemask']));
    expect(parties.length).toBe(sandbox.rows('activityparty').length);
    const expected = sandbox
      .rows('activityparty')
      .map(({ _activityid_value: id }) => ({ entity: kinds.get(id ?? null) ?? 'activitypointer', id }));
    expect(parties.map(({ values }) => values.activityid)).toEqual(expected);
    expect(new Set(expected.map((reference) => reference.entity)).size).toBe(3);
  });

  it('refuse to give fields that cannot be read', async () => {
    await expect(all(source.read(entity('email'), ['to']))).rejects.toThrow(/email\.to cannot be read/);
  });
});

describe('with faults', () => {
  it.each(['throttle', 'unavailable', 'drop', 'html', 'truncate', 'expire'] as const)(
    '%s changes nothing in what is read',
    async (kind) => {
      const quiet = await all(source.read(entity('lead'), ['subject', 'ownerid']));
      // A token that is stale twice running is refused for good.
      sandbox.fault({ kind, after: 1, times: kind === 'expire' ? 1 : 2, path: 'leads' });
      expect(await all(source.read(entity('lead'), ['subject', 'ownerid']))).toEqual(quiet);
    },
  );

  it('a wrong secret is an authentication failure', async () => {
    const wrong = createDataverseSource({ ...sandbox, secret: 'not-it-at-all' }, fakeWorld());
    try {
      const error = await wrong.count(entity('lead')).then(
        () => null,
        (failure: unknown) => failure,
      );
      expect(error).toBeInstanceOf(ConnectorError);
      expect(error).toMatchObject({ kind: 'authentication' });
      expect(String(error)).not.toContain('not-it-at-all');
    } finally {
      await wrong.close();
    }
  });
});

function entityOf(reference: JsonValue): JsonValue {
  return typeof reference === 'object' && reference !== null && 'entity' in reference
    ? reference.entity
    : null;
}

import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, connect, type Json, type JsonObject, object, objects } from './client.ts';

let client: Client;
beforeAll(async () => {
  client = await connect();
});
afterAll(() => client.sandbox.close());

const folder = new URL('../../../src/sandbox/dataverse/data/schema/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const table = (name: string): JsonObject =>
  object(JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')));
const definition = (name: string) => `EntityDefinitions(LogicalName='${name}')`;
const value = async (path: string) => objects((await client.get(path)).json.value);
const named = (rows: readonly JsonObject[], name: string) => rows.find((row) => row.LogicalName === name);

describe('EntityDefinitions', () => {
  it("lists the tables of the schema files, the customer's own, and those of which few columns are here", async () => {
    const found = await value('EntityDefinitions?$select=LogicalName,EntitySetName,PrimaryIdAttribute');
    expect(found.map((row) => `${row.LogicalName}.json`).sort()).toEqual(
      [
        ...files,
        'new_device.json',
        'plugintype.json',
        'role.json',
        'sdkmessage.json',
        'sdkmessagefilter.json',
      ].sort(),
    );
    expect(named(found, 'opportunity')).toMatchObject({
      EntitySetName: 'opportunities',
      PrimaryIdAttribute: 'opportunityid',
    });
  });

  it('is filtered by name and by IsCustomEntity', async () => {
    const names = async (filter: string) =>
      (await value(`EntityDefinitions?$select=LogicalName&$filter=${filter}`)).map((row) => row.LogicalName);
    expect(await names("LogicalName eq 'lead' or LogicalName eq 'email'")).toEqual(['email', 'lead']);
    expect(await names('IsCustomEntity eq true')).toEqual(['new_device']);
    expect(await names('IsCustomEntity eq false and IsActivity eq true')).toContain('phonecall');
  });

  it('answers 404 for a table that is not there', async () => {
    expect((await client.get(definition('nosuch'))).status).toBe(404);
  });

  it('refuses an unknown property', async () => {
    const answer = await client.get(`${definition('account')}?$select=Nonsense`);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain("Could not find a property named 'Nonsense'");
  });
});

describe('Attributes', () => {
  it.each(['account', 'opportunity', 'email', 'annotation'])(
    'of %s are those of the schema file',
    async (name) => {
      const found = await value(
        `${definition(name)}/Attributes?$select=LogicalName,AttributeType,RequiredLevel,IsValidForCreate,AttributeOf`,
      );
      const summary = (row: JsonObject, level: Json | undefined) =>
        [row.LogicalName, row.AttributeType, level, row.IsValidForCreate, row.AttributeOf ?? null].join(' ');
      expect(found.map((row) => summary(row, object(row.RequiredLevel).Value))).toEqual(
        objects(table(name).Attributes).map((row) => summary(row, row.RequiredLevel)),
      );
    },
  );

  it('include the custom columns of contact', async () => {
    const found = await value(
      `${definition('contact')}/Attributes?$select=LogicalName,IsCustomAttribute,SchemaName`,
    );
    expect(named(found, 'new_nhsnumber')).toMatchObject({
      IsCustomAttribute: true,
      SchemaName: 'new_NHSNumber',
    });
    expect(named(found, 'new_consentgivenon')).toMatchObject({
      '@odata.type': '#Microsoft.Dynamics.CRM.DateTimeAttributeMetadata',
    });
  });

  it('give what only one type has through a cast alone', async () => {
    expect((await client.get(`${definition('account')}/Attributes?$select=MaxLength`)).status).toBe(400);
    const texts = await value(
      `${definition('account')}/Attributes/Microsoft.Dynamics.CRM.StringAttributeMetadata?$select=LogicalName,MaxLength,Format`,
    );
    const expected = objects(table('account').Attributes).filter((row) => row.AttributeType === 'String');
    expect(texts.map((row) => [row.LogicalName, row.MaxLength, row.Format])).toEqual(
      expected.map((row) => [row.LogicalName, row.MaxLength ?? null, row.Format ?? null]),
    );
  });

  it.each(['Picklist', 'Status', 'State'])('give the options of %s columns', async (type) => {
    const found = await value(
      `${definition('opportunity')}/Attributes/Microsoft.Dynamics.CRM.${type}AttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options,Name),GlobalOptionSet($select=Options)`,
    );
    const expected = objects(table('opportunity').Attributes).filter((row) => row.AttributeType === type);
    const values = (options: Json | undefined) =>
      objects(options).map((option) => `${option.Value} ${option.State ?? ''}`);
    expect(found.map((row) => values(object(row.OptionSet).Options))).toEqual(
      expected.map((row) => values(row.Options)),
    );
    expect(found.map((row) => row.GlobalOptionSet)).toEqual(found.map(() => null));
  });

  it('give both choices of a boolean, the targets of a lookup and the behaviour of a date', async () => {
    const cast = (name: string, type: string, rest: string) =>
      value(
        `${definition(name)}/Attributes/Microsoft.Dynamics.CRM.${type}AttributeMetadata?$select=LogicalName${rest}`,
      );
    const booleans = await cast('phonecall', 'Boolean', '&$expand=OptionSet($select=TrueOption,FalseOption)');
    const direction = object(named(booleans, 'directioncode')?.OptionSet);
    expect(object(object(object(direction.TrueOption).Label).UserLocalizedLabel).Label).toBe('Outgoing');
    const lookups = await cast('contact', 'Lookup', ',Targets');
    expect(named(lookups, 'parentcustomerid')?.Targets).toEqual(['account', 'contact']);
    const dates = await cast('contact', 'DateTime', ',Format,DateTimeBehavior');
    expect(named(dates, 'birthdate')?.DateTimeBehavior).toEqual({ Value: 'DateOnly' });
    expect(named(dates, 'new_consentgivenon')?.DateTimeBehavior).toEqual({ Value: 'UserLocal' });
  });

  it('are filtered by an enum literal', async () => {
    const filter = "AttributeType eq Microsoft.Dynamics.CRM.AttributeTypeCode'Money'";
    const found = await value(`${definition('lead')}/Attributes?$select=LogicalName&$filter=${filter}`);
    expect(found.map((row) => row.LogicalName)).toContain('revenue_base');
  });

  it('can be asked for one by one', async () => {
    const { json } = await client.get(
      `${definition('lead')}/Attributes(LogicalName='leadsourcecode')/Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$select=LogicalName&$expand=OptionSet`,
    );
    expect(objects(object(json.OptionSet).Options)).toHaveLength(10);
  });
});

describe('relationships', () => {
  it('are seen from both sides', async () => {
    const many = await value(
      `${definition('contact')}/ManyToOneRelationships?$select=SchemaName,ReferencingEntity,ReferencingAttribute,ReferencedEntity,ReferencingEntityNavigationPropertyName`,
    );
    expect(many).toHaveLength(objects(table('contact').ManyToOne).length);
    const one = await value(
      `${definition('account')}/OneToManyRelationships?$filter=SchemaName eq 'contact_customer_accounts'`,
    );
    expect(one).toMatchObject([{ ReferencingEntity: 'contact', ReferencingAttribute: 'parentcustomerid' }]);
    expect(await value(`${definition('account')}/ManyToManyRelationships?$select=SchemaName`)).toHaveLength(
      3,
    );
    expect(await value(`${definition('account')}/Keys`)).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, connect, type JsonObject, object, objects } from './client.ts';

let client: Client;
beforeAll(async () => {
  client = await connect({ tables: 12 });
});
afterAll(() => client.sandbox.close());

const only = (...names: readonly string[]) => ({ AllProperties: false, PropertyNames: names });
const equals = (name: string, value: string, type = 'System.String') => ({
  ConditionOperator: 'Equals',
  PropertyName: name,
  Value: { Type: type, Value: value },
});
const ask = async (query: unknown) =>
  await client.get(`RetrieveMetadataChanges(Query=@p1)?@p1=${encodeURIComponent(JSON.stringify(query))}`);
const tablesOf = async (query: unknown): Promise<readonly JsonObject[]> =>
  objects((await ask(query)).json.EntityMetadata);

describe('RetrieveMetadataChanges', () => {
  it('answers the example of the documentation: two tables, and columns that may be written on create', async () => {
    const answer = await ask({
      Properties: only('SchemaName', 'Attributes'),
      Criteria: {
        FilterOperator: 'Or',
        Conditions: [equals('LogicalName', 'account'), equals('LogicalName', 'contact')],
      },
      AttributeQuery: {
        Properties: only('LogicalName'),
        Criteria: {
          FilterOperator: 'And',
          Conditions: [equals('IsValidForCreate', 'True', 'System.Boolean')],
        },
      },
      LabelQuery: { FilterLanguages: [1033], MissingLabelBehavior: 0 },
    });
    expect(answer.json['@odata.context']).toMatch(/#Microsoft.Dynamics.CRM.RetrieveMetadataChangesResponse$/);
    const tables = objects(answer.json.EntityMetadata);
    expect(tables.map((table) => table.SchemaName)).toEqual(['Account', 'Contact']);
    const columns = objects(tables[0]?.Attributes);
    expect(columns.find((column) => column.LogicalName === 'emailaddress3')).toMatchObject({
      '@odata.type': '#Microsoft.Dynamics.CRM.ComplexStringAttributeMetadata',
    });
    expect(columns.some((column) => column.LogicalName === 'createdon')).toBe(false);
  });

  it('gives null for what was not asked for', async () => {
    const [table] = await tablesOf({
      Properties: only('LogicalName', 'Attributes'),
      Criteria: { FilterOperator: 'And', Conditions: [equals('LogicalName', 'uom')] },
      AttributeQuery: { Properties: only('LogicalName') },
    });
    expect(table).toMatchObject({ LogicalName: 'uom', EntitySetName: null, Keys: null });
    expect(objects(table?.Attributes)[0]).toMatchObject({ DisplayName: null, IsValidForRead: null });
  });

  it('gives each column what its own type has, choices with their options, global ones too', async () => {
    const [table] = await tablesOf({
      Properties: only('LogicalName', 'Attributes', 'Keys', 'ManyToManyRelationships'),
      Criteria: { FilterOperator: 'And', Conditions: [equals('LogicalName', 'cr365_machine0000')] },
      AttributeQuery: { Properties: only('LogicalName', 'MaxLength', 'Targets', 'OptionSet') },
    });
    const column = (name: string): JsonObject =>
      object(objects(table?.Attributes).find((one) => one.LogicalName === name));
    expect(column('cr365_site').MaxLength).toBe(60);
    expect(column('cr365_account').Targets).toEqual(['account']);
    expect(object(column('cr365_priority').OptionSet)).toMatchObject({
      IsGlobal: true,
      Name: 'cr365_priority',
    });
    expect(column('cr365_priority')).not.toHaveProperty('GlobalOptionSet');
    expect(objects(table?.Keys)).toHaveLength(3);
    expect(objects(table?.ManyToManyRelationships)).toHaveLength(2);
  });

  it('takes a list of names', async () => {
    const condition = {
      ConditionOperator: 'NotIn',
      PropertyName: 'LogicalName',
      Value: { Type: 'System.String[]', Value: "['account','contact']" },
    };
    const tables = await tablesOf({
      Properties: only('LogicalName'),
      Criteria: { FilterOperator: 'And', Conditions: [condition] },
    });
    expect(tables).toHaveLength(26 + 4 + 1 + 12 - 2);
  });

  it.each([
    [
      'an unknown column property',
      { Properties: only('Attributes'), AttributeQuery: { Properties: only('Length') } },
    ],
    ['an unknown table property', { Properties: only('Nonsense') }],
    ['an unknown part of the query', { Properties: only('LogicalName'), Nonsense: 1 }],
    ['no query', 'nothing'],
  ])('refuses %s', async (_what, query) => {
    expect((await ask(query)).status).toBe(400);
  });
});

describe('invented tables', () => {
  it('have columns of every type, and about fifty of them', async () => {
    const { json } = await client.get(
      'EntityDefinitions?$select=LogicalName&$filter=IsCustomEntity eq true&$expand=Attributes($select=LogicalName,AttributeType,AttributeTypeName)',
    );
    const [device, ...tables] = objects(json.value);
    expect(device?.LogicalName).toBe('new_device');
    expect(tables).toHaveLength(12);
    const columns = objects(tables[0]?.Attributes);
    expect(columns.length).toBeGreaterThan(50);
    expect(
      new Set(columns.map((column) => object(column.AttributeTypeName).Value)).size,
    ).toBeGreaterThanOrEqual(20);
  });

  it('share global choices, which are found by name and not filtered', async () => {
    const all = objects((await client.get('GlobalOptionSetDefinitions')).json.value);
    expect(all.map(({ Name }) => Name)).toEqual(['cr365_priority', 'cr365_region']);
    expect(all[0]).not.toHaveProperty('Options');
    const one = await client.get(
      "GlobalOptionSetDefinitions(Name='cr365_region')/Microsoft.Dynamics.CRM.OptionSetMetadata?$select=Options",
    );
    expect(objects(one.json.Options)).toHaveLength(4);
    expect((await client.get("GlobalOptionSetDefinitions(Name='none')")).status).toBe(404);
  });

  it('are empty sets of rows', async () => {
    expect((await client.get('cr365_machine0000s?$select=cr365_name')).json.value).toEqual([]);
    expect((await client.get('cr365_machine0012s')).status).toBe(404);
  });
});

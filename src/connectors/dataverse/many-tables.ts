import { ConnectorError } from '../contract.ts';
import { needsOptions } from './details.ts';
import { isRecord, type Json, type JsonRecord } from './json.ts';
import {
  type Get,
  KEY_PROPERTIES,
  LIST_PROPERTIES,
  LOOKUP_PROPERTIES,
  listAt,
  type TableFacts,
} from './table-facts.ts';

/** Tables in one question: their names fit the address many times over, and what comes back a hundred megabytes. */
export const TABLES_AT_ONCE = 20;

/** What is looked at of an attribute, whatever its type: a type leaves out what it does not have. */
const ATTRIBUTE_PROPERTIES = [
  'LogicalName',
  'AttributeType',
  'AttributeTypeName',
  'DisplayName',
  'RequiredLevel',
  'IsValidForRead',
  'IsValidForCreate',
  'IsValidForUpdate',
  'AttributeOf',
  'IsPrimaryId',
  'SourceType',
  'AutoNumberFormat',
  'MaxLength',
  'Format',
  'MinValue',
  'MaxValue',
  'Precision',
  'PrecisionSource',
  'IsBaseCurrency',
  'DateTimeBehavior',
  'Targets',
  'OptionSet',
  'DefaultValue',
  'DefaultFormValue',
  'MaxSizeInKB',
] as const;

/**
 * The facts of several tables by one question, attributes of all types together (powerapps-docs, "Query schema
 * definitions": the function `RetrieveMetadataChanges`). A table is left out of the result where the answer leaves it out,
 * or lacks the options of one of its choices.
 * @throws ConnectorError
 */
export async function readManyTables(
  names: readonly string[],
  get: Get,
): Promise<ReadonlyMap<string, TableFacts>> {
  const answer = await get(
    `RetrieveMetadataChanges(Query=@p1)?@p1=${encodeURIComponent(questionFor(names))}`,
  );
  const found = new Map<string, TableFacts>();
  for (const table of listAt(answer, 'EntityMetadata', 'RetrieveMetadataChanges')) {
    const name = table.LogicalName;
    if (typeof name !== 'string' || !names.includes(name)) {
      throw new ConnectorError(
        'protocol',
        `Asked for the definitions of ${names.length} tables, the server sent another one (${String(name)}).`,
      );
    }
    const attributes = listAt(table, 'Attributes', `the columns of ${name}`);
    if (attributes.some(needsOptions)) continue;
    found.set(name, {
      attributes,
      keys: recordsOf(table.Keys),
      lookups: recordsOf(table.ManyToOneRelationships),
      lists: recordsOf(table.ManyToManyRelationships),
      unread: [],
    });
  }
  return found;
}

/** An `EntityQueryExpression` as JSON. */
function questionFor(names: readonly string[]): string {
  return JSON.stringify({
    Properties: only([
      'LogicalName',
      'Attributes',
      'Keys',
      'ManyToOneRelationships',
      'ManyToManyRelationships',
    ]),
    Criteria: {
      FilterOperator: 'Or',
      Conditions: names.map((name) => ({
        ConditionOperator: 'Equals',
        PropertyName: 'LogicalName',
        Value: { Type: 'System.String', Value: name },
      })),
    },
    AttributeQuery: { Properties: only(ATTRIBUTE_PROPERTIES) },
    KeyQuery: { Properties: only(KEY_PROPERTIES) },
    RelationshipQuery: { Properties: only([...LOOKUP_PROPERTIES, ...LIST_PROPERTIES]) },
  });
}

function only(names: readonly string[]): { readonly [key: string]: boolean | readonly string[] } {
  return { AllProperties: false, PropertyNames: names };
}

function recordsOf(value: Json): readonly JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

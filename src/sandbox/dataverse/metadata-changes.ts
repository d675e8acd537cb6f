import type { Catalog } from './catalog.ts';
import { badRequest } from './errors.ts';
import {
  attributeDefinition,
  attributeTypes,
  commonAttributeProperties,
  type Definition,
  type DefinitionValue,
  entityDefinition,
  optionSet,
  ownAttributeProperties,
} from './metadata.ts';
import {
  keyDefinitions,
  keyProperties,
  manyToManyDefinitions,
  oneToManyDefinitions,
  relationshipDefinition,
} from './metadata-relationships.ts';
import type { AttributeSchema, TableSchema } from './schema.ts';

/** The collections of a table that a query may ask for, and which part of the query says what of them. */
const collections = {
  Attributes: 'AttributeQuery',
  Keys: 'KeyQuery',
  ManyToOneRelationships: 'RelationshipQuery',
  OneToManyRelationships: 'RelationshipQuery',
  ManyToManyRelationships: 'RelationshipQuery',
} as const;
type Collection = keyof typeof collections;

type Wanted = 'all' | readonly string[];

/**
 * The function `RetrieveMetadataChanges(Query=@p1)?@p1={EntityQueryExpression}`: many tables at once, each attribute
 * with what its own type has. What was not asked for is there as null, as in the service. Criteria know the operators
 * Equals, NotEquals, In and NotIn; changes since a version are not served.
 * (powerapps-docs, "Query schema definitions")
 * @throws WebApiError 400
 */
export function retrieveMetadataChanges(
  catalog: Catalog,
  segment: string,
  parameters: URLSearchParams,
): Readonly<Record<string, unknown>> {
  const alias = /^RetrieveMetadataChanges\(Query=(@\w+)\)$/.exec(segment)?.[1];
  if (alias === undefined)
    throw badRequest('The sandbox serves RetrieveMetadataChanges(Query=@p1) and no other parameter.');
  const query = objectOf(parsed(parameters.get(alias) ?? ''), 'Query');
  known(query, ['Properties', 'Criteria', 'AttributeQuery', 'KeyQuery', 'RelationshipQuery', 'LabelQuery']);
  const wanted = propertiesOf(query.Properties, 'Properties');
  const test = criteriaOf(query.Criteria);
  for (const [collection, part] of Object.entries(collections)) {
    // The service answers nothing of a collection whose query is given and whose name is not among the properties.
    if (wanted !== 'all' && !wanted.includes(collection)) continue;
    if (query[part] !== undefined) objectOf(query[part], part);
  }
  const entities: Definition[] = [];
  for (const table of catalog.all()) {
    const definition = entityDefinition(table, catalog.tracked);
    if (test(definition)) entities.push(entityOf(catalog, table, definition, wanted, query));
  }
  return {
    ServerVersionStamp: '365!11/21/2026 00:00:00',
    DeletedMetadata: { Count: 0, IsReadOnly: false, Keys: [], Values: [] },
    EntityMetadata: entities,
  };
}

function entityOf(
  catalog: Catalog,
  table: TableSchema,
  definition: Definition,
  wanted: Wanted,
  query: JsonObject,
): Definition {
  const names = Object.keys(collections).filter(isCollection);
  if (wanted !== 'all') {
    for (const name of wanted) {
      if (!(name in definition) && !isCollection(name))
        throw badRequest(`EntityMetadata has no property ${name}.`);
    }
  }
  const shaped: Record<string, DefinitionValue> = { ...onlyWanted(definition, wanted) };
  for (const name of names) {
    const asked = wanted === 'all' || wanted.includes(name);
    shaped[name] = asked ? collectionOf(catalog, table, name, query[collections[name]]) : null;
  }
  return shaped;
}

function collectionOf(
  catalog: Catalog,
  table: TableSchema,
  name: Collection,
  part: unknown,
): readonly Definition[] {
  const inner = part === undefined || part === null ? {} : objectOf(part, collections[name]);
  const wanted = propertiesOf(inner.Properties ?? { AllProperties: true }, collections[name]);
  const test = criteriaOf(inner.Criteria);
  const definitions = definitionsOf(catalog, table, name);
  if (wanted !== 'all') {
    const all = propertiesOfCollection(table, name);
    for (const one of wanted) {
      if (!all.has(one)) throw badRequest(`The query of ${name} names the unknown property ${one}.`);
    }
  }
  return definitions.filter(test).map((definition) => onlyWanted(definition, wanted));
}

function definitionsOf(catalog: Catalog, table: TableSchema, name: Collection): readonly Definition[] {
  switch (name) {
    case 'Attributes':
      return table.Attributes.map((attribute) => complexAttribute(table, attribute));
    case 'Keys':
      return keyDefinitions(table);
    case 'ManyToOneRelationships':
      return table.ManyToOne.map((relationship) => relationshipDefinition(catalog, table, relationship));
    case 'OneToManyRelationships':
      return oneToManyDefinitions(catalog, table);
    case 'ManyToManyRelationships':
      return manyToManyDefinitions(table);
  }
}

/** Here an attribute holds its choice, a global one too, and has no member for global ones. */
function complexAttribute(table: TableSchema, attribute: AttributeSchema): Definition {
  const { GlobalOptionSet: _, '@odata.type': type, ...rest } = attributeDefinition(table, attribute);
  return {
    '@odata.type': String(type).replace('CRM.', 'CRM.Complex'),
    ...rest,
    ...('OptionSet' in rest ? { OptionSet: optionSet(table, attribute) } : {}),
  };
}

const relationshipProperties: ReadonlySet<string> = new Set([
  'SchemaName',
  'RelationshipType',
  'IsCustomRelationship',
  'ReferencingEntity',
  'ReferencingAttribute',
  'ReferencingEntityNavigationPropertyName',
  'ReferencedEntity',
  'ReferencedAttribute',
  'ReferencedEntityNavigationPropertyName',
  'IntersectEntityName',
  'Entity1LogicalName',
  'Entity1IntersectAttribute',
  'Entity1NavigationPropertyName',
  'Entity2LogicalName',
  'Entity2IntersectAttribute',
  'Entity2NavigationPropertyName',
]);

function propertiesOfCollection(table: TableSchema, name: Collection): ReadonlySet<string> {
  switch (name) {
    case 'Attributes':
      return new Set([
        ...commonAttributeProperties(table),
        ...[...attributeTypes].flatMap((type) => ownAttributeProperties(type)),
      ]);
    case 'Keys':
      return new Set(keyProperties);
    default:
      return relationshipProperties;
  }
}

/** The definition with null for whatever was not asked for; the id is always there. */
function onlyWanted(definition: Definition, wanted: Wanted): Definition {
  if (wanted === 'all') return definition;
  return Object.fromEntries(
    Object.entries(definition).map(([name, value]) => [
      name,
      wanted.includes(name) || name === 'MetadataId' || name === '@odata.type' ? value : null,
    ]),
  );
}

function propertiesOf(value: unknown, what: string): Wanted {
  const properties = objectOf(value, what);
  known(properties, ['AllProperties', 'PropertyNames']);
  if (properties.AllProperties === true) return 'all';
  const names = properties.PropertyNames ?? [];
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string'))
    throw badRequest(`PropertyNames of ${what} is a list of names.`);
  return names;
}

function criteriaOf(value: unknown): (definition: Definition) => boolean {
  if (value === undefined || value === null) return () => true;
  const criteria = objectOf(value, 'Criteria');
  known(criteria, ['FilterOperator', 'Conditions']);
  const { Conditions: conditions = [], FilterOperator: operator = 'And' } = criteria;
  if (!Array.isArray(conditions)) throw badRequest('Conditions is a list.');
  if (operator !== 'And' && operator !== 'Or') throw badRequest('FilterOperator is And or Or.');
  const tests = conditions.map(conditionOf);
  if (tests.length === 0) return () => true;
  return (definition) =>
    operator === 'And' ? tests.every((test) => test(definition)) : tests.some((test) => test(definition));
}

function conditionOf(value: unknown): (definition: Definition) => boolean {
  const condition = objectOf(value, 'condition');
  known(condition, ['ConditionOperator', 'PropertyName', 'Value']);
  const { ConditionOperator: operator, PropertyName: property } = condition;
  const wanted = objectOf(condition.Value, 'Value of a condition');
  if (typeof property !== 'string' || typeof wanted.Type !== 'string' || typeof wanted.Value !== 'string')
    throw badRequest('A condition has a PropertyName, and a Value of a Type and a Value, all as text.');
  const list = wanted.Type.endsWith('[]')
    ? [...wanted.Value.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '')
    : [wanted.Value];
  const among = (definition: Definition): boolean => {
    const held = definition[property];
    if (held === undefined) throw badRequest(`A condition names the unknown property ${property}.`);
    const text = String(held).toLowerCase();
    return list.some((one) => one.toLowerCase() === text);
  };
  switch (operator) {
    case 'Equals':
    case 'In':
      return among;
    case 'NotEquals':
    case 'NotIn':
      return (definition) => !among(definition);
    default:
      throw badRequest(`The sandbox knows no condition ${String(operator)}.`);
  }
}

type JsonObject = Readonly<Record<string, unknown>>;

function objectOf(value: unknown, what: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badRequest(`${what} is to be a JSON object.`);
  return { ...value };
}

function known(object: JsonObject, names: readonly string[]): void {
  for (const name of Object.keys(object)) {
    if (!names.includes(name)) throw badRequest(`The query has the unknown property ${name}.`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest('Error in query syntax.');
    throw error;
  }
}

function isCollection(name: string): name is Collection {
  return Object.hasOwn(collections, name);
}

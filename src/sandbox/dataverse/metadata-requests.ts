import type { Catalog } from './catalog.ts';
import { badRequest, missingTable, unknownProperty, unknownSegment, WebApiError } from './errors.ts';
import {
  attributeDefinition,
  attributeTypeOf,
  attributeTypes,
  commonAttributeProperties,
  type Definition,
  type DefinitionValue,
  entityDefinition,
  expandOnly,
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
import { type Accessor, type EdmType, type Primitive, predicate } from './odata/evaluate.ts';
import type { Query } from './odata/query.ts';
import type { AttributeSchema, TableSchema } from './schema.ts';

/** What a metadata request answers: a collection, or one definition. */
type MetadataAnswer =
  | { readonly context: string; readonly value: readonly Definition[] }
  | { readonly context: string; readonly single: Definition };

type Children = (navigation: string, query: Query) => readonly Definition[];

/**
 * Answers what follows `/api/data/v9.2/` for metadata: `EntityDefinitions…`, `GlobalOptionSetDefinitions`. Metadata
 * has no pages.
 *
 * @returns null for a path that is not metadata.
 * @throws WebApiError 400 and 404
 */
export function readMetadata(
  catalog: Catalog,
  segments: readonly string[],
  query: Query,
): MetadataAnswer | null {
  const [head = '', ...rest] = segments;
  if (head.startsWith('GlobalOptionSetDefinitions')) return globalChoices(catalog, head, rest, query);
  if (head === 'EntityDefinitions' && rest.length === 0) {
    const properties = entityProperties(catalog);
    const all = [...catalog.all()].map((table) => ({
      table,
      definition: entityDefinition(table, catalog.tracked),
    }));
    const test = filterOf(query, properties, 'EntityMetadata');
    return {
      context: '#EntityDefinitions',
      value: all
        .filter(({ definition }) => test(definition))
        .map(({ definition, table }) =>
          shape(definition, query, properties, 'EntityMetadata', expandTable(catalog, table)),
        ),
    };
  }
  const key = /^EntityDefinitions\((.*)\)$/.exec(head)?.[1];
  if (key === undefined) return null;
  const table = tableOfKey(catalog, key);
  const [navigation, ...further] = rest;
  if (navigation === undefined) {
    return {
      context: '#EntityDefinitions/$entity',
      single: shape(
        entityDefinition(table, catalog.tracked),
        query,
        entityProperties(catalog),
        'EntityMetadata',
        expandTable(catalog, table),
      ),
    };
  }
  return readChildren(catalog, table, navigation, further, query);
}

/** Global choices: all of them without their options, or one by name (the service does not filter them). */
function globalChoices(
  catalog: Catalog,
  head: string,
  rest: readonly string[],
  query: Query,
): MetadataAnswer | null {
  const [cast, ...beyond] = rest;
  const known = cast === undefined || /^Microsoft\.Dynamics\.CRM\.OptionSetMetadata$/.test(cast);
  if (beyond.length > 0 || !known) throw unknownSegment(rest.at(-1) ?? '');
  const definitions = catalog.globalChoices().map(({ table, attribute }) => optionSet(table, attribute));
  const type = cast === undefined ? 'OptionSetMetadataBase' : 'OptionSetMetadata';
  const shaped = (definition: Definition): Definition => {
    const { Options, ...base } = definition;
    const whole = cast === undefined ? base : definition;
    return shape(whole, query, new Set(Object.keys(whole)), type, (navigation) => {
      throw unknownProperty(navigation, type);
    });
  };
  if (head === 'GlobalOptionSetDefinitions')
    return { context: '#GlobalOptionSetDefinitions', value: definitions.map(shaped) };
  const key = /^GlobalOptionSetDefinitions\((?:Name='([^']*)'|([0-9a-f-]+))\)$/i.exec(head);
  if (key === null) return null;
  const found = definitions.find(({ Name, MetadataId }) => Name === key[1] || MetadataId === key[2]);
  if (found === undefined)
    throw new WebApiError(404, '0x80040217', `Could not find an optionset with Name ${key[1] ?? key[2]}.`);
  return { context: '#GlobalOptionSetDefinitions/$entity', single: shaped(found) };
}

function readChildren(
  catalog: Catalog,
  table: TableSchema,
  navigation: string,
  further: readonly string[],
  query: Query,
): MetadataAnswer {
  const context = `#EntityDefinitions('${table.LogicalName}')/${[navigation, ...further].join('/')}`;
  const attributeKey = /^Attributes\((.*)\)$/.exec(navigation)?.[1];
  if (navigation !== 'Attributes' && attributeKey === undefined) {
    if (further.length > 0) throw unknownSegment(further[0] ?? '');
    return { context, value: childDefinitions(catalog, table, navigation, query) };
  }
  const [castSegment, ...beyond] = further;
  if (beyond.length > 0) throw unknownSegment(beyond[0] ?? '');
  const cast = castSegment === undefined ? null : castType(castSegment);
  if (attributeKey === undefined)
    return { context, value: attributeDefinitions(table, table.Attributes, cast, query) };
  const name = /^LogicalName='([^']*)'$/.exec(attributeKey)?.[1];
  const attribute = table.Attributes.find(
    (candidate) =>
      candidate.LogicalName === name || attributeDefinition(table, candidate).MetadataId === attributeKey,
  );
  const [single] =
    attribute === undefined ? [] : attributeDefinitions(table, [attribute], cast, { ...query, filter: null });
  if (single === undefined) {
    throw new WebApiError(
      404,
      '0x80060888',
      `Could not find an attribute with specified Logical Name/Id: ${name ?? attributeKey}`,
    );
  }
  return { context: `${context}/$entity`, single };
}

function childDefinitions(
  catalog: Catalog,
  table: TableSchema,
  navigation: string,
  query: Query,
): readonly Definition[] {
  switch (navigation) {
    case 'Attributes':
      return attributeDefinitions(table, table.Attributes, null, query);
    case 'ManyToOneRelationships':
      return filtered(
        table.ManyToOne.map((relationship) => relationshipDefinition(catalog, table, relationship)),
        query,
        'OneToManyRelationshipMetadata',
      );
    case 'OneToManyRelationships':
      return filtered(oneToManyDefinitions(catalog, table), query, 'OneToManyRelationshipMetadata');
    case 'ManyToManyRelationships':
      return filtered(manyToManyDefinitions(table), query, 'ManyToManyRelationshipMetadata');
    case 'Keys':
      return filtered(keyDefinitions(table), query, 'EntityKeyMetadata', keyProperties);
    default:
      throw unknownSegment(navigation);
  }
}

function attributeDefinitions(
  table: TableSchema,
  attributes: readonly AttributeSchema[],
  cast: string | null,
  query: Query,
): readonly Definition[] {
  const common = commonAttributeProperties(table);
  const type = cast ?? 'AttributeMetadata';
  // Without a cast, only what every column has can be named.
  const properties = new Set([...common, ...(cast === null ? [] : ownAttributeProperties(cast))]);
  const test = filterOf(query, properties, type);
  return attributes
    .filter((attribute) => cast === null || attributeTypeOf(attribute) === cast)
    .map((attribute) => attributeDefinition(table, attribute))
    .filter(test)
    .map((definition) => {
      const { '@odata.type': odataType, ...rest } = definition;
      const shaped = shape(rest, query, properties, type, (navigation) => {
        if (!properties.has(navigation) || !expandOnly.has(navigation))
          throw unknownProperty(navigation, type);
        return null;
      });
      return cast === null && odataType !== undefined ? { '@odata.type': odataType, ...shaped } : shaped;
    });
}

function filtered(
  definitions: readonly Definition[],
  query: Query,
  type: string,
  known?: readonly string[],
): readonly Definition[] {
  const [first] = definitions;
  if (first === undefined && known === undefined) return [];
  const properties = new Set(known ?? Object.keys(first ?? {}));
  return definitions.filter(filterOf(query, properties, type)).map((definition) =>
    shape(definition, query, properties, type, (navigation) => {
      throw unknownProperty(navigation, type);
    }),
  );
}

function expandTable(
  catalog: Catalog,
  table: TableSchema,
): (navigation: string, query: Query) => readonly Definition[] {
  const children: Children = (navigation, query) => childDefinitions(catalog, table, navigation, query);
  return children;
}

/** Keeps what `$select` names (and MetadataId), adds what `$expand` names. `children` gives null for a member of the
 * definition itself. */
function shape(
  definition: Definition,
  query: Query,
  properties: ReadonlySet<string>,
  type: string,
  children: (navigation: string, query: Query) => readonly Definition[] | null,
): Definition {
  const shaped: Record<string, DefinitionValue> = {};
  for (const property of query.select ?? Object.keys(definition)) {
    if (query.select !== null && (!properties.has(property) || expandOnly.has(property))) {
      throw unknownProperty(property, type);
    }
    if (!expandOnly.has(property)) shaped[property] = definition[property] ?? null;
  }
  shaped.MetadataId = definition.MetadataId ?? null;
  for (const { navigation, query: inner } of query.expand) {
    const found = children(navigation, inner);
    const member = definition[navigation] ?? null;
    if (found !== null) shaped[navigation] = found;
    else if (isDefinition(member)) {
      shaped[navigation] = shape(
        member,
        inner,
        new Set(Object.keys(member)),
        'OptionSetMetadata',
        (nested) => {
          throw unknownProperty(nested, 'OptionSetMetadata');
        },
      );
    } else shaped[navigation] = member;
  }
  return shaped;
}

function filterOf(
  query: Query,
  properties: ReadonlySet<string>,
  type: string,
): (definition: Definition) => boolean {
  if (query.filter === null) return () => true;
  const accessor: Accessor<Definition> = {
    type: (path) => {
      const [head = ''] = path.split('/');
      if (!properties.has(head)) throw unknownProperty(head, type);
      return edmTypeOfProperty(path);
    },
    value: (definition, path) => {
      let value: DefinitionValue | undefined = definition;
      for (const step of path.split('/')) {
        value = isDefinition(value) ? value[step] : undefined;
      }
      return scalar(value);
    },
  };
  return predicate(query.filter, accessor);
}

function edmTypeOfProperty(path: string): EdmType {
  const name = path.split('/').at(-1) ?? path;
  if (name === 'MetadataId') return 'Edm.Guid';
  if (['ObjectTypeCode', 'ColumnNumber', 'MaxLength', 'Precision', 'SourceType'].includes(name))
    return 'Edm.Int32';
  if (path.startsWith('RequiredLevel/') || path.startsWith('AttributeTypeName/')) return 'Edm.String';
  return /^(?:Is|Has|Can|Value$|ChangeTracking)/.test(name) ? 'Edm.Boolean' : 'Edm.String';
}

function scalar(value: DefinitionValue | undefined): Primitive {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function isDefinition(value: DefinitionValue | undefined): value is Definition {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function entityProperties(catalog: Catalog): ReadonlySet<string> {
  const [first] = catalog.all();
  return new Set(first === undefined ? [] : Object.keys(entityDefinition(first, catalog.tracked)));
}

function tableOfKey(catalog: Catalog, key: string): TableSchema {
  const name = /^LogicalName='([^']*)'$/.exec(key)?.[1];
  const table =
    name === undefined
      ? [...catalog.all()].find(
          (candidate) => entityDefinition(candidate, catalog.tracked).MetadataId === key.toLowerCase(),
        )
      : catalog.get(name);
  if (table === undefined) throw missingTable(name ?? key);
  return table;
}

function castType(segment: string): string {
  const type = /^Microsoft\.Dynamics\.CRM\.(\w+)$/.exec(segment)?.[1];
  if (type === undefined) throw unknownSegment(segment);
  if (!attributeTypes.has(type)) {
    throw badRequest(
      `The type 'Microsoft.Dynamics.CRM.${type}' specified in the URI is neither a base type nor a sub-type of the previously-specified type 'Microsoft.Dynamics.CRM.AttributeMetadata'.`,
    );
  }
  return type;
}

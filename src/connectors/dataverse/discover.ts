import type { Entity, Field, Schema } from '../../schema/model.ts';
import { type CallOptions, ConnectorError } from '../contract.ts';
import { type Attribute, DETAILS, detailOf, fieldOf, labelOf, textOf } from './attribute.ts';
import type { DataverseClient } from './client.ts';
import { EXPAND } from './columns.ts';
import { isRecord, type Json, type JsonRecord } from './json.ts';
import { localeOf } from './locale.ts';

/** The table that shows the records of all activity tables together. */
const POINTER = 'activitypointer';
const TABLES =
  'EntityDefinitions?$select=LogicalName,EntitySetName,DisplayName,PrimaryIdAttribute,PrimaryNameAttribute,IsIntersect,IsPrivate,IsLogicalEntity,IsActivity';
const ATTRIBUTES =
  '$select=LogicalName,AttributeType,AttributeTypeName,DisplayName,RequiredLevel,IsValidForRead,IsValidForCreate,IsValidForUpdate,AttributeOf,IsPrimaryId';

/**
 * Reads the schema from the metadata (powerapps-docs, "Query table definitions using the Web API"). Without names: all
 * tables but intersections (read through their relationships), private and logical ones, and `activitypointer`, whose rows
 * stand in the tables of their kinds as well.
 * @throws ConnectorError naming the tables that do not exist
 */
export async function discoverDataverse(
  client: DataverseClient,
  names: readonly string[] | null,
  options: CallOptions,
): Promise<Schema> {
  const get = async (path: string): Promise<JsonRecord> =>
    await client.getObject(path, { signal: options.signal });
  const definitions = listOf(await get(TABLES), TABLES);
  const byName = new Map(definitions.map((definition) => [textOf(definition.LogicalName) ?? '', definition]));
  const wanted =
    names === null ? [...byName.keys()].filter((name) => isOffered(byName.get(name))) : [...new Set(names)];
  const unknown = wanted.filter((name) => !byName.has(name));
  if (unknown.length > 0) {
    throw new ConnectorError(
      'configuration',
      `${client.addresses.origin} has no table ${unknown.map((name) => `"${name}"`).join(', ')}; use logical names, such as "account".`,
    );
  }
  const activities = [...byName.keys()].filter(
    (name) => byName.get(name)?.IsActivity === true && name !== POINTER,
  );
  let done = 0;
  const entities = await Promise.all(
    wanted.toSorted().map(async (name) => {
      const entity = await discoverTable(name, byName.get(name) ?? {}, activities, get);
      options.progress?.(++done, wanted.length, name);
      return entity;
    }),
  );
  return {
    system: 'dataverse',
    version: await versionOf(get),
    language: localeOf(definitions.map((definition) => definition.DisplayName)),
    modules: await solutionsOf(get),
    entities: Object.fromEntries(entities.map((entity) => [entity.name, entity])),
  };
}

function isOffered(definition: JsonRecord | undefined): boolean {
  return (
    definition !== undefined &&
    definition.IsIntersect !== true &&
    definition.IsPrivate !== true &&
    definition.IsLogicalEntity !== true &&
    textOf(definition.EntitySetName) !== null &&
    definition.LogicalName !== POINTER
  );
}

async function discoverTable(
  name: string,
  definition: JsonRecord,
  activities: readonly string[],
  get: (path: string) => Promise<JsonRecord>,
): Promise<Entity> {
  const root = `EntityDefinitions(LogicalName='${name}')`;
  const common = listOf(await get(`${root}/Attributes?${ATTRIBUTES}`), root);
  // One query for each concrete type that occurs: the metadata cannot be cast to several at once.
  const casts = [...new Set(common.map(detailOf).filter((cast) => cast !== null))].toSorted();
  const answers = await Promise.all([
    get(`${root}/Keys?$select=LogicalName,KeyAttributes`),
    ...casts.map((cast) => get(`${root}/Attributes/Microsoft.Dynamics.CRM.${cast}?${DETAILS[cast] ?? ''}`)),
  ]);
  const [keys, ...details] = answers.map((answer) => listOf(answer, root));
  const attributes = new Map<string, Attribute>(
    common.map((attribute) => [textOf(attribute.LogicalName) ?? '', attribute]),
  );
  for (const detail of details.flat()) {
    const logicalName = textOf(detail.LogicalName) ?? '';
    const attribute = attributes.get(logicalName);
    if (attribute !== undefined) attributes.set(logicalName, { ...attribute, ...detail });
  }
  const fields = [...attributes.values()]
    .map((attribute) => fieldOf(attribute, name, attributes))
    .filter((field) => field !== null);
  const pointers = await pointersOf(root, fields, get);
  const byName: Readonly<Record<string, Field>> = Object.fromEntries(
    fields
      .toSorted((left, right) => (left.name < right.name ? -1 : 1))
      .map((field) => [
        field.name,
        pointers.has(field.name)
          ? { ...field, type: { kind: 'reference' as const, targets: activities.toSorted() } }
          : field,
      ]),
  );
  const id = textOf(definition.PrimaryIdAttribute);
  const set = textOf(definition.EntitySetName);
  if (id === null || byName[id] === undefined || set === null) {
    throw new ConnectorError(
      'record',
      `The table "${name}" has no readable primary key, so its records cannot be told apart.`,
    );
  }
  const display = textOf(definition.PrimaryNameAttribute);
  const unique = (keys ?? [])
    .map((key) => (Array.isArray(key.KeyAttributes) ? key.KeyAttributes : []))
    .map((key) => key.filter((field: Json): field is string => typeof field === 'string'))
    .filter((key) => key.length > 0 && key.every((field) => byName[field] !== undefined));
  return {
    name,
    label: labelOf(definition.DisplayName) ?? name,
    id,
    display: display !== null && byName[display] !== undefined ? display : null,
    access: { set, ...Object.fromEntries([...pointers].map(([field, path]) => [`${EXPAND}${field}`, path])) },
    fields: byName,
    ...(unique.length === 0 ? {} : { keys: unique }),
  };
}

/**
 * Lookups that say of every activity only that it is an `activitypointer`, with the navigation property under which the
 * kind stands: records of emails, appointments … could not be found by such a reference.
 */
async function pointersOf(
  root: string,
  fields: readonly Field[],
  get: (path: string) => Promise<JsonRecord>,
): Promise<ReadonlyMap<string, string>> {
  const names = new Set(
    fields
      .filter(({ type }) => type.kind === 'reference' && type.targets.join() === POINTER)
      .map(({ name }) => name),
  );
  if (names.size === 0) return new Map();
  const path = `${root}/ManyToOneRelationships?$select=ReferencingAttribute,ReferencedEntity,ReferencingEntityNavigationPropertyName`;
  const found = new Map<string, string>();
  for (const relationship of listOf(await get(path), path)) {
    const field = textOf(relationship.ReferencingAttribute) ?? '';
    const navigation = textOf(relationship.ReferencingEntityNavigationPropertyName);
    if (relationship.ReferencedEntity === POINTER && names.has(field) && navigation !== null)
      found.set(field, navigation);
  }
  return found;
}

async function versionOf(get: (path: string) => Promise<JsonRecord>): Promise<string> {
  const answer = await unlessRefused(() => get('RetrieveVersion()'));
  const version = answer === null ? null : textOf(answer.Version);
  // "9.2.23074.210" -> "9.2": builds change every week and mean nothing for a schema.
  return version?.split('.').slice(0, 2).join('.') ?? '9.2';
}

/** Visible solutions; none where the account may not read them, since they only serve `source has module`. */
async function solutionsOf(get: (path: string) => Promise<JsonRecord>): Promise<readonly string[]> {
  const answer = await unlessRefused(() => get('solutions?$select=uniquename&$filter=isvisible eq true'));
  if (answer === null) return [];
  return listOf(answer, 'solutions')
    .map((solution) => textOf(solution.uniquename))
    .filter((name) => name !== null)
    .toSorted();
}

async function unlessRefused<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ConnectorError && (error.kind === 'record' || error.kind === 'forbidden'))
      return null;
    throw error;
  }
}

/** The `value` of an OData collection. */
export function listOf(answer: JsonRecord, what: string): readonly JsonRecord[] {
  const value = answer.value;
  if (!Array.isArray(value)) {
    throw new ConnectorError('protocol', `The server answered ${what} without a list of values.`);
  }
  return value.filter(isRecord);
}

import type { Entity, Schema, Unread } from '../../schema/model.ts';
import { ConnectorError, type DiscoverOptions } from '../contract.ts';
import type { DataverseClient } from './client.ts';
import { entityOf, POINTER } from './entity.ts';
import type { JsonRecord } from './json.ts';
import { localeOf } from './locale.ts';
import { textOf } from './metadata-value.ts';
import { HELP } from './one-table.ts';
import { readTables } from './read-tables.ts';
import { type Get, isRefusal, listOf, type TableFacts, unlessRefused, wholeListOf } from './table-facts.ts';

const TABLES =
  'EntityDefinitions?$select=LogicalName,EntitySetName,DisplayName,PrimaryIdAttribute,PrimaryNameAttribute,IsIntersect,IsPrivate,IsLogicalEntity,IsActivity';

/**
 * Reads the schema from the metadata. Without names: all tables but intersections (read through their relationships),
 * private and logical ones, and `activitypointer`, whose rows stand in the tables of their kinds as well. What the login may
 * not read is told in `unread`. Tables that `options.kept` has are not read again.
 * @throws ConnectorError naming the tables that do not exist
 */
export async function discoverDataverse(
  client: DataverseClient,
  names: readonly string[] | null,
  options: DiscoverOptions,
): Promise<Schema> {
  // What is under way when one question fails for good is given up.
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);
  const get: Get = async (path) => await client.getObject(path, { signal });
  const definitions = wholeListOf(await get(TABLES), 'the list of tables');
  const byName = new Map(definitions.map((definition) => [textOf(definition.LogicalName) ?? '', definition]));
  const wanted = wantedOf(client, byName, names);
  const activities = [...byName.keys()].filter(
    (name) => byName.get(name)?.IsActivity === true && name !== POINTER,
  );
  const { kept } = options;
  kept?.begin([client.addresses.api, client.login].join('\n'));
  const found = new Map<string, Entity>();
  const unread: Unread[] = [];
  let done = 0;
  const told = (name: string): void => options.progress?.(++done, wanted.length, name);
  for (const name of wanted) {
    const entity = kept?.recall(name) ?? null;
    if (entity === null) continue;
    found.set(name, entity);
    told(name);
  }
  const accept = (name: string, facts: TableFacts | ConnectorError): void => {
    const entity = entityOrWhy(name, byName, facts, activities);
    if ('kind' in entity) {
      unread.push({ what: 'entity', entity: name, why: whyOf(name, entity), help: HELP });
    } else {
      found.set(name, entity);
      const parts = facts instanceof ConnectorError ? [] : facts.unread;
      unread.push(...parts);
      if (parts.length === 0) kept?.keep(entity);
    }
    told(name);
  };
  const left = wanted.filter((name) => !found.has(name));
  await readTables(left, get, accept, () => stop.abort());
  const solutions = await solutionsOf(get);
  const all = [
    ...solutions.unread,
    ...unread.toSorted((one, other) => ((one.entity ?? '') < (other.entity ?? '') ? -1 : 1)),
  ];
  return {
    system: 'dataverse',
    version: await versionOf(get),
    language: localeOf(definitions.map((definition) => definition.DisplayName)),
    modules: solutions.modules,
    ...(all.length === 0 ? {} : { unread: all }),
    entities: Object.fromEntries([...found].toSorted(([one], [other]) => (one < other ? -1 : 1))),
  };
}

/** The names to read, sorted. @throws ConnectorError */
function wantedOf(
  client: DataverseClient,
  byName: ReadonlyMap<string, JsonRecord>,
  names: readonly string[] | null,
): readonly string[] {
  const wanted =
    names === null ? [...byName.keys()].filter((name) => isOffered(byName.get(name))) : [...new Set(names)];
  const unknown = wanted.filter((name) => !byName.has(name));
  if (unknown.length > 0) {
    throw new ConnectorError(
      'configuration',
      `${client.addresses.origin} has no table ${unknown.map((name) => `"${name}"`).join(', ')}; use logical names, such as "account".`,
    );
  }
  return wanted.toSorted();
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

/** @throws ConnectorError other than a refusal */
function entityOrWhy(
  name: string,
  byName: ReadonlyMap<string, JsonRecord>,
  facts: TableFacts | ConnectorError,
  activities: readonly string[],
): Entity | ConnectorError {
  if (facts instanceof ConnectorError) return facts;
  try {
    const idOf = (table: string): string | null => textOf(byName.get(table)?.PrimaryIdAttribute);
    return entityOf(name, byName.get(name) ?? {}, facts, activities, idOf);
  } catch (error) {
    if (isRefusal(error)) return error;
    throw error;
  }
}

function whyOf(name: string, error: ConnectorError): string {
  return error.kind === 'forbidden' ? `the login may not read the definition of ${name}` : error.message;
}

async function versionOf(get: Get): Promise<string> {
  const answer = await unlessRefused(() => get('RetrieveVersion()'));
  const version = answer instanceof ConnectorError ? null : textOf(answer.Version);
  // "9.2.23074.210" -> "9.2": builds change every week and mean nothing for a schema.
  return version?.split('.').slice(0, 2).join('.') ?? '9.2';
}

/** Visible solutions, which serve `source has module`. A server that has no such list has none. */
async function solutionsOf(
  get: Get,
): Promise<{ readonly modules: readonly string[]; readonly unread: readonly Unread[] }> {
  const answer = await unlessRefused(() => get('solutions?$select=uniquename&$filter=isvisible eq true'));
  if (!(answer instanceof ConnectorError)) {
    const modules = listOf(answer, 'solutions')
      .map((solution) => textOf(solution.uniquename))
      .filter((name) => name !== null)
      .toSorted();
    return { modules, unread: [] };
  }
  if (answer.kind !== 'forbidden') return { modules: [], unread: [] };
  const why = 'the login may not read solutions, so `source has module` cannot be checked';
  const help =
    'give the application user a security role that may read the table solution, and discover again';
  return { modules: [], unread: [{ what: 'modules', why, help }] };
}

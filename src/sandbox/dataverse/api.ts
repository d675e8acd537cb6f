import { jsonResponse, type SandboxRequest, type SandboxResponse } from '../server.ts';
import { wantedAnnotations } from './annotations.ts';
import { answerBatch, longestBatchedAddress } from './batch.ts';
import type { Catalog } from './catalog.ts';
import { badRequest, missingTable, notBuilt, unknownSegment, WebApiError } from './errors.ts';
import { answerFileBlocks } from './file-blocks.ts';
import { answerFile, fileColumn } from './files.ts';
import { retrieveMetadataChanges } from './metadata-changes.ts';
import { readMetadata } from './metadata-requests.ts';
import { parseQuery, type Query } from './odata/query.ts';
import { rolePrivileges } from './privileges.ts';
import { countRows, type Preferences, readColumn, readPage, readRow } from './rows.ts';
import type { TableSchema } from './schema.ts';
import type { Store } from './store.ts';
import { asksForChanges, countChanges, readChanges } from './tracking.ts';
import { writeRow } from './writes.ts';

export const apiPath = '/api/data/v9.2/';

/** Longest address that the service reads, in characters. */
const longestAddress = 32_768;

const jsonType = 'application/json; odata.metadata=minimal';
const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export interface ApiWorld {
  readonly catalog: Catalog;
  readonly store: Store;
  /** `http://127.0.0.1:1234` */
  readonly url: string;
  /** Ids that `WhoAmI` answers. */
  readonly user: string;
  readonly businessUnit: string;
  readonly organization: string;
  /** Tables whose rows the application user may change. */
  readonly changes: ReadonlySet<string>;
  /** Files can be read in several blocks. */
  readonly chunked: boolean;
  /** The page size where the request names none. */
  readonly pageSize: number | null;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Answers a request below {@link apiPath} whose token was found good.
 * @param batched it stands in a batch
 */
export function answerApi(world: ApiWorld, request: SandboxRequest, batched = false): SandboxResponse {
  try {
    return withProtocolHeaders(route(world, request, batched));
  } catch (error) {
    if (!(error instanceof WebApiError)) throw error;
    return withProtocolHeaders(
      jsonResponse({ error: { code: error.code, message: error.message } }, error.status, {
        'content-type': jsonType,
      }),
    );
  }
}

function route(world: ApiWorld, request: SandboxRequest, batched: boolean): SandboxResponse {
  const { method, query } = request;
  const longest = batched ? longestBatchedAddress : longestAddress;
  if (request.path.length + query.toString().length > longest) {
    return { status: 414, headers: { 'content-type': 'text/plain' }, body: 'Request URL Too Long' };
  }
  const segments = pathSegments(request.path);
  const [head = '', ...rest] = segments;
  const context = (fragment: string): string => `${world.url}${apiPath}$metadata${fragment}`;

  if (method === 'POST' && head === '$batch') {
    const root = `${world.url}${apiPath}`;
    const answer = (inner: SandboxRequest): SandboxResponse => answerApi(world, inner, true);
    return answerBatch({ store: world.store, root, answer }, request);
  }
  const blocks = method === 'POST' ? answerFileBlocks(world, head, request) : null;
  if (blocks !== null) return odata({ '@odata.context': context(blocks.context), ...blocks.value });
  if (method !== 'GET') return routeWrite(world, request, head, rest);
  if (head === '') {
    const value = [...world.catalog.all()].map((table) => ({
      name: table.EntitySetName,
      kind: 'EntitySet',
      url: table.EntitySetName,
    }));
    return odata({ '@odata.context': context(''), value });
  }
  if (head === 'WhoAmI' || head === 'WhoAmI()') {
    return odata({
      '@odata.context': context('#Microsoft.Dynamics.CRM.WhoAmIResponse'),
      BusinessUnitId: world.businessUnit,
      UserId: world.user,
      OrganizationId: world.organization,
    });
  }
  if (head.startsWith('RetrieveTotalRecordCount(')) {
    return odata({
      '@odata.context': context('#Microsoft.Dynamics.CRM.RetrieveTotalRecordCountResponse'),
      EntityRecordCountCollection: totals(world, head, query),
    });
  }
  if (head.startsWith('RetrieveMetadataChanges(')) {
    return odata({
      '@odata.context': context('#Microsoft.Dynamics.CRM.RetrieveMetadataChangesResponse'),
      ...retrieveMetadataChanges(world.catalog, head, query),
    });
  }
  if (head.startsWith('EntityDefinitions') || head.startsWith('GlobalOptionSetDefinitions')) {
    const answer = readMetadata(world.catalog, segments, parseQuery(query));
    if (answer === null) throw unknownSegment(head);
    return 'value' in answer
      ? odata({ '@odata.context': context(answer.context), value: answer.value })
      : odata({ '@odata.context': context(answer.context), ...answer.single });
  }
  return routeRows(world, request, head, rest);
}

function routeWrite(
  world: ApiWorld,
  request: SandboxRequest,
  head: string,
  rest: readonly string[],
): SandboxResponse {
  const { method, path } = request;
  const { table, id } = addressed(world, head);
  const takesKey = method === 'PATCH' || method === 'PUT' || method === 'DELETE';
  const single = method === 'PUT' ? rest.length === 1 : rest.length === 0 || method === 'DELETE';
  if (takesKey !== (id !== null) || !single || !(takesKey || method === 'POST')) throw notBuilt(method, path);
  return writeRow(world, request, method, table, id, rest);
}

/** The table of a path's first segment, `accounts` or `accounts(…)`, and the id in it. */
function addressed(
  world: ApiWorld,
  head: string,
): { readonly table: TableSchema; readonly id: string | null } {
  const match = /^(\w+)(?:\((.*)\))?$/.exec(head);
  const table = match?.[1] === undefined ? undefined : world.catalog.ofEntitySet(match[1]);
  if (table === undefined) throw unknownSegment(match?.[1] ?? head);
  const key = match?.[2];
  if (key === undefined) return { table, id: null };
  const id = key.startsWith(`${table.PrimaryIdAttribute}=`)
    ? key.slice(table.PrimaryIdAttribute.length + 1)
    : key;
  if (!guid.test(id)) {
    throw badRequest(
      `Error in query syntax: '${key}' is no key of ${table.EntitySetName}, which takes a GUID without quotes.`,
    );
  }
  return { table, id: id.toLowerCase() };
}

function routeRows(
  world: ApiWorld,
  request: SandboxRequest,
  head: string,
  rest: readonly string[],
): SandboxResponse {
  const { store } = world;
  const preferences = parsePreferences(request.headers.prefer, world.pageSize);
  const { table, id } = addressed(world, head);
  if (id === null) {
    if (rest.length === 0) return collection(world, table, request, preferences);
    if (rest.length === 1 && rest[0] === '$count') {
      const query = parseQuery(request.query);
      const count =
        query.deltaToken === null
          ? countRows(store, table, query)
          : countChanges(store, table, query, world.catalog.tracked, world.now());
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: String(count) };
    }
    throw unknownSegment(rest[0] ?? '');
  }
  if (rest.length === 1 && /^Microsoft\.Dynamics\.CRM\.RetrieveUserPrivileges(\(\))?$/.test(rest[0] ?? ''))
    return userPrivileges(world, table, id);
  const [property, suffix, ...beyond] = rest;
  if (property === undefined) {
    const row = readRow(store, table, id, parseQuery(request.query), preferences.wanted);
    const context = `${world.url}${apiPath}$metadata#${table.EntitySetName}${selection(row.selected)}/$entity`;
    return {
      status: 200,
      headers: { 'content-type': jsonType, ...preferences.applied },
      body: `{"@odata.context":${JSON.stringify(context)},${row.text.slice(1)}`,
    };
  }
  if (beyond.length > 0 || (suffix !== undefined && suffix !== '$value'))
    throw unknownSegment(suffix ?? property);
  const file = fileColumn(table, property);
  if (
    file !== null &&
    (suffix === '$value' || file.AttributeTypeName === 'FileType' || request.query.has('size'))
  )
    return answerFile(store, table, id, file, suffix === '$value', request);
  const text = readColumn(store, table, id, property);
  if (text === 'null') return { status: 204 };
  if (suffix === '$value') {
    const value: unknown = text.startsWith('"') ? JSON.parse(text) : text;
    return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: String(value) };
  }
  const context = `${world.url}${apiPath}$metadata#${table.EntitySetName}(${id})/${property}`;
  return {
    status: 200,
    headers: { 'content-type': jsonType },
    body: `{"@odata.context":${JSON.stringify(context)},"value":${text}}`,
  };
}

/** A function bound to a user. Others than the application user have no roles here. */
function userPrivileges(world: ApiWorld, table: TableSchema, id: string): SandboxResponse {
  if (table.LogicalName !== 'systemuser')
    throw unknownSegment('Microsoft.Dynamics.CRM.RetrieveUserPrivileges');
  const known = id.toLowerCase() === world.user.toLowerCase();
  return odata({
    '@odata.context': `${world.url}${apiPath}$metadata#Microsoft.Dynamics.CRM.RetrieveUserPrivilegesResponse`,
    RolePrivileges: known ? rolePrivileges(world.catalog.all(), world.changes, world.businessUnit) : [],
  });
}

function collection(
  world: ApiWorld,
  table: TableSchema,
  request: SandboxRequest,
  preferences: ParsedPreferences,
): SandboxResponse {
  const query = parseQuery(request.query);
  if (asksForChanges(query, request.headers.prefer))
    return changedRows(world, table, request, query, preferences);
  const page = readPage(world.store, table, query, preferences);
  const context = `${world.url}${apiPath}$metadata#${table.EntitySetName}${selection(page.selected)}`;
  const members = [`"@odata.context":${JSON.stringify(context)}`];
  if (page.count !== null) {
    members.push(`"@odata.count":${page.count}`);
    if (preferences.wanted('Microsoft.Dynamics.CRM.totalrecordcount')) {
      members.push(`"@Microsoft.Dynamics.CRM.totalrecordcount":${page.count}`);
    }
    if (preferences.wanted('Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded')) {
      members.push(`"@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded":${page.countExceeded}`);
    }
  }
  members.push(`"value":[${page.rows.join(',\n')}]`);
  if (page.next !== null) {
    const address = nextAddress(world, table, request.query, page.next);
    members.push(`"@odata.nextLink":${JSON.stringify(address)}`);
  }
  return {
    status: 200,
    headers: { 'content-type': jsonType, ...preferences.applied },
    body: `{${members.join(',')}}`,
  };
}

function changedRows(
  world: ApiWorld,
  table: TableSchema,
  request: SandboxRequest,
  query: Query,
  preferences: ParsedPreferences,
): SandboxResponse {
  const root = `${world.url}${apiPath}`;
  const at = { url: root, now: world.now() };
  const page = readChanges(world.store, table, query, preferences, world.catalog.tracked, at);
  const context = `${root}$metadata#${table.EntitySetName}${selection(page.selected)}${page.isDelta ? '/$delta' : ''}`;
  const members = [`"@odata.context":${JSON.stringify(context)}`];
  const link = (name: string, option: string, token: string | null): void => {
    if (token === null) return;
    const address = nextAddress(world, table, request.query, token, option);
    members.push(`"@odata.${name}":${JSON.stringify(address)}`);
  };
  link('deltaLink', '$deltatoken', page.delta);
  members.push(`"value":[${page.rows.join(',\n')}]`);
  link('nextLink', '$skiptoken', page.next);
  return {
    status: 200,
    headers: { 'content-type': jsonType, ...preferences.applied },
    body: `{${members.join(',')}}`,
  };
}

function nextAddress(
  world: ApiWorld,
  table: TableSchema,
  query: URLSearchParams,
  token: string,
  option = '$skiptoken',
): string {
  const options = [...query].filter(([name]) => name !== '$skiptoken' && name !== '$deltatoken');
  const text = [...options, [option, token] as const]
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  return `${world.url}${apiPath}${table.EntitySetName}?${text}`;
}

function selection(selected: readonly string[] | null): string {
  return selected === null ? '' : `(${selected.join(',')})`;
}

function totals(world: ApiWorld, segment: string, query: URLSearchParams): unknown {
  const argument = /^RetrieveTotalRecordCount\(EntityNames=(.*)\)$/.exec(segment)?.[1] ?? '';
  const list = argument.startsWith('@') ? (query.get(argument) ?? '') : argument;
  const names = [...list.matchAll(/['"]([^'"]*)['"]/g)].map((match) => match[1] ?? '');
  if (names.length === 0) {
    throw badRequest("RetrieveTotalRecordCount takes a list of table names: EntityNames=['account'].");
  }
  for (const name of names) {
    if (world.catalog.get(name) === undefined) throw missingTable(name);
  }
  return {
    Count: names.length,
    IsReadOnly: false,
    Keys: names,
    Values: names.map((name) => world.store.rows(name).length),
  };
}

interface ParsedPreferences extends Preferences {
  /** The header `Preference-Applied`, where there is anything to say in it. */
  readonly applied: Readonly<Record<string, string>>;
}

function parsePreferences(header: string | undefined, pageSize: number | null): ParsedPreferences {
  const text = header ?? '';
  const size = Number(/odata\.maxpagesize\s*=\s*"?(\d+)"?/i.exec(text)?.[1] ?? 0);
  const annotations = /odata\.include-annotations\s*=\s*(?:"([^"]*)"|([^",;\s]+))/i.exec(text);
  const list = annotations === null ? null : (annotations[1] ?? annotations[2] ?? '');
  const applied = [
    ...(/odata\.track-changes/i.test(text) ? ['odata.track-changes'] : []),
    ...(size > 0 ? [`odata.maxpagesize=${size}`] : []),
    ...(list === null ? [] : [`odata.include-annotations="${list}"`]),
  ];
  return {
    maxPageSize: size > 0 ? size : pageSize,
    wanted: wantedAnnotations(list),
    applied: applied.length === 0 ? {} : { 'preference-applied': applied.join(',') },
  };
}

function pathSegments(path: string): readonly string[] {
  try {
    return path
      .slice(apiPath.length)
      .split('/')
      .map((segment) => decodeURIComponent(segment));
  } catch (error) {
    if (error instanceof URIError) throw badRequest('Error in query syntax.');
    throw error;
  }
}

function odata(value: unknown): SandboxResponse {
  return jsonResponse(value, 200, { 'content-type': jsonType });
}

function withProtocolHeaders(response: SandboxResponse): SandboxResponse {
  if ('reset' in response) return response;
  return {
    ...response,
    headers: {
      'odata-version': '4.0',
      'x-ms-ratelimit-time-remaining-xrm-requests': '1,200.00',
      'x-ms-ratelimit-burst-remaining-xrm-requests': '5999',
      ...response.headers,
    },
  };
}

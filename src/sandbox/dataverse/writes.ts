import type { SandboxRequest, SandboxResponse } from '../server.ts';
import { wantedAnnotations } from './annotations.ts';
import type { ApiWorld } from './api.ts';
import {
  badRequest,
  invalidPayload,
  missingPrivilege,
  missingRecord,
  unknownSegment,
  WebApiError,
} from './errors.ts';
import { guidOf } from './guid.ts';
import { parseQuery } from './odata/query.ts';
import { readRow } from './rows.ts';
import { type AttributeSchema, isLookup, type TableSchema } from './schema.ts';
import { type Cell, type Row, versionOf } from './store.ts';

type Method = 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/**
 * Makes, changes or deletes one row of a table that the application user may change ("Create a table row", "Update and
 * delete table rows using the Web API"): no plug-in runs and nothing cascades.
 * @param id null for POST @param rest what follows the key: the name of one column, or nothing
 * @throws WebApiError 400, 403, 404, 412
 */
export function writeRow(
  world: ApiWorld,
  request: SandboxRequest,
  method: Method,
  table: TableSchema,
  id: string | null,
  rest: readonly string[],
): SandboxResponse {
  const { store } = world;
  const { LogicalName: name } = table;
  const before = id === null ? undefined : store.row(name, id);
  const type = method === 'DELETE' ? 'Delete' : before === undefined ? 'Create' : 'Write';
  if (!world.changes.has(name)) throw missingPrivilege(world.user, `prv${type}${table.SchemaName}`, name);
  if (id !== null) condition(request, name, id, before);
  const [property, ...further] = rest;
  if (further.length > 0) throw unknownSegment(further[0] ?? '');
  if (method === 'DELETE' && property === undefined) {
    if (id === null || before === undefined) throw missingRecord(name, id ?? '');
    store.remove(name, id);
    return { status: 204 };
  }
  const given = method === 'DELETE' ? { value: null } : payload(request);
  const values = valuesOf(world, table, property === undefined ? given : { [property]: given.value ?? null });
  const own = values[table.PrimaryIdAttribute];
  const key = id ?? (typeof own === 'string' ? own.toLowerCase() : guidOf(`made ${name} ${store.version}`));
  if (id === null && store.row(name, key) !== undefined)
    throw new WebApiError(412, '0x80040237', 'A record with matching key values already exists.');
  store.put(name, key, values, `${new Date(world.now()).toISOString().slice(0, 19)}Z`);
  const address = `${world.url}/api/data/v9.2/${table.EntitySetName}(${key})`;
  if (!/return=representation/i.test(request.headers.prefer ?? ''))
    return {
      status: 204,
      headers: property === undefined ? { location: address, 'odata-entityid': address } : {},
    };
  const row = readRow(store, table, key, parseQuery(request.query), wantedAnnotations(null));
  return {
    status: before === undefined ? 201 : 200,
    headers: {
      'content-type': 'application/json; odata.metadata=minimal',
      'preference-applied': 'return=representation',
      location: address,
      'odata-entityid': address,
    },
    body: row.text,
  };
}

/** `If-Match` and `If-None-Match` ("Perform conditional operations using the Web API"). */
function condition(request: SandboxRequest, name: string, id: string, before: Row | undefined): void {
  const match = request.headers['if-match'];
  if (match !== undefined && before === undefined) throw missingRecord(name, id);
  if (match !== undefined && match !== '*' && before !== undefined && match !== `W/"${versionOf(before)}"`)
    throw new WebApiError(
      412,
      '0x80060882',
      "The version of the existing record doesn't match the RowVersion property provided.",
    );
  if (request.headers['if-none-match'] === '*' && before !== undefined)
    throw new WebApiError(412, '0x80040237', 'A record with matching key values already exists.');
}

function payload(request: SandboxRequest): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(request.body.toString('utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidPayload('the request has no JSON object as its body.');
  return Object.fromEntries(Object.entries(value));
}

function valuesOf(
  world: ApiWorld,
  table: TableSchema,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, Cell>> {
  const values: Record<string, Cell> = {};
  for (const [key, value] of Object.entries(given)) {
    const navigation = /^(.+)@odata\.bind$/.exec(key)?.[1];
    if (navigation !== undefined) {
      const bound = boundTo(world, table, navigation, value);
      values[bound.attribute] = bound.cell;
    } else if (!key.includes('@')) values[key] = cellOf(table, key, value);
  }
  return values;
}

/** The lookup that a navigation property stands for, and the row that it is to lead to. */
function boundTo(
  world: ApiWorld,
  table: TableSchema,
  navigation: string,
  value: unknown,
): { readonly attribute: string; readonly cell: Cell } {
  const relationship = table.ManyToOne.find(
    (one) => (one.ReferencingEntityNavigationPropertyName ?? one.ReferencingAttribute) === navigation,
  );
  if (relationship === undefined) throw undeclared(table, navigation);
  const { ReferencingAttribute: attribute } = relationship;
  if (value === null) return { attribute, cell: null };
  const match = /(?:^|\/)(\w+)\(([0-9a-f-]{36})\)$/i.exec(String(value));
  const target = match?.[1] === undefined ? undefined : world.catalog.ofEntitySet(match[1]);
  const id = match?.[2]?.toLowerCase();
  if (target === undefined || id === undefined)
    throw badRequest(`'${String(value)}' is no address of a row that ${navigation} could be bound to.`);
  if (world.store.row(target.LogicalName, id) === undefined) throw missingRecord(target.LogicalName, id);
  return { attribute, cell: { entity: target.LogicalName, id } };
}

function cellOf(table: TableSchema, key: string, value: unknown): Cell {
  const attribute = table.Attributes.find(({ LogicalName }) => LogicalName === key);
  if (attribute === undefined) throw undeclared(table, key);
  if (isLookup(attribute))
    throw invalidPayload(
      'CRM do not support direct update of Entity Reference properties, Use Navigation properties instead.',
    );
  if (value === null) return null;
  const expected = shapeOf(attribute);
  if (typeof value !== expected)
    throw invalidPayload(
      `Cannot convert the literal '${String(value)}' to the type of '${key}' (${expected}).`,
    );
  if (typeof value === 'string') {
    const { MaxLength: max } = attribute;
    if (max !== undefined && value.length > max)
      throw new WebApiError(
        400,
        '0x80044331',
        `A validation error occurred.  The length of the '${key}' attribute of the '${table.LogicalName}' entity exceeded the maximum allowed length of '${max}'.`,
      );
    return value;
  }
  if (typeof value === 'boolean') return value;
  const digits = attribute.AttributeType === 'Money' || attribute.AttributeType === 'Decimal';
  return digits ? String(value) : Number(value);
}

function shapeOf(attribute: AttributeSchema): 'string' | 'number' | 'boolean' {
  switch (attribute.AttributeType) {
    case 'Boolean':
      return 'boolean';
    case 'BigInt':
    case 'Decimal':
    case 'Double':
    case 'Integer':
    case 'Money':
    case 'Picklist':
    case 'State':
    case 'Status':
      return 'number';
    default:
      return 'string';
  }
}

function undeclared(table: TableSchema, property: string): WebApiError {
  return invalidPayload(
    `The property '${property}' does not exist on type 'Microsoft.Dynamics.CRM.${table.LogicalName}'. Make sure to only use property names that are defined by the type.`,
  );
}

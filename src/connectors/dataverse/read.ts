import type { Entity, JsonValue } from '../../schema/model.ts';
import { type CallOptions, ConnectorError, type SourceReadOptions, type SourceRecord } from '../contract.ts';
import { aboutBodies, bodyReader } from './bodies.ts';
import type { DataverseClient } from './client.ts';
import { ACTIVITY_KIND, type Column, columnsOf, LOGICAL_NAME } from './columns.ts';
import { derivedValue } from './derived.ts';
import type { JsonRecord } from './json.ts';
import { setOf } from './set-of.ts';
import { listAt, listOf } from './table-facts.ts';
import { canonicalValue } from './value.ts';

/** Empty pages, with a link to a next one, that are taken for an accident. */
const EMPTY_PAGES = 20;
/** Rows a page where derived columns are read: each has a whole definition beside it, of a megabyte now and then. */
const DEFINITIONS = 100;
const DELTA_LINK = /[?&](?:\$|%24)deltatoken=/i;

/**
 * Every record of a table, a page at a time (powerapps-docs, "Page results using OData"): the next link is followed as the
 * server wrote it, with the same preferences. No page holds bodies: they are read one by one, see {@link bodyReader}.
 */
export async function* readDataverse(
  client: DataverseClient,
  entity: Entity,
  fields: readonly string[],
  options: SourceReadOptions,
): AsyncGenerator<readonly SourceRecord[]> {
  const columns = columnsOf(entity, fields);
  const recordsOf = recordReader(client, entity, columns, options);
  for await (const rows of pagesOf(client, entity, columns, aboutBodies(entity, columns), options))
    yield await recordsOf(rows);
}

/** Makes records of the rows of a page, with the bodies that they hold. */
export function recordReader(
  client: DataverseClient,
  entity: Entity,
  columns: readonly Column[],
  options: SourceReadOptions,
): (rows: readonly JsonRecord[]) => Promise<readonly SourceRecord[]> {
  const readBody = bodyReader(client, entity, options);
  return (rows) => allOf(rows.map((row) => recordOf(client, entity, columns, row, readBody, options)));
}

/** The rows as the server gives them, page by page. `extra` properties are selected beside those of the columns. */
export async function* pagesOf(
  client: DataverseClient,
  entity: Entity,
  columns: readonly Column[],
  extra: readonly string[],
  options: CallOptions,
): AsyncGenerator<readonly JsonRecord[]> {
  const question = questionOf(client, entity, columns, extra);
  const first = `${setOf(entity)}?$select=${question.select}${question.expand}`;
  for await (const { rows } of followed(client, entity, first, question, options)) yield rows;
}

/** What is asked for rows with these columns. */
export interface Question {
  /** The properties, as the value of `$select`. */
  readonly select: string;
  /** `&$expand=…`, or nothing. */
  readonly expand: string;
  readonly prefer: readonly string[];
  readonly exact: ReadonlySet<string>;
}

/** @param extra properties that are selected beside those of the columns */
export function questionOf(
  client: DataverseClient,
  entity: Entity,
  columns: readonly Column[],
  extra: readonly string[],
): Question {
  const selected = new Set([entity.id, ...extra]);
  const annotations = new Set<string>();
  const exact = new Set<string>();
  const expanded: string[] = [];
  let { page } = client.addresses;
  for (const column of columns) {
    if (column.read === 'body') continue;
    if (column.read === 'list') {
      expanded.push(`${column.property}($select=${column.id})`);
      continue;
    }
    if (column.read === 'derived') {
      for (const property of column.properties) selected.add(property);
      for (const path of column.expands) if (!expanded.includes(path)) expanded.push(path);
      page = Math.min(page, DEFINITIONS);
      continue;
    }
    selected.add(column.property);
    if (column.read === 'reference') annotations.add(LOGICAL_NAME);
    if (column.read === 'reference' && column.expand !== null) {
      expanded.push(`${column.expand}($select=${ACTIVITY_KIND})`);
    }
    if (column.read === 'annotation') annotations.add(column.annotation);
    const { kind } = column.field.type;
    if (kind === 'decimal' || kind === 'money') exact.add(column.property);
  }
  const prefer = [
    `odata.maxpagesize=${page}`,
    ...(annotations.size === 0
      ? []
      : [`odata.include-annotations="${[...annotations].toSorted().join(',')}"`]),
  ];
  const expand = expanded.length === 0 ? '' : `&$expand=${expanded.join(',')}`;
  return { select: [...selected].join(','), expand, prefer, exact };
}

interface FollowedPage {
  readonly rows: readonly JsonRecord[];
  /** Another page follows. */
  readonly more: boolean;
  /** On the last page of an answer whose changes are tracked. */
  readonly deltaLink: string | null;
}

/** The pages from a first link on, followed as the server writes them. @throws ConnectorError also where they do not end */
export async function* followed(
  client: DataverseClient,
  entity: Entity,
  from: string,
  { prefer, exact }: Pick<Question, 'prefer' | 'exact'>,
  options: CallOptions,
): AsyncGenerator<FollowedPage> {
  /** The first id of each page, by which a page that comes again is known. */
  const begun = new Set<string>();
  let empty = 0;
  let link: string | null = from;
  while (link !== null) {
    const page: JsonRecord = await client.getObject(link, { prefer, exact, signal: options.signal });
    const next = page['@odata.nextLink'];
    // Where nothing changed the answer to a delta link is an empty object.
    const empties = Object.keys(page).length === 0 && DELTA_LINK.test(link);
    const rows = empties ? [] : listOf(page, entity.name);
    if (next === link) {
      throw new ConnectorError(
        'protocol',
        `The server's link to the next page of ${entity.name} leads to the same page.`,
      );
    }
    const [row] = rows;
    const first = row === undefined ? null : (deletedId(row) ?? idOf(entity, row));
    if (first === null) empty++;
    if (typeof next === 'string' && (empty > EMPTY_PAGES || (first !== null && begun.has(first)))) {
      throw new ConnectorError(
        'protocol',
        `The server's pages of ${entity.name} have no end: the link to the next page leads to ${first === null ? 'empty ones' : 'rows that were read before'}, again and again.`,
      );
    }
    if (first !== null) begun.add(first);
    const deltaLink = page['@odata.deltaLink'];
    yield {
      rows,
      more: typeof next === 'string',
      deltaLink: typeof deltaLink === 'string' ? deltaLink : null,
    };
    link = typeof next === 'string' ? next : null;
  }
}

/** The id of a row that is no more, as change tracking tells it; null for a row. */
export function deletedId(row: JsonRecord): string | null {
  const { reason, id } = row;
  return reason === 'deleted' && typeof id === 'string' ? id.toLowerCase() : null;
}

/** As `Promise.all`; but where one fails the others come to their end first, so that none goes on behind the caller's back. */
async function allOf<T>(work: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(work);
  return await Promise.all(work);
}

async function recordOf(
  client: DataverseClient,
  entity: Entity,
  columns: readonly Column[],
  row: JsonRecord,
  readBody: ReturnType<typeof bodyReader>,
  options: CallOptions,
): Promise<SourceRecord> {
  const id = idOf(entity, row);
  const values = await Promise.all(
    columns.map(async (column): Promise<readonly [string, JsonValue]> => {
      if (column.read === 'list')
        return [column.field.name, await listedIn(client, column, row, entity, options)];
      if (column.read === 'derived')
        return [column.field.name, derivedValue(entity.name, column.field.name, row, entity.access)];
      if (column.read !== 'body') return [column.field.name, canonicalValue(column, row, entity.name)];
      return [column.field.name, await readBody(column, id, row)];
    }),
  );
  return { id, values: Object.fromEntries(values) };
}

/**
 * The records that a row lists. The server gives the first of them, or none, and a link to the rest (powerapps-docs,
 * "Join tables using OData", expanding collections).
 */
async function listedIn(
  client: DataverseClient,
  column: Extract<Column, { readonly read: 'list' }>,
  row: JsonRecord,
  entity: Entity,
  options: CallOptions,
): Promise<JsonValue> {
  const { property, target, id } = column;
  const what = `${entity.name}.${property}`;
  const found = new Set<string>();
  const add = (records: readonly JsonRecord[]): void => {
    for (const record of records) {
      const one = record[id];
      if (typeof one !== 'string')
        throw new ConnectorError('protocol', `The server sent a record in ${what} without its ${id}.`);
      found.add(one.toLowerCase());
    }
  };
  add(listAt(row, property, what));
  let link = row[`${property}@odata.nextLink`];
  while (typeof link === 'string') {
    const before = found.size;
    const page = await client.getObject(link, { signal: options.signal });
    add(listOf(page, what));
    const next = page['@odata.nextLink'];
    if (typeof next === 'string' && found.size === before)
      throw new ConnectorError('protocol', `The server's pages of ${what} have no end.`);
    link = next;
  }
  return [...found].map((one) => ({ entity: target, id: one }));
}

/** Guids in lower case, as everywhere. */
export function idOf(entity: Entity, row: JsonRecord): string {
  const id = row[entity.id];
  if (typeof id !== 'string') {
    throw new ConnectorError('protocol', `The server sent a row of ${entity.name} without its ${entity.id}.`);
  }
  return id.toLowerCase();
}

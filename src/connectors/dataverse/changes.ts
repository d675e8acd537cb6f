import type { Entity } from '../../schema/model.ts';
import { type ChangeOptions, type ChangePage, ConnectorError, type SourceChanges } from '../contract.ts';
import { aboutBodies } from './bodies.ts';
import { type ChangeToken, parseToken } from './change-token.ts';
import type { DataverseClient } from './client.ts';
import { type Column, columnsOf, LOGICAL_NAME } from './columns.ts';
import { rowsInRanges } from './ranges.ts';
import { deletedId, followed, idOf, type Question, questionOf, recordReader } from './read.ts';
import { setOf } from './set-of.ts';
import { listOf, unlessRefused } from './table-facts.ts';

const MODIFIED = 'modifiedon';
/**
 * How far before the newest date changes are asked for again, in milliseconds: a row is dated when it is written, and is
 * seen only when its transaction, of two minutes at most, has ended.
 */
const OVERLAP = 10 * 60_000;
/** Ids in one question; the address has 32,768 characters at most. */
const IDS_AT_ONCE = 50;
const TRACK = 'odata.track-changes';

/** What one reading of changes works with. */
interface Reading {
  readonly client: DataverseClient;
  readonly entity: Entity;
  readonly question: Question;
  readonly options: ChangeOptions;
  readonly recordsOf: ReturnType<typeof recordReader>;
  /** The token for the next time; absent where neither tracking nor dates tell anything. */
  token(link: string | null, newest: string | null): { readonly token?: string };
}

/**
 * What changed in a table. Where somebody enabled change tracking, by the delta link of the last reading (powerapps-docs,
 * "Use change tracking to synchronize data with external systems"); it is good for seven days unless the environment says
 * otherwise. Where it is not, or the link is no longer taken, by `modifiedon`, with the ids compared for what was deleted.
 * Columns whose values change while their row does not are read with all rows.
 * @throws ConnectorError
 */
export async function changesInDataverse(
  client: DataverseClient,
  entity: Entity,
  fields: readonly string[],
  since: string | null,
  options: ChangeOptions,
): Promise<SourceChanges> {
  const columns = columnsOf(entity, fields);
  const question = questionOf(client, entity, columns, aboutBodies(entity, columns));
  const asked = `${question.select}${question.expand}`;
  const { api } = client.addresses;
  const reading: Reading = {
    client,
    entity,
    question,
    options,
    recordsOf: recordReader(client, entity, columns, options),
    token: (link, newest) => {
      const token: ChangeToken = { api, asked, link, newest };
      return link === null && newest === null ? {} : { token: JSON.stringify(token) };
    },
  };
  const untold = untoldColumn(entity, columns);
  if (untold !== null)
    return { found: 'whole', why: since === null ? null : untold, pages: everything(reading, {}) };

  const held = since === null ? null : parseToken(since);
  const tracking = await trackingOf(client, entity, options);
  // Before anything is read: what changes meanwhile is then asked for the next time.
  const newest = await newestOf(reading);
  if (held === null || held.api !== api || held.asked !== asked) {
    const other = 'what was read before is of another environment, or of other columns';
    return {
      found: 'whole',
      why: since === null ? null : other,
      pages: await anew(reading, tracking, newest),
    };
  }
  let why = tracking ?? 'changes were not tracked when it was read before';
  if (held.link !== null) {
    const first = followed(client, entity, held.link, question, options);
    const begun = await unlessRefused(() => first.next());
    if (!(begun instanceof ConnectorError))
      return { found: 'tracked', why: null, pages: delta(reading, begun, first, held.link, newest) };
    why = `the link of change tracking is no longer taken: ${begun.message}`;
  }
  if (held.newest !== null) {
    const { newest: from } = held;
    return { found: 'dated', why, pages: dated(reading, tracking === null, from, newest) };
  }
  const undated = Object.hasOwn(entity.fields, MODIFIED)
    ? why
    : `${why}, and ${entity.name} has no ${MODIFIED}`;
  return { found: 'whole', why: undated, pages: await anew(reading, tracking, newest) };
}

/** Why changes of a row do not tell of all columns; null where they do. */
function untoldColumn(entity: Entity, columns: readonly Column[]): string | null {
  for (const { field, ...column } of columns) {
    const name = `${entity.name}.${field.name}`;
    if (column.read === 'list') return `records join and leave ${name} without a change of the record`;
    if (field.computed === true) return `${name} is computed, and changes without a change of the record`;
    if (column.read !== 'annotation' || column.annotation === LOGICAL_NAME) continue;
    const base = field.companionOf === undefined ? undefined : entity.fields[field.companionOf];
    if (base?.type.kind === 'reference')
      return `${name} is the name of another record, and changes with that one`;
  }
  return null;
}

/** Null where changes of the table are tracked; else why they are not, half a sentence. */
async function trackingOf(
  client: DataverseClient,
  entity: Entity,
  options: ChangeOptions,
): Promise<string | null> {
  const path = `EntityDefinitions(LogicalName='${entity.name}')?$select=ChangeTrackingEnabled`;
  const answer = await unlessRefused(() => client.getObject(path, { signal: options.signal }));
  if (answer instanceof ConnectorError)
    return `the login may not read whether change tracking is enabled for ${entity.name}`;
  return answer.ChangeTrackingEnabled === true ? null : `change tracking is not enabled for ${entity.name}`;
}

/** The newest date of a change; null where no row has one, or the table does not tell. */
async function newestOf({ client, entity, options }: Reading): Promise<string | null> {
  if (!Object.hasOwn(entity.fields, MODIFIED)) return null;
  const query = `$select=${MODIFIED}&$filter=${MODIFIED} ne null&$orderby=${MODIFIED} desc&$top=1`;
  const answer = await unlessRefused(() =>
    client.getObject(`${setOf(entity)}?${query}`, { signal: options.signal }),
  );
  // A table that cannot be asked so (a virtual one, say) is read all the same.
  if (answer instanceof ConnectorError) return null;
  const [row] = listOf(answer, entity.name);
  const date = row?.[MODIFIED];
  return typeof date === 'string' && !Number.isNaN(Date.parse(date)) ? date : null;
}

/** Every row, with the token that is known beforehand. */
async function* everything(
  { client, entity, question, options, recordsOf }: Reading,
  token: { readonly token?: string },
): AsyncGenerator<ChangePage> {
  for await (const rows of rowsInRanges(client, entity, question, options))
    yield { records: await recordsOf(rows), deleted: [] };
  yield { records: [], deleted: [], ...token };
}

/** Every row, and a delta link where there is one. `$expand` does not go with tracking: then the link is asked for first. */
async function anew(
  reading: Reading,
  tracking: string | null,
  newest: string | null,
): Promise<AsyncIterable<ChangePage>> {
  const { client, entity, question, options } = reading;
  const untracked = (): AsyncIterable<ChangePage> => everything(reading, reading.token(null, newest));
  if (tracking !== null) return untracked();
  if (question.expand !== '') {
    const { link } = await allIds(reading, true);
    return everything(reading, reading.token(link, newest));
  }
  const prefer = [...question.prefer, TRACK];
  const path = `${setOf(entity)}?$select=${question.select}`;
  const first = followed(client, entity, path, { ...question, prefer }, options);
  const begun = await unlessRefused(() => first.next());
  // A login that sees a part of the rows may read them, and may not track them.
  return begun instanceof ConnectorError ? untracked() : delta(reading, begun, first, null, newest);
}

/** Rows and deletions of an answer with a delta link. `link` stands where a last page that is empty has none. */
async function* delta(
  reading: Reading,
  begun: Begun,
  pages: ReturnType<typeof followed>,
  link: string | null,
  newest: string | null,
): AsyncGenerator<ChangePage> {
  const { entity, question, recordsOf } = reading;
  let next = link;
  for (let page = begun; page.done !== true; page = await pages.next()) {
    const { rows, deltaLink } = page.value;
    const deleted = rows.map(deletedId).filter((id) => id !== null);
    const changed = rows.filter((row) => deletedId(row) === null);
    if (question.expand === '') yield { records: await recordsOf(changed), deleted };
    else {
      yield { records: [], deleted };
      yield* byIds(
        reading,
        changed.map((row) => idOf(entity, row)),
      );
    }
    if (deltaLink !== null) next = deltaLink;
  }
  yield { records: [], deleted: [], ...reading.token(next, newest) };
}
type Begun = Awaited<ReturnType<ReturnType<typeof followed>['next']>>;

/** Rows that were changed since a date, those that no date tells of, and which of those that are held are no more. */
async function* dated(
  reading: Reading,
  tracked: boolean,
  from: string,
  newest: string | null,
): AsyncGenerator<ChangePage> {
  const { client, entity, question, options, recordsOf } = reading;
  const { held = new Set<string>() } = options;
  const { ids, link } = await allIds(reading, tracked);
  const since = `${new Date(Date.parse(from) - OVERLAP).toISOString().slice(0, 19)}Z`;
  const path = `${setOf(entity)}?$select=${question.select}${question.expand}&$filter=${MODIFIED} ge ${since}`;
  const came = new Set<string>();
  for await (const { rows } of followed(client, entity, path, question, options)) {
    for (const row of rows) came.add(idOf(entity, row));
    yield { records: await recordsOf(rows), deleted: [] };
  }
  yield* byIds(
    reading,
    [...ids].filter((id) => !held.has(id) && !came.has(id)),
  );
  const deleted = [...held].filter((id) => !ids.has(id) && !came.has(id));
  yield { records: [], deleted, ...reading.token(link, newest) };
}

/**
 * The ids of all rows, and the delta link from then on, where changes are tracked. A link gives the columns, and may give
 * the changes, of the question by which it came: all columns are asked for then.
 */
async function allIds(
  { client, entity, question, options }: Reading,
  tracked: boolean,
): Promise<{ readonly ids: ReadonlySet<string>; readonly link: string | null }> {
  const ids = new Set<string>();
  const read = async (select: string, prefer: readonly string[]): Promise<string | null> => {
    let link: string | null = null;
    const path = `${setOf(entity)}?$select=${select}`;
    for await (const page of followed(client, entity, path, { ...question, prefer }, options)) {
      for (const row of page.rows) ids.add(idOf(entity, row));
      link = page.deltaLink;
    }
    return link;
  };
  if (tracked) {
    const link = await unlessRefused(() => read(question.select, [...question.prefer, TRACK]));
    if (!(link instanceof ConnectorError)) return { ids, link };
  }
  await read(entity.id, question.prefer);
  return { ids, link: null };
}

/** Rows by id; those that are no more are left out. */
async function* byIds(
  { client, entity, question, options, recordsOf }: Reading,
  ids: readonly string[],
): AsyncGenerator<ChangePage> {
  for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
    const filter = ids
      .slice(at, at + IDS_AT_ONCE)
      .map((id) => `${entity.id} eq ${id}`)
      .join(' or ');
    const path = `${setOf(entity)}?$select=${question.select}${question.expand}&$filter=${filter}`;
    for await (const { rows } of followed(client, entity, path, question, options))
      yield { records: await recordsOf(rows), deleted: [] };
  }
}

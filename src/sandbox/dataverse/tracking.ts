import type { Wanted } from './annotations.ts';
import { badRequest, expiredStamp } from './errors.ts';
import type { Query } from './odata/query.ts';
import { rowText } from './render.ts';
import { pageCap, selectedColumns } from './rows.ts';
import type { TableSchema } from './schema.ts';
import { type Store, versionOf } from './store.ts';

/** `organization.ExpireChangeTrackingInDays`, as it is unless somebody changed it. */
const EXPIRES = 7 * 86_400_000;

interface TrackedPage {
  readonly selected: readonly string[] | null;
  readonly rows: readonly string[];
  /** Of the answer to a delta link. */
  readonly isDelta: boolean;
  /** The `$skiptoken` of the next page; null on the last one, which has a token for the next time instead. */
  readonly next: string | null;
  readonly delta: string | null;
}

/** Where a page begins. */
interface Place {
  /** What is asked for changed after this version; 0: everything is asked for. */
  readonly since: number;
  /** The highest version when the first page was asked for: what comes later is for the next delta link. */
  readonly until: number;
  /** Entries that came on earlier pages. */
  readonly offset: number;
}

/** Whether a request asks for changes: by preference, by delta link, or for a later page of either. */
export function asksForChanges(query: Query, prefer: string | undefined): boolean {
  return (
    /odata\.track-changes/i.test(prefer ?? '') ||
    query.deltaToken !== null ||
    query.skipToken?.includes('istracking="True"') === true
  );
}

/**
 * Rows that were made or changed, in order of version, then those that were deleted; all rows where there is no token
 * (powerapps-docs, "Use change tracking to synchronize data with external systems").
 * @param now milliseconds since 1970
 * @throws WebApiError 400 for options that change tracking does not go with, a table that is not tracked, an old token
 */
export function readChanges(
  store: Store,
  table: TableSchema,
  query: Query,
  preferences: { readonly maxPageSize: number | null; readonly wanted: Wanted },
  tracked: ReadonlySet<string>,
  { url, now }: { readonly url: string; readonly now: number },
): TrackedPage {
  if (!tracked.has(table.LogicalName))
    throw badRequest(`Change tracking is not enabled for the entity '${table.LogicalName}'.`);
  refuseOptions(query);
  const columns = selectedColumns(table, query.select);
  const place = placeOf(store, query, now);
  const rows = store
    .rows(table.LogicalName)
    .filter((row) => isBetween(place, versionOf(row)))
    .toSorted((a, b) => versionOf(a) - versionOf(b))
    .map((row) => () => rowText(store, table, row, columns, preferences.wanted));
  const context = `${url}$metadata#${table.EntitySetName}/$deletedEntity`;
  const deleted = (place.since === 0 ? [] : store.deletions(table.LogicalName))
    .filter(({ version }) => isBetween(place, version))
    .map(
      ({ id }) =>
        () =>
          JSON.stringify({ '@odata.context': context, id, reason: 'deleted' }),
    );
  const all = [...rows, ...deleted];
  const size = Math.min(preferences.maxPageSize ?? pageCap, pageCap);
  const end = place.offset + size;
  const last = end >= all.length;
  return {
    selected: query.select,
    rows: all.slice(place.offset, end).map((text) => text()),
    isDelta: place.since > 0,
    next: last ? null : pageToken({ ...place, offset: end }, Math.floor(end / size) + 1),
    delta: last ? deltaToken(place.until, now) : null,
  };
}

/** How many changes there are since a delta token. @throws WebApiError 400 */
export function countChanges(
  store: Store,
  table: TableSchema,
  query: Query,
  tracked: ReadonlySet<string>,
  now: number,
): number {
  const preferences = { maxPageSize: null, wanted: () => false };
  return readChanges(store, table, query, preferences, tracked, { url: '', now }).rows.length;
}

function isBetween({ since, until }: Place, version: number): boolean {
  return (version > since || since === 0) && version <= until;
}

function refuseOptions(query: Query): void {
  const given = [
    ['filter', query.filter !== null],
    ['orderby', query.orderBy.length > 0],
    ['expand', query.expand.length > 0],
    ['top', query.top !== null],
  ] as const;
  for (const [name, is] of given) {
    if (is)
      throw badRequest(`The "$${name}" query parameter isn't supported when Change Tracking is enabled.`);
  }
}

function placeOf(store: Store, query: Query, now: number): Place {
  if (query.skipToken !== null) {
    const text = /since=(\d+)&until=(\d+)&offset=(\d+)/.exec(decodeURIComponent(query.skipToken));
    if (text === null) throw badRequest('Malformed XML in the Paging Cookie');
    return { since: Number(text[1]), until: Number(text[2]), offset: Number(text[3]) };
  }
  const until = store.version;
  if (query.deltaToken === null) return { since: 0, until, offset: 0 };
  const parts = /^(\d+)!(\d\d)\/(\d\d)\/(\d{4}) (\d\d:\d\d:\d\d)$/.exec(query.deltaToken);
  if (parts === null) throw badRequest('The delta token is not valid.');
  const [, version, month, day, year, time] = parts;
  if (now - Date.parse(`${year}-${month}-${day}T${time}Z`) > EXPIRES) throw expiredStamp();
  return { since: Number(version), until, offset: 0 };
}

/** `919042!08/22/2017 08:10:44` */
function deltaToken(version: number, now: number): string {
  const [date = '', time = ''] = new Date(now).toISOString().slice(0, 19).split('T');
  const [year, month, day] = date.split('-');
  return `${version}!${month}/${day}/${year} ${time}`;
}

function pageToken({ since, until, offset }: Place, page: number): string {
  const inner = encodeURIComponent(`since=${since}&until=${until}&offset=${offset}`);
  return `<cookie pagenumber="${page}" pagingcookie="${inner}" istracking="True" />`;
}

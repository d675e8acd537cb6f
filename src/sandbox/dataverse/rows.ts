import { navigationOf, type Wanted } from './annotations.ts';
import { edmTypeOfAttribute } from './edm.ts';
import { badRequest, missingRecord, unknownProperty, WebApiError } from './errors.ts';
import { type Accessor, compareValues, type Primitive, predicate } from './odata/evaluate.ts';
import type { Expand, Order, Query } from './odata/query.ts';
import { columnText, rowText } from './render.ts';
import { type Column, columnsOf, type ManyToOneSchema, type TableSchema, tableOf, tables } from './schema.ts';
import { decodeSkipToken, encodeSkipToken } from './skip-token.ts';
import { type Cell, idOf, isReference, type Row, type Store } from './store.ts';

/** The most rows that a page, and the highest number that a count may have. */
export const pageCap = 5000;

export interface Preferences {
  readonly maxPageSize: number | null;
  readonly wanted: Wanted;
}

interface Page {
  /** The columns that `@odata.context` names; null where all were asked for. */
  readonly selected: readonly string[] | null;
  readonly rows: readonly string[];
  /** Rows that fit the filter, 5000 at most; null unless `$count=true`. */
  readonly count: number | null;
  readonly countExceeded: boolean;
  /** The `$skiptoken` of the next page; null on the last one. */
  readonly next: string | null;
}

/** One page of a table's rows. @throws WebApiError 400 for what the query names wrongly. */
export function readPage(store: Store, table: TableSchema, query: Query, preferences: Preferences): Page {
  const columns = selectedColumns(table, query.select);
  const expand = query.expand.map((item) => expansion(store, table, item, preferences.wanted));
  const matching = matchingRows(store, table, query);
  const token = query.skipToken === null ? null : decodeSkipToken(query.skipToken);
  const start = token === null ? 0 : resume(table, matching, token.last);

  // The real service ignores $top where a page size is asked for.
  const top = preferences.maxPageSize === null ? query.top : null;
  const size = Math.min(preferences.maxPageSize ?? pageCap, top ?? pageCap, pageCap);
  const rows = matching.slice(start, start + size);
  const more = top === null && start + size < matching.length;
  const [first, last] = [rows[0], rows.at(-1)];
  return {
    selected: query.select,
    rows: rows.map((row) =>
      rowText(
        store,
        table,
        row,
        columns,
        preferences.wanted,
        expand.map((item) => item(row)),
      ),
    ),
    count: query.count ? Math.min(matching.length, pageCap) : null,
    countExceeded: matching.length > pageCap,
    next:
      more && first !== undefined && last !== undefined
        ? encodeSkipToken({
            page: (token?.page ?? 1) + 1,
            attribute: table.PrimaryIdAttribute,
            first: idOf(table.LogicalName, first),
            last: idOf(table.LogicalName, last),
          })
        : null,
  };
}

/** How many rows fit the filter, 5000 at most. */
export function countRows(store: Store, table: TableSchema, query: Query): number {
  return Math.min(matchingRows(store, table, query).length, pageCap);
}

/** One row by id, as members to follow its `@odata.context`. @throws WebApiError 404 */
export function readRow(
  store: Store,
  table: TableSchema,
  id: string,
  query: Query,
  wanted: Wanted,
): { readonly text: string; readonly selected: readonly string[] | null } {
  const columns = selectedColumns(table, query.select);
  const expand = query.expand.map((item) => expansion(store, table, item, wanted));
  const row = existingRow(store, table, id);
  return {
    text: rowText(
      store,
      table,
      row,
      columns,
      wanted,
      expand.map((item) => item(row)),
    ),
    selected: query.select,
  };
}

/** The JSON text of one column of one row. @throws WebApiError 404 */
export function readColumn(store: Store, table: TableSchema, id: string, property: string): string {
  const column = columnsOf(table).get(property);
  if (column === undefined) throw unknownProperty(property, table.LogicalName);
  return columnText(column, existingRow(store, table, id)[column.attribute.LogicalName]);
}

/** Every readable column of every row with its annotations, as the Web API would give them; decimals as numbers. */
export function allRows(
  store: Store,
  table: TableSchema,
  wanted: Wanted,
): readonly Readonly<Record<string, Primitive>>[] {
  const columns = [...columnsOf(table).values()].filter(isShown);
  return store.rows(table.LogicalName).map((row) => JSON.parse(rowText(store, table, row, columns, wanted)));
}

function existingRow(store: Store, table: TableSchema, id: string): Row {
  if (table.LogicalName === 'activityparty') {
    throw new WebApiError(
      400,
      '0x80040800',
      "The 'Retrieve' method does not support entities of type 'activityparty'. MessageProcessorCache returned MessageProcessor.Empty. ",
    );
  }
  const row = store.row(table.LogicalName, id.toLowerCase());
  if (row === undefined) throw missingRecord(table.LogicalName, id);
  return row;
}

/** Images are given only to those who ask for them. */
function isShown({ attribute }: Column): boolean {
  return attribute.AttributeTypeName !== 'ImageType';
}

/** @throws WebApiError 400 for a column that the table does not have */
export function selectedColumns(table: TableSchema, select: readonly string[] | null): readonly Column[] {
  const columns = columnsOf(table);
  if (select === null) return [...columns.values()].filter(isShown);
  const chosen = new Map<string, Column>();
  for (const property of select) {
    const column = columns.get(property);
    if (column === undefined) throw unknownProperty(property, table.LogicalName);
    chosen.set(property, column);
  }
  // What always comes along: the id, and next to money its currency.
  const along = [table.PrimaryIdAttribute];
  if ([...chosen.values()].some((column) => column.attribute.AttributeType === 'Money')) {
    along.push('_transactioncurrencyid_value');
  }
  for (const property of along) {
    const column = columns.get(property);
    if (column !== undefined) chosen.set(property, column);
  }
  return [...chosen.values()];
}

function matchingRows(store: Store, table: TableSchema, query: Query): readonly Row[] {
  const accessor = rowAccessor(store, table);
  const all = store.rows(table.LogicalName);
  const rows = query.filter === null ? all : all.filter(predicate(query.filter, accessor));
  return query.orderBy.length === 0 ? rows : ordered(rows, query.orderBy, accessor);
}

function ordered(rows: readonly Row[], orderBy: readonly Order[], accessor: Accessor<Row>): readonly Row[] {
  const orders = orderBy.map((order) => ({ ...order, type: accessor.type(order.path) }));
  // The sort is stable and the rows come in order of id, so that pages never overlap.
  return rows.toSorted((a, b) => {
    for (const { path, type, descending } of orders) {
      const order = compareValues(type, accessor.value(a, path), accessor.value(b, path));
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
}

function resume(table: TableSchema, rows: readonly Row[], last: string): number {
  const index = rows.findIndex((row) => idOf(table.LogicalName, row) === last);
  if (index < 0) throw badRequest('Malformed XML in the Paging Cookie');
  return index + 1;
}

function rowAccessor(store: Store, table: TableSchema): Accessor<Row> {
  const columns = columnsOf(table);
  const column = (path: string): Column => {
    const found = columns.get(path);
    if (found === undefined) throw unknownProperty(path, table.LogicalName);
    return found;
  };
  return {
    type: (path) => {
      const [head = '', tail] = path.split('/');
      if (tail === undefined) return edmTypeOfAttribute(column(head).attribute);
      const relationship = singleNavigation(table, head);
      return rowAccessor(store, tableOf(relationship.ReferencedEntity)).type(tail);
    },
    value: (row, path) => {
      const [head = '', tail] = path.split('/');
      if (tail === undefined) return primitive(row[column(head).attribute.LogicalName]);
      const relationship = singleNavigation(table, head);
      const target = followed(store, relationship, row);
      return target === undefined
        ? null
        : rowAccessor(store, tableOf(relationship.ReferencedEntity)).value(target, tail);
    },
  };
}

function primitive(cell: Cell | undefined): Primitive {
  if (cell === undefined || cell === null) return null;
  return isReference(cell) ? cell.id : cell;
}

function singleNavigation(table: TableSchema, navigation: string): ManyToOneSchema {
  const relationship = findSingle(table, navigation);
  if (relationship === undefined) throw unknownProperty(navigation, table.LogicalName);
  return relationship;
}

function findSingle(table: TableSchema, navigation: string): ManyToOneSchema | undefined {
  return table.ManyToOne.find((relationship) => {
    const attribute = table.Attributes.find(
      (candidate) => candidate.LogicalName === relationship.ReferencingAttribute,
    );
    if (attribute === undefined || !tables.has(relationship.ReferencedEntity)) return false;
    const reference = { entity: relationship.ReferencedEntity, id: '' };
    return navigationOf(table.LogicalName, attribute, reference) === navigation;
  });
}

function followed(store: Store, relationship: ManyToOneSchema, row: Row): Row | undefined {
  const cell = row[relationship.ReferencingAttribute] ?? null;
  return isReference(cell) && cell.entity === relationship.ReferencedEntity
    ? store.row(cell.entity, cell.id)
    : undefined;
}

/** Prepares one `$expand`; the result writes the member of a row. */
function expansion(store: Store, table: TableSchema, expand: Expand, wanted: Wanted): (row: Row) => string {
  const { navigation, query } = expand;
  if (query.expand.length > 0) throw badRequest('The sandbox expands one level only.');
  const single = findSingle(table, navigation);
  if (single !== undefined) {
    const target = tableOf(single.ReferencedEntity);
    const columns = selectedColumns(target, query.select);
    return (row) => {
      const found = followed(store, single, row);
      return `"${navigation}":${found === undefined ? 'null' : rowText(store, target, found, columns, wanted)}`;
    };
  }
  for (const child of tables.values()) {
    const relationship = child.ManyToOne.find(
      (candidate) =>
        candidate.ReferencedEntity === table.LogicalName &&
        candidate.ReferencedEntityNavigationPropertyName === navigation,
    );
    if (relationship === undefined) continue;
    const columns = selectedColumns(child, query.select);
    const accessor = rowAccessor(store, child);
    const test = query.filter === null ? () => true : predicate(query.filter, accessor);
    return (row) => {
      const children = store
        .referencing(child.LogicalName, relationship.ReferencingAttribute, idOf(table.LogicalName, row))
        .filter(test);
      const rows = ordered(children, query.orderBy, accessor).slice(0, query.top ?? pageCap);
      return `"${navigation}":[${rows.map((item) => rowText(store, child, item, columns, wanted)).join(',')}]`;
    };
  }
  for (const relationship of table.ManyToMany) {
    const side =
      relationship.Entity1LogicalName === table.LogicalName &&
      relationship.Entity1NavigationPropertyName === navigation
        ? 1
        : relationship.Entity2LogicalName === table.LogicalName &&
            relationship.Entity2NavigationPropertyName === navigation
          ? 2
          : null;
    if (side === null) continue;
    const far = side === 1 ? relationship.Entity2LogicalName : relationship.Entity1LogicalName;
    const target = tables.get(far);
    // Of the other relationships no records of the sandbox are joined.
    if (target === undefined) return () => `"${navigation}":[]`;
    const columns = selectedColumns(target, query.select);
    return (row) => {
      const rows = store
        .joined(relationship.SchemaName, side, idOf(table.LogicalName, row))
        .map((id) => store.row(far, id))
        .filter((found) => found !== undefined);
      return `"${navigation}":[${rows.map((item) => rowText(store, target, item, columns, wanted)).join(',')}]`;
    };
  }
  throw unknownProperty(navigation, table.LogicalName);
}

import {
  formatted,
  formattedValue,
  lookupLogicalName,
  navigationOf,
  navigationProperty,
  type Wanted,
} from './annotations.ts';
import { thumbnailOf } from './files.ts';
import { guidOf } from './guid.ts';
import type { Column, TableSchema } from './schema.ts';
import { type Cell, isReference, type Row, type Store } from './store.ts';

/** The value of a column as the Web API gives it: the id of a lookup, the digits of a decimal as they are stored. */
export function columnText(column: Column, cell: Cell | undefined): string {
  if (cell === undefined || cell === null) return 'null';
  if (isReference(cell)) return JSON.stringify(cell.id);
  switch (column.attribute.AttributeTypeName) {
    case 'FileType':
      // An id, another one for each upload.
      return JSON.stringify(guidOf(`file ${String(cell)}`));
    case 'ImageType':
      return JSON.stringify(thumbnailOf(String(cell)));
  }
  switch (column.attribute.AttributeType) {
    case 'Money':
    case 'Decimal':
      return String(cell);
    default:
      return JSON.stringify(cell);
  }
}

/**
 * A row as JSON text, `@odata.etag` first. It is text and not an object because decimals keep their digits (`12.5000`),
 * which a JavaScript number cannot.
 */
export function rowText(
  store: Store,
  table: TableSchema,
  row: Row,
  columns: readonly Column[],
  wanted: Wanted,
  expanded: readonly string[] = [],
): string {
  const version = row.versionnumber ?? 0;
  const members = [`"@odata.etag":${JSON.stringify(`W/"${String(version)}"`)}`];
  for (const column of columns) {
    const { property, attribute } = column;
    const cell = row[attribute.LogicalName] ?? null;
    if (cell !== null) {
      if (wanted(formattedValue)) {
        const text = formatted(store, table.LogicalName, attribute, row);
        if (text !== null) members.push(`"${property}@${formattedValue}":${JSON.stringify(text)}`);
      }
      if (isReference(cell)) {
        if (wanted(navigationProperty)) {
          const navigation = navigationOf(table.LogicalName, attribute, cell);
          members.push(`"${property}@${navigationProperty}":${JSON.stringify(navigation)}`);
        }
        if (wanted(lookupLogicalName)) {
          members.push(`"${property}@${lookupLogicalName}":${JSON.stringify(cell.entity)}`);
        }
      }
    }
    members.push(`"${property}":${columnText(column, cell)}`);
  }
  return `{${[...members, ...expanded].join(',')}}`;
}

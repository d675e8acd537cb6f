import type { FileSpec } from './config.ts';
import { csvRows } from './csv-rows.ts';
import { jsonRows } from './json-rows.ts';
import type { Duplicate, Row, Rows } from './row.ts';
import { xmlRows } from './xml-rows.ts';

/**
 * The rows of a file, streamed. `exact`: keys whose numbers keep their digits (JSONL); where it is given, whole numbers
 * that a JavaScript number would round keep them under every key.
 */
export function openRows(spec: FileSpec, exact: ReadonlySet<string> | null = null): Rows {
  const duplicates: Duplicate[] = [];
  const columns = new Set<string>();
  return { rows: rowsOf(spec, columns, duplicates, exact), duplicates, columns };
}

function rowsOf(
  spec: FileSpec,
  columns: Set<string>,
  duplicates: Duplicate[],
  exact: ReadonlySet<string> | null,
): AsyncGenerator<Row> {
  switch (spec.format) {
    case 'csv':
      return csvRows(spec, columns, duplicates);
    case 'jsonl':
      return jsonRows(spec, columns, exact);
    case 'xml':
      return xmlRows(spec, columns);
  }
}

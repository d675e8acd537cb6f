import { ConnectorError } from '../contract.ts';
import type { FileSpec } from './config.ts';
import type { Cells, Row } from './row.ts';

/**
 * Folds rows that are lines of one record into that record: Northwind's orders stand in their export once for each
 * line. Rows of one record must follow each other, so that one record at a time is in memory.
 */
export async function* foldRows(spec: FileSpec, rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  const { group } = spec;
  if (group === undefined) {
    yield* rows;
    return;
  }
  const inner = new Set(group.fields);
  let current: {
    readonly line: number;
    readonly key: string;
    readonly head: Cells;
    readonly lines: Cells[];
  } | null = null;
  for await (const { line, cells } of rows) {
    for (const name of [group.by, ...group.fields]) {
      if (!Object.hasOwn(cells, name)) {
        throw new ConnectorError(
          'configuration',
          `${spec.shown} has no column "${name}", which its \`group\` names.`,
        );
      }
    }
    const head: Cells = Object.fromEntries(Object.entries(cells).filter(([name]) => !inner.has(name)));
    const item: Cells = Object.fromEntries(group.fields.map((name) => [name, cells[name] ?? null]));
    const key = String(cells[group.by]);
    if (current !== null && current.key === key) {
      for (const [name, cell] of Object.entries(head)) {
        if (cell === current.head[name]) continue;
        throw new ConnectorError(
          'configuration',
          `${spec.shown}: ${name} differs between lines ${current.line} and ${line}, which both belong to ${group.by} ${key}. If it belongs to the line, add it to group.fields.`,
        );
      }
      current.lines.push(item);
      continue;
    }
    if (current !== null)
      yield { line: current.line, cells: { ...current.head, [group.into]: current.lines } };
    current = { line, key, head, lines: [item] };
  }
  if (current !== null) yield { line: current.line, cells: { ...current.head, [group.into]: current.lines } };
}

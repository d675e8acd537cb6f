import { ConnectorError } from '../contract.ts';
import { parseExact } from '../exact-json.ts';
import type { FileSpec } from './config.ts';
import { decoded } from './decoded.ts';
import type { Cells, Row } from './row.ts';
import { unescapeText } from './unescape.ts';

/** The rows of a file that holds a JSON object a line. */
export async function* jsonRows(
  spec: FileSpec,
  columns: Set<string>,
  exact: ReadonlySet<string> | null,
): AsyncGenerator<Row> {
  const words = new Set(spec.null ?? []);
  let line = 0;
  for await (const text of linesOf(spec)) {
    line++;
    if (text.trim() === '') continue;
    let value: unknown;
    try {
      value = parseExact(text, exact ?? new Set(), exact !== null);
    } catch (error) {
      throw new ConnectorError('configuration', `${spec.shown}, line ${line}: not valid JSON.`, {
        cause: error,
      });
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ConnectorError(
        'configuration',
        `${spec.shown}, line ${line}: every line must hold one JSON object.`,
      );
    }
    // What JSON.parse gives is JSON.
    const entries = Object.entries(value as Cells).map(([name, cell]) => {
      columns.add(name);
      if (typeof cell !== 'string') return [name, cell] as const;
      if (cell === '' || words.has(cell)) return [name, null] as const;
      return [name, spec.unescape === true ? unescapeText(cell) : cell] as const;
    });
    yield { line, cells: Object.fromEntries(entries) };
  }
}

async function* linesOf(spec: FileSpec): AsyncGenerator<string> {
  let rest = '';
  for await (const text of decoded(spec)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line;
  }
  if (rest !== '') yield rest;
}

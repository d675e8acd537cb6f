import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';
import type { JsonValue } from '../../schema/model.ts';
import { ConnectorError } from '../contract.ts';
import { parseExact } from '../exact-json.ts';
import type { FileSpec } from './config.ts';

/** Cells by column; those of a CSV file are texts or null. */
export type Cells = Readonly<Record<string, JsonValue>>;

export interface Row {
  /** 1-based: the line on which the row ends. */
  readonly line: number;
  readonly cells: Cells;
}

/** A name that stands twice in the header: the second column is called `X_2` until it proves to be the same. */
export interface Duplicate {
  readonly name: string;
  readonly of: string;
}

export interface Rows {
  readonly rows: AsyncIterable<Row>;
  /** Known once the first row has come. */
  readonly duplicates: readonly Duplicate[];
  /** The columns in order of the file; for JSONL in order of appearance, complete once all rows have come. */
  readonly columns: ReadonlySet<string>;
}

/** The rows of a file, streamed. `exact`: keys whose numbers keep their digits (JSONL). */
export function openRows(spec: FileSpec, exact: ReadonlySet<string> = new Set()): Rows {
  const duplicates: Duplicate[] = [];
  const columns = new Set<string>();
  const rows = spec.format === 'csv' ? csvRows(spec, columns, duplicates) : jsonRows(spec, columns, exact);
  return { rows, duplicates, columns };
}

async function* csvRows(spec: FileSpec, columns: Set<string>, duplicates: Duplicate[]): AsyncGenerator<Row> {
  const words = new Set(['', ...(spec.null ?? [])]);
  const cellOf = (text: string): string | null =>
    words.has(text) ? null : spec.unescape === true ? unescapeText(text) : text;
  let header: readonly string[] | null = null;
  for await (const { record, line } of csvRecords(spec)) {
    if (header === null) {
      header = headerOf(record, duplicates);
      for (const name of header) columns.add(name);
      continue;
    }
    if (record.length !== header.length) {
      throw new ConnectorError(
        'configuration',
        `${spec.shown}, line ${line}: ${record.length} cells where the header has ${header.length}. A delimiter or a line break may stand in a cell without quotes around it.`,
      );
    }
    yield {
      line,
      cells: Object.fromEntries(header.map((name, index) => [name, cellOf(record[index] ?? '')])),
    };
  }
  if (header === null)
    throw new ConnectorError(
      'configuration',
      `${spec.shown} is empty; its first line must name the columns.`,
    );
}

async function* csvRecords(
  spec: FileSpec,
): AsyncGenerator<{ readonly record: readonly string[]; readonly line: number }> {
  const texts = decoded(spec);
  const first = await texts.next();
  const start = first.done === true ? '' : first.value;
  const parser = parse({
    delimiter: spec.delimiter ?? likelyDelimiter(start),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  // pipeline() hands errors of the file to the parser, and so to the loop below, and closes the file when the loop ends.
  pipeline(Readable.from(startingWith(start, texts)), parser, () => undefined);
  try {
    for await (const item of parser) {
      // With `info`, csv-parse yields the record beside where it stood.
      const { record, info } = item as {
        readonly record: readonly string[];
        readonly info: { readonly lines: number };
      };
      yield { record, line: info.lines };
    }
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      typeof error.code === 'string' &&
      error.code.startsWith('CSV_')
    ) {
      const lines = 'lines' in error && typeof error.lines === 'number' ? `, line ${error.lines}` : '';
      throw new ConnectorError(
        'configuration',
        `${spec.shown}${lines}: the quotes do not fit together (${error.code}).`,
        {
          cause: error,
        },
      );
    }
    throw error;
  }
}

async function* startingWith(start: string, texts: AsyncGenerator<string, void>): AsyncGenerator<string> {
  // An empty piece would end the stream.
  if (start !== '') yield start;
  for await (const text of texts) if (text !== '') yield text;
}

async function* jsonRows(
  spec: FileSpec,
  columns: Set<string>,
  exact: ReadonlySet<string>,
): AsyncGenerator<Row> {
  const words = new Set(spec.null ?? []);
  let line = 0;
  for await (const text of linesOf(spec)) {
    line++;
    if (text.trim() === '') continue;
    let value: unknown;
    try {
      value = parseExact(text, exact);
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

/** The text of a file in pieces, without its byte order mark. */
async function* decoded(spec: FileSpec): AsyncGenerator<string, void, undefined> {
  const encoding = spec.encoding ?? 'utf-8';
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(encoding, { fatal: true });
  } catch (error) {
    throw new ConnectorError(
      'configuration',
      `${spec.shown}: "${encoding}" is not an encoding that is known here.`,
      {
        cause: error,
      },
    );
  }
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(spec.path)) {
      if (!Buffer.isBuffer(chunk)) continue;
      bytes += chunk.length;
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) {
      throw new ConnectorError(
        'configuration',
        `${spec.shown} is not ${encoding} (before byte ${bytes}); declare its encoding, such as windows-1254.`,
        { cause: error },
      );
    }
    if (error instanceof Error && 'code' in error) {
      const reason = error.code === 'ENOENT' ? 'There is no file' : `${String(error.code)}: cannot read`;
      throw new ConnectorError(
        'unreachable',
        `${reason} ${spec.path}, which the entity ${spec.entity} is read from.`,
        {
          cause: error,
        },
      );
    }
    throw error;
  }
}

function headerOf(record: readonly string[], duplicates: Duplicate[]): readonly string[] {
  const taken = new Set<string>();
  return record.map((cell, index) => {
    const name = cell.trim() === '' ? `column_${index + 1}` : cell.trim();
    let unique = name;
    for (let number = 2; taken.has(unique); number++) unique = `${name}_${number}`;
    taken.add(unique);
    if (unique !== name) duplicates.push({ name: unique, of: name });
    return unique;
  });
}

/** The delimiter that the first line has most of, outside quotes. */
function likelyDelimiter(start: string): string {
  const line = (/^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(start)?.[0] ?? '').replace(/"(?:[^"]|"")*"/g, '');
  const count = (delimiter: string): number => line.split(delimiter).length;
  return [',', ';', '\t', '|'].reduce((best, other) => (count(other) > count(best) ? other : best));
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };

function unescapeText(text: string): string {
  return text.replace(/\\([nrt\\])/g, (_, letter: string) => ESCAPES[letter] ?? letter);
}

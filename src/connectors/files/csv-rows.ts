import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { ConnectorError } from '../contract.ts';
import type { FileSpec } from './config.ts';
import { decoded } from './decoded.ts';
import { detectDialect, separatorLine } from './dialect.ts';
import type { Duplicate, Row } from './row.ts';
import { unescapeText } from './unescape.ts';

/** The rows of a CSV file: texts or null, by the header's names. */
export async function* csvRows(
  spec: FileSpec,
  columns: Set<string>,
  duplicates: Duplicate[],
): AsyncGenerator<Row> {
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
  const read = first.done === true ? '' : first.value;
  const separator = separatorLine(read);
  const start = separator === null ? read : read.slice(separator.length);
  const { delimiter = separator?.delimiter } = spec;
  const dialect = detectDialect(start, {
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(spec.quote === undefined ? {} : { quote: spec.quote }),
    ...(spec.escape === undefined ? {} : { escape: spec.escape }),
  });
  const parser = parse({
    ...dialect,
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
      yield { record, line: info.lines + (separator === null ? 0 : 1) };
    }
  } catch (error) {
    if (error instanceof CsvError) {
      const lines = typeof error.lines === 'number' ? `, line ${error.lines}` : '';
      throw new ConnectorError(
        'configuration',
        `${spec.shown}${lines}: the quotes do not fit together (${error.code}). A cell may hold a quote that is not doubled, or the \`delimiter\` (${JSON.stringify(dialect.delimiter)}) is another one.`,
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

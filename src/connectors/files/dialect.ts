import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';

/** How a CSV file is written. */
interface Dialect {
  /** What stands between cells. */
  readonly delimiter: string;
  /** What stands around a cell that holds the delimiter or a line break. */
  readonly quote: string;
  /** What stands before a quote inside such a cell: the quote again, or a backslash. */
  readonly escape: string;
}

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** Lines that are looked at. */
const LINES = 200;

/**
 * The dialect in which the beginning of a file makes the evenest table: as many cells in as many lines as can be. What is
 * given is taken as it is.
 * @param sample the beginning of the file; its last line may be cut
 */
export function detectDialect(sample: string, given: Partial<Dialect> = {}): Dialect {
  const lines = wholeLines(sample);
  const quotes = given.quote === undefined ? likelyQuotes(lines) : [given.quote];
  const delimiters = given.delimiter === undefined ? DELIMITERS : [given.delimiter];
  const candidates = quotes.flatMap((quote) => {
    const before = given.escape ?? (usesBackslash(lines, quote) ? '\\' : quote);
    return delimiters.map((delimiter): Dialect => ({ delimiter, quote, escape: before }));
  });
  const scored = candidates.map((dialect) => ({ dialect, score: evenness(lines, dialect) }));
  const best = scored.reduce((top, one) => (one.score > top.score ? one : top));
  return best.dialect;
}

/** Excel writes `sep=;` as a first line of its own. The delimiter that it names, and its length with the line's end. */
export function separatorLine(start: string): { readonly delimiter: string; readonly length: number } | null {
  const match = /^sep=(.)\r?\n/i.exec(start);
  return match === null ? null : { delimiter: match[1] ?? ',', length: match[0].length };
}

function wholeLines(sample: string): string {
  const end = sample.lastIndexOf('\n');
  return end < 0 ? sample : sample.slice(0, end + 1);
}

/** Single quotes count only where cells begin and end with them. */
function likelyQuotes(lines: string): readonly string[] {
  const around = (quote: string): number =>
    (
      lines.match(new RegExp(`(?<=^|[,;\\t|])${quote}[^${quote}\\r\\n]*${quote}(?=[,;\\t|]|\\r?$)`, 'gm')) ??
      []
    ).length;
  return around("'") > around('"') ? ["'", '"'] : ['"'];
}

function usesBackslash(lines: string, quote: string): boolean {
  return lines.includes(`\\${quote}`) && !lines.includes(quote + quote);
}

/** None where the lines cannot be read so. */
function recordsIn(lines: string, dialect: Dialect): readonly (readonly string[])[] {
  try {
    return parse(lines, {
      ...dialect,
      to: LINES,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
    });
  } catch (error) {
    if (error instanceof CsvError) return [];
    throw error;
  }
}

/** 0 where the lines are no table. */
function evenness(lines: string, dialect: Dialect): number {
  const records = recordsIn(lines, dialect);
  const counts = new Map<number, number>();
  for (const { length } of records) counts.set(length, (counts.get(length) ?? 0) + 1);
  return Math.max(
    0,
    ...[...counts].map(([cells, times]) =>
      cells < 2 ? 0 : (times / records.length) * (1 + Math.log2(cells)),
    ),
  );
}

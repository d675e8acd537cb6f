import type { Span } from './ast.ts';

/** The text of one `.map` file; `path` is what diagnostics show and what spans carry as `file`. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** A place for people: both count from one; `column` counts UTF-16 code units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const lineStartsOf = new WeakMap<SourceText, readonly number[]>();

/** The offset at which each line starts; a line ends at `\n`, `\r\n` or a lone `\r`. Computed once a source. */
export function lineStarts(source: SourceText): readonly number[] {
  const known = lineStartsOf.get(source);
  if (known) return known;
  const starts = [0];
  for (const match of source.text.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
  lineStartsOf.set(source, starts);
  return starts;
}

/** Line and column of an offset; an offset outside the text counts as its nearest end. */
export function positionAt(source: SourceText, offset: number): Position {
  const starts = lineStarts(source);
  const inside = Math.max(0, Math.min(offset, source.text.length));
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= inside) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: inside - (starts[low] ?? 0) + 1 };
}

/** The text of one line, counted from one, without its line break; empty where there is no such line. */
export function lineText(source: SourceText, line: number): string {
  const starts = lineStarts(source);
  const start = starts[line - 1];
  if (start === undefined) return '';
  return source.text.slice(start, starts[line]).replace(/[\r\n]+$/, '');
}

/** What stands in the text at a span. */
export function textAt(source: SourceText, span: Span): string {
  return source.text.slice(span.start, span.end);
}

/** The smallest span that covers both; they lie in one file. */
export function cover(first: Span, last: Span): Span {
  return { file: first.file, start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) };
}

/** Whether an offset lies in a span, its end included (where a cursor stands behind a word). */
export function touches(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}

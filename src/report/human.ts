import type { Diagnostic, Fix, SchemaPlace } from '../check/diagnostics/index.ts';
import { fixedLines } from '../check/fixes/preview.ts';
import type { Span } from '../language/ast.ts';
import { lineText, positionAt, type SourceText } from '../language/source.ts';
import type { Colours } from './colours.ts';
import { counted } from './values.ts';
import { displayWidth, printable } from './width.ts';

/** Finds the line of a snapshot that a place of the schema stands on, those of a variant first; null where there is none. */
export type SchemaLineFinder = (
  place: SchemaPlace,
  variant?: string | null,
) => { readonly path: string; readonly line: number; readonly text: string } | null;

export interface HumanInput {
  readonly diagnostics: readonly Diagnostic[];
  readonly files: readonly SourceText[];
  readonly schemaLine: SchemaLineFinder;
  readonly colours: Colours;
  /** Options that the findings are of, in place of those that the maps choose; `--fix` needs them too. */
  readonly choices?: ReadonlyMap<string, string>;
}

/** The longest piece of a snapshot's line that is shown, in characters. */
const SNAPSHOT_LINE = 100;

/** At most so many fixes that may be meant are shown. */
const TRIED = 3;

/** Diagnostics for a person at a terminal, each with the lines it speaks of, and a last line that counts them. */
export function diagnosticsToText({ diagnostics, files, ...how }: HumanInput): string {
  const { colours } = how;
  const sources = new Map(files.map((file) => [file.path, file]));
  const blocks = diagnostics.map((diagnostic) => block(diagnostic, sources, how));
  return `${[...blocks, summary(diagnostics, files.length, colours)].join('\n\n')}\n`;
}

/**
 * One diagnostic for a person at a terminal, without a line break behind it.
 * @param only where it is said, `where tags == path`; null: wherever it is checked
 */
export function diagnosticToText(
  diagnostic: Diagnostic,
  { files, ...how }: Omit<HumanInput, 'diagnostics'>,
  only: string | null = null,
): string {
  return block(diagnostic, new Map(files.map((file) => [file.path, file])), how, only);
}

/** "2 errors and 1 warning in 3 files." */
export function summary(diagnostics: readonly Diagnostic[], files: number, colours: Colours): string {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const where = `in ${counted(files, 'file')}`;
  if (errors > 0) {
    const tail = warnings > 0 ? ` and ${counted(warnings, 'warning')}` : '';
    return `${colours.red(counted(errors, 'error'))}${tail} ${where}.`;
  }
  if (warnings > 0) return `${colours.yellow(counted(warnings, 'warning'))} ${where}, no errors.`;
  return `${colours.green('No findings')} ${where}.`;
}

function block(
  diagnostic: Diagnostic,
  sources: ReadonlyMap<string, SourceText>,
  { schemaLine, colours, choices = new Map() }: Omit<HumanInput, 'diagnostics' | 'files'>,
  only: string | null = null,
): string {
  const { severity, code, message, span, related, schema, help, fixes } = diagnostic;
  const paint = severity === 'error' ? colours.red : colours.yellow;
  const lines = [`${paint(`${severity}[${code}]`)}${colours.bold(`: ${printable(message)}`)}`];
  const place = schema === null ? null : schemaLine(schema);
  const frames = [span, ...related.map((one) => one.span)].map((one) => frameOf(one, sources));
  const gutter = Math.max(
    ...frames.map((frame) => String(frame.line).length),
    place === null ? 0 : String(place.line).length,
  );
  const bar = colours.cyan(`${' '.repeat(gutter)} |`);
  const at = (where: string): string => `${' '.repeat(gutter)}${colours.cyan('-->')} ${where}`;
  const code_ = (line: number, text: string): string =>
    `${colours.cyan(`${String(line).padStart(gutter)} |`)} ${text}`.trimEnd();

  for (const [index, frame] of frames.entries()) {
    const note = index === 0 ? null : (related[index - 1]?.message ?? null);
    if (note !== null) lines.push(bar, ` ${' '.repeat(gutter)}${colours.cyan('=')} note: ${printable(note)}`);
    lines.push(at(`${frame.file}:${frame.line}:${frame.column}`));
    if (frame.text === null) continue;
    lines.push(bar, code_(frame.line, frame.text));
    const mark = (index === 0 ? '^' : '-').repeat(frame.width);
    lines.push(`${bar} ${' '.repeat(frame.indent)}${(index === 0 ? paint : colours.cyan)(mark)}`);
  }
  if (place !== null) {
    lines.push(bar, at(`${place.path}:${place.line}`));
    if (place.text !== '') lines.push(code_(place.line, colours.dim(shortened(printable(place.text)))));
  }
  const noted = (word: string, text: string): string =>
    ` ${' '.repeat(gutter)}${colours.cyan('=')} ${colours.bold(word)} ${printable(text)}`;
  lines.push(bar);
  if (only !== null) lines.push(noted('only:', only));
  lines.push(noted('help:', help));
  const chosen = [...choices].map(([choice, option]) => ` --choice ${choice}=${option}`).join('');
  const safe = fixes.find((fix) => fix.safety === 'safe');
  if (safe) lines.push(noted('fix:', `\`mapc check --fix${chosen}\` does it: ${safe.title}`));
  else
    for (const fix of fixes.slice(0, TRIED))
      lines.push(noted('try:', inWords(fix, fixedLines([...sources.values()], fix))));
  return lines.join('\n');
}

/** A fix as the code that it would leave, or by what it does where it leaves none. */
function inWords(fix: Fix, written: readonly string[]): string {
  if (written.length === 0) return fix.title;
  const shown = written.slice(0, 2).map((line) => `\`${shortened(line.trim())}\``);
  return `${shown.join(' and ')}${written.length > 2 ? ' …' : ''}`;
}

interface Frame {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Null where the file is not at hand. */
  readonly text: string | null;
  readonly indent: number;
  readonly width: number;
}

function frameOf(span: Span, sources: ReadonlyMap<string, SourceText>): Frame {
  const source = sources.get(span.file);
  if (source === undefined) return { file: span.file, line: 1, column: 1, text: null, indent: 0, width: 1 };
  const { line, column } = positionAt(source, span.start);
  const whole = lineText(source, line);
  const before = whole.slice(0, column - 1);
  // A span over several lines is marked to the end of its first.
  const marked = whole.slice(column - 1, column - 1 + Math.max(span.end - span.start, 0));
  return {
    file: span.file,
    line,
    column,
    text: printable(whole),
    indent: displayWidth(printable(before)),
    width: Math.max(displayWidth(printable(marked.trimEnd())), 1),
  };
}

function shortened(text: string): string {
  return text.length > SNAPSHOT_LINE ? `${text.slice(0, SNAPSHOT_LINE - 1)}…` : text;
}

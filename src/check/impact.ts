/**
 * What a change of a schema does to the maps (`language.md` section 9, Drift): the project is checked against both
 * schemas, and what is told of the new one alone is the change's doing.
 */
import { type SourceText, type Span, textAt } from '../language/index.ts';
import type { SchemaChange } from '../schema/drift.ts';
import type { CheckResult } from './check.ts';
import type { Diagnostic, DiagnosticName, Fix } from './diagnostics/index.ts';
import { identityOf } from './diagnostics/order.ts';

/** A change, on its side. */
export interface SidedChange extends SchemaChange {
  readonly side: 'source' | 'target';
}

/** `breaks`: an error now. `weakens`: a warning now. `needless`: the line guards against what cannot be any more. */
export type Effect = 'breaks' | 'weakens' | 'needless';

export interface AffectedLine {
  readonly effect: Effect;
  readonly diagnostic: Diagnostic;
}

export interface Impact {
  /** The lines that each change affects, in the order of the changes. */
  readonly byChange: readonly (readonly AffectedLine[])[];
  /** Lines that are told of now, and that no one change explains. */
  readonly other: readonly AffectedLine[];
  /** What was told before and is not any more. */
  readonly mended: readonly Diagnostic[];
}

const NEEDLESS: ReadonlySet<DiagnosticName> = new Set<DiagnosticName>(['else-needless']);

/**
 * Compares what `check` says of the same maps before and after. Each line stands with the change that explains it best:
 * that of its field, of its entity, or of the name that it spells.
 */
export function impactOf(
  before: Pick<CheckResult, 'diagnostics'>,
  after: Pick<CheckResult, 'diagnostics' | 'files'>,
  changes: readonly SidedChange[],
): Impact {
  const known = new Set(before.diagnostics.map(identityOf));
  const now = new Set(after.diagnostics.map(identityOf));
  const byChange: AffectedLine[][] = changes.map(() => []);
  const other: AffectedLine[] = [];
  for (const diagnostic of after.diagnostics) {
    if (known.has(identityOf(diagnostic))) continue;
    const { span } = diagnostic;
    const file = after.files.find(({ path }) => path === span.file);
    const written = file === undefined ? '' : textAt(file, span);
    const line = file === undefined ? '' : lineAt(file, span);
    const scores = changes.map((change) => explains(change, diagnostic, written, line));
    const best = Math.max(0, ...scores);
    // Of a single change everything is the doing.
    const place = best > 0 ? scores.indexOf(best) : changes.length === 1 ? 0 : -1;
    const change = changes[place];
    const affected = { effect: effectOf(diagnostic), diagnostic: withRename(diagnostic, change, written) };
    (byChange[place] ?? other).push(affected);
  }
  return { byChange, other, mended: before.diagnostics.filter((one) => !now.has(identityOf(one))) };
}

function effectOf({ name, severity }: Diagnostic): Effect {
  if (NEEDLESS.has(name)) return 'needless';
  return severity === 'error' ? 'breaks' : 'weakens';
}

/** The lines on which a span stands, whole. */
function lineAt({ text }: SourceText, { start, end }: Span): string {
  const lineEnd = text.indexOf('\n', end);
  return text.slice(text.lastIndexOf('\n', start - 1) + 1, lineEnd < 0 ? text.length : lineEnd);
}

/** How well a change explains a diagnostic; 0: not at all. */
function explains(
  change: SidedChange,
  { schema, message }: Diagnostic,
  written: string,
  line: string,
): number {
  const { entity, field } = change;
  const imposes = schema?.side === change.side && schema.entity === entity;
  if (field === undefined) {
    if (imposes) return 3;
    return entity !== undefined && hasWord(written, entity) ? 2 : 0;
  }
  if (imposes && schema.field === field) return 6;
  // An unknown field is told at its name, of its entity as a whole.
  if (imposes && lastName(written) === field) return 5;
  if (imposes && message.includes(`\`${field}\``)) return 4;
  // What the target imposes may have come to matter by what a field of the source is now, and the other way round.
  if (hasWord(written, field)) return 2;
  return hasWord(line, field) ? 1 : 0;
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const behind = text[at + word.length] ?? ' ';
    if (!/[\w]/.test(before) && !/[\w]/.test(behind)) return true;
  }
  return false;
}

function lastName(written: string): string {
  return written.slice(written.lastIndexOf('.') + 1).trim();
}

/** Where the old name of a renamed field stands, the new one is offered first. */
function withRename(diagnostic: Diagnostic, change: SidedChange | undefined, written: string): Diagnostic {
  const { name, span } = diagnostic;
  if (change?.kind !== 'renamed' || change.to === undefined || name !== 'unknown-field') return diagnostic;
  if (lastName(written) !== change.field) return diagnostic;
  const start = span.end - change.field.length;
  const fix: Fix = {
    title: `write \`${change.to}\`, its new name`,
    safety: 'maybe',
    edits: [{ span: { ...span, start }, text: change.to }],
  };
  const others = diagnostic.fixes.filter((one) => one.edits.every(({ text }) => text !== change.to));
  return { ...diagnostic, help: fix.title, fixes: [fix, ...others] };
}

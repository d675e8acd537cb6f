import type { Span } from '../language/ast.ts';
import type { SourceText } from '../language/source.ts';
import type { Diagnostic, Fix } from './diagnostics.ts';
import { suggestions } from './suggest.ts';

/** Replaces a misspelt name by the nearest one; safe where only one name is near, by a single edit. */
export function renameTo(span: Span, written: string, known: Iterable<string>): readonly Fix[] {
  const near = suggestions(written, known);
  const [best] = near;
  if (best === undefined) return [];
  return near.slice(0, 3).map((name) => ({
    title: `write \`${name}\``,
    safety: near.length === 1 && oneEdit(written, name) ? 'safe' : 'maybe',
    edits: [{ span, text: name }],
  }));
}

/** A letter more, a letter less, another letter, or two swapped: a slip of the fingers. */
function oneEdit(a: string, b: string): boolean {
  if (a.toLowerCase() === b.toLowerCase()) return true;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  if (short.length !== long.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return (
    short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2)
  );
}

export interface Applied {
  /** The files with the edits in place; those without an edit are left out. */
  readonly files: readonly SourceText[];
  readonly applied: readonly { readonly diagnostic: Diagnostic; readonly fix: Fix }[];
}

/**
 * Applies the first safe fix of each diagnostic. One that would touch what another has changed is left for the next
 * round.
 */
export function applySafeFixes(files: readonly SourceText[], diagnostics: readonly Diagnostic[]): Applied {
  const applied: { diagnostic: Diagnostic; fix: Fix }[] = [];
  const edits: { span: Span; text: string }[] = [];
  for (const diagnostic of diagnostics) {
    const fix = diagnostic.fixes.find((candidate) => candidate.safety === 'safe');
    if (!fix || fix.edits.some((edit) => edits.some((other) => overlaps(edit.span, other.span)))) continue;
    edits.push(...fix.edits);
    applied.push({ diagnostic, fix });
  }
  const changed = files.flatMap((file): SourceText[] => {
    const own = edits
      .filter((edit) => edit.span.file === file.path)
      .sort((a, b) => b.span.start - a.span.start);
    if (own.length === 0) return [];
    const text = own.reduce(
      (so, { span, text: by }) => so.slice(0, span.start) + by + so.slice(span.end),
      file.text,
    );
    return [{ path: file.path, text }];
  });
  return { files: changed, applied };
}

function overlaps(a: Span, b: Span): boolean {
  return a.file === b.file && a.start <= b.end && b.start <= a.end;
}

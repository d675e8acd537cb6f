import type { Edit, Fix, SourceText } from '../../language/index.ts';
import type { Diagnostic } from '../diagnostics/index.ts';

interface Applied {
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
  const edits: Edit[] = [];
  for (const diagnostic of diagnostics) {
    const fix = diagnostic.fixes.find((candidate) => candidate.safety === 'safe');
    if (!fix || fix.edits.some((edit) => edits.some((other) => overlaps(edit, other)))) continue;
    edits.push(...fix.edits);
    applied.push({ diagnostic, fix });
  }
  return { files: applyEdits(files, edits), applied };
}

/** The files with the edits in place, those without one left out. Edits at one place follow each other as given. */
export function applyEdits(files: readonly SourceText[], edits: readonly Edit[]): readonly SourceText[] {
  return files.flatMap((file): SourceText[] => {
    const own = edits
      .filter((edit) => edit.span.file === file.path)
      .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
    if (own.length === 0) return [];
    let text = '';
    let at = 0;
    for (const { span, text: by } of own) {
      text += file.text.slice(at, span.start) + by;
      at = span.end;
    }
    return [{ path: file.path, text: text + file.text.slice(at) }];
  });
}

function overlaps({ span: a }: Edit, { span: b }: Edit): boolean {
  return a.file === b.file && a.start <= b.end && b.start <= a.end;
}

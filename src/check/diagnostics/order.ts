import type { SourceText } from '../../language/source.ts';
import type { Diagnostic } from './index.ts';

/** The order in which diagnostics are told: that of the files, of the text in each, and of the codes at one place. */
export function inTextOrder(files: readonly SourceText[]): (one: Diagnostic, other: Diagnostic) => number {
  const rank = new Map(files.map((file, index) => [file.path, index]));
  return (one, other) =>
    (rank.get(one.span.file) ?? 0) - (rank.get(other.span.file) ?? 0) ||
    one.span.start - other.span.start ||
    (one.code < other.code ? -1 : one.code > other.code ? 1 : 0);
}

/** The same text where two checks of the same files tell the same: one code, one place, one message. */
export function identityOf({ code, span, message }: Diagnostic): string {
  return JSON.stringify([code, span.file, span.start, span.end, message]);
}

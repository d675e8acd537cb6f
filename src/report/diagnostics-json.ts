import type { Diagnostic, DiagnosticName } from '../check/diagnostics/index.ts';
import type { Span } from '../language/ast.ts';
import { positionAt, type SourceText } from '../language/source.ts';

/** Lines and columns count from one; columns count UTF-16 code units; ends are exclusive. */
export interface JsonPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface DiagnosticsReport {
  readonly errors: number;
  readonly warnings: number;
  readonly files: readonly string[];
  readonly diagnostics: readonly ({
    readonly code: string;
    readonly name: DiagnosticName;
    readonly severity: 'error' | 'warning';
    readonly message: string;
    readonly help: string;
    readonly related: readonly (JsonPlace & { readonly message: string })[];
    readonly schema: Diagnostic['schema'];
    /** Of `--matrix`: where it is said, where not everywhere: `where tags == path`. */
    readonly only?: string;
    /** Of `--matrix`: the variant of the snapshots that `schema` speaks of, where it is not the project's own. */
    readonly variant?: string;
    readonly fixes: readonly {
      readonly title: string;
      readonly safety: 'safe' | 'maybe';
      readonly edits: readonly (JsonPlace & { readonly text: string })[];
    }[];
  } & JsonPlace)[];
}

/** The message, with the combinations that it is limited to: for formats that have no place of their own for these. */
export function messageOf({ message, only }: DiagnosticsReport['diagnostics'][number]): string {
  return only === undefined ? message : `${message} (only ${only})`;
}

/** Where a span stands in these files. */
export function placeFinder(files: readonly SourceText[]): (span: Span) => JsonPlace {
  const sources = new Map(files.map((file) => [file.path, file]));
  return (span) => {
    const source = sources.get(span.file);
    const start = source ? positionAt(source, span.start) : { line: 1, column: 1 };
    const end = source ? positionAt(source, span.end) : start;
    return { file: span.file, ...start, endLine: end.line, endColumn: end.column };
  };
}

/** Diagnostics as data, for programs. */
export function diagnosticsToJson(
  diagnostics: readonly Diagnostic[],
  files: readonly SourceText[],
): DiagnosticsReport {
  const place = placeFinder(files);
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  return {
    errors,
    warnings: diagnostics.length - errors,
    files: files.map((file) => file.path),
    diagnostics: diagnostics.map(({ code, name, severity, message, span, help, related, schema, fixes }) => ({
      code,
      name,
      severity,
      message,
      ...place(span),
      help,
      related: related.map((one) => ({ message: one.message, ...place(one.span) })),
      schema,
      fixes: fixes.map(({ title, safety, edits }) => ({
        title,
        safety,
        edits: edits.map((edit) => ({ ...place(edit.span), text: edit.text })),
      })),
    })),
  };
}

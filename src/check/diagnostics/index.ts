/**
 * The one table of diagnostics, a file a family: code, severity, message and help by name. A wrong name or a missing
 * parameter is a type error. Codes are stable: a code that was once given out is never used for anything else. Each says
 * what to do next; where a rule knows better what would mend this one case, it gives a help of its own.
 */
import type { Span } from '../../language/ast.ts';
import type { Fix } from '../../language/fix.ts';
import type { Severity } from './entry.ts';
import { STRUCTURE } from './m01-structure.ts';
import { NAMES } from './m02-names.ts';
import { TYPES } from './m03-types.ts';
import { TABLES } from './m04-tables.ts';
import { MAPS } from './m05-maps.ts';
import { REFERENCES } from './m06-references.ts';
import { COMPLETENESS } from './m07-completeness.ts';
import { TESTS } from './m08-tests.ts';

export type { Fix };

/** A place in a schema snapshot that imposes a constraint. */
export interface SchemaPlace {
  readonly side: 'source' | 'target';
  readonly entity: string;
  readonly field: string | null;
}

export interface Diagnostic {
  readonly code: string;
  readonly name: DiagnosticName;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  /** What would mend it, one sentence. */
  readonly help: string;
  /** Other places that the message speaks of. */
  readonly related: readonly { readonly span: Span; readonly message: string }[];
  readonly schema: SchemaPlace | null;
  readonly fixes: readonly Fix[];
}

/** M01 structure, M02 names, M03 types, M04 tables, M05 maps, M06 references and order, M07 completeness, M08 tests. */
export const DIAGNOSTICS = {
  ...STRUCTURE,
  ...NAMES,
  ...TYPES,
  ...TABLES,
  ...MAPS,
  ...REFERENCES,
  ...COMPLETENESS,
  ...TESTS,
} as const;

export type DiagnosticName = keyof typeof DIAGNOSTICS;
export type DiagnosticParams<N extends DiagnosticName> = Parameters<(typeof DIAGNOSTICS)[N]['message']>[0];

export interface DiagnosticOptions {
  readonly help?: string | null;
  readonly related?: Diagnostic['related'];
  readonly schema?: SchemaPlace;
  readonly fixes?: readonly Fix[];
}

/** Makes the diagnostic of that name. */
export function diagnostic<N extends DiagnosticName>(
  name: N,
  span: Span,
  params: DiagnosticParams<N>,
  options: DiagnosticOptions = {},
): Diagnostic {
  const { code, severity, message, help } = DIAGNOSTICS[name];
  // The table ties `params` to `name`; TypeScript cannot see that through the union of all messages.
  type Words = (params: DiagnosticParams<N>) => string;
  return {
    code,
    name,
    severity,
    message: (message as Words)(params),
    span,
    help: options.help ?? (help as Words)(params),
    related: options.related ?? [],
    schema: options.schema ?? null,
    fixes: options.fixes ?? [],
  };
}

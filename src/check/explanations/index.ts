/**
 * What `mapc explain` says: for every diagnostic a text, a map that gives it and the same map mended, over two small
 * schemas. Plain data, a file a group of codes, and what checks an example. It does not know how anything is shown; that
 * each example does what it says is a test.
 */
import type { DiagnosticName } from '../diagnostics/index.ts';
import type { Explanation } from './explanation.ts';
import { STRUCTURE } from './m01-structure.ts';
import { NAMES } from './m02-names.ts';
import { TYPES } from './m03-types.ts';
import { TABLES } from './m04-tables.ts';
import { MAPS } from './m05-maps.ts';
import { REFERENCES } from './m06-references.ts';
import { COMPLETENESS } from './m07-completeness.ts';
import { TESTS } from './m08-tests.ts';

export { checkExample, exampleFiles } from './check-example.ts';
export { type Explanation, unmarked } from './explanation.ts';
export { SOURCE, TARGET } from './schemas.ts';

/** The groups of codes, by their first three characters. */
export const GROUPS: readonly {
  readonly prefix: string;
  readonly title: string;
  readonly explanations: Readonly<Record<string, Explanation>>;
}[] = [
  { prefix: 'M01', title: 'Syntax and structure', explanations: STRUCTURE },
  { prefix: 'M02', title: 'Names', explanations: NAMES },
  { prefix: 'M03', title: 'Types', explanations: TYPES },
  { prefix: 'M04', title: 'Tables', explanations: TABLES },
  { prefix: 'M05', title: 'Maps', explanations: MAPS },
  { prefix: 'M06', title: 'References and order', explanations: REFERENCES },
  { prefix: 'M07', title: 'Completeness', explanations: COMPLETENESS },
  { prefix: 'M08', title: 'Tests', explanations: TESTS },
];

/** Every diagnostic has one; a name that is missing, or that no diagnostic has, does not compile. */
export const EXPLANATIONS = {
  ...STRUCTURE,
  ...NAMES,
  ...TYPES,
  ...TABLES,
  ...MAPS,
  ...REFERENCES,
  ...COMPLETENESS,
  ...TESTS,
} satisfies Readonly<Record<DiagnosticName, Explanation>> as Readonly<Record<DiagnosticName, Explanation>>;

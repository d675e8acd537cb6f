/**
 * The one table of diagnostics: code, severity and message by name. A wrong name or a missing parameter is a type
 * error. Codes are stable: a code that was once given out is never used for anything else.
 */
import type { Span } from '../language/ast.ts';

export type Severity = 'error' | 'warning';

/** A place in a schema snapshot that imposes a constraint. */
export interface SchemaPlace {
  readonly side: 'source' | 'target';
  readonly entity: string;
  readonly field: string | null;
}

/** An edit that would mend it. */
export interface Fix {
  /** What it does, in a few words. */
  readonly title: string;
  /** `safe`: it means what the author meant, beyond doubt. `maybe`: a person has to look. */
  readonly safety: 'safe' | 'maybe';
  /** In order of place; spans do not overlap; an empty span inserts. */
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

export interface Diagnostic {
  readonly code: string;
  readonly name: DiagnosticName;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  /** What would mend it, one sentence, or null. */
  readonly help: string | null;
  /** Other places that the message speaks of. */
  readonly related: readonly { readonly span: Span; readonly message: string }[];
  readonly schema: SchemaPlace | null;
  readonly fixes: readonly Fix[];
}

const entry = <P extends object>(code: string, severity: Severity, message: (params: P) => string) => ({
  code,
  severity,
  message,
});

/** M01 syntax and structure, M02 names, M03 types, M04 tables, M05 maps, M06 references and order, M07 completeness,
 * M08 tests. */
export const DIAGNOSTICS = {
  syntax: entry('M0101', 'error', (p: { message: string }) => p.message),
  'not-built': entry(
    'M0102',
    'error',
    (p: { what: string }) => `${p.what} is part of the language but this version of mapc cannot run it yet`,
  ),
  'import-missing': entry(
    'M0103',
    'error',
    (p: { path: string }) => `there is no file \`${p.path}\` to import`,
  ),
  'migration-missing': entry(
    'M0104',
    'error',
    () => 'a project begins with `migration source -> target`, and none of its files says so',
  ),
  'migration-twice': entry('M0105', 'error', () => 'the migration is named twice'),
  'declared-twice': entry(
    'M0106',
    'error',
    (p: { what: string; name: string }) => `there are two ${p.what}s called \`${p.name}\``,
  ),
  'text-not-plain': entry(
    'M0107',
    'error',
    (p: { where: string }) => `${p.where} is a plain text: it cannot hold a \`{…}\``,
  ),
  'not-allowed-here': entry(
    'M0108',
    'error',
    (p: { what: string; where: string }) => `${p.what} has no meaning in ${p.where}`,
  ),

  'unknown-entity': entry(
    'M0201',
    'error',
    (p: { name: string; side: string }) => `the ${p.side} has no entity called \`${p.name}\``,
  ),
  'unknown-field': entry(
    'M0202',
    'error',
    (p: { name: string; entity: string; side: string }) =>
      `\`${p.entity}\` of the ${p.side} has no field \`${p.name}\``,
  ),
  'unknown-name': entry('M0203', 'error', (p: { name: string }) => `nothing here is called \`${p.name}\``),
  'unknown-function': entry('M0204', 'error', (p: { name: string }) => `there is no function \`${p.name}\``),
  'unknown-common': entry(
    'M0205',
    'error',
    (p: { name: string }) => `there is no \`common ${p.name}\` to use`,
  ),
  'unknown-map': entry(
    'M0206',
    'error',
    (p: { name: string }) => `\`${p.name}\` is neither the name of a map nor an entity of the target`,
  ),
  shadowing: entry(
    'M0207',
    'error',
    (p: { name: string; what: string }) => `\`${p.name}\` would hide ${p.what} of the same name`,
  ),
  'use-recursive': entry('M0208', 'error', (p: { name: string }) => `\`common ${p.name}\` uses itself`),

  'fn-recursive': entry('M0209', 'error', (p: { name: string }) => `\`fn ${p.name}\` calls itself`),
  'unknown-choice': entry(
    'M0210',
    'error',
    (p: { option: string; choice: string }) =>
      `\`${p.option}\` is not an option of the choice \`${p.choice}\``,
  ),

  'type-mismatch': entry(
    'M0301',
    'error',
    (p: { target: string; expected: string; actual: string }) =>
      `\`${p.target}\` takes ${p.expected}, and this is ${p.actual}`,
  ),
  'too-long': entry(
    'M0302',
    'error',
    (p: { target: string; max: number; actual: string }) =>
      `\`${p.target}\` holds ${p.max} characters, and this is ${p.actual}`,
  ),
  'unknown-option': entry(
    'M0303',
    'error',
    (p: { value: string; of: string }) => `\`${p.value}\` is not an option of ${p.of}`,
  ),
  'nullable-required': entry(
    'M0304',
    'error',
    (p: { target: string }) => `\`${p.target}\` cannot be empty, and this value can be null`,
  ),
  'nullable-text': entry(
    'M0305',
    'error',
    () => 'this value can be null, and a text would have a hole there',
  ),
  'unhandled-failure': entry(
    'M0306',
    'error',
    (p: { failures: string }) => `this value can fail and nothing says what then: ${p.failures}`,
  ),
  'not-comparable': entry(
    'M0307',
    'error',
    (p: { left: string; right: string }) => `${p.left} cannot be compared with ${p.right}`,
  ),
  'not-a-condition': entry(
    'M0308',
    'error',
    (p: { actual: string }) => `a condition is true or false, and this is ${p.actual}`,
  ),
  'wrong-operand': entry(
    'M0309',
    'error',
    (p: { operator: string; actual: string }) => `\`${p.operator}\` does not work on ${p.actual}`,
  ),
  'wrong-arguments': entry(
    'M0310',
    'error',
    (p: { fn: string; expected: string; actual: string }) =>
      `\`${p.fn}\` takes ${p.expected}, and is given ${p.actual}`,
  ),
  'branches-differ': entry(
    'M0311',
    'error',
    (p: { left: string; right: string }) => `one branch gives ${p.left}, another ${p.right}`,
  ),
  'match-incomplete': entry(
    'M0312',
    'error',
    (p: { missing: string }) => `the match leaves out ${p.missing}`,
  ),
  'no-members': entry(
    'M0313',
    'error',
    (p: { member: string; actual: string }) => `${p.actual} has no \`.${p.member}\``,
  ),
  'ambiguous-reference': entry(
    'M0314',
    'error',
    (p: { entities: string; member: string }) =>
      `the reference may lead to ${p.entities}: \`match\` must say which before \`.${p.member}\` can be read`,
  ),
  'not-a-pair': entry(
    'M0315',
    'error',
    () => '`ref(…)` fills two fields, the model and the id: `res_model, res_id = ref(…)`',
  ),
  'pair-expected': entry('M0316', 'error', () => 'two fields take one value only from `ref(…)`'),
  'not-a-list': entry(
    'M0317',
    'error',
    (p: { target: string }) => `\`+=\` adds to a list, and \`${p.target}\` is not one`,
  ),
  'else-needless': entry('M0318', 'error', () => 'this value cannot fail: the `else` would never be used'),
  'create-needs-lookup': entry(
    'M0319',
    'error',
    () => '`else create` makes the row that a lookup did not find; there is no lookup before it',
  ),

  'nullable-argument': entry(
    'M0320',
    'error',
    (p: { fn: string; param: string }) =>
      `\`${p.param}\` of \`${p.fn}\` cannot be null, and this value can be`,
  ),

  'table-uncovered': entry(
    'M0401',
    'error',
    (p: { table: string; missing: string }) => `\`table ${p.table}\` says nothing for ${p.missing}`,
  ),
  'table-open': entry(
    'M0402',
    'error',
    (p: { table: string; of: string }) =>
      `\`table ${p.table}\` needs an \`else\`: the values of ${p.of} are not a closed list`,
  ),
  'table-value': entry(
    'M0403',
    'error',
    (p: { value: string; of: string }) => `there is no ${p.value} among ${p.of}`,
  ),
  'table-ambiguous': entry(
    'M0404',
    'error',
    (p: { value: string; of: string; count: number }) => `${p.value} fits ${p.count} of ${p.of}`,
  ),
  'table-arity': entry(
    'M0405',
    'error',
    (p: { expected: number; actual: number; what: string }) =>
      `${p.what} takes ${p.expected} ${p.expected === 1 ? 'value' : 'values'}, and ${p.actual} ${p.actual === 1 ? 'is' : 'are'} given`,
  ),
  'table-twice': entry('M0406', 'error', (p: { key: string }) => `${p.key} stands in this table twice`),
  'row-missing': entry(
    'M0407',
    'error',
    (p: { entity: string; what: string }) => `the target has no \`${p.entity}\` with ${p.what}`,
  ),

  'test-reference': entry(
    'M0801',
    'error',
    (p: { id: string; entities: string }) =>
      `the test gives no record with the id "${p.id}" among ${p.entities}`,
  ),

  'required-unassigned': entry(
    'M0501',
    'error',
    (p: { entity: string; fields: string }) => `\`${p.entity}\` cannot be made without ${p.fields}`,
  ),
  'session-default': entry(
    'M0502',
    'warning',
    (p: { entity: string; fields: string }) =>
      `${p.fields} of \`${p.entity}\` would be filled from whoever runs the migration`,
  ),
  'not-writable': entry(
    'M0503',
    'error',
    (p: { field: string; entity: string }) => `\`${p.field}\` of \`${p.entity}\` cannot be written`,
  ),
  'create-only': entry(
    'M0504',
    'error',
    (p: { field: string; entity: string }) =>
      `\`${p.field}\` of \`${p.entity}\` can be written on create only`,
  ),
  'assigned-twice': entry('M0505', 'error', (p: { field: string }) => `\`${p.field}\` is assigned twice`),
  'key-missing': entry(
    'M0506',
    'error',
    (p: { map: string }) => `the map \`${p.map}\` has no \`key\`: a second run would double its records`,
  ),
  'key-not-unique': entry(
    'M0507',
    'error',
    (p: { fields: string; entity: string }) =>
      `${p.fields} does not identify a record of \`${p.entity}\`: nothing keeps it unique`,
  ),
  'key-collides': entry(
    'M0508',
    'error',
    (p: { other: string; entity: string }) =>
      `a key of this map may equal a key of \`${p.other}\`: both write \`${p.entity}\``,
  ),
  'key-lossy': entry(
    'M0509',
    'error',
    (p: { fn: string }) => `a key must not lose anything, and \`${p.fn}\` does`,
  ),
  'when-alone': entry(
    'M0510',
    'warning',
    () => 'what this `when` leaves out goes nowhere, and nothing says why',
  ),
  'when-last': entry(
    'M0511',
    'error',
    () => 'an arm without `when` takes everything: what follows it is never reached',
  ),
  'two-guards': entry('M0512', 'error', () => 'one `when` a body'),
  'proposal-left': entry('M0513', 'warning', (p: { field: string }) => `nobody confirmed \`${p.field}\` yet`),

  'lossy-unexplained': entry(
    'M0514',
    'error',
    (p: { field: string; fn: string }) =>
      `\`${p.fn}\` loses a part of what \`${p.field}\` is given, and nothing says why`,
  ),

  'no-map-for': entry(
    'M0601',
    'error',
    (p: { entity: string; target: string }) => `no map makes a \`${p.target}\` of a \`${p.entity}\``,
  ),
  'several-maps-for': entry(
    'M0602',
    'error',
    (p: { entity: string; target: string; maps: string }) =>
      `several maps make a \`${p.target}\` of a \`${p.entity}\`: ${p.maps}`,
  ),
  'order-cycle': entry(
    'M0603',
    'error',
    (p: { chain: string }) => `these maps wait for each other: ${p.chain}`,
  ),
  'lookup-own-target': entry(
    'M0604',
    'error',
    (p: { entity: string }) => `a map into \`${p.entity}\` cannot look \`${p.entity}\` up while it writes it`,
  ),

  'field-forgotten': entry(
    'M0701',
    'error',
    (p: { entity: string; fields: string; count: number }) =>
      `${p.fields} of \`${p.entity}\` ${p.count === 1 ? 'is' : 'are'} neither read nor dropped`,
  ),
  'entity-forgotten': entry(
    'M0702',
    'error',
    (p: { entity: string; rows: string }) => `\`${p.entity}\` (${p.rows}) is neither mapped nor skipped`,
  ),
  'drop-read': entry(
    'M0703',
    'error',
    (p: { field: string }) => `\`${p.field}\` is dropped here, and read elsewhere in the same map`,
  ),
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
  const { code, severity, message } = DIAGNOSTICS[name];
  // The table ties `params` to `name`; TypeScript cannot see that through the union of all messages.
  const text = (message as (params: DiagnosticParams<N>) => string)(params);
  return {
    code,
    name,
    severity,
    message: text,
    span,
    help: options.help ?? null,
    related: options.related ?? [],
    schema: options.schema ?? null,
    fixes: options.fixes ?? [],
  };
}

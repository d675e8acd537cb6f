/**
 * The one table of diagnostics: code, severity, message and help by name. A wrong name or a missing parameter is a type
 * error. Codes are stable: a code that was once given out is never used for anything else. Each says what to do next;
 * where a rule knows better what would mend this one case, it gives a help of its own.
 */
import type { Span } from '../language/ast.ts';
import type { Fix } from '../language/fix.ts';

export type { Fix };

type Severity = 'error' | 'warning';

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

const entry = <P extends object>(
  code: string,
  severity: Severity,
  message: (params: P) => string,
  help: string | ((params: P) => string),
) => ({ code, severity, message, help: typeof help === 'string' ? (_: P) => help : help });

/** What an operator takes instead. */
function operandHelp(operator: string): string {
  switch (operator) {
    case '+':
    case '-':
    case '*':
    case '/':
      return `\`${operator}\` reckons with numbers; texts are put together in quotes: \`"{…} {…}"\``;
    case 'and':
    case 'or':
    case 'not':
      return `\`${operator}\` takes conditions, such as \`… != null\``;
    case 'in':
      return 'a list stands behind `in`: `… in ["…", "…"]`';
    case 'as':
      return '`as` follows a reference of the source';
    case 'each':
      return '`each` takes a list: a field that holds several records, or `entity[field = this]`';
    default:
      return 'use it on a value of another type, or convert this one first';
  }
}

/** M01 syntax and structure, M02 names, M03 types, M04 tables, M05 maps, M06 references and order, M07 completeness,
 * M08 tests. */
export const DIAGNOSTICS = {
  syntax: entry(
    'M0101',
    'error',
    (p: { message: string }) => p.message,
    'mend this place first: what follows it may be right as it is',
  ),
  'import-missing': entry(
    'M0103',
    'error',
    (p: { path: string }) => `there is no file \`${p.path}\` to import`,
    'the path counts from the folder of the file that imports it',
  ),
  'migration-missing': entry(
    'M0104',
    'error',
    () => 'a project begins with `migration source -> target`, and none of its files says so',
    'begin the main file with `migration source -> target`',
  ),
  'migration-twice': entry(
    'M0105',
    'error',
    () => 'the migration is named twice',
    'keep it in the main file, and take it out of the others',
  ),
  'declared-twice': entry(
    'M0106',
    'error',
    (p: { what: string; name: string }) => `there are two ${p.what}s called \`${p.name}\``,
    'give one of the two another name',
  ),
  'text-not-plain': entry(
    'M0107',
    'error',
    (p: { where: string }) => `${p.where} is a plain text: it cannot hold a \`{…}\``,
    'say it without the value; a brace that is meant as a brace is written `\\{`',
  ),
  'not-allowed-here': entry(
    'M0108',
    'error',
    (p: { what: string; where: string }) => `${p.what} has no meaning in ${p.where}`,
    'take it out, or move it to where it has a meaning',
  ),
  'reason-empty': entry(
    'M0109',
    'error',
    (p: { where: string }) => `${p.where} gives no reason`,
    'say why in a few words: people decide by it in the report and in the review',
  ),

  'unknown-entity': entry(
    'M0201',
    'error',
    (p: { name: string; side: string }) => `the ${p.side} has no entity called \`${p.name}\``,
    (p) =>
      p.side === 'reference'
        ? 'name an entity that the reference can lead to'
        : `the folder \`schemas/${p.side}\` lists what there is; \`mapc discover\` brings what is new`,
  ),
  'unknown-field': entry(
    'M0202',
    'error',
    (p: { name: string; entity: string; side: string }) =>
      `\`${p.entity}\` of the ${p.side} has no field \`${p.name}\``,
    (p) => `\`schemas/${p.side}/${p.entity}.json\` lists its fields; \`mapc discover\` brings new ones`,
  ),
  'unknown-name': entry(
    'M0203',
    'error',
    (p: { name: string }) => `nothing here is called \`${p.name}\``,
    'a name is a field of the record, a `let`, a parameter, a table or a choice',
  ),
  'unknown-function': entry(
    'M0204',
    'error',
    (p: { name: string }) => `there is no function \`${p.name}\``,
    (p) =>
      `docs/functions.md lists them (\`trim\`, \`lower\`, \`split\`, \`join\`, \`replace\`, \`round\`, \`date\` …); one of your own is declared as \`fn ${p.name}(…) = …\``,
  ),
  'unknown-common': entry(
    'M0205',
    'error',
    (p: { name: string }) => `there is no \`common ${p.name}\` to use`,
    (p) => `declare it: \`common ${p.name} { … }\``,
  ),
  'unknown-map': entry(
    'M0206',
    'error',
    (p: { name: string }) => `\`${p.name}\` is neither the name of a map nor an entity of the target`,
    (p) => `give the map that is meant this name: \`map ${p.name}: … -> … { … }\``,
  ),
  shadowing: entry(
    'M0207',
    'error',
    (p: { name: string; what: string }) => `\`${p.name}\` would hide ${p.what} of the same name`,
    'give it another name',
  ),
  'use-recursive': entry(
    'M0208',
    'error',
    (p: { name: string }) => `\`common ${p.name}\` uses itself`,
    'take this `use` out',
  ),

  'fn-recursive': entry(
    'M0209',
    'error',
    (p: { name: string }) => `\`fn ${p.name}\` calls itself`,
    'say it without the call; lists are worked through with `each`, `where` and `join`',
  ),
  'unknown-choice': entry(
    'M0210',
    'error',
    (p: { option: string; choice: string }) =>
      `\`${p.option}\` is not an option of the choice \`${p.choice}\``,
    (p) => `take one of the options that \`choice ${p.choice}\` names, or add it there`,
  ),
  'choice-unused': entry(
    'M0211',
    'warning',
    (p: { choice: string }) => `nothing depends on the choice \`${p.choice}\`: no \`if\` asks for it`,
    (p) => `let an \`if ${p.choice} == …\` follow it, or take it out`,
  ),
  'options-alike': entry(
    'M0212',
    'warning',
    (p: { choice: string; options: string }) =>
      `${p.options} of the choice \`${p.choice}\` mean the same: no \`if\` tells them apart`,
    (p) => `ask for one of them, \`if ${p.choice} == …\`, or keep one option of these`,
  ),
  'branch-dead': entry(
    'M0213',
    'warning',
    (p: { side: 'then' | 'else' }) =>
      p.side === 'then'
        ? 'this condition never holds, whatever is chosen and whatever the systems have'
        : 'this condition always holds: its `else` is never taken',
    'put the condition right, or take out what is never reached',
  ),

  'type-mismatch': entry(
    'M0301',
    'error',
    (p: { target: string; expected: string; actual: string }) =>
      `\`${p.target}\` takes ${p.expected}, and this is ${p.actual}`,
    'map another value, or convert this one with a function',
  ),
  'too-long': entry(
    'M0302',
    'error',
    (p: { target: string; max: number; actual: string }) =>
      `\`${p.target}\` holds ${p.max} characters, and this is ${p.actual}`,
    (p) => `write \`| truncate(${p.max})\`, with the reason in \`because\``,
  ),
  'unknown-option': entry(
    'M0303',
    'error',
    (p: { value: string; of: string }) => `\`${p.value}\` is not an option of ${p.of}`,
    'take one of its options, by label or by value',
  ),
  'nullable-required': entry(
    'M0304',
    'error',
    (p: { target: string }) => `\`${p.target}\` cannot be empty, and this value can be null`,
    'say what stands there then: `… ?? "…"`',
  ),
  'nullable-text': entry(
    'M0305',
    'error',
    () => 'this value can be null, and a text would have a hole there',
    'say what stands there then: `{… ?? ""}`',
  ),
  'unhandled-failure': entry(
    'M0306',
    'error',
    (p: { failures: string }) => `this value can fail and nothing says what then: ${p.failures}`,
    'add an `else`: `else null`, `else warn "…"` or `else reject "…"`',
  ),
  'not-comparable': entry(
    'M0307',
    'error',
    (p: { left: string; right: string }) => `${p.left} cannot be compared with ${p.right}`,
    'convert one side, for example with `int(…)`, `decimal(…)` or `label(…)`, or compare with another value',
  ),
  'not-a-condition': entry(
    'M0308',
    'error',
    (p: { actual: string }) => `a condition is true or false, and this is ${p.actual}`,
    'compare it with something: `… != null`, `… == "…"`',
  ),
  'wrong-operand': entry(
    'M0309',
    'error',
    (p: { operator: string; actual: string }) => `\`${p.operator}\` does not work on ${p.actual}`,
    (p) => operandHelp(p.operator),
  ),
  'wrong-arguments': entry(
    'M0310',
    'error',
    (p: { fn: string; expected: string; actual: string }) =>
      `\`${p.fn}\` takes ${p.expected}, and is given ${p.actual}`,
    (p) => `give \`${p.fn}\` ${p.expected}`,
  ),
  'branches-differ': entry(
    'M0311',
    'error',
    (p: { left: string; right: string }) => `one branch gives ${p.left}, another ${p.right}`,
    'convert one of them to the type of the other, or give null there',
  ),
  'match-incomplete': entry(
    'M0312',
    'error',
    (p: { missing: string }) => `the match leaves out ${p.missing}`,
    'name every case, or end with `else -> …`',
  ),
  'no-members': entry(
    'M0313',
    'error',
    (p: { member: string; actual: string }) => `${p.actual} has no \`.${p.member}\``,
    'a dot leads into records only; functions take other values apart, such as `host(…)`',
  ),
  'ambiguous-reference': entry(
    'M0314',
    'error',
    (p: { entities: string; member: string }) =>
      `the reference may lead to ${p.entities}: \`match\` must say which before \`.${p.member}\` can be read`,
    (p) => `take it apart: \`match … { entity one -> one.${p.member}  else -> null }\``,
  ),
  'not-a-pair': entry(
    'M0315',
    'error',
    () => '`ref(…)` gives two values, a model and an id, and fills two fields',
    'write both fields on the left, the model first: `model, res_id = ref(…)`',
  ),
  'pair-expected': entry(
    'M0316',
    'error',
    () => 'only `ref(…)` fills two fields with one value',
    'write `ref(…)` around the reference, or assign each field on a line of its own',
  ),
  'not-a-list': entry(
    'M0317',
    'error',
    (p: { target: string }) => `\`+=\` adds to a list, and \`${p.target}\` is not one`,
    'write `=`',
  ),
  'else-needless': entry(
    'M0318',
    'error',
    () => 'this value cannot fail: the `else` would never be used',
    'take the `else` out; for a value that may be null write `??`',
  ),
  'create-needs-lookup': entry(
    'M0319',
    'error',
    () => '`else create` makes the row that a lookup did not find; there is no lookup before it',
    'look the row up first, `entity[field = …] else create`, or write `else null`',
  ),

  'nullable-argument': entry(
    'M0320',
    'error',
    (p: { fn: string; param: string }) =>
      `\`${p.param}\` of \`${p.fn}\` cannot be null, and this value can be`,
    (p) => `say what is given then, \`… ?? "…"\`, or let \`fn ${p.fn}\` take null: \`${p.param}: …?\``,
  ),
  'wrong-literal': entry(
    'M0321',
    'error',
    (p: { fn: string; reason: string }) => `\`${p.fn}\` cannot work with this text: ${p.reason}`,
    'write another one',
  ),

  'number-rounded': entry(
    'M0322',
    'error',
    (p: { digits: string; target: string }) => `\`${p.digits}\` would be rounded to be ${p.target}`,
    'write fewer digits',
  ),

  'table-uncovered': entry(
    'M0401',
    'error',
    (p: { table: string; missing: string }) => `\`table ${p.table}\` says nothing for ${p.missing}`,
    'give each a value, or say `else -> …`',
  ),
  'table-open': entry(
    'M0402',
    'error',
    (p: { table: string; of: string }) =>
      `\`table ${p.table}\` needs an \`else\`: ${p.of} can hold values that no line names`,
    (p) =>
      `end it with \`else -> …\` or \`else -> reject "…"\`, or say it at every use: \`${p.table}[…] else …\``,
  ),
  'table-value': entry(
    'M0403',
    'error',
    (p: { value: string; of: string }) => `there is no ${p.value} among ${p.of}`,
    'name a row that is there, or make it first: `provision { row … { … } }`',
  ),
  'table-ambiguous': entry(
    'M0404',
    'error',
    (p: { value: string; of: string; count: number }) =>
      `${p.value} fits ${p.count} of ${p.of}: nothing says which is meant`,
    'add an attribute that tells them apart to the brackets in the head: `[team_id.name, name]`',
  ),
  'table-arity': entry(
    'M0405',
    'error',
    (p: { expected: number; actual: number; what: string }) =>
      `${p.what} takes ${p.expected} ${p.expected === 1 ? 'value' : 'values'}, and ${p.actual} ${p.actual === 1 ? 'is' : 'are'} given`,
    'the head of the table says how many: `table Name : left, … -> right, …`',
  ),
  'table-twice': entry(
    'M0406',
    'error',
    (p: { key: string }) => `${p.key} stands in this table twice`,
    'keep the line that is meant, and take the other out',
  ),
  'row-missing': entry(
    'M0407',
    'error',
    (p: { entity: string; what: string }) => `the target has no \`${p.entity}\` with ${p.what}`,
    'name a row that is there, or make it first: `provision { row … { … } }`',
  ),

  'test-reference': entry(
    'M0801',
    'error',
    (p: { id: string; entities: string }) =>
      `the test gives no record with the id "${p.id}" among ${p.entities}`,
    (p) =>
      `add the record to the test: \`given … { … = "${p.id}" }\`; one that is not to be there is written \`"entity:${p.id}"\``,
  ),

  'required-unassigned': entry(
    'M0501',
    'error',
    (p: { entity: string; fields: string }) => `\`${p.entity}\` cannot be made without ${p.fields}`,
    'assign each of them',
  ),
  'session-default': entry(
    'M0502',
    'warning',
    (p: { entity: string; fields: string }) =>
      `${p.fields} of \`${p.entity}\` would be filled from whoever runs the migration`,
    'assign each of them, if only null',
  ),
  'not-writable': entry(
    'M0503',
    'error',
    (p: { field: string; entity: string }) => `\`${p.field}\` of \`${p.entity}\` cannot be written`,
    'take the line out: the system fills this field itself',
  ),
  'create-only': entry(
    'M0504',
    'error',
    (p: { field: string; entity: string }) =>
      `\`${p.field}\` of \`${p.entity}\` can be written on create only`,
    (p) => `write \`initial ${p.field} = …\``,
  ),
  'assigned-twice': entry(
    'M0505',
    'error',
    (p: { field: string }) => `\`${p.field}\` is assigned twice`,
    'keep one of the two; a `common` that the map uses may write it too',
  ),
  'key-missing': entry(
    'M0506',
    'error',
    (p: { map: string }) => `the map \`${p.map}\` has no \`key\`: a second run would double its records`,
    'add `key … = …` with the id of the source',
  ),
  'key-not-unique': entry(
    'M0507',
    'error',
    (p: { fields: string; entity: string }) =>
      `${p.fields} does not identify a record of \`${p.entity}\`: nothing keeps it unique`,
    'provision a field for the key, marked `unique`',
  ),
  'key-collides': entry(
    'M0508',
    'error',
    (p: { other: string; entity: string }) =>
      `a key of this map may equal a key of \`${p.other}\`: both write \`${p.entity}\``,
    'begin each with a word of its own: `key … = "account:{…}"`',
  ),
  'key-lossy': entry(
    'M0509',
    'error',
    (p: { fn: string }) => `a key must not lose anything, and \`${p.fn}\` does`,
    (p) => `take the whole value, without \`${p.fn}\`, in a field that is long enough`,
  ),
  'when-alone': entry(
    'M0510',
    'warning',
    () => 'what this `when` leaves out goes nowhere, and nothing says why',
    'end the map with `} else skip because "…"`',
  ),
  'when-last': entry(
    'M0511',
    'error',
    () => 'an arm without `when` takes everything: what follows it is never reached',
    'give it a `when`, or make it the last',
  ),
  'two-guards': entry(
    'M0512',
    'error',
    () => 'this body has a second `when`, and a record has one guard',
    'write one: `when … and …`',
  ),
  'proposal-left': entry(
    'M0513',
    'warning',
    (p: { field: string }) => `nobody confirmed \`${p.field}\` yet`,
    'write `=` once somebody has confirmed it',
  ),

  'lossy-unexplained': entry(
    'M0514',
    'error',
    (p: { field: string; fn: string }) =>
      `\`${p.fn}\` loses a part of what \`${p.field}\` is given, and nothing says why`,
    'add the reason: `because "…"`',
  ),
  'option-not-allowed': entry(
    'M0515',
    'error',
    (p: { option: string; field: string; entity: string; by: string; is: string }) =>
      `\`${p.option}\` is not allowed in \`${p.field}\` of \`${p.entity}\` where \`${p.by}\` is ${p.is}`,
    'write an option that is allowed there, or another value into the field that decides it',
  ),
  'update-only': entry(
    'M0516',
    'error',
    (p: { field: string; entity: string }) =>
      `\`${p.field}\` of \`${p.entity}\` can be written only once the record is there`,
    (p) => `write \`later ${p.field} = …\``,
  ),

  'no-map-for': entry(
    'M0601',
    'error',
    (p: { entity: string; target: string }) => `no map turns \`${p.entity}\` into ${p.target}`,
    (p) => `write \`map ${p.entity} -> … { … }\`, or name another map with \`as\``,
  ),
  'several-maps-for': entry(
    'M0602',
    'error',
    (p: { entity: string; target: string; maps: string }) =>
      `several maps turn \`${p.entity}\` into ${p.target}: ${p.maps}`,
    'say which with `as`, by the name of the map',
  ),
  'order-cycle': entry(
    'M0603',
    'error',
    (p: { chain: string }) => `there is no order to run in, each of these waits for the next: ${p.chain}`,
    'a field that may be empty can wait: write `later` before one of these references',
  ),
  'provision-early': entry(
    'M0606',
    'error',
    (p: { map: string; needs: string }) =>
      `\`${p.map}\` is applied by \`provision\`, before \`${p.needs}\` has moved the records that this refers to`,
    (p) =>
      p.needs.startsWith('owners ')
        ? 'take the map out of `provision`, so that it runs after the people, or leave the reference out'
        : `put \`${p.needs}\` into \`provision\` too, or take this map out of it`,
  ),
  'lookup-own-target': entry(
    'M0604',
    'error',
    (p: { entity: string }) => `a map into \`${p.entity}\` cannot look \`${p.entity}\` up while it writes it`,
    'refer to the record of the source instead: mapc knows which row became of it',
  ),
  'map-splits': entry(
    'M0605',
    'error',
    (p: { map: string; targets: string }) =>
      `\`${p.map}\` makes rows of ${p.targets}: which one a record became is not known here`,
    'refer to it with `ref(…)`, which takes the model along, or give each kind a map of its own',
  ),

  'field-forgotten': entry(
    'M0701',
    'error',
    (p: { entity: string; fields: string; count: number }) =>
      `${p.fields} of \`${p.entity}\` ${p.count === 1 ? 'is' : 'are'} neither read nor dropped`,
    'assign what is wanted, and drop the rest: `drop … because "…"`',
  ),
  'entity-forgotten': entry(
    'M0702',
    'error',
    (p: { entity: string; rows: string }) => `\`${p.entity}\` (${p.rows}) is neither mapped nor skipped`,
    (p) => `write \`map ${p.entity} -> … { … }\`, or \`skip ${p.entity} because "…"\``,
  ),
  'drop-read': entry(
    'M0703',
    'error',
    (p: { field: string }) => `\`${p.field}\` is dropped here, and read elsewhere in the same map`,
    'take the name out of `drop`, or take out the line that reads it',
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

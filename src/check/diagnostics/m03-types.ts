import { entry } from './entry.ts';

/** M03: types. */
export const TYPES = {
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
} as const;

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

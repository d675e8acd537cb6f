/** Writes `docs/functions.md`, the reference of the functions that a map can call, from the standard library itself. */
import { writeFileSync } from 'node:fs';
import type { JsonValue } from '../src/schema/model.ts';
import { addressFunctions } from '../src/stdlib/address-functions.ts';
import { calendarFunctions } from '../src/stdlib/calendar-functions.ts';
import type { FailureKind } from '../src/stdlib/failure-kind.ts';
import { hashFunctions } from '../src/stdlib/hash-functions.ts';
import { letterFunctions } from '../src/stdlib/letter-functions.ts';
import { listFunctions } from '../src/stdlib/list-functions.ts';
import { listPartFunctions } from '../src/stdlib/list-part-functions.ts';
import { isLiteralKind, literalKinds } from '../src/stdlib/literals.ts';
import { markupFunctions } from '../src/stdlib/markup-functions.ts';
import { numberFunctions } from '../src/stdlib/number-functions.ts';
import { patternFunctions } from '../src/stdlib/pattern-functions.ts';
import { roundingFunctions } from '../src/stdlib/rounding-functions.ts';
import { textFunctions } from '../src/stdlib/text-functions.ts';
import { timeFunctions } from '../src/stdlib/time-functions.ts';
import type { StdDomain, StdExample, StdFunction, StdType } from '../src/stdlib/types.ts';

interface Group {
  readonly title: string;
  /** What holds for all of its functions. */
  readonly note?: string;
  readonly functions: readonly StdFunction[];
}

/** The library in the order of the page. */
export const GROUPS: readonly Group[] = [
  { title: 'Text, HTML and files', functions: [...letterFunctions, ...textFunctions, ...markupFunctions] },
  {
    title: 'Regular expressions',
    note: `The syntax is [RE2's](https://github.com/google/re2/wiki/Syntax), which looks neither ahead nor back, so that a search takes time in
proportion to the text, whatever the pattern; each further place that is found is a search of its own. In the text of a map a backslash is written \`\\\\\`, and a brace \`\\{\`:
\`"^[A-Z]\\{2\\}\\\\d+$"\`.`,
    functions: patternFunctions,
  },
  { title: 'Web addresses, e-mail and telephones', functions: addressFunctions },
  { title: 'Hashes', functions: hashFunctions },
  { title: 'Numbers and money', functions: [...numberFunctions, ...roundingFunctions] },
  { title: 'Days, instants and local times', functions: [...timeFunctions, ...calendarFunctions] },
  { title: 'Lists', functions: [...listFunctions, ...listPartFunctions] },
];

const INTRODUCTION = `# Functions

<!-- Written by scripts/docs.ts from src/stdlib; edit there. -->

What a map can call, as \`lower(email)\` or through a pipe, \`email | lower\`: the value before \`|\` is the first argument.
Functions are pure: the same record gives the same result, and there is no \`now()\`.

- **Null** passes: where an argument is null, so is the result. A parameter in brackets may be left out.
- **Can fail** names what the map must answer with \`else\`; [the language](language.md#null-and-failures) tells how.
- **Loses** means that a part of the value is gone afterwards: a line that calls it needs a \`because\`, or \`check\` warns,
  and no \`key\` may use it.
- A whole number may stand where a decimal or a float is wanted. Time zones, languages (\`"tr"\`),
  regular expressions, formats and decimal marks are written out as texts, and \`check\` knows a wrong one.
- \`A\` and \`B\` stand for any type, the same wherever the letter stands in a signature. \`A -> boolean\` is a function
  that is written in place: \`list | where(x -> x.amount > 0)\`.
- A name with several signatures takes the first that fits what it is given.
- Under *gives*, texts stand in quotes; days, instants, decimals and money do not.

A project adds its own with \`fn\`, see [the language](language.md#shared-lines-names-functions).

## The compiler's own

These look at the schemas and the maps, not only at a value.

| call | gives |
|---|---|
| \`label(option)\` | the label of an option, as text: \`label(industry)\`. Null of null |
| \`ref(reference)\` | two values for two fields, the model and the id of the row that became of a record: \`model, res_id = ref(company)\` |
| \`download(address)\` | the file at an address, asked of the source when the record is moved; fails with *io*. See [the language](language.md#files) |
| \`minutes(n)\`, \`hours(n)\`, \`days(n)\` | a length of time of so many whole ones, to add to an instant or a local time or to take from it: \`since + minutes(30)\`. A day is 24 hours; a date moves by \`plus_days\` |
| \`sum(list, x -> …)\`, and so \`min\`, \`max\` | what \`list \\| each(x -> …) \\| sum\` gives: \`lines \\| sum(l -> l.price * l.quantity)\` |

What stands behind \`else\` is no function: \`create\`, \`reject "…"\`, \`warn "…"\`, \`queue\` or a value, see
[the language](language.md#null-and-failures).
`;

/** What the kinds of failure say of a function. */
const FAILURES: Readonly<Record<FailureKind, string>> = {
  none: '*none*: there is nothing to give',
  several: '*several*: there is more than one',
  convert: '*convert*: the value is not of that form',
  dangling: '*dangling*: a step leads nowhere, or in a circle',
  rejected: '*rejected*: the record did not move',
  unmatched: '*unmatched*: nobody says who it is',
  io: '*io*: it cannot be read',
};

/** The whole page, in Markdown. */
export function functionsPage(groups: readonly Group[] = GROUPS): string {
  const sections = groups.map(({ title, note, functions }) => {
    const names = [...Map.groupBy(functions, (entry) => entry.name)];
    return `## ${title}\n\n${note === undefined ? '' : `${note}\n\n`}${names.map(([name, entries]) => section(name, entries)).join('\n')}`;
  });
  return `${INTRODUCTION}\n${sections.join('\n')}`;
}

function section(name: string, entries: readonly StdFunction[]): string {
  return `### ${name}\n\n${entries.map(signature).join('\n')}`;
}

function signature(entry: StdFunction): string {
  const params = entry.params.map(({ name, type, optional }) => {
    const text = `${name}: ${inWords(type)}`;
    return optional ? `[${text}]` : text;
  });
  const notes = [
    ...(entry.fails.length === 0
      ? []
      : [`Can fail with ${entry.fails.map((kind) => FAILURES[kind]).join('; ')}.`]),
    ...(entry.loses ? ['Loses a part of the value.'] : []),
    ...(entry.nulls === 'accept' ? ['Takes null as it is.'] : []),
  ];
  return `**\`${entry.name}(${params.join(', ')})\`** → ${inWords(entry.result)}

${[entry.doc.replaceAll('<', '&lt;'), ...notes].join(' ')}

| example | gives |
|---|---|
${entry.examples.map((example) => `| ${code(callText(entry, example))} | ${outcome(entry, example)} |`).join('\n')}
`;
}

/** A type of a signature in the words of the page. */
function inWords(type: StdType): string {
  if (typeof type === 'string') {
    switch (type) {
      case 'html':
        return 'HTML';
      case 'json':
        return 'JSON';
      case 'local':
        return 'local time';
      case 'any':
        return 'anything';
      default:
        return isLiteralKind(type) ? literalKinds[type].words : type;
    }
  }
  if ('list' in type) return `list of ${inWords(type.list)}`;
  if ('nullable' in type) return `${inWords(type.nullable)} or null`;
  if ('anyOf' in type) return either(type.anyOf);
  if ('lambda' in type) return `${inWords(type.lambda)} -> ${inWords(type.to)}`;
  const letter = type.var.toUpperCase();
  if (type.of === undefined) return letter;
  return `${letter} (${type.of.includes('text') ? 'of a type with an order' : either(type.of)})`;
}

function either(types: readonly StdType[]): string {
  const words = types.map(inWords);
  return words.length === 1 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** The call of an example as a map writes it. */
function callText(entry: StdFunction, { args, domain }: StdExample): string {
  const texts = args.map((arg, index) => literal(arg, entry.params[index]?.type ?? 'any', domain));
  return `${entry.name}(${texts.join(', ')})`;
}

function outcome(entry: StdFunction, { result, fails, domain }: StdExample): string {
  if (fails !== undefined) return `fails: *${fails}*`;
  return code(literal(result ?? null, boundResult(entry), domain));
}

/** The type of the result; where it is that of a parameter, as the parameter says it. */
function boundResult({ params, result }: StdFunction): StdType {
  if (typeof result !== 'object' || !('var' in result)) return result;
  const param = params.map(({ type }) => type).find((type) => typeof type === 'object' && 'var' in type);
  return typeof param === 'object' && 'var' in param && param.of !== undefined ? { anyOf: param.of } : result;
}

/** What a value looks like; only texts, HTML and files stand in quotes. */
function literal(value: JsonValue, type: StdType, domain: StdDomain | undefined): string {
  if (typeof value === 'string') return isBare(type, domain) ? value : JSON.stringify(value);
  if (isList(value)) {
    const of = typeof type === 'object' && 'list' in type ? type.list : 'any';
    return `[${value.map((one) => literal(one, of, domain)).join(', ')}]`;
  }
  if (value === null || typeof value !== 'object') return String(value);
  // An example names the field that its function reads.
  if (typeof value.lambda === 'string') return `x -> x.${value.lambda}`;
  const fields = Object.entries(value).map(([name, one]) => `${name} = ${literal(one, 'any', undefined)}`);
  return `{ ${fields.join(', ')} }`;
}

/** `Array.isArray` does not tell a readonly list from an object. */
function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

const QUOTED: readonly unknown[] = ['text', 'html', 'binary', 'any', 'json', ...Object.keys(literalKinds)];

function isBare(type: StdType, domain: StdDomain | undefined): boolean {
  if (typeof type === 'string') return !QUOTED.includes(type);
  if ('nullable' in type) return isBare(type.nullable, domain);
  if ('var' in type) {
    if (type.of !== undefined && !type.of.some((one) => QUOTED.includes(one))) return true;
    return domain !== undefined && domain !== 'text';
  }
  return 'anyOf' in type && !type.anyOf.some((one) => QUOTED.includes(one));
}

/** Code in a cell of a table. */
function code(text: string): string {
  const escaped = text.replaceAll('|', '\\|');
  return escaped.includes('`') ? `\`\` ${escaped} \`\`` : `\`${escaped}\``;
}

if (import.meta.main) writeFileSync('docs/functions.md', functionsPage());

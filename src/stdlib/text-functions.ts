import { canonicalJson, NotJsonError } from '../schema/canonical-json.ts';
import type { JsonValue } from '../schema/model.ts';
import { define } from './define.ts';
import { Failure } from './failure.ts';

const PADDED = [
  { name: 'value', type: 'text' },
  { name: 'length', type: 'integer' },
  { name: 'filling', type: 'text' },
] as const;

/** Functions over text, and over files that stand in one. */
export const textFunctions = [
  define({
    name: 'trim',
    params: [{ name: 'value', type: 'text' }],
    result: 'text',
    doc: 'Without white space at both ends.',
    examples: [{ args: ['  Ayşe Kaya '], result: 'Ayşe Kaya' }],
    implement: ([value]) => value.trim(),
  }),
  define({
    name: 'collapse',
    params: [{ name: 'value', type: 'text' }],
    result: 'text',
    doc: 'Without white space at both ends, and with one blank for all white space between two words, line breaks too.',
    examples: [{ args: [' Kaya\n Tekstil\u00a0 A.Ş. '], result: 'Kaya Tekstil A.Ş.' }],
    implement: ([value]) => value.trim().replace(/\s+/g, ' '),
  }),
  define({
    name: 'pad_start',
    params: PADDED,
    result: 'text',
    doc: 'At least so many characters long, filled at its start with another text, over and over.',
    examples: [
      { args: ['471', 6, '0'], result: '000471' },
      { args: ['1234567', 6, '0'], result: '1234567' },
    ],
    implement: ([value, length, filling]) => padded(value, length, filling, (pad) => pad + value),
  }),
  define({
    name: 'pad_end',
    params: PADDED,
    result: 'text',
    doc: 'At least so many characters long, filled at its end with another text, over and over.',
    examples: [{ args: ['Kaya', 6, '.'], result: 'Kaya..' }],
    implement: ([value, length, filling]) => padded(value, length, filling, (pad) => value + pad),
  }),
  define({
    name: 'truncate',
    params: [
      { name: 'value', type: 'text' },
      { name: 'length', type: 'integer' },
    ],
    result: 'text',
    loses: true,
    doc: 'At most so many characters (UTF-16 code units, so it fits however a system counts), none of them cut in half.',
    examples: [
      { args: ['Pipeline', 4], result: 'Pipe' },
      { args: ['ok 👍', 4], result: 'ok ' },
    ],
    implement: ([value, length]) => truncateText(value, length),
  }),
  define({
    name: 'substring',
    params: [
      { name: 'value', type: 'text' },
      { name: 'skip', type: 'integer' },
      { name: 'length', type: 'integer', optional: true },
    ],
    result: 'text',
    loses: true,
    doc: 'Without the first so many characters, and then at most so many where that is said (UTF-16 code units, none of them cut in half): for columns of fixed width.',
    examples: [
      { args: ['GB-LDN-07', 3, 3], result: 'LDN' },
      { args: ['GB-LDN-07', 3], result: 'LDN-07' },
      { args: ['GB', 3], result: '' },
    ],
    implement: ([value, skip, length]) => {
      const rest = lastOf(value, value.length - Math.max(0, skip));
      return length === undefined ? rest : truncateText(rest, length);
    },
  }),
  define({
    name: 'right',
    params: [
      { name: 'value', type: 'text' },
      { name: 'length', type: 'integer' },
    ],
    result: 'text',
    loses: true,
    doc: 'The last so many characters (UTF-16 code units, none of them cut in half); `truncate` gives the first ones.',
    examples: [
      { args: ['TR330006100519786457841326', 4], result: '1326' },
      { args: ['13', 4], result: '13' },
    ],
    implement: ([value, length]) => lastOf(value, length),
  }),
  define({
    name: 'length',
    params: [{ name: 'value', type: 'text' }],
    result: 'integer',
    doc: 'The number of characters (UTF-16 code units).',
    examples: [{ args: ['Kaya'], result: 4 }],
    implement: ([value]) => value.length,
  }),
  define({
    name: 'replace',
    params: [
      { name: 'value', type: 'text' },
      { name: 'from', type: 'text' },
      { name: 'to', type: 'text' },
    ],
    result: 'text',
    doc: 'Every occurrence of one text replaced by another, letter for letter.',
    examples: [{ args: ['a.b.c', '.', '-'], result: 'a-b-c' }],
    // A function as replacement: `$&` in the text means itself.
    implement: ([value, from, to]) => (from === '' ? value : value.replaceAll(from, () => to)),
  }),
  define({
    name: 'contains',
    params: [
      { name: 'value', type: 'text' },
      { name: 'part', type: 'text' },
    ],
    result: 'boolean',
    doc: 'Whether one text occurs in the other, letter for letter.',
    examples: [
      { args: ['retainer 2024', '2024'], result: true },
      { args: ['retainer', 'Retainer'], result: false },
    ],
    implement: ([value, part]) => value.includes(part),
  }),
  define({
    name: 'starts_with',
    params: [
      { name: 'value', type: 'text' },
      { name: 'part', type: 'text' },
    ],
    result: 'boolean',
    doc: 'Whether the text begins with the other, letter for letter.',
    examples: [{ args: ['https://example.com', 'https:'], result: true }],
    implement: ([value, part]) => value.startsWith(part),
  }),
  define({
    name: 'ends_with',
    params: [
      { name: 'value', type: 'text' },
      { name: 'part', type: 'text' },
    ],
    result: 'boolean',
    doc: 'Whether the text ends with the other, letter for letter.',
    examples: [{ args: ['report.pdf', '.pdf'], result: true }],
    implement: ([value, part]) => value.endsWith(part),
  }),
  define({
    name: 'split',
    params: [
      { name: 'value', type: 'text' },
      { name: 'separator', type: 'text' },
    ],
    result: { list: 'text' },
    doc: 'The parts between the separators, untrimmed. An empty text has no parts.',
    examples: [
      { args: ['a;b;;c', ';'], result: ['a', 'b', '', 'c'] },
      { args: ['', ';'], result: [] },
    ],
    implement: ([value, separator]) =>
      value === '' ? [] : separator === '' ? [value] : value.split(separator),
  }),
  define({
    name: 'lines',
    params: [{ name: 'value', type: 'text' }],
    result: { list: 'text' },
    doc: 'The lines of a text, however they end, empty ones too. An empty text has no lines.',
    examples: [
      { args: ['10 High Street\r\n\r\nLondon'], result: ['10 High Street', '', 'London'] },
      { args: [''], result: [] },
    ],
    implement: ([value]) => (value === '' ? [] : value.split(/\r\n|\r|\n/)),
  }),
  define({
    name: 'digits',
    params: [{ name: 'value', type: 'text' }],
    result: 'text',
    doc: 'The digits 0 to 9 of a text and nothing else, in their order.',
    examples: [{ args: ['943 476 5919'], result: '9434765919' }],
    implement: ([value]) => value.replace(/[^0-9]/g, ''),
  }),
  define({
    name: 'raw',
    params: [{ name: 'value', type: { anyOf: ['instant', 'local', 'date', 'decimal', 'money', 'html'] } }],
    result: 'text',
    doc: 'The exact text in which the source gave the value, down to the fraction of a second.',
    examples: [{ args: ['2018-05-25T08:00:00.1234567Z'], result: '2018-05-25T08:00:00.1234567Z' }],
    implement: ([value]) => value,
  }),
  define({
    name: 'content',
    params: [{ name: 'encoded', type: 'text' }],
    result: 'binary',
    fails: ['convert'],
    doc: 'The file that a text holds as base64.',
    examples: [
      { args: ['aGVs\nbG8='], result: 'aGVsbG8=' },
      { args: ['not base64!'], fails: 'convert' },
    ],
    implement: ([encoded]) => {
      const compact = /\s/.test(encoded) ? encoded.replace(/\s+/g, '') : encoded;
      return compact.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(compact)
        ? compact
        : new Failure('convert', 'the text is not base64');
    },
  }),
  define({
    name: 'binary',
    params: [{ name: 'value', type: 'text' }],
    result: 'binary',
    doc: 'The file that holds a text, in UTF-8.',
    examples: [{ args: ['Güneş'], result: 'R8O8bmXFnw==' }],
    implement: ([value]) => base64(new TextEncoder().encode(value)),
  }),
  define({
    name: 'json',
    params: [{ name: 'value', type: 'any' }],
    result: 'text',
    doc: 'Any value as JSON, the fields of objects sorted, so that equal values give equal text. Of a record of the source, such as `this`, the whole record: every field that holds a value, but for files.',
    examples: [{ args: [[{ number: 2, name: 'b' }]], result: '[{"name":"b","number":2}]' }],
    implement: ([value]) => {
      try {
        return canonicalJson(value);
      } catch (error) {
        if (!(error instanceof NotJsonError)) throw error;
        return new Failure('convert', `this has no form in JSON (${error.message})`);
      }
    },
  }),
];

function truncateText(value: string, length: number): string {
  if (value.length <= length) return value;
  const end = Math.max(0, length);
  const last = value.charCodeAt(end - 1);
  return value.slice(0, last >= 0xd800 && last <= 0xdbff ? end - 1 : end);
}

/** The last characters; a pair that the cut would go through is left out. */
function lastOf(value: string, length: number): string {
  if (value.length <= length) return value;
  const start = value.length - Math.max(0, length);
  const first = value.charCodeAt(start);
  return value.slice(first >= 0xdc00 && first <= 0xdfff ? start + 1 : start);
}

/** What no field holds is not made: it would take the memory of the run. */
const LONGEST = 100_000;

function padded(
  value: string,
  length: number,
  filling: string,
  put: (pad: string) => string,
): string | Failure {
  const missing = length - value.length;
  if (missing <= 0 || filling === '') return value;
  if (length > LONGEST) return new Failure('convert', `a text is filled to ${LONGEST} characters at most`);
  return put(truncateText(filling.repeat(Math.ceil(missing / filling.length)), missing));
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  // So many at a time, because a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8192)
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}

/** A value in a message: short, in quotation marks. */
export function quote(value: JsonValue): string {
  // A source that does not keep to its own schema may hold what canonical JSON refuses: NaN, infinities.
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;
}

import { convert as htmlToText } from 'html-to-text';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { canonicalJson } from '../schema/digest.ts';
import type { JsonValue } from '../schema/model.ts';
import { define } from './define.ts';
import { Failure } from './failure.ts';
import { truncateHtml } from './truncate-html.ts';

/** Functions over text and markup. */
export const textFunctions = [
  define({
    name: 'lower',
    params: [{ name: 'value', type: 'text' }],
    result: 'text',
    doc: 'In small letters, by the rules of no particular language (I becomes i).',
    examples: [{ args: ['Kaya@Example.COM'], result: 'kaya@example.com' }],
    implement: ([value]) => value.toLowerCase(),
  }),
  define({
    name: 'upper',
    params: [{ name: 'value', type: 'text' }],
    result: 'text',
    doc: 'In capitals, by the rules of no particular language (i becomes I).',
    examples: [{ args: ['gb-ldn'], result: 'GB-LDN' }],
    implement: ([value]) => value.toUpperCase(),
  }),
  define({
    name: 'trim',
    params: [{ name: 'value', type: 'text' }],
    result: 'text',
    doc: 'Without white space at both ends.',
    examples: [{ args: ['  Ayşe Kaya '], result: 'Ayşe Kaya' }],
    implement: ([value]) => value.trim(),
  }),
  define({
    name: 'text',
    params: [{ name: 'markup', type: 'html' }],
    result: 'text',
    doc: 'The readable text of HTML: paragraphs and line breaks become lines, links keep their address in brackets.',
    examples: [
      { args: ['<p>Called back.</p><p>Wants a <b>quote</b>.</p>'], result: 'Called back.\n\nWants a quote.' },
      { args: ['a &lt; b<br>c'], result: 'a < b\nc' },
    ],
    implement: ([markup]) => readable(markup),
  }),
  define({
    name: 'html',
    params: [{ name: 'value', type: 'text' }],
    result: 'html',
    doc: 'Text as HTML: what would be markup is escaped, and every newline becomes <br>.',
    examples: [{ args: ['Tea & biscuits\n<1 hour>'], result: 'Tea &amp; biscuits<br>&lt;1 hour&gt;' }],
    implement: ([value]) => escapeHtml(value).replace(/\r\n|\r|\n/g, '<br>'),
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
    id: 'truncate_html',
    name: 'truncate',
    params: [
      { name: 'markup', type: 'html' },
      { name: 'length', type: 'integer' },
    ],
    result: 'html',
    loses: true,
    doc: 'HTML of at most so many characters, tags included: no tag or entity is cut in half, and open tags are closed.',
    examples: [
      { args: ['<p>Hello <b>world</b></p>', 21], result: '<p>Hello <b>w</b></p>' },
      { args: ['short', 10], result: 'short' },
    ],
    implement: ([markup, length]) => truncateHtml(markup, length),
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
    name: 'host',
    params: [{ name: 'address', type: 'text' }],
    result: { nullable: 'text' },
    doc: 'The host of a web address or a bare domain, in small letters and without www.; null where there is none.',
    examples: [
      { args: ['https://www.Example.com/en?x=1'], result: 'example.com' },
      { args: ['kaya.com.tr'], result: 'kaya.com.tr' },
      { args: ['no website'], result: null },
    ],
    implement: ([address]) => hostOf(address),
  }),
  define({
    name: 'email',
    params: [{ name: 'address', type: 'text' }],
    result: { nullable: 'text' },
    doc: 'The bare e-mail address in small letters, out of "Name <address>" too; null where the text is none.',
    examples: [
      { args: ['Ayşe Kaya <Ayse@Example.com>'], result: 'ayse@example.com' },
      { args: ['ask reception'], result: null },
    ],
    implement: ([address]) => emailOf(address),
  }),
  define({
    name: 'phone',
    params: [
      { name: 'number', type: 'text' },
      { name: 'country', type: 'text' },
    ],
    result: 'text',
    fails: ['convert'],
    doc: 'A telephone number in international form (E.164), read as from the country named by its two letters.',
    examples: [
      { args: ['(0212) 555 12 34', 'TR'], result: '+902125551234' },
      { args: ['ask reception', 'TR'], fails: 'convert' },
    ],
    implement: ([number, country]) => {
      const parsed = /^[A-Z]{2}$/.test(country)
        ? parsePhoneNumberFromString(number, { defaultCountry: country as 'TR', extract: false })
        : undefined;
      return parsed?.isPossible() === true
        ? parsed.number
        : new Failure('convert', `${quote(number)} is no telephone number of ${quote(country)}`);
    },
  }),
  define({
    name: 'slug',
    params: [{ name: 'value', type: 'text' }],
    result: 'text',
    doc: 'Small letters a to z and digits, everything between them one hyphen: for technical names, not for keys.',
    examples: [
      { args: ['Satış Hattı & Co.'], result: 'satis-hatti-co' },
      { args: ['Straße 7'], result: 'strasse-7' },
    ],
    implement: ([value]) => slugOf(value),
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
    name: 'json',
    params: [{ name: 'value', type: 'any' }],
    result: 'text',
    doc: 'Any value as JSON, the fields of objects sorted, so that equal values give equal text.',
    examples: [{ args: [[{ number: 2, name: 'b' }]], result: '[{"name":"b","number":2}]' }],
    implement: ([value]) => {
      try {
        return canonicalJson(value);
      } catch (error) {
        return new Failure('convert', `this has no form in JSON (${String(error)})`);
      }
    },
  }),
];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function readable(markup: string): string {
  const upright = { uppercase: false };
  return htmlToText(markup, {
    wordwrap: false,
    // The default breaks off at 16 million characters with an ellipsis, which would lose text in silence.
    limits: { maxInputLength: Number.MAX_SAFE_INTEGER },
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: upright })),
    ],
  });
}

function truncateText(value: string, length: number): string {
  if (value.length <= length) return value;
  const end = Math.max(0, length);
  const last = value.charCodeAt(end - 1);
  return value.slice(0, last >= 0xd800 && last <= 0xdbff ? end - 1 : end);
}

function hostOf(address: string): string | null {
  const trimmed = address.trim();
  if (trimmed === '' || /\s/.test(trimmed)) return null;
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)
    ? trimmed
    : `http://${trimmed.replace(/^\/\//, '')}`;
  if (!URL.canParse(absolute)) return null;
  const host = new URL(absolute).hostname
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^www\./, '');
  // The parser reads a bare number as an IPv4 address; nobody means that by a website.
  if (!host.includes('.') || (/^[\d.]+$/.test(host) && !trimmed.includes(host))) return null;
  return host;
}

function emailOf(address: string): string | null {
  const open = address.lastIndexOf('<');
  const close = address.indexOf('>', open);
  const bare = (open >= 0 && close > open ? address.slice(open + 1, close) : address).trim().toLowerCase();
  const parts = bare.split('@');
  const [local, domain] = parts;
  if (parts.length !== 2 || !local || !domain || bare.length > 320) return null;
  if (/[\s<>,;:"()]/.test(bare) || domain.startsWith('.') || domain.endsWith('.')) return null;
  return domain.includes('.') ? bare : null;
}

// Letters that Unicode does not take apart into a base letter and a mark.
const LETTERS: Readonly<Record<string, string>> = {
  ı: 'i',
  ß: 'ss',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
};

function slugOf(value: string): string {
  return value
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[ıßøđðłæœþ]/g, (letter) => LETTERS[letter] ?? letter)
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '')
    .join('-');
}

/** A value in a message: short, in quotation marks. */
export function quote(value: JsonValue): string {
  // A source that does not keep to its own schema may hold what canonical JSON refuses: NaN, infinities.
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;
}

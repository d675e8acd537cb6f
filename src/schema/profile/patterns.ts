import { isDate, isInstant, isLocal } from '../iso.ts';

/** What a text looks like, where it looks like anything. */
const PATTERNS = [
  'email',
  'guid',
  'url',
  'nhs-number',
  'date',
  'instant',
  'local',
  'integer',
  'decimal',
  'phone',
  'postcode',
  'html',
] as const;
export type Pattern = (typeof PATTERNS)[number];

/** Looks that tell of one person or one thing, never of a choice among few. */
export const IDENTIFYING: ReadonlySet<Pattern> = new Set([
  'email',
  'guid',
  'url',
  'nhs-number',
  'phone',
  'postcode',
  'html',
]);

const EMAIL = /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:".\d]{2,}$/;
const GUID = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i;
const URL = /^(?:https?:\/\/|www\.)[^\s]+\.[^\s]+$|^https?:\/\/[^\s/]+(?:\/|$)/i;
const INTEGER = /^-?(?:0|[1-9]\d*)$/;
const DECIMAL = /^-?(?:0|[1-9]\d*)\.\d+$/;
const PHONE = /^(?:\+|00)?[\d(][\d\s().\-/]{5,22}\d(?:\s*(?:x|ext\.?)\s*\d{1,6})?$/i;
/** Meant as a day, of the calendar or not. */
const DAY = /^\d{4}-\d\d-\d\d/;
/** Of the United Kingdom (BS 7666). */
const POSTCODE = /^(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})$/i;
const MARKUP = /<(?:p|br|div|span|b|i|a|ul|ol|li|table|h[1-6]|html|body|font|strong|em|img)\b[^<>]*>/i;
const LONGEST = 320;

/** The first pattern that fits; null for a text like any other. */
export function patternOf(value: string): Pattern | null {
  if (value.includes('<') && MARKUP.test(value)) return 'html';
  if (value.length > LONGEST) return null;
  const text = value.trim();
  if (text.includes('@') && EMAIL.test(text)) return 'email';
  if (GUID.test(text)) return 'guid';
  if (URL.test(text)) return 'url';
  if (/^\d/.test(text)) {
    if (isNhsNumber(text)) return 'nhs-number';
    if (isDate(text)) return 'date';
    if (isInstant(text)) return 'instant';
    if (isLocal(text)) return 'local';
  }
  if (INTEGER.test(text)) return 'integer';
  if (DECIMAL.test(text)) return 'decimal';
  if (!DAY.test(text) && PHONE.test(text) && hasDigits(text, 7, 15)) return 'phone';
  return POSTCODE.test(text) ? 'postcode' : null;
}

function hasDigits(text: string, least: number, most: number): boolean {
  const digits = text.replace(/(?:x|ext\.?).*$/i, '').replace(/\D/g, '').length;
  return digits >= least && digits <= most;
}

/**
 * Ten digits, the last of which checks the others (NHS Data Dictionary, "NHS number": weights 10 to 2, modulo 11). One in
 * eleven of all ten-digit numbers passes, so a column is one of NHS numbers only where nearly all do.
 */
export function isNhsNumber(text: string): boolean {
  if (!/^\d{3}([ -]?)\d{3}\1\d{4}$/.test(text)) return false;
  const digits = [...text.replace(/\D/g, '')].map(Number);
  const sum = digits.slice(0, 9).reduce((total, digit, index) => total + digit * (10 - index), 0);
  const check = (11 - (sum % 11)) % 11;
  return check !== 10 && check === digits[9];
}

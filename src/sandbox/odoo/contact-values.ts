import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** A website as Odoo stores it: with `http://` in front where it has no scheme. */
export function cleanWebsite(value: unknown): unknown {
  if (typeof value !== 'string' || value === '') return value;
  const scheme = /^[A-Za-z0-9+\-.]+:(.*)$/s.exec(value);
  if (scheme !== null && !/^\d+$/.test(scheme[1] ?? '')) return value;
  return value.startsWith('//') ? `http:${value}` : `http://${value}`;
}

/** The first e-mail address in a text, lower case; null where there is none. A local part beyond ASCII keeps its case. */
export function normalizeEmail(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const match = /([^\s,;<>"@]+)@([^\s,;<>"@]+)/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  const local = [...match[1]].every((character) => character < '\u0080') ? match[1].toLowerCase() : match[1];
  return `${local}@${match[2].toLowerCase()}`;
}

/** A phone number in E.164, null where it is not valid. `country` is a code such as "DE"; default: the company's. */
export function sanitizePhone(text: unknown, country: string | null): string | null {
  if (typeof text !== 'string' || text.trim() === '') return null;
  // A country code that the library does not know is treated as no country.
  const number = parsePhoneNumberFromString(
    text.trim().replace(/^00/, '+'),
    (country ?? 'US') as CountryCode,
  );
  return number?.isValid() ? number.number : null;
}

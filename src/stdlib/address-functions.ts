import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { define } from './define.ts';
import { Failure } from './failure.ts';
import { quote } from './text-functions.ts';

/** Functions over web addresses, e-mail addresses and telephone numbers. */
export const addressFunctions = [
  define({
    name: 'host',
    params: [{ name: 'address', type: 'text' }],
    result: { nullable: 'text' },
    doc: 'The host of a web address, an e-mail address or a bare domain, in small letters and without www.; null where there is none.',
    examples: [
      { args: ['https://www.Example.com/en?x=1'], result: 'example.com' },
      { args: ['kaya.com.tr'], result: 'kaya.com.tr' },
      { args: ['ayse@example.com'], result: 'example.com' },
      { args: ['no website'], result: null },
    ],
    implement: ([address]) => hostOf(address),
  }),
  define({
    name: 'url',
    params: [{ name: 'address', type: 'text' }],
    result: 'text',
    fails: ['convert'],
    doc: 'A web address in its one way of writing: the host in small letters, no slash behind a host alone, and http:// before a bare domain.',
    examples: [
      { args: [' WWW.Example.com '], result: 'http://www.example.com' },
      { args: ['https://Example.com:443/En?x=1'], result: 'https://example.com/En?x=1' },
      { args: ['no website'], fails: 'convert' },
      { args: ['mailto:ayse@example.com'], fails: 'convert' },
    ],
    implement: ([address]) => urlOf(address) ?? new Failure('convert', `${quote(address)} is no web address`),
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
      { name: 'country', type: 'country' },
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
];

/** What a browser makes of an address; null where that is no host on the web. */
function webAddress(address: string): URL | null {
  const trimmed = address.trim();
  if (trimmed === '' || /\s/.test(trimmed)) return null;
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)
    ? trimmed
    : `http://${trimmed.replace(/^\/\//, '')}`;
  if (!URL.canParse(absolute)) return null;
  const url = new URL(absolute);
  const host = url.hostname;
  // The parser reads a bare number as an IPv4 address; nobody means that by a website.
  return host.includes('.') && (!/^[\d.]+$/.test(host) || trimmed.includes(host)) ? url : null;
}

function hostOf(address: string): string | null {
  return (
    webAddress(address)
      ?.hostname.toLowerCase()
      .replace(/\.$/, '')
      .replace(/^www\./, '') ?? null
  );
}

function urlOf(address: string): string | null {
  const url = webAddress(address);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  // A name before the host is that of an e-mail address, unless the address says that it is one of the web.
  if (url.username !== '' && !address.includes('//')) return null;
  const isBare = url.pathname === '/' && url.search === '' && url.hash === '';
  return isBare ? url.href.replace(/\/$/, '') : url.href;
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

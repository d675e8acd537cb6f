import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callNamed as call } from './support/call.ts';

const texts = fc.string({ unit: 'grapheme' });
const lengths = fc.integer({ min: -3, max: 20 });

test('what substring and right give stands in the text, is short enough, and has no half characters', () => {
  fc.assert(
    fc.property(texts, lengths, lengths, (text, skip, length) => {
      const cuts = [call('substring', text, skip, length), call('right', text, length)] as string[];
      for (const cut of cuts) {
        expect(text).toContain(cut);
        expect(cut.length).toBeLessThanOrEqual(Math.max(0, length));
        expect(cut.isWellFormed()).toBe(true);
      }
      expect(text.endsWith(cuts[1] ?? '')).toBe(true);
    }),
  );
});

test('the first characters and what substring skips them for are the whole', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), lengths, (text, length) => {
      expect(`${call('truncate', text, length)}${call('substring', text, length)}`).toBe(text);
    }),
  );
});

test('padding fills to the length with whole characters, and never cuts the value', () => {
  fc.assert(
    fc.property(texts, lengths, texts, (text, length, filling) => {
      const start = call('pad_start', text, length, filling) as string;
      const end = call('pad_end', text, length, filling) as string;
      expect(start.endsWith(text) && end.startsWith(text)).toBe(true);
      for (const one of [start, end]) {
        expect(one.length).toBeLessThanOrEqual(Math.max(length, text.length));
        expect(one.isWellFormed()).toBe(true);
        // All but what a pair would be cut for.
        if (filling !== '') expect(one.length).toBeGreaterThanOrEqual(Math.min(length, text.length) - 1);
      }
    }),
  );
  expect(call('pad_start', 'a', 3, '👍')).toBe('👍a');
  expect(call('pad_start', 'a', 2, '👍')).toBe('a');
});

test('what would be too long for a text is a failure', () => {
  expect(call('pad_start', 'a', Number.MAX_SAFE_INTEGER, '0')).toMatchObject({ kind: 'convert' });
  const long = 'a'.repeat(2 ** 20);
  expect(call('replace', long, 'a', long)).toMatchObject({ kind: 'convert', reason: /too long/ });
  expect(call('replace_pattern', long, 'a', long)).toMatchObject({ kind: 'convert', reason: /too long/ });
});

test('collapse is done in one go and leaves one blank between two words', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\t', '\u00a0', 'ş') }), (text) => {
      const once = call('collapse', text) as string;
      expect(once).not.toMatch(/^\s|\s\s|\s$|[\n\t\u00a0]/);
      expect(call('collapse', once)).toBe(once);
    }),
  );
});

test('lines joined again are the text, whichever way they end', () => {
  const line = fc.string({ unit: fc.constantFrom('a', ' ', 'ş') });
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), fc.constantFrom('\n', '\r\n', '\r'), (list, end) => {
      const text = list.join(end);
      expect(call('lines', text)).toEqual(text === '' ? [] : list);
    }),
  );
});

test('a file of a text holds it in UTF-8, however long it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const encoded = call('binary', text) as string;
      expect(Buffer.from(encoded, 'base64').toString('utf8')).toBe(text);
      expect(call('content', encoded)).toBe(encoded);
    }),
  );
  const long = 'ş'.repeat(100_000);
  expect(Buffer.from(call('binary', long) as string, 'base64').toString('utf8')).toBe(long);
});

test('digests are those of everybody', async () => {
  const { createHash } = await import('node:crypto');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('sha256', 'sha1', 'md5'), (text, name) => {
      expect(call(name, text)).toBe(createHash(name).update(text, 'utf8').digest('hex'));
    }),
  );
});

test('an address in its one way of writing stays as it is, and its host with it', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (address) => {
      const once = call('url', address);
      if (typeof once !== 'string') return;
      expect(call('url', once)).toBe(once);
      expect(call('host', once)).toBe(call('host', address));
    }),
  );
});

test.each([
  ['example.com/a b', null],
  ['//example.com/x', 'http://example.com/x'],
  ['ftp://example.com', null],
  ['javascript:alert(1)', null],
  ['ayse@example.com', null],
  ['https://ayse@example.com/x', 'https://ayse@example.com/x'],
  ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ['http://example.com:8080/?a=1#b', 'http://example.com:8080/?a=1#b'],
  ['12345', null],
  ['', null],
])('the web address %j: %s', (address, expected) => {
  const result = call('url', address);
  if (expected === null) expect(result).toMatchObject({ kind: 'convert' });
  else expect(result).toBe(expected);
});

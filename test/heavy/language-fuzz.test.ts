import { describe, expect, test } from 'vitest';
import { examine, fuzz } from '../fuzz/language.ts';
import { maps } from '../language/maps.ts';

describe('lexer, parser and formatter give a result for any text', () => {
  // In tenths, so that a text that is never done with shows as the one test that does not end.
  test.each(Array.from({ length: 10 }, (_, tenth) => 10_000 + tenth * 10_000))(
    'for 10,000 spoiled ones from seed %i on',
    (from) => {
      const { read, refused } = fuzz({ from, count: 10_000 });
      expect(read + refused).toBe(10_000);
      expect(read).toBeGreaterThan(500);
    },
  );

  // A prefix is read whole: of long maps every prefix would be the square of much.
  test.each(maps.map(({ path, text }) => [path, text] as const))('for prefixes of %s', (_, text) => {
    const step = Math.max(1, Math.ceil(text.length / 2500));
    for (let length = 0; length <= text.length; length += step) examine(text.slice(0, length));
    expect(examine(text)).toBe('read');
  });
});

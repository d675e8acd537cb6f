import { describe, expect, test } from 'vitest';
import { parse } from '../../src/language/parse.ts';
import { maps } from '../language/maps.ts';
import { seeded } from '../language/sentence.ts';
import { examine, fuzz } from './language.ts';

describe('lexer, parser and formatter give a result for any text', () => {
  test('for 2,000 spoiled ones', () => {
    const { read, refused } = fuzz({ from: 0, count: 2000 });
    expect(read).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(1000);
  });

  test('for what an editor sends while a map is typed', () => {
    let prefixes = 0;
    for (const { text } of maps) {
      // Some prefixes of each declaration; the declarations before it do not change how it is read.
      for (const declaration of text.split(/\n(?=\n)/)) {
        const step = Math.max(1, Math.round(declaration.length / 50));
        for (let length = 0; length <= declaration.length; length += step) {
          examine(declaration.slice(0, length));
          prefixes += 1;
        }
      }
    }
    expect(prefixes).toBeGreaterThan(1000);
  });

  test('for every kind of character, where a statement, a text and a name may stand', () => {
    const random = seeded(1);
    for (let code = 0; code < 0x110000; code += 1 + random(2000)) {
      const character = String.fromCodePoint(code);
      for (const text of [
        character,
        `map A -> B { a${character} = "${character}{b${character}}" }`,
        `/// ${character}\nskip \`${character}\` because "${character}"`,
      ])
        examine(text);
    }
  });

  test.each([
    ['brackets', '(', ')'],
    ['lists', '[', ']'],
    ['records', '{ a = ', '}'],
    ['holes', '"{', '}"'],
    ['arms', 'match a { b -> ', '}'],
    ['calls', 'f(a, b -> ', ')'],
    ['cases', 'if a then ', ' else b'],
    ['chains', 'if a then b else ', ''],
    ['negations', 'not ', ''],
    ['sums', 'a + ', ''],
  ])('for %s in each other, or left open', (_, before, after) => {
    for (const depth of [1, 10, 60, 64, 65, 200, 1000, 5000]) {
      examine(`fn f() = ${before.repeat(depth)}a${after.repeat(depth)}`);
      examine(`map A -> B { a = ${before.repeat(depth)}`);
      examine(`fn f() = a${after.repeat(depth)}`);
    }
    expect(
      parse({ path: 'x.map', text: `fn f() = ${before.repeat(10)}a${after.repeat(10)}` }).errors,
    ).toEqual([]);
  });

  test('for names and texts of a million characters, and for long files', () => {
    for (const text of [
      `skip ${'a'.repeat(1_000_000)} because "b"`,
      `skip a because "${'b'.repeat(1_000_000)}"`,
      `skip ${'a, '.repeat(5000)}a because "b"`,
      `map A -> B {${' a = b'.repeat(5000)} }`,
      '"{\n'.repeat(5000),
      '= ) '.repeat(5000),
      '// a\n'.repeat(5000),
    ])
      examine(text);
    expect(parse({ path: 'x.map', text: `skip ${'a'.repeat(1_000_000)} because "b"` }).errors).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lex } from '../../src/language/lexer.ts';
import { parse } from '../../src/language/parse.ts';
import { print } from '../../src/language/print.ts';
import { MARKS, RESERVED, SOFT } from '../../src/language/tokens.ts';
import { file } from './arbitrary.ts';
import { allParts, type Ebnf, GIVEN, grammar, LEXICAL } from './ebnf.ts';
import { maps } from './maps.ts';
import { recognise } from './recognise.ts';
import { seeded, sentence } from './sentence.ts';

const syntactic = [...grammar].filter(([name]) => !LEXICAL.has(name) && name !== 'escape');

function errors(text: string): readonly string[] {
  return parse({ path: 'sentence.map', text }).errors.map((error) => error.message);
}

function isSentence(text: string): boolean {
  return recognise(grammar, lex({ path: 'sentence.map', text }).tokens);
}

describe('grammar/map.ebnf', () => {
  test('has the words and marks of the lexer', () => {
    const terminals = syntactic
      .flatMap(([, node]) => allParts(node))
      .flatMap((part) => (part.kind === 'terminal' ? [part.text] : []));
    expect([...new Set(terminals)].sort()).toEqual([...MARKS.keys(), ...RESERVED, ...SOFT].sort());
  });

  test('defines every rule that it uses and uses every one that it defines', () => {
    const used = new Set(
      [...grammar.values()]
        .flatMap(allParts)
        .flatMap((part) => (part.kind === 'rule' && !GIVEN.has(part.name) ? [part.name] : [])),
    );
    expect([...used, 'file'].sort()).toEqual([...grammar.keys()].sort());
  });
});

describe('grammar and parser', () => {
  /** Places that a sentence of the whole rarely goes to; each with what makes a file of it. */
  const starts: readonly (readonly [rule: string, before: string, after: string])[] = [
    ['file', '', ''],
    ['declaration', '', ''],
    ['body', 'common C ', ''],
    ['items', 'provision ', ''],
    ['map', '', ''],
    ['test', '', ''],
    ['value', 'fn f() = ', ''],
    ['type', 'fn f(a: ', ') = a'],
  ];

  test('every sentence of the grammar is read without an error, and every part of the grammar is tried', () => {
    const seen = new Set<Ebnf>();
    for (let seed = 0; seed < 2000; seed += 1) {
      const [start, before, after] = starts[seed % starts.length] ?? ['file', '', ''];
      const size = 20 + (seed % 180);
      const written = sentence(grammar, seeded(seed), { start, size, seen: (part) => seen.add(part) });
      const text = before + written + after;
      expect(errors(text), text).toEqual([]);
    }
    const missed = syntactic.flatMap(([name, node]) =>
      allParts(node)
        .filter(
          (part) => !seen.has(part) && name !== 'reserved' && !(name === 'free' && part.kind === 'rule'),
        )
        .map((part) => `${name}: ${JSON.stringify(part)}`),
    );
    expect(missed).toEqual([]);
  });

  test('every text that the printer writes is a sentence of the grammar', () => {
    fc.assert(
      fc.property(file, (tree) => {
        const text = print(tree);
        expect(isSentence(text), text).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test('the maps of the repository are sentences of the grammar', () => {
    for (const source of maps) expect(isSentence(source.text), source.path).toBe(true);
  });

  test('what the grammar does not know, the parser does not read', () => {
    let read = 0;
    let refused = 0;
    for (let seed = 0; seed < 1500; seed += 1) {
      const random = seeded(seed);
      const [start, before, after] = starts[seed % starts.length] ?? ['file', '', ''];
      const whole = before + sentence(grammar, random, { start, size: 40 }) + after;
      const tokens = lex({ path: 'sentence.map', text: whole }).tokens.map((token) => token.image);
      const at = random(tokens.length);
      const other = tokens[random(tokens.length)] ?? '';
      // One token left out, put in, or put in the place of another.
      tokens.splice(at, random(3) === 0 ? 0 : 1, ...(random(2) === 0 ? [] : [other]));
      const text = tokens.join(' ');
      if (errors(text).length > 0) {
        refused += 1;
        continue;
      }
      read += 1;
      expect(isSentence(text), text).toBe(true);
    }
    expect(read).toBeGreaterThan(200);
    expect(refused).toBeGreaterThan(400);
  });
});

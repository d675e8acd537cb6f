import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MARKS, RESERVED, SOFT } from '../../src/language/tokens.ts';

const grammar = readFileSync(new URL('../../grammar/map.ebnf', import.meta.url), 'utf8').replace(
  /\(\*[\s\S]*?\*\)/g,
  '',
);
/** Rules about characters, whose quotes are not tokens. */
const [tokens = '', characters = ''] = grammar.split(/^(?=text +=)/m);

test('the words and marks of the grammar are those of the lexer', () => {
  const quoted = new Set([...tokens.matchAll(/"([^"]+)"/g)].map((match) => match[1]));
  expect([...quoted].sort()).toEqual([...MARKS.keys(), ...RESERVED, ...SOFT].sort());
});

test('every rule that is used is defined, and every one that is defined is used', () => {
  const defined = new Set([...grammar.matchAll(/^(\w+) +=/gm)].map((match) => match[1] ?? ''));
  const given = ['character', 'hexadecimal', 'letter', 'mark', 'digit'];
  const plain = grammar.replace(/'"'|"\\"|"[^"]*"/g, ' ').replace(/^\w+ +=/gm, ' ');
  const used = new Set([...plain.matchAll(/\w+/g)].map((match) => match[0]));
  expect([...used].filter((name) => !defined.has(name) && !given.includes(name))).toEqual([]);
  expect([...defined].filter((name) => !used.has(name))).toEqual(['file']);
  expect(characters).toContain('escape');
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { equalTrees } from '../../src/language/equal.ts';
import { lex } from '../../src/language/lexer.ts';
import { parse } from '../../src/language/parse.ts';
import { print } from '../../src/language/print.ts';
import { TextHead, TextTail } from '../../src/language/tokens.ts';
import { file } from './arbitrary.ts';

/** The offsets before tokens, outside the holes of texts: where people can put a comment or break a line. */
function gaps(text: string): readonly number[] {
  let holes = 0;
  const found: number[] = [];
  for (const token of lex({ path: 'x.map', text }).tokens) {
    if (token.tokenType === TextTail) holes -= 1;
    else if (holes === 0) found.push(token.startOffset);
    if (token.tokenType === TextHead) holes += 1;
  }
  return [...found, text.length];
}

/** A text with pieces put into its gaps. */
function scatter(text: string, pieces: readonly { at: number; piece: string }[]): string {
  const places = gaps(text);
  const sorted = pieces
    .map(({ at, piece }) => ({ at: places[at % places.length] ?? 0, piece }))
    .toSorted((a, b) => b.at - a.at);
  return sorted.reduce((whole, { at, piece }) => whole.slice(0, at) + piece + whole.slice(at), text);
}

const pieces = fc.array(
  fc.record({
    at: fc.nat(),
    piece: fc.constantFrom(
      ' // behind\n',
      '\n// above\n',
      ' /* inside */ ',
      '\n\n/* two\n lines */\n',
      '\n',
      '\n\n\n',
      '\r\n',
      '\n/// slashes\n',
    ),
  }),
  { maxLength: 6 },
);

describe('fmt, over random trees with comments anywhere', () => {
  test('keeps every comment and the tree, and does nothing the second time', () => {
    fc.assert(
      fc.property(file, pieces, (tree, put) => {
        const source = { path: 'x.map', text: scatter(print(tree), put) };
        const before = parse(source);
        expect(before.errors, source.text).toEqual([]);
        const formatted = { path: 'x.map', text: print(before.file, source) };
        const after = parse(formatted);
        const both = `${source.text}\n=====\n${formatted.text}`;
        expect(after.errors, both).toEqual([]);
        expect(equalTrees(before.file, after.file), both).toBe(true);
        const texts = (comments: readonly { text: string }[]) =>
          comments.map(({ text }) => text.replace(/^\/{3}/, '//')).sort();
        expect(texts(after.file.comments), both).toEqual(texts(before.file.comments));
        expect(print(after.file, formatted), both).toBe(formatted.text);
      }),
      { numRuns: 500 },
    );
  });
});

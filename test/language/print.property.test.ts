import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { File } from '../../src/language/ast.ts';
import { equalTrees } from '../../src/language/equal.ts';
import { lex } from '../../src/language/lexer.ts';
import { parse } from '../../src/language/parse.ts';
import { print } from '../../src/language/print.ts';
import { TextHead, TextTail } from '../../src/language/tokens.ts';
import { walk } from '../../src/language/walk.ts';
import { file } from './arbitrary.ts';

const RUNS = { numRuns: 400 };

/** Random trees made by the printer into a text, and read again. */
function roundTrip(tree: File): { text: string; again: File; messages: readonly string[] } {
  const text = print(tree);
  const { file: again, errors } = parse({ path: 'generated.map', text });
  return { text, again, messages: errors.map((error) => error.message) };
}

describe('the printer, over random trees', () => {
  test('what it prints reads as the same tree, without an error', () => {
    fc.assert(
      fc.property(file, (tree) => {
        const { text, again, messages } = roundTrip(tree);
        expect(messages, text).toEqual([]);
        expect(equalTrees(tree, again), text).toBe(true);
      }),
      RUNS,
    );
  });

  test('printing twice changes nothing, with the source and without', () => {
    fc.assert(
      fc.property(file, (tree) => {
        const { text, again } = roundTrip(tree);
        expect(print(again)).toBe(text);
        const formatted = print(again, { path: 'generated.map', text });
        const source = { path: 'generated.map', text: formatted };
        const second = parse(source);
        expect(second.errors, formatted).toEqual([]);
        expect(equalTrees(second.file, tree), formatted).toBe(true);
        expect(print(second.file, source)).toBe(formatted);
      }),
      RUNS,
    );
  });

  test('no line is longer than 120 columns that could be broken', () => {
    for (const tree of fc.sample(file, { seed: 3, numRuns: 1000 })) {
      const long = print(tree)
        .split('\n')
        .filter((line) => line.length > 120 && indentation(line) < 40 && longestPiece(line) < 50);
      expect(long).toEqual([]);
    }
  });

  test('the random trees hold every kind of node', () => {
    const kinds = new Set<string>();
    for (const tree of fc.sample(file, { seed: 1, numRuns: 2000 }))
      walk(tree, ({ kind }) => void kinds.add(kind));
    expect([...kinds].sort()).toEqual(EVERY_KIND);
  });
});

function indentation(line: string): number {
  return line.length - line.trimStart().length;
}

/** The length of the longest text, holes included, or other token of a line: what cannot be broken. */
function longestPiece(line: string): number {
  let holes = 0;
  let start = 0;
  let longest = 0;
  for (const token of lex({ path: 'line.map', text: line }).tokens) {
    if (holes === 0) start = token.startOffset;
    if (token.tokenType === TextHead) holes += 1;
    if (token.tokenType === TextTail) holes -= 1;
    longest = Math.max(longest, token.endOffset + 1 - start);
  }
  return longest;
}

const EVERY_KIND = [
  'Arg',
  'As',
  'Assign',
  'Binary',
  'Body',
  'Branch',
  'Call',
  'Choice',
  'ChoiceFact',
  'Column',
  'Common',
  'CreateHandler',
  'DateLiteral',
  'Drop',
  'Else',
  'Expect',
  'Fate',
  'File',
  'Fn',
  'Given',
  'Has',
  'Id',
  'If',
  'Import',
  'Index',
  'Let',
  'List',
  'ListType',
  'Literal',
  'Map',
  'MapArm',
  'Match',
  'MatchArm',
  'MatchExpr',
  'Member',
  'MigrationHeader',
  'Name',
  'NameRef',
  'NamedType',
  'Owners',
  'Pipe',
  'Provision',
  'ProvisionBranch',
  'ProvisionField',
  'ProvisionModel',
  'ProvisionRow',
  'QueueHandler',
  'Reconcile',
  'Record',
  'RejectHandler',
  'Require',
  'SkipArm',
  'Static',
  'StaticIf',
  'Table',
  'TableEntry',
  'Test',
  'Text',
  'This',
  'Threshold',
  'Unary',
  'Use',
  'ValueHandler',
  'WarnHandler',
  'When',
];

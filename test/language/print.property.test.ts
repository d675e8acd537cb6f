import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { File } from '../../src/language/ast.ts';
import { equalTrees } from '../../src/language/equal.ts';
import { parse } from '../../src/language/parse.ts';
import { print } from '../../src/language/print.ts';
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

  test('the random trees hold every kind of node', () => {
    const kinds = new Set<string>();
    for (const tree of fc.sample(file, { seed: 1, numRuns: 2000 }))
      walk(tree, ({ kind }) => void kinds.add(kind));
    expect([...kinds].sort()).toEqual(EVERY_KIND);
  });
});

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

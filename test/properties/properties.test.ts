import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { As, Id, Name, Pipe } from '../../src/language/ast.ts';
import { parse } from '../../src/language/parse.ts';
import { walk } from '../../src/language/walk.ts';
import { decisions, programOf } from './arbitrary-program.ts';
import * as laws from './laws.ts';

/** The same programs at every run, so that a failure belongs to what was changed; `MAPC_SEED` tries others. */
const seed = laws.seedOf(process.env.MAPC_SEED, 20_260_101);

describe(`generated programs, seed ${seed}`, () => {
  test('are accepted, and their plans fit the schema of plans', () => {
    laws.holds(laws.isAccepted, { programs: 150, seed });
  });

  test('are printed as they are read', () => {
    laws.holds(laws.isPrintedAsRead, { programs: 100, seed });
  });

  test('mean the same after `fmt`, and compile to the same bytes again', () => {
    laws.holds(laws.isStable, { programs: 60, seed });
  });

  test('do with every record what their text says', () => {
    laws.holds(laws.isMeant, { programs: 250, seed });
  });

  test('come after everything that they refer to', () => {
    laws.holds(laws.isOrdered, { programs: 100, seed });
  });

  test('never throw, whatever a record holds', () => {
    laws.holdsOver(laws.neverThrows, { programs: 150, seed });
  });
});

test('the generated programs hold what the language has, and their records come to every end', () => {
  const kinds = new Set<string>();
  const functions = new Set<string>();
  const total = { units: 0, written: 0, ended: 0 };
  fc.sample(decisions, { seed: 1, numRuns: 400 }).forEach((drawn, index) => {
    const one = programOf(drawn);
    walk(parse({ path: 'main.map', text: one.text }).file, (node) => {
      kinds.add(node.kind);
      // Names of functions are ids, right under the call.
      if (node.kind === 'Id') functions.add((node as Id).name);
      if (node.kind === 'Pipe' && isFold(node as Pipe)) kinds.add('a sum of what a lambda gives');
      if (node.kind === 'As' && isSource((node as As).name)) kinds.add('a map named by its source');
    });
    if (index >= 50) return;
    const { units, written, ended } = laws.isMeant(one);
    total.units += units;
    total.written += written;
    total.ended += ended;
  });
  expect(KINDS.filter((kind) => !kinds.has(kind))).toEqual([]);
  expect(FUNCTIONS.filter((name) => !functions.has(name))).toEqual([]);
  expect(total.written).toBeGreaterThan(total.units / 4);
  expect(total.ended).toBeGreaterThan(total.units / 20);
});

const isFold = ({ fn, args }: Pipe): boolean => fn.name === 'sum' && args?.[0]?.param != null;
/** Entities of the target have a dot in their names, and maps begin with a capital. */
const isSource = ({ ids: [first, second] }: Name): boolean =>
  second === undefined && /^[a-z]/.test(first?.name ?? '');

const KINDS = [
  'a sum of what a lambda gives',
  'a map named by its source',
  'Owners',
  'Table',
  'Fn',
  'Common',
  'Map',
  'SkipArm',
  'Use',
  'Let',
  'When',
  'Match',
  'Require',
  'Else',
  'CreateHandler',
  'RejectHandler',
  'WarnHandler',
  'QueueHandler',
  'ValueHandler',
  'If',
  'Pipe',
  'Binary',
  'Unary',
  'As',
  'Member',
  'Index',
  'Text',
  'DateLiteral',
  'This',
  'List',
  'Record',
  'MatchExpr',
];

const FUNCTIONS = [
  'where',
  'each',
  'sort',
  'reverse',
  'first',
  'last',
  'only',
  'sum',
  'min',
  'max',
  'count',
  'any',
  'all',
  'distinct',
  'compact',
  'join',
  'split',
  'json',
  'download',
  'label',
  'ref',
  'round',
  'int',
  'decimal',
  'float',
  'date',
  'instant',
  'local',
  'truncate',
  'minutes',
  'matches',
  'extract',
  'replace_pattern',
  'split_pattern',
  'lines',
  'collapse',
  'format',
  'days_between',
  'floor',
  'avg',
  'take',
  'skip',
  'flatten',
];

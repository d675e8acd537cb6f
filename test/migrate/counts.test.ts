import { expect, test } from 'vitest';
import { worklist } from '../../src/migrate/counts.ts';
import type { UnitRow } from '../../src/runtime/journal-types.ts';
import type { RecordState } from '../../src/runtime/types.ts';
import { map } from './support/world.ts';

const blank: UnitRow = {
  map: 'm',
  unit: '',
  source: '',
  state: 'created',
  result: 'created',
  entity: null,
  target: null,
  claims: false,
  key: null,
  values: {},
  lists: {},
  initial: [],
  edited: [],
  reason: null,
  failure: null,
  at: null,
  strata: [],
  warnings: [],
  references: [],
  fingerprint: null,
  plan: '',
  run: 1,
  laterRun: 0,
};

const warned = (unit: string, result: RecordState, message: string, at: number): UnitRow => ({
  ...blank,
  unit,
  result,
  warnings: [{ message, at }],
});

function worklistOf(...units: readonly UnitRow[]): ReturnType<typeof worklist> {
  return worklist({ notableUnits: () => units }, { maps: { m: map('m', 'Company', []) } });
}

test('a warning is listed once, whatever became of its records, and once a line', () => {
  const { warnings } = worklistOf(
    warned('a', 'created', 'too long', 1),
    warned('b', 'unchanged', 'too long', 1),
    warned('c', 'updated', 'too long', 2),
    warned('d', 'created', 'no number', 1),
    warned('e', 'updated', 'too long', 1),
  );
  expect(warnings).toEqual([
    { map: 'm', reason: 'too long', at: 1, count: 3, examples: ['a', 'b', 'e'] },
    { map: 'm', reason: 'too long', at: 2, count: 1, examples: ['c'] },
    { map: 'm', reason: 'no number', at: 1, count: 1, examples: ['d'] },
  ]);
});

test('a trouble says whether its records are rejected or wait', () => {
  const trouble = (unit: string, result: RecordState): UnitRow => ({
    ...blank,
    unit,
    result,
    reason: 'x',
    at: 1,
  });
  const { troubles } = worklistOf(
    trouble('a', 'rejected'),
    trouble('b', 'queued'),
    trouble('c', 'rejected'),
    trouble('d', 'created'),
  );
  expect(troubles).toEqual([
    { map: 'm', result: 'rejected', reason: 'x', at: 1, count: 2, examples: ['a', 'c'] },
    { map: 'm', result: 'queued', reason: 'x', at: 1, count: 1, examples: ['b'] },
  ]);
});

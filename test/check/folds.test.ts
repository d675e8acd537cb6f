import { expect, test } from 'vitest';
import { account, expectClean, expectReport } from './support/check-map.ts';

test('what folds a list is told how to get the values of its elements', () => {
  const sum = (call: string): string => account(`employees = ${call}`);
  const { program } = expectClean(sum('account[parent = this] | sum(a -> a.employees)'));
  const direct = expectClean(sum('account[parent = this] | each(a -> a.employees) | sum'));
  const exprs = (one: typeof program): string =>
    JSON.stringify(one.maps[0], (key, value) => (key === 'at' || key === 'span' ? undefined : value));
  expect(exprs(program)).toBe(exprs(direct.program));
  expectClean(sum('max(account[parent = this], a -> a.employees)'));
  expectReport(sum('«account[parent = this] | sum(a -> a.name)»'), 'wrong-arguments');
  expectReport(sum('«account[parent = this] | count(a -> a.employees)»'), 'wrong-arguments');
});

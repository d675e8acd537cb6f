import { expect, test } from 'vitest';
import type { Typed } from '../../src/check/types.ts';
import { account, checkText, expectReport } from './support/check-map.ts';

/** The value of a `let`, of which nothing is expected. */
function typed(expr: string): Typed | undefined {
  const { program, diagnostics } = checkText(
    account(`let v = ${expr} website = if v == null then "a" else "b"`),
  );
  expect(
    diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    expr,
  ).toEqual([]);
  const arm = program?.maps[0]?.arms[0];
  return arm?.kind === 'write' ? arm.lets[0]?.value : undefined;
}

test('a number is read in the light of the one that it stands beside', () => {
  const right = (expr: string): unknown => {
    const node = typed(expr)?.expr;
    return node?.op === 'call' ? node.args[1] : null;
  };
  expect(right('max(revenue, 0)')).toMatchObject({ op: 'literal', value: '0' });
  expect(right('revenue | min(10.5)')).toMatchObject({ op: 'literal', value: '10.5' });
  expect(right('max(employees, 3)')).toMatchObject({ op: 'literal', value: 3 });
  // A whole number beside money is made a decimal before they are compared.
  expect(right('max(revenue, employees)')).toMatchObject({ op: 'convert', to: 'decimal' });
  expect(typed('max(0, revenue)')?.expr).toMatchObject({
    op: 'call',
    fn: 'max_of_two:decimal',
    args: [
      { op: 'convert', to: 'decimal' },
      { op: 'get', field: 'revenue' },
    ],
  });
});

test('two values are of what both fit', () => {
  expect(typed('max(revenue, 0)')?.type.base).toEqual(typed('revenue')?.type.base);
  expect(typed('max(0, revenue)')?.type.base).toEqual(typed('revenue')?.type.base);
  expect(typed('min("abc", "abcdef")')?.type.base).toEqual({ kind: 'text', max: 6 });
  expect(typed('min("abcdef", "abc")')?.type.base).toEqual({ kind: 'text', max: 6 });
});

test('two that have no common type are told so', () => {
  expectReport(account('website = «max(name, since)»'), 'wrong-arguments');
  expectReport(account('website = «max(notes, employees)»'), 'wrong-arguments');
});

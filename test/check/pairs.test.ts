import { expect, test } from 'vitest';
import { account, checkText, expectReport } from './support/check-map.ts';

/** The value of a `let`, whose type nothing expects; `null` where the map does not check. */
function typed(expr: string) {
  const { program, diagnostics } = checkText(account(`website = "{(${expr}) ?? 0}"`));
  const arm = program?.maps[0]?.arms[0];
  const line =
    arm?.kind === 'write' ? arm.assignments.find((one) => one.fields[0]?.field.name === 'website') : null;
  return { diagnostics: diagnostics.filter(({ severity }) => severity === 'error'), line };
}

test('a number is read in the light of the one that it is compared with', () => {
  for (const expr of [
    'max(revenue, 0)',
    'max(0, revenue)',
    'min(revenue, 10.5)',
    'min(employees, 3)',
    'revenue | max(0)',
  ])
    expect(
      typed(expr).diagnostics.map(({ message }) => message),
      expr,
    ).toEqual([]);
});

test('two that have no common type are none', () => {
  expectReport(account('website = «max(website, since)»'), 'wrong-arguments');
  expectReport(account('website = «max(industry, status)»').replace(', status', ', name'), 'wrong-arguments');
});

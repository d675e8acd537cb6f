import { test } from 'vitest';
import { account, expectClean, expectReport } from './support/check-map.ts';

const by = (subject: string, literal: string): string =>
  account(`is_company = match ${subject} { ${literal} -> true  else -> false }`);

test('a literal of a match is of a type that the subject can be equal to', () => {
  expectReport(by('name', '«3»'), 'not-comparable');
  expectReport(by('revenue', '«"12.50"»'), 'not-comparable');
  expectReport(by('since', '«"2019-03-04T10:11:12Z"»'), 'not-comparable');
  expectReport(by('employees', '«true»'), 'not-comparable');
});

test('numbers of several kinds, options and null are', () => {
  expectClean(by('revenue', '12.50, 3'));
  expectClean(by('employees', '12.5, 3'));
  expectClean(by('name', '"Kaya", null'));
  expectClean(by('industry', '"Retail"'));
});

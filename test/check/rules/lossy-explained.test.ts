import { test } from 'vitest';
import { account, expectClean, expectReport } from '../support/check-map.ts';

test('what loses a part of its value says why', () => {
  expectReport(account('ref = «website | truncate(20)»'), 'lossy-unexplained', { help: /because/ });
  expectClean(account('ref = website | truncate(20) because "20 characters there"'));
});

test('a local name carries what was lost on the way to it', () => {
  expectReport(account('let short = website | truncate(20) ref = «short»'), 'lossy-unexplained');
});

import { test } from 'vitest';
import { account, expectClean, expectReport } from '../support/check-map.ts';

test('a computed field is not written', () => {
  expectReport(account('«display_name» = name'), 'not-writable', { help: /computes/ });
});
test('a field of the moment of creation is `initial`', () => {
  expectReport(account('«origin» = name'), 'create-only', { help: /initial/ });
  expectClean(account('initial origin = name'));
});
test('none is written twice', () => {
  expectReport(account('website = website «website» = name'), 'assigned-twice');
});

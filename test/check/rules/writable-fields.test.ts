import { test } from 'vitest';
import { account, expectClean, expectReport } from '../support/check-map.ts';

test('a computed field is not written', () => {
  expectReport(account('«display_name» = name'), 'not-writable', { help: /computes/ });
});
test('a field of the moment of creation is `initial`', () => {
  expectReport(account('«origin» = name'), 'create-only', { help: /initial/ });
  expectClean(account('initial origin = name'));
});
test('a field of a record that is there is `later`', () => {
  const ticket = (line: string) =>
    `map deal -> repair.order { key x_source_id = dealid name = title ?? "?" ${line} }`;
  expectReport(ticket('«closed» = true'), 'update-only', { help: /later closed/ });
  expectReport(ticket('initial «closed» = true'), 'update-only');
  expectClean(ticket('later closed = true'));
});
test('none is written twice', () => {
  expectReport(account('website = website «website» = name'), 'assigned-twice');
});

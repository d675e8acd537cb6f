import { expect, test } from 'vitest';
import { lower } from '../../src/lower/index.ts';
import { unheldRequires } from '../../src/runtime/requires.ts';
import { createMemoryStore } from '../../src/runtime/store-memory.ts';
import { account, checkText, expectReport } from './support/check-map.ts';
import { TARGET } from './support/schemas.ts';

/** What does not hold of so many accounts, of which the first is nameless. */
function unheld(line: string, accounts: number): readonly string[] {
  const checked = checkText(`${account()} ${line}`);
  expect(checked.diagnostics.map((one) => one.message)).toEqual([]);
  const plan = lower({ checked, target: TARGET, settings: { timezone: 'UTC', language: 'en_US' } });
  const records = Array.from({ length: accounts }, (_, index) => ({
    id: `a${index}`,
    values: { accountid: `a${index}`, name: index === 0 ? null : 'x' },
  }));
  return unheldRequires(plan, createMemoryStore({ account: records })).map(
    ({ action, message }) => `${action}: ${message}`,
  );
}

test('the records of an entity can be counted as a whole', () => {
  const line = 'require count(account) <= 2 else warn "more than two: {count(account)}"';
  expect(unheld(line, 2)).toEqual([]);
  expect(unheld(line, 3)).toEqual(['warn: more than two: 3']);
});

test('and looked through', () => {
  const line = 'require all(account, a -> a.name != null) else reject "somebody is nameless"';
  expect(unheld(line, 1)).toEqual(['reject: somebody is nameless']);
  expect(unheld(line, 0)).toEqual([]);
});

test('there is no record in hand', () => {
  expectReport(`${account()} require «name» != null else warn "x"`, 'unknown-name');
});

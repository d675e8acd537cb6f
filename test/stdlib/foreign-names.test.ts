import { expect, test } from 'vitest';
import { FOREIGN_NAMES, foreignName } from '../../src/stdlib/foreign-names.ts';
import { functionNames } from '../../src/stdlib/index.ts';

/** The compiler's own, which stand in no table. */
const KNOWN: ReadonlySet<string> = new Set([...functionNames, 'label', 'ref', 'minutes', 'hours', 'days']);

test('each leads to functions that there are', () => {
  for (const [name, help] of Object.entries(FOREIGN_NAMES)) {
    if (!help.startsWith('here it is')) continue;
    const called = [...help.matchAll(/`(\w+)(?:`|\()/g)].map(([, one]) => one);
    if (help.includes('`"')) continue;
    expect(called.length, name).toBeGreaterThan(0);
    for (const one of called) expect(KNOWN, name).toContain(one);
  }
});

test('none is the name of a function, and each is written as it is looked for', () => {
  for (const name of Object.keys(FOREIGN_NAMES)) {
    expect(KNOWN).not.toContain(name);
    expect(name).toMatch(/^[a-z0-9]+$/);
  }
});

test('capitals and underscores do not matter, and a name that nobody knows leads nowhere', () => {
  for (const name of ['toLowerCase', 'to_lower_case', 'TOLOWERCASE'])
    expect(foreignName(name)).toBe('here it is `lower`');
  expect(foreignName('REGEXP_REPLACE')).toBe('here it is `replace_pattern`');
  expect(foreignName('ifnull')).toBe('here that is said by `a ?? b`');
  expect(foreignName('NOW')).toMatch(/none tells the time/);
  for (const name of ['frobnicate', 'constructor', '__proto__', '']) expect(foreignName(name)).toBeNull();
});

import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RULES } from '../../../src/check/rules/index.ts';

const files = (folder: string, end: string): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(end))
    .map((file) => file.slice(0, -end.length))
    .filter((name) => name !== 'index' && name !== 'rule')
    .sort();

test('one rule, one file, one test file', () => {
  const rules = files('src/check/rules', '.ts');
  expect(rules).toHaveLength(RULES.length);
  expect(files('test/check/rules', '.test.ts')).toEqual(rules);
});

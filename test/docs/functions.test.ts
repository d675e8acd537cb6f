import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { functionsPage, GROUPS } from '../../scripts/docs.ts';
import { functionNames, stdlib } from '../../src/stdlib/index.ts';

const PAGE = readFileSync('docs/functions.md', 'utf8');

test('docs/functions.md is what `node scripts/docs.ts` writes', () => {
  expect(PAGE).toBe(functionsPage());
});

test('the page has every signature of the library, in the order of the library', () => {
  expect(GROUPS.flatMap(({ functions }) => functions)).toEqual(stdlib);
  expect([...PAGE.matchAll(/^### (?<name>\w+)$/gm)].map(({ groups }) => groups?.name).sort()).toEqual([
    ...functionNames,
  ]);
  expect(PAGE.match(/^\*\*`/gm)).toHaveLength(stdlib.length);
});

test('a function that is not documented would show', () => {
  const [group] = GROUPS;
  expect(group).toBeDefined();
  const fewer = GROUPS.map(({ title, functions }) => ({ title, functions: functions.slice(1) }));
  expect(functionsPage(fewer)).not.toBe(PAGE);
});

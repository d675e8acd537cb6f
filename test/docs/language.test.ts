import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { SOURCE, TARGET } from '../../src/check/explanations/index.ts';
import { account, file } from '../../src/check/explanations/maps.ts';
import { lower, lowerTests } from '../../src/lower/index.ts';
import { runTests } from '../../src/migrate/index.ts';
import type { Schema } from '../../src/schema/model.ts';

const PAGE = readFileSync('docs/language.md', 'utf8');

interface Example {
  readonly line: number;
  readonly text: string;
}

/** What stands in the fenced blocks of `map`: declarations, or, marked so, lines of a map of accounts. */
const EXAMPLES: readonly Example[] = [
  ...PAGE.matchAll(/^```map(?<marker>[^\n]*)\n(?<body>[\s\S]*?)^```$/gm),
].map(({ index, groups: { marker = '', body = '' } = {} }) => {
  const declarations = marker.trim() === '' ? body : account(...body.trimEnd().split('\n'));
  return {
    line: PAGE.slice(0, index).split('\n').length,
    text: body.startsWith('migration ') ? body : file(declarations),
  };
});

const checked = (text: string, target: Schema = TARGET) =>
  check({
    files: [{ path: 'main.map', text }],
    load: () => null,
    source: SOURCE,
    target,
    profile: { taken: '2026-01-01', entities: {} },
  });

describe('the examples of docs/language.md', () => {
  test('are found', () => {
    expect(EXAMPLES.length).toBeGreaterThanOrEqual(10);
    expect(PAGE.match(/^```map/gm)?.length).toBe(EXAMPLES.length);
    expect([...PAGE.matchAll(/^```map *(?<marker>.*)$/gm)].map(({ groups }) => groups?.marker)).toEqual(
      expect.arrayContaining(['', 'lines account']),
    );
  });

  test.each(EXAMPLES)('line $line checks without a finding', ({ text }) => {
    expect(checked(text).diagnostics.map((one) => `${one.name}: ${one.message}`)).toEqual([]);
  });

  test.each(EXAMPLES.filter(({ text }) => /^test "/m.test(text)))(
    'line $line keeps its own tests',
    async ({ text }) => {
      const result = checked(text);
      const plan = lower({
        checked: result,
        target: TARGET,
        settings: { timezone: 'UTC', language: 'en_US' },
      });
      const { tests } = await runTests(plan, lowerTests(result), TARGET);
      expect(tests.map(({ title, failures }) => ({ title, failures }))).toEqual([
        { title: 'an account without a name stays behind', failures: [] },
      ]);
    },
  );
});

describe('docs/language.md', () => {
  test('keeps to some two hundred lines of text', () => {
    const text = PAGE.replace(/^```[\s\S]*?^```$/gm, '');
    expect(text.split('\n').length).toBeLessThan(250);
  });
});

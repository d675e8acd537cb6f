import { beforeAll, describe, expect, test } from 'vitest';
import { lower, lowerTests } from '../../src/lower/index.ts';
import { runTests } from '../../src/migrate/index.ts';
import { TEXT_KINDS } from './kinds/text.ts';
import { checkAll, type Opened, open } from './project.ts';
import { type Score, score, table } from './score.ts';

/** Places by a seed; `test/heavy/mutation.test.ts` tries every one. */
const SAMPLE = { most: 6, seed: 20_170_104 };

const kinds = TEXT_KINDS.filter(({ by }) => by === 'check or tests');

describe('what is legal and wrong is told by check, or fails a test of the project', () => {
  const scores: Score[] = [];
  const projects: Opened[] = [];

  beforeAll(() => {
    projects.push(open('specs/function365-odoo'), open('examples/northwind'));
  });

  test('as they are, all tests of both projects pass', async () => {
    for (const { project } of projects) {
      const checked = checkAll(project);
      const plan = lower({
        checked,
        target: project.target,
        settings: { timezone: 'UTC', language: 'en_US' },
      });
      const { tests } = await runTests(plan, lowerTests(checked), project.target);
      expect(tests.length).toBeGreaterThan(2);
      expect(tests.flatMap(({ failures }) => failures)).toEqual([]);
    }
  });

  test('the tests of Function 365 reach every arm, entry, handler and branch', async () => {
    const project = projects[0]?.project;
    if (project === undefined) throw new Error('No project was opened.');
    const checked = checkAll(project);
    const plan = lower({ checked, target: project.target, settings: { timezone: 'UTC', language: 'en_US' } });
    const { coverage } = await runTests(plan, lowerTests(checked), project.target);
    expect(coverage.missed).toEqual([]);
    expect(coverage.total).toBeGreaterThan(80);
  });

  test.each(kinds.map((kind) => [kind.name, kind] as const))('%s', async (_, kind) => {
    const own: Score[] = [];
    for (const opened of projects) own.push(...(await score([kind], opened, SAMPLE)));
    scores.push(...own);
    expect(own.reduce((sum, { told, failed }) => sum + told + failed, 0)).toBeGreaterThan(0);
    expect(own.flatMap(({ survivors }) => survivors)).toEqual([]);
  });

  test('of more than thirty kinds', () => {
    process.stdout.write(`${table(scores)}\n`);
    expect(scores.length / projects.length).toBeGreaterThan(30);
  });
});

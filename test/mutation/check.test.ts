import { beforeAll, describe, expect, test } from 'vitest';
import { SCHEMA_KINDS } from './kinds/schema.ts';
import { TEXT_KINDS } from './kinds/text.ts';
import { type Opened, open } from './project.ts';
import { type Score, score, table } from './score.ts';

/** Places by a seed; `test/heavy/mutation.test.ts` tries every one. */
const SAMPLE = { most: 12, seed: 20_170_104 };

const kinds = [...SCHEMA_KINDS, ...TEXT_KINDS].filter(({ by }) => by === 'check');

describe('what would lose or corrupt data is told by check where it hurts', () => {
  const scores: Score[] = [];
  const projects: Opened[] = [];

  beforeAll(() => {
    projects.push(open('specs/function365-odoo'), open('examples/northwind'));
  });

  test.each(kinds.map((kind) => [kind.name, kind] as const))('%s', async (_, kind) => {
    const own = (await Promise.all(projects.map((opened) => score([kind], opened, SAMPLE)))).flat();
    scores.push(...own);
    expect(own.reduce((sum, { told }) => sum + told, 0)).toBeGreaterThan(0);
    expect(own.flatMap(({ survivors }) => survivors)).toEqual([]);
  });

  test('of more than fifty kinds', () => {
    process.stdout.write(`${table(scores)}\n`);
    expect(scores.length / projects.length).toBeGreaterThan(50);
  });
});

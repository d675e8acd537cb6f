import { describe, expect, test } from 'vitest';
import { SCHEMA_KINDS } from '../mutation/kinds/schema.ts';
import { TEXT_KINDS } from '../mutation/kinds/text.ts';
import { open } from '../mutation/project.ts';
import { ALL, score, table } from '../mutation/score.ts';
import { SURVIVORS } from '../mutation/survivors.ts';

/** Every mutant at every place of both projects. */
describe.each(['specs/function365-odoo', 'examples/northwind'])('%s', (path) => {
  test('no mutant survives that is not listed, and none is listed in vain', async () => {
    const opened = open(path);
    const kinds = [...SCHEMA_KINDS, ...TEXT_KINDS];
    const scores = await score(kinds, opened, ALL);
    process.stdout.write(`${table(scores)}\n`);
    expect(scores.flatMap(({ survivors }) => survivors)).toEqual([]);
    const used = new Set(scores.flatMap(({ kind, listed }) => (listed > 0 ? [kind] : [])));
    expect(SURVIVORS.filter(({ project, kind }) => project === path && !used.has(kind))).toEqual([]);
  });
});

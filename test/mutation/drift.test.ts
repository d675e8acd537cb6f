import { beforeAll, describe, expect, test } from 'vitest';
import { impactOf, type SidedChange } from '../../src/check/index.ts';
import { shuffled } from '../../src/migrate/random.ts';
import { schemaDrift } from '../../src/schema/index.ts';
import { SCHEMA_KINDS } from './kinds/schema.ts';
import { checkWithoutTests, type Opened, open, type Project } from './project.ts';

/** Places of each kind; more of them ask the same question. */
const SAMPLE = { most: 4, seed: 20_170_104 };

/** What two discoveries see of a project whose schemas changed in between. */
function changesOf(before: Project, after: Project): readonly SidedChange[] {
  return (['source', 'target'] as const).flatMap((side) =>
    schemaDrift(before[side], after[side]).map((change) => ({ ...change, side })),
  );
}

describe('what a changed schema breaks in a map stands with the change that broke it', () => {
  const projects: Opened[] = [];
  const missed: string[] = [];
  const totals = { mutants: 0, affected: 0, explained: 0, lines: 0 };

  beforeAll(() => {
    projects.push(open('specs/function365-odoo'), open('examples/northwind'));
  });

  test.each(SCHEMA_KINDS.filter(({ by }) => by === 'check').map((kind) => [kind.name, kind] as const))(
    '%s',
    (_, kind) => {
      for (const opened of projects) {
        let decoys: readonly SidedChange[] = [];
        for (const mutant of shuffled(kind.places(opened), SAMPLE.seed).slice(0, SAMPLE.most)) {
          const changed = mutant.make();
          const changes = changesOf(opened.project, changed);
          // A kind may change what discovery does not compare (a profile): that is no drift of a schema.
          if (changes.length === 0) continue;
          // Another change stands before it, which this project never saw: it must draw no line to itself.
          const touched = new Set(changes.map(({ entity, field }) => `${entity} ${field}`));
          decoys = decoys.filter(({ entity, field }) => !touched.has(`${entity} ${field}`));
          const all = [...decoys, ...changes];
          const { byChange, other } = impactOf(opened.checked, checkWithoutTests(changed), all);
          const own = byChange.slice(decoys.length).flat();
          const lines = [...byChange.flat(), ...other];
          totals.mutants += 1;
          totals.affected += lines.length > 0 ? 1 : 0;
          totals.explained += own.length;
          totals.lines += lines.length;
          for (const { diagnostic } of lines.filter((line) => !own.includes(line)))
            missed.push(`${kind.name}: ${mutant.place}: ${diagnostic.code} ${diagnostic.message}`);
          decoys = changes;
        }
      }
    },
  );

  test('of every change that `check` tells', () => {
    process.stdout.write(
      `drift: ${totals.mutants} changed schemas, ${totals.affected} affect a line, ${totals.explained} of ${totals.lines} lines explained by a change\n`,
    );
    for (const line of missed) process.stdout.write(`  ${line}\n`);
    expect(totals.affected).toBe(totals.mutants);
    expect(totals.explained / totals.lines).toBeGreaterThan(0.95);
    expect(totals.mutants).toBeGreaterThan(100);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDataverseSandbox } from '../../src/sandbox/dataverse/index.ts';
import { build } from '../e2e/support/built.ts';
import { resolutions } from '../e2e/support/function365.ts';
import { type Gate, startGate } from '../e2e/support/gate.ts';
import { killedUntilDone, moments } from '../e2e/support/killed.ts';
import { copyProject, type TemporaryProject } from '../e2e/support/project.ts';
import { settle } from '../e2e/support/settle.ts';
import { count, type OwnersReport, type RollbackReport, type RunReport } from '../e2e/support/shapes.ts';
import { type Dump, databaseDifferences, dumpDatabase, extent } from './support/database.ts';
import { expectCode } from './support/expect-code.ts';
import { call, makeUsers, notSet, odoo } from './support/odoo.ts';

/**
 * A migration into a real Odoo 17 and back out of it leaves the database as it was, row by row, also where the rollback
 * was killed. It makes the users that it needs, and what was there before the migration, and takes them away again; use a
 * database that nobody else works in meanwhile.
 */
const missing = notSet('ODOO_DUMP');

if (missing.length > 0)
  console.log(
    `Set ${missing.join(', ')} to compare the database of a real Odoo 17 after a rollback; nothing was compared.`,
  );

function expectSame(before: Dump): void {
  const after = dumpDatabase();
  const all = databaseDifferences(before, after);
  const different = all.filter((one) => !isPersonal(one));
  const personal = all.length - different.length;
  console.log(`${extent(after)}; ${different.length} differences, and ${personal} stages of people's own`);
  for (const one of different.slice(0, 20)) console.log(one.slice(0, 600));
  expect(different.slice(0, 20)).toEqual([]);
}

/** A stage that Odoo made for somebody who was given a first task: theirs, seen by nobody else, and there to stay. */
function isPersonal(difference: string): boolean {
  return /^project_task_type \d+ was not there: .*"user_id":\d+/.test(difference);
}

describe.skipIf(missing.length > 0)(
  `the database of a real Odoo after a rollback${missing.length > 0 ? ` (skipped: ${missing.join(', ')} not set)` : ''}`,
  () => {
    let users: Awaited<ReturnType<typeof makeUsers>> | null = null;
    beforeAll(async () => {
      build();
      users = await makeUsers();
    });
    afterAll(() => users?.remove());

    /** From the samples to a second run that has nothing to do. */
    async function there(project: TemporaryProject, code: number): Promise<void> {
      await expectCode(project, code, 'sample', '-n', '5');
      const first = await project.json<RunReport>('run');
      expect(first.code).toBe(code);
      expect(count(first.result, 'created')).toBeGreaterThan(0);
      const second = await project.json<RunReport>('run');
      expect(count(second.result, 'created', 'updated')).toBe(0);
    }

    async function back(project: TemporaryProject): Promise<void> {
      const undone = await project.json<RollbackReport>('rollback');
      expect(undone.result.left).toEqual([]);
      await expectCode(project, 0, 'rollback', '--provision');
    }

    /** The same, killed again and again. */
    async function backKilled(project: TemporaryProject, gate: Gate, seed: number): Promise<void> {
      const kills = [
        ...(await killedUntilDone(project, gate, moments(seed), 'rollback')),
        ...(await killedUntilDone(project, gate, moments(seed + 1), 'rollback', '--provision')),
      ];
      console.log(`killed ${kills.length} times:\n  ${kills.join('\n  ')}`);
      expect(kills.length).toBeGreaterThanOrEqual(5);
    }

    const ways = [
      ['', null],
      [', killed again and again', 7],
    ] as const;

    const pairs = [
      ['Function 365', 'specs/function365-odoo', 'sales'],
      ['OPEX 365', 'specs/opex365-odoo', 'all'],
    ] as const;

    test.each(
      pairs.flatMap(([name, ...pair]) =>
        ways.map(([way, seed]) => [`${name}${way}`, ...pair, seed] as const),
      ),
    )('%s', async (_name, spec, records, seed) => {
      const dataverse = await startDataverseSandbox({ records });
      const gate = await startGate(odoo.ODOO_URL ?? '');
      const project = copyProject(spec, {
        ...odoo,
        ODOO_URL: gate.url,
        DATAVERSE_URL: dataverse.url,
        DATAVERSE_TENANT: dataverse.tenant,
        DATAVERSE_CLIENT: dataverse.client,
        DATAVERSE_SECRET: dataverse.secret,
      });
      try {
        await expectCode(project, 0, 'discover');
        const before = dumpDatabase();
        await expectCode(project, 0, 'provision', '--apply');
        await expectCode(project, 0, 'extract');
        const { result } = await project.json<OwnersReport>('owners', 'list');
        await expectCode(project, 0, 'owners', 'resolve', ...resolutions(result));
        await there(project, 3);
        await (seed === null ? back(project) : backKilled(project, gate, seed));
        expectSame(before);
      } finally {
        project.remove();
        await gate.close();
        await dataverse.close();
      }
    });

    test.each(ways)('Northwind%s', async (_way, seed) => {
      const gate = await startGate(odoo.ODOO_URL ?? '');
      const project = copyProject('examples/northwind', { ...odoo, ODOO_URL: gate.url });
      try {
        await expectCode(project, 0, 'discover');
        const before = dumpDatabase();
        await expectCode(project, 0, 'provision', '--apply');
        await expectCode(project, 0, 'extract');
        await there(project, 0);
        await (seed === null ? back(project) : backKilled(project, gate, seed));
        expectSame(before);
      } finally {
        project.remove();
        await gate.close();
      }
    });

    test.each(ways)('rows that were there and are changed%s', async (_way, seed) => {
      const gate = await startGate(odoo.ODOO_URL ?? '');
      const project = copyProject('test/e2e/support/settled', { ...odoo, ODOO_URL: gate.url });
      const settled = await settle(call);
      try {
        await expectCode(project, 0, 'discover');
        const before = dumpDatabase();
        await expectCode(project, 0, 'provision', '--apply');
        await expectCode(project, 0, 'extract');
        await there(project, 0);
        await expectCode(project, 0, 'verify');
        await (seed === null ? back(project) : backKilled(project, gate, seed));
        expectSame(before);
      } finally {
        project.remove();
        await settled.remove();
        await gate.close();
      }
    });
  },
);

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDataverseSandbox } from '../../src/sandbox/dataverse/index.ts';
import { resolutions } from '../e2e/support/function365.ts';
import { copyProject, type TemporaryProject } from '../e2e/support/project.ts';
import {
  count,
  lost,
  type OwnersReport,
  type ReconcileReport,
  type RollbackReport,
  type RunReport,
  type VerifyReport,
} from '../e2e/support/shapes.ts';
import { expectCode } from './support/expect-code.ts';
import { counts, makeUsers, notSet, odoo } from './support/odoo.ts';

/**
 * The two migrations of the repository into a real Odoo (16.0 and 17.0 were tried), and back out of it. It makes the users that it needs and
 * takes them away again; use a database that nobody else works in meanwhile.
 */
const missing = notSet();

/** From the first run to the rollback of what was provisioned, alike for both projects. */
async function migrate(
  project: TemporaryProject,
  before: Readonly<Record<string, unknown>>,
  code: number,
): Promise<void> {
  await expectCode(project, 0, 'preflight');
  const sampled = await project.mapc('sample', '-n', '5');
  expect([0, 3]).toContain(sampled.code);
  const first = await project.json<RunReport>('run');
  expect(lost(first.result)).toEqual([]);
  expect(first.code).toBe(code);
  expect(count(first.result, 'created')).toBeGreaterThan(100);
  const second = await project.json<RunReport>('run');
  expect(count(second.result, 'created', 'updated')).toBe(0);
  expect(second.code).toBe(code);

  const verified = await project.json<VerifyReport>('verify');
  for (const one of verified.result.differences.slice(0, 20)) console.log(JSON.stringify(one).slice(0, 500));
  expect(verified.result.differences.map(({ map, field }) => `${map} ${field}`)).toEqual([]);
  expect(verified.code).toBe(0);
  const reconciled = await project.json<ReconcileReport>('reconcile');
  expect(reconciled.result.passed).toBe(true);

  const undone = await project.json<RollbackReport>('rollback');
  for (const one of undone.result.left.slice(0, 20)) console.log(JSON.stringify(one).slice(0, 500));
  expect(undone.result.left).toEqual([]);
  await expectCode(project, 0, 'rollback', '--provision');
  expect(await counts()).toEqual(before);
}

if (missing.length > 0)
  console.log(`Set ${missing.join(', ')} to run the migrations against a real Odoo; nothing was tested.`);

const title = 'migrations into a real Odoo';
describe.skipIf(missing.length > 0)(
  missing.length > 0 ? `${title} (skipped: ${missing.join(', ')} not set)` : title,
  () => {
    let users: Awaited<ReturnType<typeof makeUsers>> | null = null;

    beforeAll(async () => {
      users = await makeUsers();
    });
    afterAll(() => users?.remove());

    test.each([
      ['Function 365', 'specs/function365-odoo', 'sales'],
      ['OPEX 365', 'specs/opex365-odoo', 'all'],
    ] as const)('%s', async (_name, spec, records) => {
      const dataverse = await startDataverseSandbox({ records });
      const project = copyProject(spec, {
        ...odoo,
        DATAVERSE_URL: dataverse.url,
        DATAVERSE_TENANT: dataverse.tenant,
        DATAVERSE_CLIENT: dataverse.client,
        DATAVERSE_SECRET: dataverse.secret,
      });
      try {
        await expectCode(project, 0, 'discover');
        await expectCode(project, 0, 'check');
        const before = await counts();
        await expectCode(project, 0, 'provision', '--apply');
        await expectCode(project, 0, 'extract');
        const { result } = await project.json<OwnersReport>('owners', 'list');
        await expectCode(project, 0, 'owners', 'resolve', ...resolutions(result));
        // Some of its records are dirty on purpose.
        await migrate(project, before, 3);
      } finally {
        project.remove();
        await dataverse.close();
      }
    });

    test('Northwind', async () => {
      const project = copyProject('examples/northwind', odoo);
      try {
        await expectCode(project, 0, 'discover');
        await expectCode(project, 0, 'check');
        const before = await counts();
        await expectCode(project, 0, 'provision', '--apply');
        await expectCode(project, 0, 'extract');
        await migrate(project, before, 0);
      } finally {
        project.remove();
      }
    });
  },
);

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DataverseSandbox, startDataverseSandbox } from '../../src/sandbox/dataverse/index.ts';
import { resolutions } from '../e2e/support/function365.ts';
import { copyProject, ROOT, type TemporaryProject } from '../e2e/support/project.ts';
import {
  count,
  type DeltaReport,
  lost,
  type OwnersReport,
  type ReconcileReport,
  type RollbackReport,
  type RunReport,
  type VerifyReport,
} from '../e2e/support/shapes.ts';
import { expectCode } from './support/expect-code.ts';
import { installed } from './support/installed.ts';
import { counts, makeUsers, notSet, odoo } from './support/odoo.ts';
import { changeSource } from './support/source-changes.ts';

/**
 * The migrations of the repository into a real Odoo (16.0 and 17.0 were tried), through every phase, and back out of it.
 * It makes the users that it needs and takes them away again; use a database that nobody else works in meanwhile. Where
 * the database has the OCA's `crm_phonecall`, calls become calls there.
 */
const missing = notSet();
const modules =
  missing.length > 0 ? new Set<string>() : await installed('crm_phonecall', 'helpdesk', 'helpdesk_mgmt');

/** What the sides of the maps are that this database does not have, and so cannot be run in it. */
const absent = [
  ...(modules.has('crm_phonecall')
    ? ['calls as tasks and messages: the database has crm_phonecall; take one without']
    : ['calls as calls: the database has no crm_phonecall, which is in github.com/OCA/crm, branch 17.0']),
  ...(modules.has('helpdesk')
    ? ['cases as tasks: the database has helpdesk; take one without']
    : ['cases as tickets: the database has no helpdesk, which is part of Odoo Enterprise and is not public']),
];

/** From the first run to the rollback of what was provisioned, alike for all projects. */
async function migrate(
  project: TemporaryProject,
  before: Readonly<Record<string, unknown>>,
  code: number,
  dataverse: DataverseSandbox | null,
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
  await settled(project, 'after the run');

  if (dataverse !== null) {
    const { changed } = changeSource(dataverse);
    const { code: ended, result } = await project.json<DeltaReport>('delta');
    expect(ended).toBe(code);
    expect(lost(result)).toEqual([]);
    const found = result.entities.reduce((sum, one) => sum + one.added + one.changed + one.deleted, 0);
    expect(found).toBe(changed);
    expect(count(result, 'gone')).toBeGreaterThan(0);
    await settled(project, 'after the delta');
    const again = await project.json<DeltaReport>('delta');
    expect(count(again.result, 'created', 'updated')).toBe(0);
  }

  const undone = await project.json<RollbackReport>('rollback');
  for (const one of undone.result.left.slice(0, 20)) console.log(JSON.stringify(one).slice(0, 500));
  expect(undone.result.left).toEqual([]);
  await expectCode(project, 0, 'rollback', '--provision');
  expect(await counts()).toEqual(before);
}

/** Every field reads back as it was written, and every record is accounted for. */
async function settled(project: TemporaryProject, when: string): Promise<void> {
  const { code, result } = await project.json<VerifyReport>('verify');
  console.log(
    `${when}: ${result.records} records, ${result.fields} fields, ${result.differences.length} differ`,
  );
  for (const one of result.differences.slice(0, 20)) console.log(JSON.stringify(one).slice(0, 500));
  expect(result.differences.map(({ map, field }) => `${map} ${field}`)).toEqual([]);
  expect(code).toBe(0);
  const reconciled = await project.json<ReconcileReport>('reconcile');
  expect(reconciled.result.thresholds.filter(({ measure }) => measure === 'counts')).toMatchObject([
    { measured: 100, met: true },
  ]);
  expect(reconciled.result.passed).toBe(true);
}

/** Every side of the maps against this Odoo and against the snapshot in the repository, which is of a plain one. */
async function checkMatrix(project: TemporaryProject, spec: string): Promise<void> {
  cpSync(join(ROOT, spec, 'schemas', 'target'), project.path('schemas', 'variants', 'plain', 'target'), {
    recursive: true,
  });
  await expectCode(project, 0, 'check', '--matrix', '--strict');
  await expectCode(project, 0, 'test', '--matrix');
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
        await checkMatrix(project, spec);
        const before = await counts();
        await expectCode(project, 0, 'provision', '--apply');
        await expectCode(project, 0, 'extract');
        const { result } = await project.json<OwnersReport>('owners', 'list');
        await expectCode(project, 0, 'owners', 'resolve', ...resolutions(result));
        // Some of its records are dirty on purpose.
        await migrate(project, before, 3, dataverse);
      } finally {
        project.remove();
        await dataverse.close();
      }
    });

    test.skip.each(absent)('OPEX 365, %s', () => undefined);

    test('Northwind', async () => {
      const project = copyProject('examples/northwind', odoo);
      try {
        await expectCode(project, 0, 'discover');
        await expectCode(project, 0, 'check');
        const before = await counts();
        await expectCode(project, 0, 'provision', '--apply');
        await expectCode(project, 0, 'extract');
        await migrate(project, before, 0, null);
      } finally {
        project.remove();
      }
    });
  },
);

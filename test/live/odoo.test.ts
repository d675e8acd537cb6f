import { env } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDataverseSandbox } from '../../src/sandbox/dataverse/index.ts';
import { people } from '../../src/sandbox/odoo/seed-demo.ts';
import { resolutions } from '../e2e/support/function365.ts';
import { copyProject, type TemporaryProject, type Variables } from '../e2e/support/project.ts';
import {
  count,
  lost,
  type OwnersReport,
  type ReconcileReport,
  type RollbackReport,
  type RunReport,
  type VerifyReport,
} from '../e2e/support/shapes.ts';

/**
 * The two migrations of the repository into a real Odoo (16.0 and 17.0 were tried), and back out of it. It makes the users that it needs and
 * takes them away again; use a database that nobody else works in meanwhile.
 */
const NEEDED = ['ODOO_URL', 'ODOO_DB', 'ODOO_LOGIN', 'ODOO_PASSWORD'] as const;
const missing = NEEDED.filter((name) => (env[name] ?? '') === '');

const odoo: Variables = Object.fromEntries(NEEDED.map((name) => [name, env[name] ?? '']));

/** What a migration must leave as many of as it found. */
const COUNTED = [
  'res.partner',
  'crm.lead',
  'crm.team',
  'mail.message',
  'mail.activity',
  'mail.followers',
  'ir.attachment',
  'product.template',
  'product.category',
  'crm.lost.reason',
  'utm.source',
  'res.partner.industry',
  'ir.model.fields',
] as const;

async function rpc(service: string, method: string, args: readonly unknown[]): Promise<unknown> {
  const answer = await fetch(new URL('/jsonrpc', odoo.ODOO_URL), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', method: 'call', id: 1, params: { service, method, args } }),
  });
  const { result, error } = (await answer.json()) as {
    readonly result?: unknown;
    readonly error?: { readonly data?: { readonly message?: string } };
  };
  if (error !== undefined) throw new Error(error.data?.message ?? JSON.stringify(error));
  return result;
}

async function call(
  model: string,
  method: string,
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  const { ODOO_DB: db, ODOO_LOGIN: login, ODOO_PASSWORD: password } = odoo;
  const user = await rpc('common', 'login', [db, login, password]);
  return rpc('object', 'execute_kw', [db, user, password, model, method, args, kwargs]);
}

/** How many rows there are, archived ones too. */
async function counts(): Promise<Readonly<Record<string, unknown>>> {
  const all: Record<string, unknown> = {};
  for (const model of COUNTED) {
    // What Odoo itself keeps of its web pages comes and goes.
    const where = model === 'ir.attachment' ? [['res_model', '!=', 'ir.ui.view']] : [];
    all[model] = await call(model, 'search_count', [where], { context: { active_test: false } });
  }
  return all;
}

/** Runs a command that must end with that code, and shows what it said where it does not. */
async function expectCode(
  project: TemporaryProject,
  code: number,
  ...argv: readonly string[]
): Promise<void> {
  const outcome = await project.mapc(...argv);
  expect({ argv, code: outcome.code, said: outcome.code === code ? '' : outcome.out + outcome.err }).toEqual({
    argv,
    code,
    said: '',
  });
}

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
    let users: readonly number[] = [];
    let partners: readonly number[] = [];

    beforeAll(async () => {
      const made = await call(
        'res.users',
        'create',
        [
          people.map(([name, login]) => ({
            name,
            login: `${login}@function365.example`,
            email: `${login}@function365.example`,
          })),
        ],
        { context: { no_reset_password: true } },
      );
      users = made as readonly number[];
      const rows = (await call('res.users', 'read', [users, ['partner_id']])) as readonly {
        readonly partner_id: readonly [number, string];
      }[];
      partners = rows.map((row) => row.partner_id[0]);
    });
    afterAll(async () => {
      if (users.length === 0) return;
      await call('res.users', 'unlink', [users]);
      await call('res.partner', 'unlink', [partners]);
    });

    test('Function 365', async () => {
      const dataverse = await startDataverseSandbox();
      const project = copyProject('specs/function365-odoo', {
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

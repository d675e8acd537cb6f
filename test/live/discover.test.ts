import { readdirSync } from 'node:fs';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOdooTarget, type OdooSettings } from '../../src/connectors/odoo/index.ts';
import { type OdooSandbox, startOdooSandbox } from '../../src/sandbox/odoo/index.ts';
import type { Schema } from '../../src/schema/model.ts';
import { entityToText, schemaHeader } from '../../src/schema/snapshot.ts';
import { whySkipped } from './series.ts';

/**
 * What is discovered of the sandbox equals what is discovered of a real Odoo 17.0, field by field and row by row. The real
 * one needs a new database with the modules that the sandbox's data names.
 */
const NEEDED = ['ODOO_URL', 'ODOO_DB', 'ODOO_LOGIN', 'ODOO_PASSWORD'] as const;
const missing = NEEDED.filter((name) => (env[name] ?? '') === '');

const SERIES = '17.0';
const data = fileURLToPath(new URL(`../../src/sandbox/odoo/data/${SERIES}`, import.meta.url));
const models = readdirSync(data)
  .filter((file) => file.endsWith('.json') && !file.startsWith('_'))
  .map((file) => file.slice(0, -'.json'.length));

async function discovered(
  settings: Pick<OdooSettings, 'url' | 'db' | 'login' | 'password' | 'protocol'>,
  entities: readonly string[] = models,
): Promise<Schema> {
  const target = createOdooTarget(settings);
  try {
    return await target.discover(entities);
  } finally {
    await target.close();
  }
}

const real = {
  url: env.ODOO_URL ?? '',
  db: env.ODOO_DB ?? '',
  login: env.ODOO_LOGIN ?? '',
  password: env.ODOO_PASSWORD ?? '',
};

async function rpc(service: string, method: string, args: readonly unknown[]): Promise<unknown> {
  const answer = await fetch(new URL('/jsonrpc', real.url), {
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

async function call(model: string, method: string, ...args: readonly unknown[]): Promise<unknown> {
  const user = await rpc('common', 'login', [real.db, real.login, real.password]);
  return rpc('object', 'execute_kw', [real.db, user, real.password, model, method, args]);
}

/** A line for each field and row, so that a difference names it. */
function lines(schema: Schema, model: string): readonly string[] {
  const entity = schema.entities[model];
  return entity === undefined ? [] : entityToText(entity).split('\n');
}

const skipped = await whySkipped(missing, env.ODOO_URL, SERIES);
if (skipped !== null) console.log(`The sandbox was not compared with a real Odoo ${SERIES}: ${skipped}.`);

const title = 'the sandbox beside a real Odoo';
describe.skipIf(skipped !== null)(skipped === null ? title : `${title} (skipped: ${skipped})`, () => {
  let sandbox: OdooSandbox;
  let ours: Schema;
  let theirs: Schema;

  beforeAll(async () => {
    sandbox = await startOdooSandbox();
    const { url, db, login, password } = sandbox;
    ours = await discovered({ url, db, login, password });
    theirs = await discovered(real);
  });
  afterAll(() => sandbox.close());

  test('has data to compare', () => {
    expect(models.length).toBeGreaterThan(60);
  });

  test('has the version, the language and the modules', () => {
    expect(schemaHeader(ours)).toEqual(schemaHeader(theirs));
  });

  test.each(models)('%s', (model) => {
    expect(lines(theirs, model)).not.toEqual([]);
    expect(lines(ours, model)).toEqual(lines(theirs, model));
  });

  test('is told alike over XML-RPC', async () => {
    expect(await discovered({ ...real, protocol: 'xmlrpc' })).toEqual(theirs);
  });

  test('is told as far as a login without rights may read, which says what it may not', async () => {
    const group = await call('ir.model.data', 'search_read', [['name', '=', 'group_user']], ['res_id']);
    const [{ res_id }] = group as readonly [{ readonly res_id: number }];
    const login = 'mapc-without-rights';
    const user = await call('res.users', 'create', {
      name: login,
      login,
      password: login,
      groups_id: [[6, 0, [res_id]]],
    });
    try {
      const schema = await discovered({ ...real, login, password: login }, ['crm.lead', 'crm.stage']);
      expect(schema.unread?.map(({ what, entity }) => [what, entity])).toEqual([
        ['labels', undefined],
        ['fields', undefined],
        ['external ids', undefined],
        ['rows', 'crm.lead'],
      ]);
      expect(schema.entities['crm.stage']?.rows?.map(({ name }) => name)).toContain('Won');
      expect(schema.entities['crm.stage']?.rows?.[0]).not.toHaveProperty('xmlid');
    } finally {
      const read = await call('res.users', 'read', [user], ['partner_id']);
      const [{ partner_id }] = read as readonly [{ readonly partner_id: readonly [number, string] }];
      await call('res.users', 'unlink', [user]);
      await call('res.partner', 'unlink', [partner_id[0]]);
    }
  });
});

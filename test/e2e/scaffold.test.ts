import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check } from '../../src/check/index.ts';
import type { Source } from '../../src/connectors/contract.ts';
import { createSource, createTarget } from '../../src/connectors/index.ts';
import { lower } from '../../src/lower/index.ts';
import {
  DEFAULT_SETTINGS,
  extract,
  type MigrationContext,
  provision,
  rollback,
  run,
  verify,
} from '../../src/migrate/index.ts';
import { scaffold } from '../../src/propose/index.ts';
import { type DataverseSandbox, startDataverseSandbox } from '../../src/sandbox/dataverse/index.ts';
import { type OdooSandbox, startOdooSandbox } from '../../src/sandbox/odoo/index.ts';
import type { Entity, JsonValue } from '../../src/schema/model.ts';
import { differences, withoutZeros } from './support/canonical.ts';
import { inventedRows } from './support/invented-rows.ts';
import { TemporaryProject } from './support/project.ts';
import type { RunReport, VerifyReport } from './support/shapes.ts';

const MAIN = `migration opex365 -> odoo

import "./new_device.map"

provision {
  field res.partner.x_source_id : char(36) unique "OPEX 365 id"
}

owners systemuser -> res.users {
  match lower(login) = lower(internalemailaddress ?? "")
  let whole = json(this)
  drop entityimage because "users have no pictures there"
} else "admin"

map account -> res.partner {
  key x_source_id = accountid
  name    = name ?? "?"
  comment = html(json(this))
}
`;

const CONFIG = `migration: [main.map]
environments:
  rehearsal:
    source: { connector: dataverse, url: "\${DATAVERSE_URL}", tenant: "\${DATAVERSE_TENANT}", client: "\${DATAVERSE_CLIENT}", secret: "\${DATAVERSE_SECRET}" }
    target: { connector: odoo, url: "\${ODOO_URL}", db: "\${ODOO_DB}", login: "\${ODOO_LOGIN}", password: "\${ODOO_PASSWORD}" }
discover:
  source: { entities: [account, new_device, systemuser] }
  target: { entities: [res.partner, res.users] }
`;

/** What a person does who has read the proposals and finds them right. */
const confirmed = (text: string): string => text.replaceAll('?=', '=');

describe('what mapc scaffold proposes, moved into Odoo', () => {
  let dataverse: DataverseSandbox;
  let odoo: OdooSandbox;
  let project: TemporaryProject;
  let untouched: string;
  const dump = async (): Promise<string> => (await fetch(`${odoo.url}/sandbox/dump`)).text();

  beforeAll(async () => {
    [dataverse, odoo] = await Promise.all([
      startDataverseSandbox({ records: 'all', scale: 0.1, tables: 4 }),
      startOdooSandbox({ seed: 'minimal' }),
    ]);
    project = new TemporaryProject(mkdtempSync(join(tmpdir(), 'mapc-scaffold-')), {
      DATAVERSE_URL: dataverse.url,
      DATAVERSE_TENANT: dataverse.tenant,
      DATAVERSE_CLIENT: dataverse.client,
      DATAVERSE_SECRET: dataverse.secret,
      ODOO_URL: odoo.url,
      ODOO_DB: odoo.db,
      ODOO_LOGIN: odoo.login,
      ODOO_PASSWORD: odoo.password,
    });
    writeFileSync(project.path('mapc.yaml'), CONFIG);
    writeFileSync(project.path('main.map'), MAIN.replace('import "./new_device.map"\n', ''));
    untouched = await dump();
  });
  afterAll(async () => {
    project.remove();
    await Promise.all([dataverse.close(), odoo.close()]);
  });

  test('is written beside the maps, and changes none of them', async () => {
    expect(await project.mapc('discover')).toMatchObject({ code: 0 });
    const { code, out } = await project.mapc('scaffold', 'new_device');
    expect(code).toBe(0);
    expect(out).toContain('new_device -> x_device');
    expect(out).toContain('import "./new_device.map"');
    expect(readFileSync(project.path('main.map'), 'utf8')).not.toContain('new_device');
    writeFileSync(project.path('main.map'), MAIN);
    expect(await project.mapc('fmt', '--check')).toMatchObject({ code: 0 });
  });

  test('is nothing but proposals to check, which nothing is made or moved of', async () => {
    const { code, result } = await project.json<{ diagnostics: readonly { name: string }[] }>('check');
    expect(code).toBe(0);
    expect(new Set(result.diagnostics.map(({ name }) => name))).toEqual(new Set(['proposal-left']));
    expect(await project.mapc('provision', '--apply')).toMatchObject({ code: 1 });
    expect(await dump()).toBe(untouched);
    expect(await project.mapc('test')).toMatchObject({ code: 0 });
  });

  test('moves every record once it is confirmed, and every field reads back', async () => {
    const path = project.path('new_device.map');
    writeFileSync(path, confirmed(readFileSync(path, 'utf8')));
    expect(await project.mapc('check', '--strict')).toMatchObject({ code: 0 });
    expect(await project.mapc('provision', '--apply')).toMatchObject({ code: 0 });
    expect(await project.mapc('extract')).toMatchObject({ code: 0 });
    const { code, result } = await project.json<RunReport>('run');
    expect(code).toBe(0);
    const devices = result.maps.find(({ map }) => map === 'new_device->x_device');
    expect(devices?.units).toBe(dataverse.rows('new_device').length);
    expect(devices?.units).toBeGreaterThan(0);
    const verified = await project.json<VerifyReport>('verify');
    expect(verified).toMatchObject({ code: 0, result: { wrong: 0 } });
  });

  test('is taken away without a trace', async () => {
    expect(await project.mapc('rollback')).toMatchObject({ code: 0 });
    expect(await project.mapc('rollback', '--provision')).toMatchObject({ code: 0 });
    expect(differences(withoutZeros(untouched), withoutZeros(await dump()))).toEqual([]);
  });

  test('holds columns of every type, of tables that lead to each other', async () => {
    const context = await inventedContext(project, dataverse);
    try {
      await provision(context, { apply: true });
      await extract(context, { again: true });
      const { maps } = await run(context, { retry: false, dryRun: false });
      const invented = maps.filter(({ map }) => map.startsWith('cr365_'));
      expect(invented).toHaveLength(4);
      for (const { states } of invented)
        expect(states).toMatchObject({ created: 25, rejected: 0, queued: 0 });
      const verified = await verify(context, { sample: null, seed: 1 });
      expect(verified.differences).toEqual([]);
      // Some sixty columns of each record, at least.
      expect(verified.fields).toBeGreaterThan(4 * 25 * 40);
      await rollback(context, { scope: 'records' });
      await rollback(context, { scope: 'provision' });
      expect(differences(withoutZeros(untouched), withoutZeros(await dump()))).toEqual([]);
    } finally {
      await context.source?.close();
      await context.target?.close();
    }
  });
});

/** All four invented tables scaffolded at once, confirmed, with records of their own, beside the accounts and people. */
async function inventedContext(
  project: TemporaryProject,
  dataverse: DataverseSandbox,
): Promise<MigrationContext> {
  const { variables } = project;
  const directory = mkdtempSync(join(project.folder, 'invented-'));
  const real = await createSource(
    {
      connector: 'dataverse',
      url: dataverse.url,
      tenant: dataverse.tenant,
      client: dataverse.client,
      secret: dataverse.secret,
    },
    directory,
  );
  const target = await createTarget({
    connector: 'odoo',
    url: variables.ODOO_URL ?? '',
    db: variables.ODOO_DB ?? '',
    login: 'admin',
    password: 'admin',
  });
  const tables = ['cr365_machine0000', 'cr365_visit0001', 'cr365_permit0002', 'cr365_contract0003'];
  const source = await real.discover(['account', 'contact', 'systemuser', ...tables]);
  const targetSchema = await target.discover(['res.partner', 'res.users']);
  const main = MAIN.replace('import "./new_device.map"\n', '');
  const input = {
    files: [{ path: 'main.map', text: main }],
    load: () => null,
    source,
    target: targetSchema,
    profile: { taken: '2026-01-01', entities: {} },
  };
  const entities = tables.map((name) => source.entities[name]).filter((one) => one !== undefined);
  const { text } = scaffold({
    program: check(input).program,
    entities,
    timezone: 'Europe/London',
    source: 'opex365',
  });
  const checked = check({
    ...input,
    files: [...input.files, { path: 'scaffold.map', text: confirmed(text) }],
  });
  expect(checked.diagnostics.map(({ name, message }) => `${name}: ${message}`)).toEqual([]);
  const plan = lower({ checked, target: targetSchema, settings: { timezone: 'UTC', language: 'en_US' } });
  const ids = {
    account: dataverse.rows('account').map((row) => String(row.accountid)),
    systemuser: dataverse.rows('systemuser').map((row) => String(row.systemuserid)),
    ...Object.fromEntries(
      tables.map((name, table) => [
        name,
        Array.from(
          { length: 25 },
          (_none, index) => `365${table}0000-0000-4000-8000-${String(index).padStart(12, '0')}`,
        ),
      ]),
    ),
  };
  return {
    plan,
    source: withRows(real, new Map(entities.map((entity) => [entity.name, inventedRows(entity, ids, 365)]))),
    target,
    sourceSchema: source,
    targetSchema,
    directory,
    settings: DEFAULT_SETTINGS,
    now: () => new Date(),
    sleep: async () => undefined,
    progress: () => undefined,
    signal: null,
  };
}

type Rows = ReadonlyMap<string, ReturnType<typeof inventedRows>>;

/** A source that has records of tables that the sandbox knows the definition of only. */
function withRows(real: Source, rows: Rows): Source {
  const only = (values: Readonly<Record<string, JsonValue>>, fields: readonly string[]) =>
    Object.fromEntries(fields.map((name) => [name, values[name] ?? null]));
  return {
    system: real.system,
    discover: (entities, options) => real.discover(entities, options),
    profile: (schema, today, options) => real.profile(schema, today, options),
    count: async (entity: Entity, options) => rows.get(entity.name)?.length ?? real.count(entity, options),
    async *read(entity, fields, options) {
      const own = rows.get(entity.name);
      if (own === undefined) yield* real.read(entity, fields, options);
      else yield own.map(({ id, values }) => ({ id, values: only(values, fields) }));
    },
    download: (address, sink, options) => real.download(address, sink, options),
    close: () => real.close(),
  };
}

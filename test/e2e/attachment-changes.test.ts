import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Source, SourceRecord, Target } from '../../src/connectors/contract.ts';
import { extract, type MigrationContext, preflight, rollback, run, verify } from '../../src/migrate/index.ts';
import { startDataverseSandbox } from '../../src/sandbox/dataverse/index.ts';
import { startOdooSandbox } from '../../src/sandbox/odoo/index.ts';
import type { JsonValue } from '../../src/schema/model.ts';
import { notesMigration } from './support/notes-plan.ts';

/** What notes hold, by id. */
const notes = new Map<string, string>();
let context: MigrationContext;
let target: Target;
/** Calls of the target that write, with the fields that they write. */
let written: readonly string[][];
/** Calls that create. */
let creations: number;
let closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  const directory = mkdtempSync(join(tmpdir(), 'mapc-changes-'));
  const dataverse = await startDataverseSandbox({ scale: 0.01 });
  const odoo = await startOdooSandbox();
  const { url, tenant, client, secret } = dataverse;
  const { db, login, password } = odoo;
  const migration = await notesMigration(
    { url, tenant, client, secret },
    { url: odoo.url, db, login, password },
    directory,
  );
  const { source, target: real } = migration.context;
  if (source === null || real === null) throw new Error('Both sides are there.');
  notes.clear();
  for (const id of ['a', 'b', 'c']) notes.set(id, `what ${id} holds`);
  written = [];
  creations = 0;
  target = real;
  address = odoo.url;
  context = { ...migration.context, source: inHand(source), target: watched(real) };
  closing = [
    migration.close,
    dataverse.close,
    odoo.close,
    async () => rmSync(directory, { recursive: true, force: true }),
  ];
});
afterEach(async () => {
  for (const close of closing) await close();
});

/** A source that gives files in its records, as base64. */
function inHand({ changes: _ofDataverse, ...source }: Source): Source {
  return {
    ...source,
    count: async () => notes.size,
    read: async function* (): AsyncGenerator<readonly SourceRecord[]> {
      yield [...notes].map(([id, text]) => ({
        id,
        values: {
          annotationid: id,
          documentbody: Buffer.from(text).toString('base64'),
          filename: `${id}.txt`,
          isdocument: true,
          mimetype: 'text/plain',
        },
      }));
    },
  };
}

function watched(inner: Target): Target {
  return {
    ...inner,
    create: (entity, rows, options) => {
      creations += 1;
      return inner.create(entity, rows, options);
    },
    update: (entity, rows, options) => {
      written = [...written, ...rows.map(({ values }) => Object.keys(values))];
      return inner.update(entity, rows, options);
    },
  };
}

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');
async function inTarget(id: string): Promise<{ readonly id: number; readonly sha1: JsonValue } | null> {
  const entity = context.targetSchema.entities['ir.attachment'];
  if (entity === undefined) throw new Error('There is no ir.attachment.');
  const where = [{ path: 'description', operator: '=', value: id } as const];
  const [row] = await target.search(entity, { where, fields: ['datas'] });
  const datas = row?.values.datas ?? null;
  if (row === undefined) return null;
  return {
    id: Number(row.id),
    sha1: typeof datas === 'object' && datas && 'sha1' in datas ? datas.sha1 : datas,
  };
}
/** What a person does in the target. */
async function byHand(values: Readonly<Record<string, JsonValue>>, id?: number): Promise<void> {
  const entity = context.targetSchema.entities['ir.attachment'];
  if (entity === undefined) throw new Error('There is no ir.attachment.');
  if (id === undefined) await target.create(entity, [values]);
  else await target.update(entity, [{ id, values }]);
}
let address: string;
/** What goes wrong in Odoo next. */
async function fault(what: Readonly<Record<string, string>>): Promise<void> {
  const answer = await fetch(`${address}/sandbox/faults`, { method: 'POST', body: JSON.stringify(what) });
  expect(answer.status).toBe(200);
}
async function count(): Promise<number> {
  const entity = context.targetSchema.entities['ir.attachment'];
  if (entity === undefined) throw new Error('There is no ir.attachment.');
  const where = [{ path: 'description', operator: 'in', value: [...notes.keys()] } as const];
  return (await target.search(entity, { where, fields: [] })).length;
}
async function move(): Promise<Readonly<Record<string, number>>> {
  await extract(context, { again: true });
  const { maps } = await run(context, { retry: false, dryRun: false });
  return Object.fromEntries(Object.entries(maps[0]?.states ?? {}).filter(([, count]) => count > 0));
}
const keptFiles = (): number =>
  readdirSync(join(context.directory, '.mapc', 'files'), { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile(),
  ).length;

test('files that hold the same are left alone, one that changed is written, and alone', async () => {
  expect(await move()).toEqual({ created: 3 });
  expect(await move()).toEqual({ unchanged: 3 });
  expect(written).toEqual([]);
  notes.set('b', 'something else');
  expect(await move()).toEqual({ unchanged: 2, updated: 1 });
  expect(written).toEqual([['datas']]);
  expect((await inTarget('b'))?.sha1).toBe(sha1('something else'));
  expect(await verify(context, { sample: null, seed: 1 })).toMatchObject({ wrong: 0 });
});

test('a rollback gives a file back that was written over', async () => {
  await byHand({
    name: 'a.txt',
    description: 'a',
    datas: Buffer.from('what a person put').toString('base64'),
  });
  expect(await move()).toMatchObject({ created: 2 });
  expect((await inTarget('a'))?.sha1).toBe(sha1('what a holds'));
  expect(keptFiles()).toBe(4);
  await extract(context, { again: true });
  expect(await rollback(context, { scope: 'records' })).toMatchObject({ deleted: 2, left: [] });
  expect((await inTarget('a'))?.sha1).toBe(sha1('what a person put'));
  expect(await inTarget('b')).toBeNull();
});

test('a file that a person changed is kept, and told', async () => {
  await move();
  const row = await inTarget('c');
  await byHand({ datas: Buffer.from('better').toString('base64') }, row?.id);
  const { wrong, differences } = await verify(context, { sample: null, seed: 1 });
  expect([wrong, differences.map(({ field }) => field)]).toEqual([1, ['datas']]);
  notes.set('c', 'newer');
  await move();
  expect((await inTarget('c'))?.sha1).toBe(sha1('better'));
});

test('what is to be moved is said beforehand, and which files the target does not take', async () => {
  await extract(context, { again: false });
  const small: Target = { ...target, traits: { ...target.traits, largestFile: 12 } };
  notes.set('a', 'x');
  const { findings } = await preflight({ ...context, target: small });
  const said = findings.filter(({ message }) => message.includes('documentbody'));
  expect(said).toEqual([
    { severity: 'info', message: 'annotation.documentbody: 3 files with 36 bytes, the largest 12 bytes.' },
  ]);
  const { findings: less } = await preflight({
    ...context,
    target: { ...small, traits: { ...small.traits, largestFile: 11 } },
  });
  expect(less.filter(({ severity }) => severity === 'warning').map(({ message }) => message)).toEqual([
    'annotation.documentbody: 3 of these files are larger than the 11 bytes that the target takes; where they are written, their records will be rejected.',
  ]);
});

test.each(['drop-before', 'drop-after-commit', 'truncated', 'html-502'])(
  'files whose call ends in %s arrive once',
  async (kind) => {
    await fault({ kind, model: 'ir.attachment', method: 'load' });
    expect(await move()).toEqual({ created: 3 });
    for (const id of ['a', 'b', 'c']) expect((await inTarget(id))?.sha1).toBe(sha1(`what ${id} holds`));
    expect(await count()).toBe(3);
    expect(creations).toBe(2);
  },
);

test('a file that was damaged since it came is not sent, and the run stops before it is', async () => {
  await extract(context, { again: false });
  const files = join(context.directory, '.mapc', 'files');
  rmSync(files, { recursive: true });
  await expect(run(context, { retry: false, dryRun: false })).rejects.toThrow(
    /is missing\. Run `mapc extract --again`/,
  );
  expect(await inTarget('a')).toBeNull();
  expect(await move()).toEqual({ created: 3 });
});

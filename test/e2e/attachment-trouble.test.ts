import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { extract, type MigrationContext, readManifest } from '../../src/migrate/index.ts';
import { type DataverseSandbox, startDataverseSandbox } from '../../src/sandbox/dataverse/index.ts';
import { type OdooSandbox, startOdooSandbox } from '../../src/sandbox/odoo/index.ts';
import { notesMigration } from './support/notes-plan.ts';

const SIZE = 4_500_000;
let folder = '';
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true, force: true });
});

async function begin(): Promise<{
  readonly dataverse: DataverseSandbox;
  readonly odoo: OdooSandbox;
  readonly context: MigrationContext;
}> {
  folder = mkdtempSync(join(tmpdir(), 'mapc-trouble-'));
  const dataverse = await startDataverseSandbox({ largeNotes: { count: 4, bytes: SIZE } });
  const odoo = await startOdooSandbox();
  const { url, tenant, client, secret } = dataverse;
  const { db, login, password } = odoo;
  const { context, close } = await notesMigration(
    { url, tenant, client, secret },
    { url: odoo.url, db, login, password },
    folder,
  );
  closing.push(dataverse.close, odoo.close, close);
  return { dataverse, odoo, context };
}

/** Names of the kept files. @throws where one is not what it is called */
function kept(): readonly string[] {
  const files = join(folder, '.mapc', 'files');
  return readdirSync(files, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => {
      const digest = createHash('sha256')
        .update(readFileSync(join(parentPath, name)))
        .digest('hex');
      expect(name).toBe(digest);
      return digest;
    })
    .toSorted();
}

function inSource(dataverse: DataverseSandbox): readonly string[] {
  const bodies = dataverse.rows('annotation').flatMap(({ documentbody }) => documentbody ?? []);
  const digests = bodies.map((body) =>
    createHash('sha256')
      .update(Buffer.from(String(body), 'base64'))
      .digest('hex'),
  );
  return [...new Set(digests)].toSorted();
}

const begun = (dataverse: DataverseSandbox): number =>
  dataverse.requests().filter((request) => request.includes('InitializeAnnotation')).length;

test('an extraction that breaks off in a file keeps the whole ones and fetches the others', async () => {
  const { dataverse, context } = await begin();
  dataverse.fault({ kind: 'forbid', path: 'DownloadBlock', after: 4 });
  await expect(extract(context, { again: false })).rejects.toThrow(/What is staged is kept/);
  const first = kept();
  expect(first.length).toBeLessThan(inSource(dataverse).length);
  const before = begun(dataverse);
  expect(before).toBeGreaterThan(1);
  const { entities } = await extract(context, { again: false });
  expect(kept()).toEqual(inSource(dataverse));
  expect(begun(dataverse) - before).toBeLessThan(4);
  const small = dataverse.requests().filter((request) => request.includes('annotations('));
  // One holds nothing, so that there is nothing to know again.
  expect(small.length).toBeGreaterThan(100);
  expect(small.length - new Set(small).size).toBeLessThan(2);
  expect(entities[0]?.files).toMatchObject({ largest: SIZE });
  expect(readManifest(context)?.entities.annotation?.files).toEqual(entities[0]?.files);
  expect(readdirSync(join(folder, '.mapc', 'stage')).toSorted()).toEqual([
    'annotation.jsonl',
    'manifest.json',
  ]);
});

test.each(['drop', 'truncate'] as const)(
  'a block whose answer is lost (%s) is asked for again',
  async (kind) => {
    const { dataverse, context } = await begin();
    dataverse.fault({ kind, path: 'DownloadBlock', after: 2 });
    await extract(context, { again: false });
    expect(kept()).toEqual(inSource(dataverse));
  },
);

test('the records hold references, and none of what files hold', async () => {
  const { dataverse, context } = await begin();
  await extract(context, { again: false });
  const staged = readFileSync(join(folder, '.mapc', 'stage', 'annotation.jsonl'), 'utf8');
  expect(staged.length).toBeLessThan(200_000);
  const [sha256 = ''] = inSource(dataverse);
  expect(staged).toContain(`"sha256":"${sha256}"`);
});

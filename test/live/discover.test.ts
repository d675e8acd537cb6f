import { readdirSync } from 'node:fs';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOdooTarget } from '../../src/connectors/odoo/index.ts';
import { type OdooSandbox, startOdooSandbox } from '../../src/sandbox/odoo/index.ts';
import type { Schema } from '../../src/schema/model.ts';
import { entityToText, schemaHeader } from '../../src/schema/snapshot.ts';

/**
 * What is discovered of the sandbox equals what is discovered of a real Odoo 17.0, field by field and row by row. The real
 * one needs a new database with the modules that the sandbox's data names.
 */
const NEEDED = ['ODOO_URL', 'ODOO_DB', 'ODOO_LOGIN', 'ODOO_PASSWORD'] as const;
const missing = NEEDED.filter((name) => (env[name] ?? '') === '');

const data = fileURLToPath(new URL('../../src/sandbox/odoo/data/17.0', import.meta.url));
const models = readdirSync(data)
  .filter((file) => file.endsWith('.json') && !file.startsWith('_'))
  .map((file) => file.slice(0, -'.json'.length));

async function discovered(url: string, db: string, login: string, password: string): Promise<Schema> {
  const target = createOdooTarget({ url, db, login, password });
  try {
    return await target.discover(models);
  } finally {
    await target.close();
  }
}

/** A line for each field and row, so that a difference names it. */
function lines(schema: Schema, model: string): readonly string[] {
  const entity = schema.entities[model];
  return entity === undefined ? [] : entityToText(entity).split('\n');
}

if (missing.length > 0)
  console.log(`Set ${missing.join(', ')} to compare the sandbox with a real Odoo 17; nothing was tested.`);

const title = 'the sandbox beside a real Odoo';
describe.skipIf(missing.length > 0)(
  missing.length > 0 ? `${title} (skipped: ${missing.join(', ')} not set)` : title,
  () => {
    let sandbox: OdooSandbox;
    let ours: Schema;
    let theirs: Schema;

    beforeAll(async () => {
      sandbox = await startOdooSandbox();
      ours = await discovered(sandbox.url, sandbox.db, sandbox.login, sandbox.password);
      theirs = await discovered(
        env.ODOO_URL ?? '',
        env.ODOO_DB ?? '',
        env.ODOO_LOGIN ?? '',
        env.ODOO_PASSWORD ?? '',
      );
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
  },
);

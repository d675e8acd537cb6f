import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject } from '../project/support/make-project.ts';
import { type Step, stepsIn } from './support/steps.ts';

const CONFIGURATION = `map Group: kind -> product.category {
    key x_id = id
    name = name ?? id
    parent_id = parent else null
  }`;

const MAP = `migration files -> odoo

provision {
  field product.category.x_id, product.template.x_id : char unique "Source id"
  ${CONFIGURATION}
}

map item -> product.template {
  key x_id = id
  name = name ?? id
  categ_id = kind as Group else reject "its kind did not move"
}

test "kinds are there before the items" {
  given  kind { id = "k", name = "Cables" }
  given  item { id = "i", name = "HDMI", kind = "k" }
  expect product.template { x_id = "i", categ_id.name = "Cables" }
}
`;

const SETTINGS = `migration: [main.map]
environments:
  staging:
    source:
      connector: files
      folder: data
      files:
        kind: { fields: { parent: "reference(kind)" } }
        item: { fields: { kind: "reference(kind) required" } }
    target: { connector: odoo, url: "\${ODOO_URL}", db: crm, login: admin, password: "\${ODOO_PASSWORD}" }
discover: { target: { entities: [product.category, product.template] } }
`;

/** A project between a folder of CSV and a sandbox of its own; a kind's parent stands behind it. */
async function inProject(work: (step: Step, folder: string) => Promise<void>): Promise<void> {
  const { startOdooSandbox } = await import('../../src/sandbox/odoo/index.ts');
  const sandbox = await startOdooSandbox({ db: 'crm' });
  try {
    const environment = { ODOO_URL: sandbox.url, ODOO_PASSWORD: sandbox.password };
    const folder = makeProject({ 'main.map': MAP, 'mapc.yaml': SETTINGS });
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'kind.csv'), 'id,name,parent\na,HDMI,b\nb,Cables,\n');
    writeFileSync(join(folder, 'data', 'item.csv'), 'id,name,kind\ni1,Long,a\ni2,Short,b\n');
    const step = stepsIn(folder, environment);
    await step(0, 'discover');
    await step(0, 'check');
    await work(step, folder);
  } finally {
    await sandbox.close();
  }
}

describe('maps inside of `provision`', () => {
  it('bring configuration before anything else, and are taken away after everything else', () =>
    inProject(async (step, folder) => {
      expect(await step(0, 'test')).toMatchObject({ tests: [{ failures: [] }] });
      // Nothing was extracted: the document says so, and applying it reads only what it needs.
      expect(await step(0, 'provision')).toMatchObject({ unextracted: ['kind'], maps: [{ units: 0 }] });
      expect(await step(0, 'provision', '--apply')).toMatchObject({
        steps: [{ status: 'made' }, { status: 'made' }],
        unextracted: [],
        maps: [{ map: 'Group', units: 2, states: { created: 2 }, conserved: true }],
      });
      expect(readFileSync(join(folder, '.mapc/reports/provision.md'), 'utf8')).toContain(
        '| Group | kind | product.category | x\\_id, name, parent\\_id |',
      );
      expect(existsSync(join(folder, '.mapc/stage/kind.jsonl'))).toBe(true);
      expect(existsSync(join(folder, '.mapc/stage/item.jsonl'))).toBe(false);
      await step(0, 'extract');
      expect(await step(0, 'preflight')).toMatchObject({ ready: true });
      // The run moves what is left, and counts no more than that.
      expect(await step(0, 'run')).toMatchObject({
        maps: [{ map: 'item->product.template', states: { created: 2 } }],
      });
      expect(await step(0, 'verify')).toMatchObject({ records: 4, wrong: 0 });
      expect(await step(0, 'reconcile')).toMatchObject({
        maps: [{ map: 'Group', conserved: true }, { map: 'item->product.template' }],
      });
      expect(await step(0, 'provision', '--apply')).toMatchObject({
        steps: [{ status: 'present' }, { status: 'present' }],
        maps: [{ states: { unchanged: 2 } }],
      });
      // What the records stand on is not taken away beneath them.
      await step(2, 'rollback', '--provision');
      expect(await step(0, 'rollback')).toMatchObject({ deleted: 2, left: [] });
      // Configuration outlives the rollback of a run, and serves the next one.
      expect(await step(0, 'run')).toMatchObject({ maps: [{ states: { created: 2 } }] });
      // What was done is undone by the plan that did it, whatever became of the maps since.
      writeFileSync(join(folder, 'main.map'), MAP.replace('kind as Group', 'knd as Group'));
      await step(1, 'run');
      expect(await step(0, 'rollback')).toMatchObject({ deleted: 2, left: [] });
      writeFileSync(join(folder, 'main.map'), MAP);
      expect(await step(0, 'rollback', '--provision')).toMatchObject({
        deleted: 2,
        unprovisioned: 2,
        left: [],
      });
      expect(await step(1, 'preflight')).toMatchObject({ ready: false });
    }));

  it('keep a run from starting while records of configuration are not there', () =>
    inProject(async (step, folder) => {
      await step(0, 'extract');
      await step(0, 'provision', '--apply');
      writeFileSync(join(folder, 'data', 'kind.csv'), 'id,name,parent\na,HDMI,b\nb,Cables,\nc,Plugs,b\n');
      await step(0, 'extract', '--again');
      const environment = JSON.stringify(await step(1, 'preflight'));
      expect(environment).toContain('Group: 1 of 3 records are not provisioned yet');
      expect(await step(0, 'provision', '--apply')).toMatchObject({
        maps: [{ states: { created: 1, unchanged: 2 } }],
      });
      expect(await step(0, 'sample', '--number', '1')).toMatchObject({
        records: [{ map: 'item->product.template' }],
      });
      expect(await step(0, 'rollback', '--sample')).toMatchObject({ deleted: 1 });
      expect(await step(0, 'run')).toMatchObject({ maps: [{ states: { created: 2 } }] });
    }));
});

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject } from '../project/support/make-project.ts';
import { stepsIn } from './support/steps.ts';

const MAP = `migration files -> odoo

provision {
  model x_customer "Customer" {
    x_name : char "Name"
    x_partner : res.partner "Contact"
    x_referred_by : x_customer "Referred by"
    x_id : char unique "Source id"
  }
  field res.partner.x_id : char unique "Source id"
  field res.partner.x_customer : x_customer "Customer"
}

map Person: customer -> res.partner {
  key x_id = id
  name = name ?? id
}
map Card: customer -> x_customer {
  key x_id = "card:{id}"
  x_name = name
  x_partner = this as Person
}
`;

describe('a migration into a model of its own', () => {
  it('goes there and back, and is no drift when discovered again', async () => {
    const { startOdooSandbox } = await import('../../src/sandbox/odoo/index.ts');
    const sandbox = await startOdooSandbox({ db: 'crm' });
    try {
      const environment = { ODOO_URL: sandbox.url, ODOO_PASSWORD: sandbox.password };
      const folder = makeProject({ 'main.map': MAP });
      mkdirSync(join(folder, 'data'));
      writeFileSync(join(folder, 'data', 'customer.csv'), 'id,name\na,Kaya\nb,Müller\n');
      const yaml = join(folder, 'mapc.yaml');
      const settings = readFileSync(yaml, 'utf8');
      const discover = (entities: string): void =>
        writeFileSync(yaml, `${settings}discover: { target: { entities: [${entities}] } }\n`);
      discover('res.partner');
      const step = stepsIn(folder, environment);
      expect(await step(0, 'discover')).toMatchObject({ target: { entities: 1 } });
      await step(0, 'check');
      await step(0, 'extract');
      // Only what can be mended by provisioning is told, not that Odoo lacks a module.
      const early = JSON.stringify(await step(1, 'preflight'));
      expect(early).toContain('x_customer.x_name is not there yet');
      expect(early).not.toContain('is its module installed');
      expect(await step(0, 'provision')).toMatchObject({
        steps: [{ status: 'missing', step: { kind: 'model' } }, { status: 'missing' }, { status: 'missing' }],
      });
      expect(await step(0, 'provision', '--apply')).toMatchObject({
        steps: [{ status: 'made' }, { status: 'made' }, { status: 'made' }],
      });
      expect(readFileSync(join(folder, '.mapc/reports/provision.md'), 'utf8')).toContain(
        'Model x\\_customer',
      );
      expect(await step(0, 'preflight')).toMatchObject({ ready: true });
      expect(await step(0, 'run')).toMatchObject({
        maps: [{ states: { created: 2 } }, { states: { created: 2 } }],
      });
      expect(await step(0, 'verify')).toMatchObject({ records: 4, wrong: 0 });
      // Discovered with the others it is one of the target's, and the maps mean the same.
      discover('res.partner, x_customer');
      expect(await step(0, 'discover')).toMatchObject({ target: { entities: 2 } });
      expect(await step(0, 'discover', '--check')).toMatchObject({ target: { changes: [] } });
      const snapshot: unknown = JSON.parse(
        readFileSync(join(folder, 'schemas/target/x_customer.json'), 'utf8'),
      );
      expect(snapshot).toMatchObject({ fields: { x_name: { provisioned: true } } });
      await step(0, 'check');
      expect(await step(0, 'provision', '--apply')).toMatchObject({
        steps: [{ status: 'present' }, { status: 'present' }, { status: 'present' }],
      });
      expect(await step(0, 'run')).toMatchObject({
        maps: [{ states: { unchanged: 2 } }, { states: { unchanged: 2 } }],
      });
      expect(await step(0, 'rollback')).toMatchObject({ deleted: 4, left: [] });
      expect(await step(0, 'rollback', '--provision')).toMatchObject({ unprovisioned: 3, left: [] });
      expect(await step(0, 'provision')).toMatchObject({
        steps: [{ status: 'missing' }, { status: 'missing' }, { status: 'missing' }],
      });
    } finally {
      await sandbox.close();
    }
  });
});

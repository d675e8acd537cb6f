import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeProject } from '../project/support/make-project.ts';
import { runCli } from './support/run-cli.ts';

it('writes a module in place of making anything', async () => {
  const { startOdooSandbox } = await import('../../src/sandbox/odoo/index.ts');
  const sandbox = await startOdooSandbox({ db: 'crm' });
  try {
    const environment = { ODOO_URL: sandbox.url, ODOO_PASSWORD: sandbox.password };
    const folder = makeProject();
    const place = join(folder, 'addons', 'mapc_clinic');
    const emit = (...words: readonly string[]) =>
      runCli(['provision', folder, '--emit', 'odoo-addon', '--output', place, ...words], environment);
    const { code, out } = await emit('--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ folder: place, notes: [] });
    expect(readFileSync(join(place, 'models/res_partner.py'), 'utf8')).toContain(
      'x_id = fields.Char(string="Source id", size=64, index=True, copy=False)',
    );
    expect(readFileSync(join(place, 'views/views.xml'), 'utf8')).toContain('ref="base.view_partner_form"');
    const again = await runCli(['provision', folder, '--json'], environment);
    expect(JSON.parse(again.out)).toMatchObject({ steps: [{ status: 'missing' }] });
    // It is written anew into its own folder, and into nobody else's.
    expect((await emit()).out).toContain('a module of 6 files');
    const other = join(folder, 'schemas');
    const refused = await runCli(['provision', folder, '--emit', 'odoo-addon', '-o', other], environment);
    expect(refused.err).toContain('holds files that mapc did not write');
    expect(refused.code).not.toBe(0);
    expect(existsSync(join(other, '__manifest__.py'))).toBe(false);
  } finally {
    await sandbox.close();
  }
});

it.each([
  [['--emit', 'dataverse-solution'], 'there is odoo-addon'],
  [['--emit', 'odoo-addon', '--apply'], 'take one of them'],
  [['--output', 'x'], '--output goes with --emit odoo-addon'],
])('refuses %s', async (words, message) => {
  const { code, err } = await runCli(['provision', makeProject(), ...words], {});
  expect(code).not.toBe(0);
  expect(err).toContain(message);
});

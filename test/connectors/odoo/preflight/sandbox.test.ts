import { afterAll } from 'vitest';
import { type OdooSandbox, startOdooSandbox } from '../../../../src/sandbox/odoo/index.ts';
import { describePreflight } from './suite.ts';

const open: OdooSandbox[] = [];
afterAll(async () => {
  for (const sandbox of open) await sandbox.close();
});

for (const modules of [[], ['base_automation'] as const])
  describePreflight(`The sandbox${modules.length === 0 ? '' : ' with automation rules'}`, async () => {
    const sandbox = await startOdooSandbox({ modules });
    open.push(sandbox);
    const { url, db, login, password } = sandbox;
    return { url, db, login, password };
  });

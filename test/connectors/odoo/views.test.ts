import { afterAll } from 'vitest';
import { type OdooSandbox, startOdooSandbox } from '../../../src/sandbox/odoo/index.ts';
import { describeViews } from './views/suite.ts';

const started: OdooSandbox[] = [];
afterAll(() => Promise.all(started.map((one) => one.close())));

for (const version of ['17.0', '18.0'] as const)
  describeViews(`The sandbox as ${version}`, async () => {
    const sandbox = await startOdooSandbox({ version });
    started.push(sandbox);
    const { url, db, login, password } = sandbox;
    return { url, db, login, password };
  });

import { afterAll } from 'vitest';
import { type OdooSandbox, startOdooSandbox } from '../../../src/sandbox/odoo/index.ts';
import { describeWrites } from './writes/suite.ts';

let sandbox: OdooSandbox | undefined;
afterAll(() => sandbox?.close());

describeWrites('The sandbox', async () => {
  sandbox = await startOdooSandbox();
  const { url, db, login, password } = sandbox;
  return { url, db, login, password };
});

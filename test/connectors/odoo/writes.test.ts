import { afterAll, expect } from 'vitest';
import { type OdooSandbox, startOdooSandbox } from '../../../src/sandbox/odoo/index.ts';
import { describeWrites } from './writes/suite.ts';

let sandbox: OdooSandbox | undefined;
afterAll(() => sandbox?.close());

async function post(path: string, body: object): Promise<void> {
  const response = await fetch(`${sandbox?.url}/sandbox/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  expect(response.ok).toBe(true);
}

describeWrites('The sandbox', async () => {
  sandbox = await startOdooSandbox();
  const { url, db, login, password } = sandbox;
  return {
    settings: { url, db, login, password },
    delays: {
      delay: (model) => post('faults', { kind: 'late', model }),
      carryOut: () => post('late', {}),
    },
  };
});

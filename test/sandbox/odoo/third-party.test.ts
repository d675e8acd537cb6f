import { describe, expect, test } from 'vitest';
import { startOdooSandbox } from '../../../src/sandbox/odoo/index.ts';
import { clients, pythonWith, recorded, steps } from './third-party/clients.ts';

/** Clients that know nothing of the sandbox get the answers and the errors that a real Odoo 17.0 gave them. */
describe.each(clients)('$name', (client) => {
  const python = pythonWith(client.module);
  test.skipIf(python === null)(
    python === null ? `is not here: no Python with ${client.module}` : 'is answered as by a real Odoo 17.0',
    async () => {
      const sandbox = await startOdooSandbox();
      try {
        expect(await steps(python ?? '', client, sandbox)).toEqual(recorded(client));
      } finally {
        await sandbox.close();
      }
    },
  );
});

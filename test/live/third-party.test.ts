import { env } from 'node:process';
import { describe, expect, test } from 'vitest';
import { clients, pythonWith, recorded, steps } from '../sandbox/odoo/third-party/clients.ts';
import { whySkipped } from './series.ts';

/** What the sandbox is held to, as third-party clients see it, is what a real Odoo 17.0 answers. */
const NEEDED = ['ODOO_URL', 'ODOO_DB', 'ODOO_LOGIN', 'ODOO_PASSWORD'] as const;
const missing = NEEDED.filter((name) => (env[name] ?? '') === '');
const skipped = await whySkipped(missing, env.ODOO_URL, '17.0');
if (skipped !== null) console.log(`Third-party clients asked no real Odoo 17.0: ${skipped}.`);

describe.skipIf(skipped !== null)(
  skipped === null ? 'A real Odoo' : `A real Odoo (skipped: ${skipped})`,
  () => {
    test.each(clients)('answers $name as was recorded', async (client) => {
      const python = pythonWith(client.module);
      expect(python, `a Python with ${client.module}`).not.toBeNull();
      const { ODOO_URL = '', ODOO_DB = '', ODOO_LOGIN = '', ODOO_PASSWORD = '' } = env;
      const server = { url: ODOO_URL, db: ODOO_DB, login: ODOO_LOGIN, password: ODOO_PASSWORD };
      expect(await steps(python ?? '', client, server)).toEqual(recorded(client));
    });
  },
);

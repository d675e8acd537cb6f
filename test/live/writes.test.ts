import { env } from 'node:process';
import { describe, test } from 'vitest';
import { describeWrites } from '../connectors/odoo/writes/suite.ts';

/**
 * Every kind of write that the sandbox is tested with, on a real Odoo. It takes away again what it makes; use a database
 * that nobody else works in meanwhile.
 */
const NEEDED = ['ODOO_URL', 'ODOO_DB', 'ODOO_LOGIN', 'ODOO_PASSWORD'] as const;
const missing = NEEDED.filter((name) => (env[name] ?? '') === '');

if (missing.length > 0)
  describe('A real Odoo', () => {
    test.skip(`without ${missing.join(', ')} nothing is written`, () => undefined);
  });
else
  describeWrites('A real Odoo', async () => ({
    settings: {
      url: env.ODOO_URL ?? '',
      db: env.ODOO_DB ?? '',
      login: env.ODOO_LOGIN ?? '',
      password: env.ODOO_PASSWORD ?? '',
    },
  }));

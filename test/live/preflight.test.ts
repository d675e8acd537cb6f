import { env } from 'node:process';
import { describe, test } from 'vitest';
import { describePreflight } from '../connectors/odoo/preflight/suite.ts';

/**
 * The questions before a run, on a real Odoo 17.0: a new database with the modules that the sandbox's data names, with or
 * without base_automation. The tests take away again what they make.
 */
const NEEDED = ['ODOO_URL', 'ODOO_DB', 'ODOO_LOGIN', 'ODOO_PASSWORD'] as const;
const missing = NEEDED.filter((name) => (env[name] ?? '') === '');

if (missing.length > 0)
  describe('A real Odoo', () => {
    test.skip(`without ${missing.join(', ')} nothing is asked`, () => undefined);
  });
else
  describePreflight('A real Odoo', async () => ({
    url: env.ODOO_URL ?? '',
    db: env.ODOO_DB ?? '',
    login: env.ODOO_LOGIN ?? '',
    password: env.ODOO_PASSWORD ?? '',
  }));

import { env } from 'node:process';
import { describe, test } from 'vitest';
import { ConnectorError } from '../../src/connectors/contract.ts';
import { completed, defaultTimeouts } from '../../src/connectors/odoo/config.ts';
import { connect } from '../../src/connectors/odoo/connect.ts';
import type { OdooTransport } from '../../src/connectors/odoo/index.ts';
import { describeWrites } from '../connectors/odoo/writes/suite.ts';
import type { Delays } from '../connectors/odoo/writes/world.ts';

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
  describeWrites('A real Odoo', async () => {
    const settings = {
      url: env.ODOO_URL ?? '',
      db: env.ODOO_DB ?? '',
      login: env.ODOO_LOGIN ?? '',
      password: env.ODOO_PASSWORD ?? '',
    };
    const { transport, delays } = losing((await connect(completed(settings), defaultTimeouts)).transport);
    return { settings, dependencies: { transport }, delays };
  });

/** A transport that loses answers of calls which the server carried out. */
function losing(whole: OdooTransport): { readonly transport: OdooTransport; readonly delays: Delays } {
  let next: string | null = null;
  return {
    delays: {
      delay: async (model) => {
        next = model;
      },
      carryOut: async () => undefined,
    },
    transport: {
      protocol: whole.protocol,
      version: (options) => whole.version(options),
      user: (options) => whole.user(options),
      close: () => whole.close(),
      async call(model, method, ...rest) {
        const answer = await whole.call(model, method, ...rest);
        if (model !== next || (method !== 'create' && method !== 'load')) return answer;
        next = null;
        throw new ConnectorError('lost', 'The answer is lost');
      },
    },
  };
}

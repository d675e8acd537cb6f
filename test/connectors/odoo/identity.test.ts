import { expect, test } from 'vitest';
import { ConnectorError } from '../../../src/connectors/contract.ts';
import { identity } from '../../../src/connectors/odoo/identity.ts';
import { OdooSession } from '../../../src/connectors/odoo/session.ts';
import type { JsonValue } from '../../../src/schema/model.ts';
import { sandboxed } from './sandboxed.ts';

const config = { url: 'https://erp.test', db: 'live', login: 'mover', password: 'p' };

function sessionWith(answer: () => JsonValue): OdooSession {
  return new OdooSession(config, async () => ({
    version: '17.0',
    transport: {
      protocol: 'jsonrpc',
      version: async () => '17.0',
      user: async () => 2,
      call: async () => answer(),
      close: async () => undefined,
    },
  }));
}
const failing = (kind: 'forbidden' | 'authentication'): (() => JsonValue) => {
  return () => {
    throw new ConnectorError(kind, 'no');
  };
};
const sandbox = sandboxed([]);

test('is the name and the number of the database', async () => {
  const said = await sandbox().target.identity();
  expect(said).toMatch(/^sandbox, [0-9a-f-]{36}$/);
  expect(await sandbox().target.identity()).toBe(said);
});

test('is the name and the address where the login may not read the number, or there is none', async () => {
  expect(await identity(sessionWith(failing('forbidden')))).toBe('live at https://erp.test');
  expect(await identity(sessionWith(() => false))).toBe('live at https://erp.test');
  await expect(identity(sessionWith(failing('authentication')))).rejects.toMatchObject({
    kind: 'authentication',
  });
});

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConnectionError, createSource, createTarget } from '../../src/connectors/index.ts';

const dataverse = {
  connector: 'dataverse',
  url: 'https://org.crm4.dynamics.com',
  tenant: 't',
  client: 'c',
  secret: 's3cret',
};
const odoo = {
  connector: 'odoo',
  url: 'https://erp.example.com',
  db: 'crm',
  login: 'admin',
  password: 'pa55',
};

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ConnectionError) return error.message;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('connections', () => {
  it('become sources and targets without asking the system anything', async () => {
    const source = await createSource(dataverse, '.');
    const target = await createTarget(odoo);
    expect([source.system, target.system]).toEqual(['dataverse', 'odoo']);
    await source.close();
    await target.close();
  });

  it('to files are relative to the project', async () => {
    const project = join(import.meta.dirname, '../../examples/northwind');
    const source = await createSource(
      { connector: 'files', folder: 'data', files: { customers: {} } },
      project,
    );
    expect(Object.keys((await source.discover(null)).entities)).toEqual(['customers']);
  });

  it('take numbers that come from the environment as text', async () => {
    const source = await createSource({ ...dataverse, page: '500', concurrency: '2' }, '.');
    expect(source.system).toBe('dataverse');
    await source.close();
  });

  it.each([
    [
      { connector: 'salesforce' },
      'There is no connector "salesforce" for a source; there is dataverse, files.',
    ],
    [odoo, 'There is no connector "odoo" for a source; there is dataverse, files.'],
    [
      { connector: 'dataverse', url: 'https://x', tenant: 't' },
      'The dataverse connection cannot be used: secret is missing; client is missing.',
    ],
    [
      { ...dataverse, sercet: 'x' },
      'The dataverse connection cannot be used: sercet is not a key that it knows.',
    ],
    [
      { ...dataverse, url: 'org.crm4.dynamics.com' },
      'The dataverse connection cannot be used: url must be an address that starts with http:// or https://.',
    ],
    [{ ...dataverse, secret: '' }, 'The dataverse connection cannot be used: secret is empty.'],
    [
      { ...dataverse, certificate: 'app.pem' },
      'The dataverse connection cannot be used: it has a secret and a certificate; leave one of them out.',
    ],
    [
      { ...dataverse, key: 'app.pem' },
      'The dataverse connection cannot be used: key goes with a certificate, which is missing.',
    ],
    [{ ...dataverse, page: 9000 }, 'The dataverse connection cannot be used: page must be <= 5000.'],
    [
      { connector: 'files', folder: 'd', files: { orders: { group: { by: 'a' } } } },
      'The files connection cannot be used: files.orders.group.into is missing; files.orders.group.fields is missing.',
    ],
    [
      { connector: 'files', folder: 'd', files: { orders: { format: 'xlsx' } } },
      'The files connection cannot be used: files.orders.format must be one of csv, jsonl, xml.',
    ],
  ])('%j: refused in words', async (connection, message) => {
    expect(await refusal(createSource(connection, '.'))).toBe(message);
  });

  it('of targets are refused in words, without their secrets', async () => {
    expect(await refusal(createTarget({ ...odoo, protocol: 'pa55' }))).toBe(
      'The odoo connection cannot be used: protocol must be one of json2, jsonrpc, xmlrpc.',
    );
    const { login: _login, password: _password, ...bare } = odoo;
    expect(await refusal(createTarget(bare))).toBe(
      'The odoo connection cannot be used: login is missing; password is missing.',
    );
    expect(await refusal(createTarget(dataverse))).toBe(
      'There is no connector "dataverse" for a target; there is odoo.',
    );
  });

  it('are left as they were', async () => {
    const given = Object.freeze({ ...dataverse, page: '500' });
    await (await createSource(given, '.')).close();
    expect(given.page).toBe('500');
  });
});

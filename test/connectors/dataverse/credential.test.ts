import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConnectorError } from '../../../src/connectors/contract.ts';
import { createDataverseSource } from '../../../src/connectors/dataverse/index.ts';
import { createSource } from '../../../src/connectors/index.ts';
import { type DataverseSandbox, startDataverseSandbox } from '../../../src/sandbox/dataverse/index.ts';
import { makeCertificate } from '../../sandbox/dataverse/certificate.ts';
import { account, fakeWorld, goodToken, json, scripted } from './server.ts';

const made = makeCertificate('2020-01-01T00:00:00Z', '2120-01-01T00:00:00Z');
const other = makeCertificate('2020-01-01T00:00:00Z', '2120-01-01T00:00:00Z');
const short = makeCertificate('2020-01-01T00:00:00Z', '2120-01-01T00:00:00Z', 1024);
const old = makeCertificate('2020-01-01T00:00:00Z', '2021-05-06T00:00:00Z');
const young = makeCertificate('2119-01-01T00:00:00Z', '2120-01-01T00:00:00Z');
const locked = made.privateKey
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' })
  .toString();

describe('signing in with a certificate', () => {
  let sandbox: DataverseSandbox;
  let folder: string;
  beforeAll(async () => {
    sandbox = await startDataverseSandbox({ scale: 0.05, certificate: made.certificate });
    folder = mkdtempSync(join(tmpdir(), 'mapc-certificate-'));
    writeFileSync(join(folder, 'app.pem'), `${made.certificate}${made.key}`);
    writeFileSync(join(folder, 'key.pem'), made.key);
    writeFileSync(join(folder, 'cert.pem'), made.certificate);
    writeFileSync(join(folder, 'locked.pem'), `${locked}${made.certificate}`);
  });
  afterAll(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true });
  });

  /** Reads something, as the connection of a project would. */
  const count = async (settings: Readonly<Record<string, string>>): Promise<number> => {
    const { url, tenant, client } = sandbox;
    const source = await createSource({ connector: 'dataverse', url, tenant, client, ...settings }, folder);
    try {
      return await source.count(account);
    } finally {
      await source.close();
    }
  };
  const refusal = async (settings: Readonly<Record<string, string>>): Promise<string> => {
    const error: unknown = await count(settings).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof ConnectorError)) throw error ?? new Error('it was accepted');
    expect(error.kind).toBe('configuration');
    return error.message;
  };

  it.each([
    ['one file with both', { certificate: 'app.pem' }],
    ['a file each', { certificate: 'cert.pem', key: 'key.pem' }],
    ['texts', { certificate: made.certificate, key: made.key }],
    [
      'a text with its line breaks written out',
      { certificate: `${made.certificate}${made.key}`.replaceAll('\n', '\\n') },
    ],
    ['a key that is encrypted', { certificate: 'locked.pem', passphrase: 'open sesame' }],
  ])('works with %s', async (_, settings) => {
    expect(await count(settings)).toBe(sandbox.rows('account').length);
  });

  it('sends an assertion for the sign-in service, with the thumbprint and an end', async () => {
    const server = await scripted((response) => json(response, '3'), goodToken);
    const world = fakeWorld();
    const { secret: _, ...config } = server.config;
    const source = createDataverseSource({ ...config, certificate: made.certificate, key: made.key }, world);
    await source.count(account);
    await source.close();
    await server.close();
    const form = new URLSearchParams(server.grants[0]);
    expect([...form.keys()].toSorted()).toEqual([
      'client_assertion',
      'client_assertion_type',
      'client_id',
      'grant_type',
      'scope',
    ]);
    const [header, claims] = (form.get('client_assertion') ?? '')
      .split('.')
      .slice(0, 2)
      .map((part): unknown => JSON.parse(Buffer.from(part, 'base64url').toString()));
    expect(header).toEqual({ alg: 'PS256', typ: 'JWT', 'x5t#S256': expect.stringMatching(/^[\w-]{43}$/) });
    const now = Date.UTC(2024, 0, 1) / 1000;
    expect(claims).toEqual({
      aud: `${server.config.url}/contoso/oauth2/v2.0/token`,
      iss: 'app-1',
      sub: 'app-1',
      jti: expect.any(String),
      iat: now,
      nbf: now,
      exp: now + 600,
    });
  });

  it('says what the sign-in service says of one that is not registered', async () => {
    const { url, tenant, client } = sandbox;
    const source = createDataverseSource({
      url,
      tenant,
      client,
      ...{ certificate: other.certificate, key: other.key },
    });
    await expect(source.count(account)).rejects.toThrow(
      /refused client .* AADSTS700027: .* Check tenant, client and certificate of the connection\.$/,
    );
    await source.close();
  });

  it.each([
    [
      'is not there',
      { certificate: 'nowhere.pem' },
      /`certificate` names the file \S*nowhere\.pem, which is not there/,
    ],
    ['holds none', { certificate: 'key.pem' }, /no certificate in it: .*openssl pkcs12/],
    ['has no key', { certificate: 'cert.pem' }, /private key does not stand beside it.*`key`/],
    ['has another key', { certificate: 'cert.pem', key: other.key }, /not the one of the certificate/],
    ['has no key in `key`', { certificate: 'cert.pem', key: 'cert.pem' }, /no private key in `key`/],
    ['is locked', { certificate: 'locked.pem' }, /encrypted\. Give its `passphrase`/],
    ['is locked otherwise', { certificate: 'locked.pem', passphrase: 'x' }, /`passphrase` does not open/],
    ['expired', { certificate: old.certificate, key: old.key }, /expired on 2021-05-06/],
    ['is not good yet', { certificate: young.certificate, key: young.key }, /good from 2119-01-01 on/],
    ['has too short a key', { certificate: short.certificate, key: short.key }, /RSA with 2048 bits/],
  ])('says what to do about a certificate that %s', async (_, settings, message) => {
    const said = await refusal(settings);
    expect(said).toMatch(/^The certificate of the dataverse connection cannot be used: .*\.$/s);
    expect(said).toMatch(message);
    expect(said).not.toMatch(/PRIVATE KEY-----\n/);
  });
});

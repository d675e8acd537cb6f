import { constants, sign, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate } from './certificate.ts';
import { type Client, connect, requestToken } from './client.ts';

const made = makeCertificate('2020-01-01T00:00:00Z', '2120-01-01T00:00:00Z');
const other = makeCertificate('2020-01-01T00:00:00Z', '2120-01-01T00:00:00Z');

describe('the token endpoint', () => {
  let client: Client;
  let time = Date.parse('2024-06-01T12:00:00Z');
  beforeAll(async () => {
    client = await connect({ tokenLifetime: 600, now: () => time, certificate: made.certificate });
  });
  afterAll(() => client.sandbox.close());

  it('gives a bearer token for the right credentials', async () => {
    const response = await requestToken(client.sandbox);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ token_type: 'Bearer', expires_in: 600 });
  });

  it('refuses a wrong secret in the words of the real service', async () => {
    const response = await requestToken(client.sandbox, { client_secret: 'wrong' });
    expect(response.status).toBe(401);
    const body = await response.json();
    expect(body).toMatchObject({ error: 'invalid_client', error_codes: [7000215] });
    expect(JSON.stringify(body)).toContain(
      'AADSTS7000215: Invalid client secret provided. Ensure the secret',
    );
    expect(JSON.stringify(body)).not.toContain(client.sandbox.secret);
  });

  it.each([
    [{ client_id: 'nobody' }, 'AADSTS700016'],
    [{ scope: 'https://elsewhere.example/.default' }, 'AADSTS500011'],
    [{ grant_type: 'password' }, 'AADSTS70003'],
  ])('refuses %o with %s', async (changes, code) => {
    const response = await requestToken(client.sandbox, changes);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(code);
  });

  it('refuses a tenant that it does not have', async () => {
    const response = await fetch(`${client.sandbox.url}/nowhere/oauth2/v2.0/token`, { method: 'POST' });
    expect(await response.text()).toContain("AADSTS90002: Tenant 'nowhere' not found.");
  });

  it('takes the credentials in the Authorization header too', async () => {
    const { client: id, secret, tenant, url } = client.sandbox;
    const response = await fetch(`${url}/${tenant}/oauth2/v2.0/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: `${url}/.default` }),
    });
    expect(response.status).toBe(200);
  });

  /** An assertion, made by hand. */
  const assertion = (
    claims: Readonly<Record<string, unknown>> = {},
    { alg = 'PS256', of = made, by = made } = {},
  ): Record<string, string> => {
    const { client: id, tenant, url } = client.sandbox;
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const now = Math.floor(time / 1000);
    const { fingerprint, fingerprint256 } = new X509Certificate(of.certificate);
    const print = (text: string): string =>
      Buffer.from(text.replaceAll(':', ''), 'hex').toString('base64url');
    const thumbprint = alg === 'PS256' ? { 'x5t#S256': print(fingerprint256) } : { x5t: print(fingerprint) };
    const aud = `${url}/${tenant}/oauth2/v2.0/token`;
    const whole = { aud, iss: id, sub: id, jti: 'one', nbf: now, exp: now + 600, ...claims };
    const text = `${part({ alg, typ: 'JWT', ...thumbprint })}.${part(whole)}`;
    const padding =
      alg === 'PS256'
        ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
        : { padding: constants.RSA_PKCS1_PADDING };
    const signature = sign('sha256', Buffer.from(text), { key: by.privateKey, ...padding });
    return {
      client_secret: '',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: `${text}.${signature.toString('base64url')}`,
    };
  };

  it.each(['PS256', 'RS256'])('takes an assertion signed with the certificate, %s', async (alg) => {
    expect((await requestToken(client.sandbox, assertion({}, { alg }))).status).toBe(200);
  });

  it.each([
    ['a certificate that it does not know', {}, { of: other, by: other }, 'AADSTS700027'],
    ['a key that is not the one of the certificate', {}, { by: other }, 'invalid signature'],
    ['another audience', { aud: 'https://elsewhere.example' }, {}, 'AADSTS700023'],
    ['another application', { iss: 'nobody' }, {}, 'AADSTS700021'],
    ['one that has ended', { exp: Date.parse('2024-06-01T11:00:00Z') / 1000 }, {}, 'AADSTS700024'],
    ['one that has not begun', { nbf: Date.parse('2024-06-01T13:00:00Z') / 1000 }, {}, 'AADSTS700024'],
  ])('refuses an assertion with %s', async (_, claims, options, words) => {
    const response = await requestToken(client.sandbox, assertion(claims, options));
    expect(response.status).toBe(401);
    expect(await response.text()).toContain(words);
  });

  it('asks for a secret or an assertion', async () => {
    const response = await requestToken(client.sandbox, { client_secret: '' });
    expect(await response.text()).toContain("'client_assertion' or 'client_secret'");
  });

  it('has no API call without a token', async () => {
    const response = await fetch(`${client.sandbox.url}/api/data/v9.2/WhoAmI`);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('Bearer authorization_uri=');
  });

  it('lets tokens go stale', async () => {
    await client.signIn();
    expect((await client.get('WhoAmI')).status).toBe(200);
    time += 600_000;
    expect((await client.get('WhoAmI')).status).toBe(401);
    await client.signIn();
    expect((await client.get('WhoAmI')).status).toBe(200);
  });
});

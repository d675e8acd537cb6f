import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, connect, requestToken } from './client.ts';

describe('the token endpoint', () => {
  let client: Client;
  let time = Date.parse('2024-06-01T12:00:00Z');
  beforeAll(async () => {
    client = await connect({ tokenLifetime: 600, now: () => time });
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

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OdooSandbox, startOdooSandbox } from '../../../src/sandbox/odoo/index.ts';

let sandbox: OdooSandbox;
beforeAll(async () => {
  sandbox = await startOdooSandbox({ version: '19.0', apiKey: 'k' });
});
afterAll(() => sandbox.close());

async function ask(
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = { authorization: 'bearer k' },
): Promise<{ readonly status: number; readonly value: Readonly<Record<string, unknown>> }> {
  const answer = await fetch(`${sandbox.url}/json/2/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const value: Readonly<Record<string, unknown>> = JSON.parse(await answer.text());
  return { status: answer.status, value };
}

describe('JSON-2 of the sandbox', () => {
  it('answers with the bare value', async () => {
    expect(await ask('crm.tag/create', { vals_list: [{ name: 'A' }] })).toMatchObject({
      status: 200,
      value: [expect.any(Number)],
    });
    expect(await ask('crm.tag/search_count', { domain: [] })).toEqual({ status: 200, value: 1 });
  });

  it('says whose key it is', async () => {
    expect((await ask('res.users/context_get', {})).value).toMatchObject({ uid: 2 });
  });

  it.each([
    ['a body that is no JSON', 'crm.tag/search', '{', 400, 'could not parse the body as json'],
    ['no such model', 'no.such/search', { domain: [] }, 404, "the model 'no.such' does not exist"],
    ['no such method', 'crm.tag/dance', {}, 404, 'does not exist'],
    [
      'ids for a method of the model',
      'crm.tag/search',
      { ids: [1] },
      422,
      'cannot call crm.tag.search with ids',
    ],
    [
      'an argument too many',
      'crm.tag/search',
      { where: [] },
      422,
      "got an unexpected keyword argument 'where'",
    ],
    ['an argument that is missing', 'crm.tag/create', {}, 422, "missing a required argument: 'vals_list'"],
    ['a private method', 'crm.tag/_read', {}, 403, 'Private methods'],
  ])('refuses %s', async (_what, path, body, status, message) => {
    const answer = await ask(path, body);
    expect(answer.status).toBe(status);
    expect(answer.value.message).toContain(message);
  });

  it('refuses another key, and none', async () => {
    expect(await ask('crm.tag/search', {}, { authorization: 'bearer admin' })).toMatchObject({
      status: 401,
      value: { name: 'werkzeug.exceptions.Unauthorized', arguments: ['Invalid apikey', 401] },
    });
    expect((await ask('crm.tag/search', {}, {})).status).toBe(401);
  });

  it('tells its version without a key', async () => {
    const answer = await fetch(`${sandbox.url}/web/version`);
    expect(await answer.json()).toEqual({ version_info: [19, 0, 0, 'final', 0, ''], version: '19.0' });
  });
});

describe.each(['16.0', '17.0', '18.0'] as const)('the sandbox as %s', (version) => {
  it('says so, and has no JSON-2', async () => {
    const older = await startOdooSandbox({ version });
    try {
      const answer = await fetch(`${older.url}/jsonrpc`, {
        method: 'POST',
        body: JSON.stringify({ id: 1, params: { service: 'common', method: 'version', args: [] } }),
      });
      const { result } = (await answer.json()) as { readonly result: Readonly<Record<string, unknown>> };
      expect(result).toMatchObject({ server_serie: version, server_version: version });
      expect((await fetch(`${older.url}/json/2/crm.tag/search`, { method: 'POST' })).status).toBe(404);
      expect((await fetch(`${older.url}/web/version`)).status).toBe(404);
    } finally {
      await older.close();
    }
  });
});

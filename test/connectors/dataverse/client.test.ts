import { afterEach, describe, expect, it } from 'vitest';
import { ConnectorError, type Source } from '../../../src/connectors/contract.ts';
import { createDataverseSource } from '../../../src/connectors/dataverse/index.ts';
import { type Answer, account, all, fakeWorld, goodToken, json, type Scripted, scripted } from './server.ts';

const A1 = '00000000-0000-0000-0000-0000000000a1';
const page = { value: [{ accountid: A1, name: 'Kaya' }] };
const fine: Answer = (response) => json(response, page);

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function start(
  api: Answer,
  token?: Answer,
): Promise<{ server: Scripted; source: Source; world: ReturnType<typeof fakeWorld> }> {
  const server = await scripted(api, token);
  const world = fakeWorld();
  const source = createDataverseSource(server.config, world);
  open.push(source, server);
  return { server, source, world };
}

const read = (source: Source) => all(source.read(account, ['name']));

async function failure(source: Source): Promise<ConnectorError> {
  try {
    await read(source);
  } catch (error) {
    if (error instanceof ConnectorError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('signing in', () => {
  it('asks for a token by client credentials and sends it with every request', async () => {
    const { server, source } = await start(fine);
    expect(await read(source)).toEqual([{ id: A1, values: { name: 'Kaya' } }]);
    await read(source);
    expect(server.grants).toHaveLength(1);
    expect(Object.fromEntries(new URLSearchParams(server.grants[0]))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'app-1',
      client_secret: 'hunter2-hunter2',
      scope: `${server.config.url}/.default`,
    });
    expect(server.calls.map((call) => call.headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-1',
    ]);
  });

  it('renews the token before it expires', async () => {
    const { server, source, world } = await start(fine);
    await read(source);
    world.time += 3600_000 - 5 * 60_000 - 1;
    await read(source);
    expect(server.grants).toHaveLength(1);
    world.time += 1;
    await read(source);
    expect(server.calls.map((call) => call.headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-1',
      'Bearer token-2',
    ]);
  });

  it('renews once and replays when the server refuses the token', async () => {
    const { server, source, world } = await start((response, call) => {
      if (call.headers.authorization === 'Bearer token-1')
        json(response, { error: { code: '', message: 'stale' } }, 401);
      else json(response, page);
    });
    expect(await read(source)).toHaveLength(1);
    expect(server.calls).toHaveLength(2);
    expect(world.slept).toEqual([]);
  });

  it('gives up when the new token is refused as well', async () => {
    const { server, source } = await start((response) => json(response, '{}', 401));
    expect((await failure(source)).kind).toBe('authentication');
    expect(server.calls).toHaveLength(2);
  });

  it('shares one token among requests that start together', async () => {
    const { server, source } = await start(fine);
    await Promise.all([read(source), read(source), read(source)]);
    expect(server.grants).toHaveLength(1);
  });

  it('names tenant and client of a wrong secret, and never the secret', async () => {
    const { source } = await start(fine, (response) =>
      json(
        response,
        {
          error: 'invalid_client',
          error_description: 'AADSTS7000215: Invalid client secret hunter2-hunter2 provided.\r\nTrace ID: 1',
        },
        401,
      ),
    );
    const error = await failure(source);
    expect(error.kind).toBe('authentication');
    expect(error.message).toContain('client app-1 of tenant contoso');
    expect(error.message).toContain('AADSTS7000215');
    expect(error.message).not.toContain('Trace');
    expect(error.message).not.toContain('hunter2');
  });

  it('tells a web page from a sign-in service', async () => {
    const { source } = await start(fine, (response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<html><title>Hotel WiFi</title></html>');
    });
    const error = await failure(source);
    expect(error.kind).toBe('protocol');
    expect(error.message).toContain('a web page ("Hotel WiFi")');
  });

  it('waits for a sign-in service that is down for a moment', async () => {
    const { source, world } = await start(fine, (response, call, count) =>
      count < 3 ? json(response, '{}', 503) : goodToken(response, call, count),
    );
    expect(await read(source)).toHaveLength(1);
    expect(world.slept).toEqual([375, 750]);
  });
});

describe('throttling', () => {
  it('waits as long as Retry-After says, to the millisecond, and every lane with it', async () => {
    const { server, source, world } = await start((response, _, count) => {
      if (count === 1) {
        json(response, { error: { code: '0x80072322', message: 'Number of requests exceeded' } }, 429, {
          'retry-after': '17',
        });
      } else json(response, page);
    });
    await read(source);
    expect(world.slept).toEqual([17_000]);
    await read(source);
    expect(world.slept).toEqual([17_000]);
    expect(server.calls).toHaveLength(3);
  });

  it('holds back requests that were waiting for their turn when the limit was met', async () => {
    const world = fakeWorld();
    const times: number[] = [];
    const server = await scripted((response, _, count) => {
      times.push(world.time);
      if (count === 1) json(response, '{}', 429, { 'retry-after': '17' });
      else json(response, page);
    });
    const source = createDataverseSource({ ...server.config, concurrency: 1 }, world);
    open.push(source, server);
    const began = world.time;
    await Promise.all([read(source), read(source), read(source)]);
    expect(times).toHaveLength(4);
    expect(times[0]).toBe(began);
    for (const time of times.slice(1)) expect(time).toBeGreaterThanOrEqual(began + 17_000);
  });

  it('understands a date in Retry-After', async () => {
    const { source, world } = await start((response, _, count) =>
      count === 1
        ? json(response, '{}', 429, { 'retry-after': 'Mon, 01 Jan 2024 00:00:09 GMT' })
        : json(response, page),
    );
    await read(source);
    expect(world.slept).toEqual([9000]);
  });

  it('backs off from 502 and 503, longer each time', async () => {
    const { source, world } = await start((response, _, count) =>
      count <= 4 ? json(response, '', count % 2 === 0 ? 502 : 503) : json(response, page),
    );
    await read(source);
    expect(world.slept).toEqual([375, 750, 1500, 3000]);
  });

  it('does not try for ever, and passes on how long to wait', async () => {
    const { server, source } = await start((response) =>
      json(response, { error: { message: 'Combined execution time' } }, 429, { 'retry-after': '5' }),
    );
    const error = await failure(source);
    expect(error).toMatchObject({ kind: 'transient', retryAfter: 5000 });
    expect(error.message).toContain('Combined execution time');
    expect(server.calls).toHaveLength(8);
  });

  it('stops waiting when it is told to', async () => {
    const stop = new AbortController();
    const { source } = await start((response) => {
      stop.abort(new Error('enough'));
      json(response, '{}', 503);
    });
    await expect(all(source.read(account, ['name'], { signal: stop.signal }))).rejects.toThrow('enough');
  });
});

describe('a bad connection', () => {
  it('is tried again', async () => {
    const { server, source } = await start((response, _, count) => {
      if (count <= 2) response.destroy();
      else json(response, page);
    });
    expect(await read(source)).toHaveLength(1);
    expect(server.calls).toHaveLength(3);
  });

  it('that cuts an answer short is tried again', async () => {
    const { source } = await start((response, _, count) => {
      if (count > 1) return json(response, page);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
      response.write('{"value":[{"acc');
      response.socket?.end();
    });
    expect(await read(source)).toHaveLength(1);
  });

  it('that always cuts answers short is named', async () => {
    const { source } = await start((response) => json(response, '{"value":[{"acc'));
    const error = await failure(source);
    expect(error.kind).toBe('protocol');
    expect(error.message).toContain('the JSON breaks off after 15 characters');
  });

  it('to nobody is named at once', async () => {
    const { server, source, world } = await start(fine);
    await server.close();
    const error = await failure(source);
    expect(error.kind).toBe('unreachable');
    expect(error.message).toMatch(/Nothing answers at http:\/\/127\.0\.0\.1:\d+ \(ECONNREFUSED\)/);
    expect(world.slept).toEqual([]);
  });

  it('to a name that does not exist is named at once', async () => {
    const world = fakeWorld();
    const source = createDataverseSource(
      {
        url: 'http://no-such-host.invalid',
        authority: 'http://no-such-host.invalid',
        tenant: 't',
        client: 'c',
        secret: 's',
      },
      world,
    );
    open.push(source);
    const error = await failure(source);
    expect(error.kind).toBe('unreachable');
    expect(error.message).toContain('http://no-such-host.invalid');
    expect(error.message).not.toContain('again and again');
  });
});

describe('answers that are none', () => {
  it('a web page in place of data is said to be one', async () => {
    const { server, source } = await start((response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!DOCTYPE html><html><head><title>Sign in</title></head></html>');
    });
    const error = await failure(source);
    expect(error.kind).toBe('protocol');
    expect(error.message).toContain('a web page ("Sign in") instead of data');
    expect(server.calls).toHaveLength(3);
  });

  it('a web server of another kind is not the one that was meant', async () => {
    const { source } = await start((response) => {
      response.writeHead(404, { 'content-type': 'text/html' });
      response.end('<html>not here</html>');
    });
    const error = await failure(source);
    expect(error.kind).toBe('unreachable');
    expect(error.message).toContain('is not the Dataverse server that was meant');
  });

  it('what the server forbids is passed on in its own words', async () => {
    const { source } = await start((response) =>
      json(
        response,
        { error: { code: '0x80072560', message: 'The user is not a member of the organization.' } },
        403,
      ),
    );
    expect(await failure(source)).toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('The user is not a member of the organization. (0x80072560)'),
    });
  });
});

describe('pages', () => {
  it('follows the next link as it is, with the same preferences', async () => {
    const token = '%3Ccookie%20pagenumber=%222%22%20/%3E';
    const { server, source } = await start((response, call, count) => {
      if (count === 1) {
        json(response, {
          ...page,
          '@odata.nextLink': `http://${call.headers.host}/api/data/v9.2/accounts?$select=name&$skiptoken=${token}`,
        });
      } else json(response, page);
    });
    expect(await read(source)).toHaveLength(2);
    expect(server.calls.map((call) => call.path)).toEqual([
      'accounts?$select=accountid,name',
      `accounts?$select=name&$skiptoken=${decodeURIComponent(token)}`,
    ]);
    expect(server.calls.map((call) => call.headers.prefer)).toEqual([
      'odata.maxpagesize=5000',
      'odata.maxpagesize=5000',
    ]);
  });

  it('does not follow a link to another server, which would see the token', async () => {
    const { source } = await start((response) =>
      json(response, { ...page, '@odata.nextLink': 'https://evil.example/api/data/v9.2/accounts' }),
    );
    const error = await failure(source);
    expect(error.kind).toBe('protocol');
    expect(error.message).toContain('https://evil.example');
  });

  it('does not go round in circles', async () => {
    const { source } = await start((response, call) =>
      json(response, {
        ...page,
        '@odata.nextLink': `http://${call.headers.host}/api/data/v9.2/accounts?$skiptoken=1`,
      }),
    );
    expect((await failure(source)).message).toContain('leads to the same page');
  });
});

describe('counting', () => {
  it('takes the count of the server below five thousand', async () => {
    const { server, source } = await start((response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.end('\uFEFF4999');
    });
    expect(await source.count(account)).toBe(4999);
    expect(server.calls.map((call) => call.path)).toEqual(['accounts/$count']);
  });

  it('counts ids where the server stops counting', async () => {
    const rows = Array.from({ length: 3000 }, () => ({ accountid: A1 }));
    const { source } = await start((response, call, count) => {
      if (call.path.endsWith('$count')) return void response.end('5000');
      const next =
        count < 3
          ? { '@odata.nextLink': `http://${call.headers.host}/api/data/v9.2/accounts?$skiptoken=2` }
          : {};
      json(response, { value: rows, ...next });
    });
    expect(await source.count(account)).toBe(6000);
  });
});

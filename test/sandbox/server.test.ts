import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { jsonResponse, startLoopbackServer, textResponse } from '../../src/sandbox/server.ts';

it('passes method, path, query, headers and body on', async () => {
  const server = await startLoopbackServer((request) =>
    jsonResponse({
      ...request,
      query: [...request.query],
      body: request.body.toString(),
      headers: request.headers['x-a'],
    }),
  );
  const response = await fetch(`${server.url}/a/b?c=1`, {
    method: 'PUT',
    body: 'ü',
    headers: { 'X-A': 'y' },
  });
  expect(await response.json()).toEqual({
    method: 'PUT',
    path: '/a/b',
    query: [['c', '1']],
    headers: 'y',
    body: 'ü',
  });
  await server.close();
});

it('drops the connection where the handler says so', async () => {
  const server = await startLoopbackServer(() => ({ reset: true }));
  await expect(fetch(server.url)).rejects.toThrow();
  await server.close();
});

it('answers 500 with the message of a defect, and 413 to what is too large', async () => {
  const server = await startLoopbackServer(
    () => {
      throw new Error('broken here');
    },
    { maxBody: 3 },
  );
  const broken = await fetch(server.url, { method: 'POST', body: 'abc' });
  expect([broken.status, (await broken.text()).includes('broken here')]).toEqual([500, true]);
  expect((await fetch(server.url, { method: 'POST', body: 'abcd' })).status).toBe(413);
  await server.close();
});

it('closes at once, also while connections are open and answers wait, and twice without harm', async () => {
  const server = await startLoopbackServer(() => ({ ...textResponse('late'), delay: 3_600_000 }));
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.on('close', resolve));
  const late = fetch(server.url);
  late.catch(() => undefined);
  await new Promise((resolve) => socket.on('connect', resolve));
  await Promise.all([server.close(), server.close()]);
  await closed;
  await expect(late).rejects.toThrow();
  await expect(fetch(server.url)).rejects.toThrow();
});

it('refuses a port that is taken', async () => {
  const server = await startLoopbackServer(() => textResponse('x'));
  await expect(startLoopbackServer(() => textResponse('y'), { port: server.port })).rejects.toThrow(
    'EADDRINUSE',
  );
  await server.close();
});

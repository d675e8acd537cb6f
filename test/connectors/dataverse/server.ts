import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DataverseConfig } from '../../../src/connectors/dataverse/index.ts';
import type { World } from '../../../src/connectors/dataverse/world.ts';
import type { Entity, Field, FieldType } from '../../../src/schema/model.ts';

interface Call {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Scripted {
  readonly config: DataverseConfig;
  /** Calls of the Web API so far, with the path behind `/api/data/v9.2/`, decoded. */
  readonly calls: Call[];
  /** Bodies of token requests so far. */
  readonly grants: string[];
  close(): Promise<void>;
}

export type Answer = (response: ServerResponse, call: Call, count: number) => void;

export function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; odata.metadata=minimal', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

export const goodToken: Answer = (response, _, count) =>
  json(response, { token_type: 'Bearer', expires_in: 3600, access_token: `token-${count}` });

/** A server whose every answer the test writes. `count` starts at 1 for each of `api` and `token`. */
export async function scripted(api: Answer, token: Answer = goodToken): Promise<Scripted> {
  const calls: Call[] = [];
  const grants: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = decodeURIComponent(request.url ?? '').replace('/api/data/v9.2/', '');
      const call = { path, headers: request.headers, body: Buffer.concat(chunks).toString() };
      if (/\/oauth2\//.test(path)) {
        grants.push(Buffer.concat(chunks).toString());
        token(response, call, grants.length);
      } else {
        calls.push(call);
        api(response, call, calls.length);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server that listens has an address of this form.
  const { port } = server.address() as AddressInfo;
  return {
    config: {
      url: `http://127.0.0.1:${port}`,
      tenant: 'contoso',
      client: 'app-1',
      secret: 'hunter2-hunter2',
    },
    calls,
    grants,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A world whose clock moves only when somebody sleeps; chance always says one half. */
export function fakeWorld(): World & { readonly slept: number[]; time: number } {
  const slept: number[] = [];
  const world = {
    slept,
    time: Date.UTC(2024, 0, 1),
    now: () => world.time,
    sleep: async (milliseconds: number, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      slept.push(milliseconds);
      world.time += milliseconds;
    },
    random: () => 0.5,
  };
  return world;
}

export function field(name: string, type: FieldType, more: Partial<Field> = {}): Field {
  return { name, label: name, type, ...more };
}

export function table(name: string, set: string, fields: readonly Field[]): Entity {
  const id = `${name}id`;
  return {
    name,
    label: name,
    id,
    display: null,
    access: { set },
    fields: Object.fromEntries(
      [field(id, { kind: 'text', max: 36 }), ...fields].map((each) => [each.name, each]),
    ),
  };
}

export const account = table('account', 'accounts', [
  field('name', { kind: 'text', max: 160 }),
  field('revenue', { kind: 'money', scale: 2, currency: 'transactioncurrencyid' }),
]);

/** All records of a read, whatever their pages. */
export async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const records: T[] = [];
  for await (const page of pages) records.push(...page);
  return records;
}

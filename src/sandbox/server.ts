/**
 * The sandbox folder holds local servers that speak the protocols of the systems we migrate between, for rehearsal
 * and for tests. A sandbox knows the protocol and the schema of its system and nothing of maps, plans or what a test
 * expects. This file is what they share: an HTTP server on the loopback interface, started and stopped in good order.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Bytes of a request's line and headers: addresses have up to 32 KiB (Dataverse), twice what Node takes by itself. */
const longestHead = 64 * 1024;

/** A request whose body has been read whole. */
export interface SandboxRequest {
  readonly method: string;
  /** The path without the query, decoded no further. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Header names are lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What the server sends. `reset` closes the socket without an answer; `delay` (milliseconds) waits before either; `cut`
 * closes it after so many bytes of the body, whose whole length was announced. */
export type SandboxResponse =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Buffer;
      readonly cut?: number;
      readonly delay?: number;
    }
  | { readonly reset: true; readonly delay?: number };

export interface LoopbackServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Stops listening, drops connections that are still open and resolves when the port is free. May be called twice. */
  close(): Promise<void>;
}

interface LoopbackOptions {
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  /** Bytes that a request body may have; larger ones are answered with 413. Default 256 MiB. */
  readonly maxBody?: number;
}

/**
 * Listens on 127.0.0.1 and passes every request to `handle`. An error that `handle` throws is answered with status 500
 * and its message as plain text, so that a defect of the sandbox shows in the test that met it.
 *
 * @throws Error when the port is taken.
 */
export async function startLoopbackServer(
  handle: (request: SandboxRequest) => SandboxResponse | Promise<SandboxResponse>,
  options: LoopbackOptions = {},
): Promise<LoopbackServer> {
  const maxBody = options.maxBody ?? 256 * 1024 * 1024;
  const sockets = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();

  const wait = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        resolve();
      }, milliseconds);
      timers.add(timer);
    });

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await readBody(incoming, maxBody);
    if (body === 'cut short') return;
    let response: SandboxResponse;
    if (body === 'too large') {
      response = { status: 413, body: `The request body is larger than ${maxBody} bytes.` };
    } else {
      try {
        response = await handle(toRequest(incoming, body));
      } catch (error) {
        response = {
          status: 500,
          headers: { 'content-type': 'text/plain; charset=utf-8' },
          body: error instanceof Error ? (error.stack ?? error.message) : String(error),
        };
      }
    }
    if (response.delay !== undefined && response.delay > 0) await wait(response.delay);
    if ('reset' in response) {
      incoming.socket.destroy();
      return;
    }
    const bytes =
      typeof response.body === 'string' ? Buffer.from(response.body) : (response.body ?? Buffer.alloc(0));
    outgoing.writeHead(response.status, { ...response.headers, 'content-length': String(bytes.length) });
    if (response.cut === undefined) outgoing.end(bytes);
    else outgoing.write(bytes.subarray(0, response.cut), () => incoming.socket.destroy());
  };

  const server = createServer({ maxHeaderSize: longestHead }, (incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The sandbox server got no port.');
  const port = address.port;

  let closing: Promise<void> | null = null;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: () => {
      closing ??= new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        for (const timer of timers) clearTimeout(timer);
        for (const socket of sockets) socket.destroy();
      });
      return closing;
    },
  };
}

/** A JSON answer. `undefined` members are left out, as `JSON.stringify` does. */
export function jsonResponse(
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): SandboxResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value) ?? '',
  };
}

/** A plain text answer. */
export function textResponse(text: string, status = 200): SandboxResponse {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text };
}

function toRequest(incoming: IncomingMessage, body: Buffer): SandboxRequest {
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return { method: incoming.method ?? 'GET', path: url.pathname, query: url.searchParams, headers, body };
}

function readBody(incoming: IncomingMessage, limit: number): Promise<Buffer | 'too large' | 'cut short'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
    });
    incoming.on('end', () => resolve(size <= limit ? Buffer.concat(chunks) : 'too large'));
    incoming.on('error', () => resolve('cut short'));
    incoming.on('aborted', () => resolve('cut short'));
  });
}

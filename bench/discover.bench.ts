/**
 * What discovering a large Dataverse costs: 800 tables with some 40,000 columns, invented by the sandbox in a process
 * of its own, are read by `discover` (many tables with each question), and by a client such as anybody would write, with
 * bare `fetch`, which asks for each table's columns and then for each concrete type of them, as many at once.
 *
 *   node --expose-gc bench/discover.bench.ts [--tables 775] [--rounds 3] [--json]
 *
 * Both run in turns in one process; times are medians. What to look at are the ratios: on the loopback interface a
 * question costs next to nothing, in a data centre each costs its way there and back, so that fewer questions gain more.
 */
import { spawn } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { createDataverseSource } from '../src/connectors/dataverse/index.ts';
import { isRecord } from '../src/connectors/dataverse/json.ts';
import { readOneTable } from '../src/connectors/dataverse/one-table.ts';

const AT_ONCE = 4;
const { values: options } = parseArgs({
  options: {
    tables: { type: 'string', default: '775' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});

interface Server {
  readonly url: string;
  readonly tenant: string;
  readonly client: string;
  readonly secret: string;
}

/** Counts what goes over the wire, whoever sends it: `fetch` is undici too. */
const wire = { requests: 0, bytes: 0 };
subscribe('undici:request:create', () => {
  wire.requests += 1;
});
subscribe('undici:request:bodyChunkReceived', (message) => {
  // The channel's own shape; see the documentation of undici.
  wire.bytes += (message as { readonly chunk: Buffer }).chunk.length;
});

interface Result {
  readonly tables: number;
  readonly columns: number;
}

async function byDiscovery(server: Server): Promise<Result> {
  const source = createDataverseSource({ ...server, concurrency: AT_ONCE });
  try {
    const { entities, unread } = await source.discover(null);
    if (unread !== undefined) throw new Error('Something was not read.');
    const columns = Object.values(entities)
      .flatMap(({ fields }) => Object.values(fields))
      // Lists of many to many are no columns.
      .filter(({ type }) => type.kind !== 'references').length;
    return { tables: Object.keys(entities).length, columns };
  } finally {
    await source.close();
  }
}

async function byFetch(server: Server): Promise<Result> {
  const grant = await fetch(`${server.url}/${server.tenant}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: server.client,
      client_secret: server.secret,
      scope: `${server.url}/.default`,
    }),
  });
  // The sandbox's own answer.
  const { access_token: token } = (await grant.json()) as { readonly access_token: string };
  const lane = pLimit(AT_ONCE);
  const get = (path: string): Promise<Readonly<Record<string, unknown>>> =>
    lane(async () => {
      const answer = await fetch(`${server.url}/api/data/v9.2/${path}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const body: unknown = await answer.json();
      if (!isRecord(body)) throw new Error(`${path}: no object`);
      return body;
    });
  const list = await get('EntityDefinitions?$select=LogicalName,IsIntersect');
  const names = (Array.isArray(list.value) ? list.value : [])
    .map((table: unknown) => (isRecord(table) ? String(table.LogicalName) : ''))
    .filter((name) => name !== 'activitypointer');
  const found = await Promise.all(
    names.map(async (name) => (await readOneTable(name, get)).attributes.length),
  );
  return { tables: names.length, columns: found.reduce((sum, count) => sum + count, 0) };
}

interface Measure {
  readonly milliseconds: number[];
  requests: number;
  bytes: number;
  /** MiB of heap and buffers at most beyond what was there before. */
  most: number;
}

const used = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
};

async function measure(into: Measure, work: () => Promise<Result>): Promise<Result> {
  globalThis.gc?.();
  const before = used();
  wire.requests = 0;
  wire.bytes = 0;
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, used() - before);
  }, 10);
  const begun = process.hrtime.bigint();
  const result = await work();
  into.milliseconds.push(Number(process.hrtime.bigint() - begun) / 1e6);
  clearInterval(watch);
  into.requests = wire.requests;
  into.bytes = wire.bytes;
  into.most = Math.max(into.most, most);
  return result;
}

const blank = (): Measure => ({ milliseconds: [], requests: 0, bytes: 0, most: 0 });
const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1] ?? 0;
const results = { discover: blank(), fetch: blank() };

const cli = new URL('../src/cli/bin.ts', import.meta.url).pathname;
const words = ['sandbox', 'dataverse', '--tables', options.tables, '--json'];
const child = spawn(process.execPath, [cli, ...words], { stdio: ['ignore', 'pipe', 'ignore'] });
let size: Result = { tables: 0, columns: 0 };
try {
  let said = '';
  for await (const line of createInterface(child.stdout)) {
    said += line;
    if (line.endsWith('}')) break;
  }
  // The words of `mapc sandbox --json`.
  const variables = JSON.parse(said) as Readonly<Record<string, string>>;
  const of = (name: string): string => variables[`DATAVERSE_${name}`] ?? '';
  const server: Server = { url: of('URL'), tenant: of('TENANT'), client: of('CLIENT'), secret: of('SECRET') };
  // One round to warm up.
  for (let round = -1; round < Number(options.rounds); round += 1) {
    const into = round < 0 ? { discover: blank(), fetch: blank() } : results;
    size = await measure(into.discover, () => byDiscovery(server));
    const other = await measure(into.fetch, () => byFetch(server));
    if (size.tables !== other.tables || size.columns !== other.columns)
      throw new Error(`They did not do the same: ${JSON.stringify([size, other])}`);
  }
} finally {
  child.kill('SIGINT');
  await once(child, 'exit');
}

const base = median(results.fetch.milliseconds);
const rows = Object.entries(results).map(([name, { milliseconds, requests, bytes, most }]) => ({
  name,
  'times the peer': Number((median(milliseconds) / base).toFixed(2)),
  seconds: Number((median(milliseconds) / 1000).toFixed(1)),
  requests,
  MiB: Number((bytes / 2 ** 20).toFixed(1)),
  'memory at most (MiB)': Math.round(most),
}));
if (options.json) process.stdout.write(`${JSON.stringify({ ...size, rows }, null, 1)}\n`);
else {
  console.log(
    `${size.tables} tables, ${size.columns} columns, medians of ${options.rounds} rounds, Node ${process.version}`,
  );
  console.table(Object.fromEntries(rows.map(({ name, ...row }) => [name, row])));
}

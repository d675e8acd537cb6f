/**
 * What reading many tables of Dataverse at once, and a large one in several places at once, gains over reading page after
 * page. The sandbox runs in a process of its own, invents the records and lets every answer take as long as one over the
 * internet does.
 *
 *   node bench/extract.bench.ts [--scale 4] [--page 250] [--latency 500] [--recommends 8] [--rounds 1] [--json]
 *
 * The serial reader is the same connector with one request at once, table after table. Both run in turns in one process
 * and must bring the same records; times are medians. What to look at are the ratios.
 */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import type { Source } from '../src/connectors/contract.ts';
import { createDataverseSource, type DataverseConfig } from '../src/connectors/dataverse/index.ts';
import type { Entity } from '../src/schema/model.ts';

const { values: options } = parseArgs({
  options: {
    scale: { type: 'string', default: '4' },
    page: { type: 'string', default: '250' },
    latency: { type: 'string', default: '500' },
    recommends: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const TABLES = ['account', 'contact', 'lead', 'opportunity', 'email', 'phonecall', 'appointment', 'task'];

/** Counts what goes over the wire. */
let requests = 0;
subscribe('undici:request:create', () => {
  requests += 1;
});

/** A digest of all records of a table, whatever the order in which they came. */
async function digestOf(source: Source, entity: Entity): Promise<string> {
  const fields = Object.values(entity.fields)
    .filter(({ type }) => ['text', 'enum', 'instant', 'reference', 'money', 'boolean'].includes(type.kind))
    .filter(({ companionOf }) => companionOf === undefined)
    .map(({ name }) => name);
  const lines: string[] = [];
  const changes = await source.changes?.(entity, fields, null);
  for await (const { records } of changes?.pages ?? [])
    for (const record of records) lines.push(JSON.stringify(record));
  const hash = createHash('sha256');
  for (const line of lines.toSorted()) hash.update(line);
  return `${entity.name} ${lines.length} ${hash.digest('hex')}`;
}

interface Measure {
  readonly milliseconds: number;
  readonly requests: number;
  readonly digests: readonly string[];
}

async function measure(config: DataverseConfig, entities: readonly Entity[]): Promise<Measure> {
  const source = createDataverseSource(config);
  try {
    const lane = pLimit(config.concurrency === 1 ? 1 : (source.concurrency ?? 1));
    const before = requests;
    const begun = process.hrtime.bigint();
    const digests = await Promise.all(entities.map((entity) => lane(() => digestOf(source, entity))));
    const milliseconds = Number(process.hrtime.bigint() - begun) / 1e6;
    return { milliseconds, requests: requests - before, digests };
  } finally {
    await source.close();
  }
}

const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1] ?? 0;

const server = new URL('./support/dataverse-server.ts', import.meta.url).pathname;
const sandbox = JSON.stringify({
  scale: Number(options.scale),
  latency: Number(options.latency),
  recommends: Number(options.recommends),
  records: 'all',
});
const child = spawn(process.execPath, [server, sandbox], { stdio: ['ignore', 'pipe', 'inherit'] });
const rows: Record<string, string | number>[] = [];
try {
  const said = createInterface(child.stdout)[Symbol.asyncIterator]();
  // The one line that the server writes.
  const where = JSON.parse(String((await said.next()).value)) as DataverseConfig;
  const config = { ...where, page: Number(options.page) };
  const looking = createDataverseSource(config);
  const schema = await looking.discover(TABLES);
  await looking.close();
  const all = Object.values(schema.entities);
  const cases: readonly (readonly [string, readonly Entity[]])[] = [
    ['one large table', all.filter(({ name }) => name === 'contact')],
    [`${all.length} tables`, all],
  ];
  for (const [what, entities] of cases) {
    const serial: Measure[] = [];
    const together: Measure[] = [];
    for (let round = 0; round < Number(options.rounds); round += 1) {
      serial.push(await measure({ ...config, concurrency: 1 }, entities));
      together.push(await measure(config, entities));
      if (String(serial.at(-1)?.digests) !== String(together.at(-1)?.digests))
        throw new Error('They did not bring the same records.');
    }
    const records = (serial[0]?.digests ?? []).reduce((sum, line) => sum + Number(line.split(' ')[1]), 0);
    const time = (of: readonly Measure[]): number => median(of.map(({ milliseconds }) => milliseconds));
    rows.push({
      what,
      records,
      'times as fast': Number((time(serial) / time(together)).toFixed(1)),
      'seconds, one after the other': Number((time(serial) / 1000).toFixed(1)),
      'seconds, together': Number((time(together) / 1000).toFixed(1)),
      'requests, one after the other': serial[0]?.requests ?? 0,
      'requests, together': median(together.map((one) => one.requests)),
    });
  }
} finally {
  child.kill('SIGTERM');
  await once(child, 'exit');
}
if (options.json) process.stdout.write(`${JSON.stringify({ options, rows }, null, 1)}\n`);
else {
  console.log(
    `${options.page} rows a page, ${options.latency} ms an answer, ${options.recommends} at once recommended, medians of ${options.rounds} rounds, Node ${process.version}`,
  );
  console.table(rows);
}

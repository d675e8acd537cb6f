/**
 * What a run costs beside its target: 2,000 companies and 8,000 contacts go from staged files into a target in memory,
 * once through the driver (evaluation, identity, journal, batches) and once through a loop that a person would write by
 * hand for this one migration (read, transform, look up, write in the same batches; no journal, no second chance).
 *
 *   node --expose-gc bench/run.bench.ts [--rounds 5] [--json]
 *
 * Both run in turns in one process; times are medians. What to look at are the ratios: they say what a run's promises
 * cost over the bare loop, on whatever machine.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { inMemory } from '../src/connectors/collected.ts';
import type { SourceRecord } from '../src/connectors/contract.ts';
import type { Expr, Plan } from '../src/plan/types.ts';
import { planDigest } from '../src/plan/write.ts';
import { DEFAULT_SETTINGS, drive, Journal, openFileStore, Paces, WriteQueue } from '../src/runtime/index.ts';
import type { JsonValue } from '../src/schema/model.ts';
import { arm, assign, get, map, PLAN, TARGET_SCHEMA, to } from '../test/migrate/support/world.ts';
import { MemoryTarget } from './support/memory-target.ts';

const COMPANIES = 2_000;
const CONTACTS = 8_000;
const INDUSTRIES = 20;

const call = (fn: string, ...args: Expr[]): Expr => ({ op: 'call', fn, args });
const plan: Plan = {
  ...PLAN,
  extract: [
    { entity: 'Company', fields: ['id', 'domain', 'industry', 'name'] },
    { entity: 'Contact', fields: ['id', 'company', 'name', 'status'] },
  ],
  maps: {
    companies: map('companies', 'Company', [
      arm('partner', {
        key: [assign('x_id', { op: 'text', parts: ['company:', get('id')] })],
        assignments: [
          assign('name', call('trim', get('name'))),
          assign('website', call('host', get('domain'))),
          assign(
            'industry_id',
            {
              op: 'else',
              of: { op: 'lookup', entity: 'industry', where: [{ path: 'name', value: get('industry') }] },
              handlers: [{ kind: 'create', entity: 'industry', values: [], at: 0 }],
            },
            { type: to('industry') },
          ),
        ],
      }),
    ]),
    leads: map('leads', 'Contact', [
      arm('lead', {
        key: [assign('x_id', { op: 'text', parts: ['contact:', get('id')] })],
        assignments: [
          assign('name', call('trim', get('name'))),
          assign('stage', call('upper', get('status'))),
          assign(
            'partner_id',
            { op: 'translate', of: get('company'), candidates: { Company: ['companies'] } },
            { type: to('partner') },
          ),
        ],
      }),
    ]),
  },
  order: [
    { map: 'companies', pass: 1 },
    { map: 'leads', pass: 1 },
  ],
};

function stage(directory: string): void {
  const write = (entity: string, count: number, values: (n: number) => Record<string, JsonValue>): void => {
    const lines = Array.from({ length: count }, (_none, n) => {
      const id = `${entity[1]}${String(n).padStart(6, '0')}`;
      return `${JSON.stringify({ id, values: { id, ...values(n) } })}\n`;
    });
    writeFileSync(join(directory, `${entity}.jsonl`), lines.join(''));
  };
  write('Company', COMPANIES, (n) => ({
    name: ` Company ${n} A.Ş. `,
    domain: `https://www.Company-${n}.example/about`,
    industry: `Industry ${n % INDUSTRIES}`,
  }));
  write('Contact', CONTACTS, (n) => ({
    name: ` Person ${n}`,
    status: n % 3 === 0 ? 'new' : 'won',
    company: { entity: 'Company', id: `o${String(n % COMPANIES).padStart(6, '0')}` },
  }));
}

/** The bare loop. */
async function byHand(directory: string, target: MemoryTarget): Promise<void> {
  const read = (entity: string): SourceRecord[] =>
    readFileSync(join(directory, `${entity}.jsonl`), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      // The benchmark wrote the file itself.
      .map((line) => JSON.parse(line) as SourceRecord);
  const industries = new Map<string, number>();
  const partners = new Map<string, number>();
  const inBatches = async (
    entity: string,
    records: readonly SourceRecord[],
    transform: (record: SourceRecord) => Promise<Record<string, JsonValue>> | Record<string, JsonValue>,
    made?: Map<string, number>,
  ): Promise<void> => {
    for (let at = 0; at < records.length; at += target.traits.batch.create) {
      const part = records.slice(at, at + target.traits.batch.create);
      const ids = await target.create({ name: entity }, await Promise.all(part.map(transform)));
      for (const [place, record] of part.entries()) made?.set(record.id, ids[place] ?? 0);
    }
  };
  const industryOf = async (name: string): Promise<number> => {
    const known = industries.get(name);
    if (known !== undefined) return known;
    const [id = 0] = await target.create({ name: 'industry' }, [{ name }]);
    industries.set(name, id);
    return id;
  };
  const companies = read('Company');
  for (const { values } of companies) await industryOf(String(values.industry));
  await inBatches(
    'partner',
    companies,
    ({ id, values }) => ({
      x_id: `company:${id}`,
      name: String(values.name).trim(),
      website: new URL(String(values.domain)).hostname.toLowerCase().replace(/^www\./, ''),
      industry_id: industries.get(String(values.industry)) ?? null,
    }),
    partners,
  );
  await inBatches('lead', read('Contact'), ({ id, values }) => {
    const { company } = values;
    const of = typeof company === 'object' && company !== null && 'id' in company ? String(company.id) : '';
    return {
      x_id: `contact:${id}`,
      name: String(values.name).trim(),
      stage: String(values.status).toUpperCase(),
      partner_id: partners.get(of) ?? null,
    };
  });
}

async function byDriver(directory: string, target: MemoryTarget, journal: Journal): Promise<void> {
  const store = openFileStore(directory);
  const { id } = journal.beginRun('run', 'benchmark');
  await drive(
    {
      plan,
      planDigest: planDigest(plan),
      journal,
      target,
      paces: new Paces(target.traits),
      queue: new WriteQueue(target.traits.concurrency),
      schema: TARGET_SCHEMA,
      store,
      settings: DEFAULT_SETTINGS,
      now: () => new Date(),
      sleep: async () => undefined,
      progress: () => undefined,
      signal: null,
      correct: (live) => live,
      files: inMemory,
      download: null,
      traced: false,
    },
    { run: id, retry: false, remake: false, only: null, maps: null },
  );
  journal.endRun(id, 'done');
  store.close();
}

interface Measure {
  readonly milliseconds: number[];
  /** MiB of heap beyond what was there before: while it worked, and after it, its own things still in reach. */
  most: number;
  held: number;
}
const blank = (): Measure => ({ milliseconds: [], most: 0, held: 0 });
const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1] ?? 0;
const heap = (): number => process.memoryUsage().heapUsed / 2 ** 20;

async function time(into: Measure, work: () => Promise<void>): Promise<void> {
  globalThis.gc?.();
  const begun = process.hrtime.bigint();
  await work();
  into.milliseconds.push(Number(process.hrtime.bigint() - begun) / 1e6);
}

/** Looks at the heap at every call to the target, which costs time: never together with {@link time}. */
async function weigh(into: Measure, target: MemoryTarget, work: () => Promise<void>): Promise<void> {
  globalThis.gc?.();
  const before = heap();
  target.onCall = () => {
    into.most = Math.max(into.most, heap() - before);
  };
  await work();
  target.onCall = () => undefined;
  globalThis.gc?.();
  into.held = Math.max(0, heap() - before);
}

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
});
const directory = mkdtempSync(join(tmpdir(), 'mapc-bench-'));
const cases = () => ({ hand: blank(), first: blank(), second: blank(), unkept: blank() });
const results = cases();
try {
  stage(directory);
  // One round to warm up, one that looks at memory, and those that are timed.
  for (let round = -2; round < Number(options.rounds); round += 1) {
    const into = round === -2 ? cases() : results;
    const hand = new MemoryTarget(TARGET_SCHEMA);
    const disk = new MemoryTarget(TARGET_SCHEMA);
    const light = new MemoryTarget(TARGET_SCHEMA);
    const now = (): Date => new Date();
    const journal = new Journal(join(directory, `journal-${round}.db`), { now });
    const unkept = new Journal(':memory:', { now });
    const take = (one: Measure, target: MemoryTarget, work: () => Promise<void>): Promise<void> =>
      round === -1 ? weigh(one, target, work) : time(one, work);
    await take(into.hand, hand, () => byHand(directory, hand));
    await take(into.first, disk, () => byDriver(directory, disk, journal));
    await take(into.second, disk, () => byDriver(directory, disk, journal));
    await take(into.unkept, light, () => byDriver(directory, light, unkept));
    journal.close();
    unkept.close();
    if (new Set([hand, disk, light].map((target) => target.count())).size !== 1)
      throw new Error('They did not do the same.');
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

const records = COMPANIES + CONTACTS;
const base = median(results.hand.milliseconds);
const NAMES = {
  hand: 'loop by hand',
  first: 'first run',
  second: 'second run, all unchanged',
  unkept: 'first run, journal in memory',
} as const;
const rows = Object.entries(results).map(([name, { milliseconds, held, most }]) => ({
  name,
  'times the loop': Number((median(milliseconds) / base).toFixed(1)),
  'microseconds a record': Number(((1000 * median(milliseconds)) / records).toFixed(1)),
  'heap at most (MiB)': Number(most.toFixed(1)),
  'heap after (MiB)': Number(held.toFixed(1)),
}));
if (options.json) process.stdout.write(`${JSON.stringify({ records, rows }, null, 1)}\n`);
else {
  console.log(`${records} records, medians of ${options.rounds} rounds, Node ${process.version}`);
  console.table(
    Object.fromEntries(rows.map(({ name, ...row }) => [NAMES[name as keyof typeof NAMES], row])), // keys of `results`
  );
}

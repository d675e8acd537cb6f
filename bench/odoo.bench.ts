/**
 * What a migration into a real Odoo takes beside a bare loop of the same calls: 10,000 companies and 10,000 leads from CSV
 * files, once by `mapc run` (journal, id map, identity, side effects taken back), and once by a loop that a person would
 * write for this one migration, with the same values in the same batches.
 *
 *   ODOO_URL=… ODOO_DB=… ODOO_LOGIN=… ODOO_PASSWORD=… node bench/odoo.bench.ts [--records 10000] [--rounds 3]
 *     [--batch 800] [--peers mapc,load,create] [--json]
 *
 * Each logs in, reads the files and writes. The peers, in turns on one server, each round in another order; what they made
 * is deleted before the next begins:
 *
 * - `load`: the loop calls `load` with an external id for each row, as mapc does, so that a row is never made twice;
 * - `create`: the loop calls `create`, and hopes that no answer is lost.
 *
 * Use a database that nobody else works in. The ratios of medians are what counts.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { Agent, request } from 'undici';
import { main } from '../src/cli/main.ts';
import { plainColours } from '../src/report/colours.ts';
import type { JsonValue } from '../src/schema/model.ts';

const { values: options } = parseArgs({
  options: {
    records: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    batch: { type: 'string', default: '800' },
    peers: { type: 'string', default: 'mapc,load,create' },
    json: { type: 'boolean', default: false },
  },
});
const RECORDS = Number(options.records);

const needed = ['ODOO_URL', 'ODOO_DB', 'ODOO_LOGIN', 'ODOO_PASSWORD'] as const;
const missing = needed.filter((name) => (env[name] ?? '') === '');
if (missing.length > 0) {
  console.error(`Set ${missing.join(', ')}: this benchmark needs a real Odoo, with the module crm.`);
  process.exit(2);
}
const [url = '', db = '', login = '', password = ''] = needed.map((name) => env[name]);

const MAPC_YAML = `migration: [main.map]
environments:
  bench:
    source:
      connector: files
      folder: data
      files:
        leads: { fields: { company: "reference(companies)", revenue: decimal, title: "text required" } }
        companies: { fields: { name: "text required", zip: text } }
    target: { connector: odoo, url: "\${ODOO_URL}", db: "\${ODOO_DB}", login: "\${ODOO_LOGIN}", password: "\${ODOO_PASSWORD}" }
discover: { target: { entities: [crm.lead, res.country, res.partner, res.users] } }
`;
const MAP = `migration files -> odoo
provision { field res.partner.x_bench_id, crm.lead.x_bench_id : char unique "Benchmark id" }
map companies -> res.partner {
  key x_bench_id = "company:{id}"
  is_company = true
  name = name  email = email  phone = phone  street = street  city = city  zip = zip  website = website
  country_id = res.country[code = country] else null
  user_id = null
}
map leads -> crm.lead {
  key x_bench_id = "lead:{id}"
  type = "opportunity"
  name = title  contact_name = contact  email_from = email  description = html(notes ?? "")
  expected_revenue = revenue
  partner_id = company else null
  user_id = null
}
`;

type Row = Readonly<Record<string, string>>;
const COUNTRIES = ['DE', 'FR', 'GB', 'TR', 'US'];
const companies: readonly Row[] = Array.from({ length: RECORDS }, (_none, n) => ({
  id: String(n),
  name: `Company ${n} A.Ş.`,
  email: `office@company-${n}.example`,
  phone: `+49 30 ${1_000_000 + n}`,
  street: `Long Street ${n}`,
  city: `City ${n % 97}`,
  zip: String(10_000 + (n % 9_000)),
  website: `https://www.company-${n}.example`,
  country: COUNTRIES[n % COUNTRIES.length] ?? '',
}));
const leads: readonly Row[] = Array.from({ length: RECORDS }, (_none, n) => ({
  id: String(n),
  title: `Opportunity ${n}`,
  contact: `Person ${n}`,
  email: `office@company-${(n * 7) % RECORDS}.example`,
  notes: `They called on a day of week ${n % 52} & asked for <details>.`,
  revenue: String(1_000 + (n % 500)),
  company: String((n * 7) % RECORDS),
}));

// ------------------------------------------------------------------------------------------------ the bare loops

const agent = new Agent({ headersTimeout: 150_000, bodyTimeout: 150_000 });
let user = 0;
async function rpc(service: string, method: string, args: readonly JsonValue[]): Promise<JsonValue> {
  const { body } = await request(new URL('/jsonrpc', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', method: 'call', id: 1, params: { service, method, args } }),
    dispatcher: agent,
  });
  // What a server answers to JSON-RPC.
  const answer = (await body.json()) as { readonly result?: JsonValue; readonly error?: JsonValue };
  if (answer.error !== undefined) throw new Error(JSON.stringify(answer.error).slice(0, 2000));
  return answer.result ?? null;
}
const call = (model: string, method: string, args: readonly JsonValue[], context: JsonValue = {}) =>
  rpc('object', 'execute_kw', [db, user, password, model, method, args, { context }]);

const QUIET = {
  tracking_disable: true,
  mail_create_nolog: true,
  mail_create_nosubscribe: true,
  mail_notrack: true,
  _partners_skip_fields_sync: true,
};

type Values = Readonly<Record<string, JsonValue>>;
type Maker = (model: string, rows: readonly Values[]) => Promise<readonly number[]>;

const byCreate: Maker = async (model, rows) => numbers(await call(model, 'create', [rows], QUIET));

const RELATIONS: ReadonlySet<string> = new Set(['partner_id', 'country_id', 'user_id']);
const byLoad: Maker = async (model, rows) => {
  const fields = Object.keys(rows[0] ?? {});
  const cell = (value: JsonValue | undefined): JsonValue =>
    value === true ? '1' : value === false || value === null || value === undefined ? '' : String(value);
  const answer = await call(
    model,
    'load',
    [
      ['id', ...fields.map((field) => (RELATIONS.has(field) ? `${field}/.id` : field))],
      rows.map((row) => [
        `__bench__.${String(row.x_bench_id).replace(':', '_')}`,
        ...fields.map((field) => cell(row[field])),
      ]),
    ],
    { ...QUIET, mode: 'update', noupdate: true },
  );
  const ids = typeof answer === 'object' && answer !== null && 'ids' in answer ? answer.ids : null;
  if (!Array.isArray(ids)) throw new Error(JSON.stringify(answer).slice(0, 2000));
  return numbers(ids);
};

function numbers(value: JsonValue): readonly number[] {
  return Array.isArray(value) ? value.filter((id) => typeof id === 'number') : [];
}

async function loop(folder: string, make: Maker, batch: number): Promise<void> {
  user = Number(await rpc('common', 'login', [db, login, password]));
  const read = (name: string): readonly Row[] =>
    parse(readFileSync(join(folder, 'data', name)), { columns: true });
  const countries = new Map<string, number>();
  for (const code of COUNTRIES) {
    const [id] = numbers(await call('res.country', 'search', [[['code', '=', code]]]));
    if (id !== undefined) countries.set(code, id);
  }
  const partners = new Map<string, number>();
  const inBatches = async (
    model: string,
    rows: readonly Row[],
    values: (row: Row) => Values,
    made: Map<string, number> | null,
  ): Promise<void> => {
    for (let at = 0; at < rows.length; at += batch) {
      const part = rows.slice(at, at + batch);
      const ids = await make(model, part.map(values));
      if (ids.length !== part.length) throw new Error(`${ids.length} ids for ${part.length} rows`);
      if (made !== null) for (const [place, row] of part.entries()) made.set(row.id ?? '', ids[place] ?? 0);
    }
  };
  await inBatches(
    'res.partner',
    read('companies.csv'),
    ({ id, name = '', email = '', phone = '', street = '', city = '', zip = '', website = '', country }) => ({
      x_bench_id: `company:${id}`,
      is_company: true,
      name,
      email,
      phone,
      street,
      city,
      zip,
      website,
      country_id: countries.get(country ?? '') ?? false,
      user_id: false,
    }),
    partners,
  );
  const escaped = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  await inBatches(
    'crm.lead',
    read('leads.csv'),
    ({ id, title = '', contact = '', email = '', notes = '', revenue, company = '' }) => ({
      x_bench_id: `lead:${id}`,
      type: 'opportunity',
      name: title,
      contact_name: contact,
      email_from: email,
      description: `<p>${escaped(notes)}</p>`,
      expected_revenue: Number(revenue),
      partner_id: partners.get(company) ?? false,
      user_id: false,
    }),
    null,
  );
}

// ------------------------------------------------------------------------------------------------------- mapc

async function mapc(folder: string, ...argv: readonly string[]): Promise<void> {
  let said = '';
  const code = await main(argv, {
    out: (text) => {
      said += text;
    },
    err: (text) => {
      said += text;
    },
    bars: null,
    outColours: plainColours,
    errColours: plainColours,
    environment: env,
    directory: folder,
    now: () => new Date(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    onInterrupt: () => () => undefined,
  });
  if (code !== 0) throw new Error(`mapc ${argv.join(' ')} ended with ${code}:\n${said}`);
}

async function sweep(): Promise<void> {
  for (const model of ['crm.lead', 'res.partner'])
    for (;;) {
      const ids = numbers(
        await rpc('object', 'execute_kw', [
          db,
          user,
          password,
          model,
          'search',
          [[['x_bench_id', '!=', false]]],
          { limit: 1000, context: { active_test: false } },
        ]),
      );
      if (ids.length === 0) break;
      await call(model, 'unlink', [ids]);
    }
}

const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1] ?? 0;

const folder = mkdtempSync(join(tmpdir(), 'mapc-bench-odoo-'));
const seconds: Record<'mapc' | 'load' | 'create', number[]> = { mapc: [], load: [], create: [] };
try {
  user = Number(await rpc('common', 'login', [db, login, password]));
  const put = (path: string, text: string): void => writeFileSync(join(folder, path), text);
  put('mapc.yaml', MAPC_YAML);
  put('main.map', MAP);
  mkdirSync(join(folder, 'data'));
  put('data/companies.csv', stringify([...companies], { header: true }));
  put('data/leads.csv', stringify([...leads], { header: true }));
  for (const argv of [['discover'], ['check'], ['provision', '--apply'], ['extract'], ['compile']])
    await mapc(folder, ...argv);
  await sweep();

  const batch = Number(options.batch);
  const peers = {
    mapc: () => mapc(folder, 'run'),
    load: () => loop(folder, byLoad, batch),
    create: () => loop(folder, byCreate, batch),
  };
  const chosen = options.peers.split(',');
  const order = (['mapc', 'load', 'create'] as const).filter((name) => chosen.includes(name));
  for (let round = 0; round < Number(options.rounds); round += 1)
    for (let place = 0; place < order.length; place += 1) {
      const name = order[(round + place) % order.length] ?? 'mapc';
      const begun = process.hrtime.bigint();
      await peers[name]();
      const took = Number(process.hrtime.bigint() - begun) / 1e9;
      seconds[name].push(took);
      console.error(`round ${round + 1}: ${name} ${took.toFixed(1)} s`);
      if (name === 'mapc') await mapc(folder, 'rollback');
      else await sweep();
    }
  await mapc(folder, 'rollback', '--provision');
} finally {
  rmSync(folder, { recursive: true, force: true });
  await agent.close();
}

const rows = Object.entries(seconds)
  .filter(([, all]) => all.length > 0)
  .map(([name, all]) => ({
    name,
    'seconds (median)': Number(median(all).toFixed(1)),
    'records a second': Math.round((2 * RECORDS) / median(all)),
    'mapc takes, of it': Number((median(seconds.mapc) / median(all)).toFixed(3)),
  }));
if (options.json) process.stdout.write(`${JSON.stringify({ records: 2 * RECORDS, rows }, null, 1)}\n`);
else {
  console.log(`${RECORDS} companies and ${RECORDS} leads, medians of ${options.rounds} rounds`);
  console.table(Object.fromEntries(rows.map(({ name, ...row }) => [name, row])));
}

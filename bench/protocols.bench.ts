/**
 * What Odoo's protocols cost beside each other: the same rows are created, read and deleted over JSON-RPC (undici) and over
 * XML-RPC (odoo-await), in turns on one server, by the connector's own calls.
 *
 *   ODOO_URL=… ODOO_DB=… ODOO_LOGIN=… ODOO_PASSWORD=… node bench/protocols.bench.ts [--rows 2000] [--rounds 5] [--json]
 *
 * `ODOO_PROTOCOLS=jsonrpc,xmlrpc,json2` names others: JSON-2 is there from Odoo 19.0 on. The ratios are what counts.
 */
import { env } from 'node:process';
import { parseArgs } from 'node:util';
import { createOdooTarget } from '../src/connectors/odoo/index.ts';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const ROWS = Number(options.rows);
const BATCH = 500;
const PROTOCOLS = ['jsonrpc', 'xmlrpc', 'json2'] as const;
const chosen = (env.ODOO_PROTOCOLS ?? 'jsonrpc,xmlrpc').split(',');
const protocols = PROTOCOLS.filter((name) => chosen.includes(name));

const needed = ['ODOO_URL', 'ODOO_DB', 'ODOO_LOGIN', 'ODOO_PASSWORD'] as const;
const missing = needed.filter((name) => (env[name] ?? '') === '');
if (missing.length > 0) {
  console.error(`Set ${missing.join(', ')}: this benchmark needs a real Odoo.`);
  process.exit(2);
}
const [url = '', db = '', login = '', password = ''] = needed.map((name) => env[name]);

const WORK = ['create', 'read', 'delete'] as const;
type Work = (typeof WORK)[number];
const FIELDS = ['name', 'email', 'phone', 'street', 'city', 'comment', 'create_date', 'category_id'];
const rows = Array.from({ length: ROWS }, (_none, n) => ({
  name: `Somebody ${n} Ç.`,
  email: `somebody-${n}@example.org`,
  street: `Long Street ${n}`,
  city: `City ${n % 97}`,
  comment: `<p>${'words & more words '.repeat(20)}${n}</p>`,
}));

const milliseconds = new Map<string, number[]>();
const timed = async <T>(protocol: string, work: Work, what: () => Promise<T>): Promise<T> => {
  const begun = process.hrtime.bigint();
  const result = await what();
  const name = `${work} ${protocol}`;
  milliseconds.set(name, [...(milliseconds.get(name) ?? []), Number(process.hrtime.bigint() - begun) / 1e6]);
  return result;
};

for (let round = 0; round < Number(options.rounds); round += 1)
  for (let place = 0; place < protocols.length; place += 1) {
    const protocol = protocols[(round + place) % protocols.length] ?? 'jsonrpc';
    const target = createOdooTarget({ url, db, login, password, protocol });
    try {
      const { entities } = await target.discover(['res.partner']);
      const partner = entities['res.partner'];
      if (partner === undefined) throw new Error('Odoo told nothing of res.partner.');
      const ids: (string | number)[] = [];
      await timed(protocol, 'create', async () => {
        for (let at = 0; at < ROWS; at += BATCH)
          ids.push(...(await target.create(partner, rows.slice(at, at + BATCH))));
      });
      const read = await timed(protocol, 'read', () => target.read(partner, ids, FIELDS));
      if (read.length !== ROWS) throw new Error(`${read.length} of ${ROWS} rows were read.`);
      await timed(protocol, 'delete', async () => {
        for (let at = 0; at < ROWS; at += BATCH) await target.delete(partner, ids.slice(at, at + BATCH));
      });
    } finally {
      await target.close();
    }
  }

const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1] ?? 0;
const taken = (work: Work, protocol: string): number => median(milliseconds.get(`${work} ${protocol}`) ?? []);
const table = protocols.map((protocol) => ({
  protocol,
  ...Object.fromEntries(
    WORK.map((work) => [
      `${work}, times ${protocols[0]}`,
      Number((taken(work, protocol) / taken(work, protocols[0] ?? protocol)).toFixed(2)),
    ]),
  ),
}));
if (options.json) process.stdout.write(`${JSON.stringify({ rows: ROWS, table }, null, 1)}\n`);
else {
  console.log(`${ROWS} partners, ${BATCH} a call, medians of ${options.rounds} rounds`);
  console.table(table);
}

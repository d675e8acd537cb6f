import { execFileSync } from 'node:child_process';
import { env } from 'node:process';

/**
 * What the database of a real Odoo holds, past Odoo: every row of every ordinary table, and how the tables are made.
 * `ODOO_DUMP` is a command of the shell that runs the SQL on its standard input and prints one value a line, such as
 * `psql -qAt -d mydatabase`.
 */
export interface Dump {
  /** By table, then by primary key: rows as JSON, columns sorted. */
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Tables that change though nobody migrates anything, and why. Sequences are no tables, and not looked at. */
export const PASSING: Readonly<Record<string, string>> = {
  bus_bus: 'what Odoo tells open browsers, which it throws away by itself within a day',
  res_users_log: 'when a user logged in',
  ir_cron_trigger: 'wakes the scheduler, which takes it away; Odoo sets one for each call that makes leads',
};

/** Columns that say when and by whom a row was written last. Undoing a write is a write. */
const STAMPS: readonly string[] = ['write_date', 'write_uid'];

/** Not tables, but what a custom field or model leaves in the catalogue: columns, indexes and constraints. */
const CATALOGUE: Readonly<Record<string, string>> = {
  '(columns)': `SELECT table_name || '.' || column_name AS key, data_type, is_nullable, column_default
    FROM information_schema.columns WHERE table_schema = 'public'`,
  '(indexes)': `SELECT indexname AS key, indexdef FROM pg_indexes WHERE schemaname = 'public'`,
  '(constraints)': `SELECT conrelid::regclass || '.' || conname AS key, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace`,
};

/**
 * Told apart by what they are about, not by their ids: Odoo deletes the value of a field that differs by company when it is
 * emptied, and makes a new row when it is filled again.
 */
const NATURAL: Readonly<
  Record<string, { readonly key: readonly string[]; readonly without: readonly string[] }>
> = {
  // Nobody but Odoo may write or delete these. A row that counts nothing holds 0.1.
  crm_lead_scoring_frequency: {
    key: ['team_id', 'variable', 'value'],
    without: ['id', 'create_date', 'create_uid'],
  },
  ir_property: {
    key: ['name', 'fields_id', 'company_id', 'res_id'],
    without: ['id', 'create_date', 'create_uid'],
  },
};

const TABLES = `SELECT jsonb_build_object('name', t.table_name, 'key', (
    SELECT jsonb_agg(k.column_name ORDER BY k.ordinal_position)
    FROM information_schema.table_constraints c
    JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name, table_name)
    WHERE c.table_schema = 'public' AND c.table_name = t.table_name AND c.constraint_type = 'PRIMARY KEY'))
  FROM information_schema.tables t WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE';`;

/** @throws Error where the command fails, or prints what is no JSON */
export function dumpDatabase(): Dump {
  const found = query(TABLES).map(
    (line) => JSON.parse(line) as { readonly name: string; readonly key: readonly string[] | null },
  );
  const keys = new Map<string, readonly string[]>();
  for (const { name, key } of found) if (!(name in PASSING)) keys.set(name, NATURAL[name]?.key ?? key ?? []);
  for (const name of Object.keys(CATALOGUE)) keys.set(name, ['key']);
  const rows = [...keys.keys()].map((name) => {
    const from = CATALOGUE[name] === undefined ? `"${name}"` : `(${CATALOGUE[name]})`;
    const without = [...STAMPS, ...(NATURAL[name]?.without ?? [])].map((column) => ` - '${column}'`).join('');
    return `SELECT jsonb_build_array('${name}', to_jsonb(t)${without}) FROM ${from} t;`;
  });
  const lines = query(
    ['BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;', ...rows, 'COMMIT;', ''].join('\n'),
  );
  const tables = new Map([...keys.keys()].sort().map((name) => [name, new Map<string, string>()]));
  for (const line of lines) {
    const [name, row] = JSON.parse(line) as readonly [string, Readonly<Record<string, unknown>>];
    const table = tables.get(name);
    const key = keys.get(name);
    if (table === undefined || key === undefined) throw new Error(`No table was asked for: ${name}`);
    if (name === 'crm_lead_scoring_frequency' && row.won_count === 0.1 && row.lost_count === 0.1) continue;
    const text = JSON.stringify(asRead(row));
    // Rows without a primary key are told apart by all that they hold, and alike ones by counting.
    let label = key.length === 0 ? text : key.map((column) => String(row[column])).join(' ');
    while (table.has(label)) label += ' again';
    table.set(label, text);
  }
  return { tables };
}

/**
 * A row as Odoo's own interface reads it, which cannot write it otherwise: an empty number is 0, and a time has no
 * fractions of a second.
 */
function asRead(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      if (typeof value !== 'string') return [column, value === 0 ? null : value];
      return [column, value.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d+$/, '$1')];
    }),
  );
}

function query(sql: string): readonly string[] {
  const out = execFileSync('sh', ['-c', env.ODOO_DUMP ?? ''], {
    input: sql,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  return out.split('\n').filter((line) => line !== '');
}

/** How much was compared, in words. */
export function extent({ tables }: Dump): string {
  const rows = [...tables.values()].reduce((sum, table) => sum + table.size, 0);
  return `${tables.size - Object.keys(CATALOGUE).length} tables with their catalogue, ${rows} rows`;
}

/** What two dumps do not have in common, in words: table by table, row by row, column by column. */
export function databaseDifferences(before: Dump, after: Dump): readonly string[] {
  const names = [...new Set([...before.tables.keys(), ...after.tables.keys()])].sort();
  return names.flatMap((name) => {
    const [old, now] = [before.tables.get(name), after.tables.get(name)];
    const keys = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])];
    return keys.flatMap((key): readonly string[] => {
      const [was, is] = [old?.get(key), now?.get(key)];
      if (was === is) return [];
      if (was === undefined) return [`${name} ${key} was not there: ${is}`];
      if (is === undefined) return [`${name} ${key} is gone: ${was}`];
      const [a, b] = [JSON.parse(was), JSON.parse(is)] as readonly Readonly<Record<string, unknown>>[];
      return [...new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])].flatMap((column) => {
        const [x, y] = [JSON.stringify(a?.[column]), JSON.stringify(b?.[column])];
        return x === y ? [] : [`${name} ${key} ${column}: ${x} became ${y}`];
      });
    });
  });
}

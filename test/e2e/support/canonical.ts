import { createHash } from 'node:crypto';
import { loadData } from '../../../src/sandbox/odoo/load-data.ts';

/** Rows by model, as the sandbox dumps them. */
export type Dump = Readonly<Record<string, Readonly<Record<string, Row>>>>;
type Row = Readonly<Record<string, unknown>>;

/** As many times as the longest chain of references between new rows, and some more. */
const ROUNDS = 8;

/** Columns that hold row ids as text, or that are drawn by lot. */
const INCIDENTAL: ReadonlySet<string> = new Set(['id', 'parent_path', 'access_token', 'message_id']);

/**
 * A dump without the ids that new rows happened to get, so that two runs can be compared that made the same rows in
 * another order: rows of ours are named by `x_source_id`, rows that were there before by their id, and what came with
 * them (followers, messages, rows of `else create`) by all that they hold and refer to. Keys of calls are left out. One
 * line a row, sorted.
 */
export function withoutIds(text: string, before: string): readonly string[] {
  const dump = JSON.parse(text) as Dump;
  const old = JSON.parse(before) as Dump;
  const { models } = loadData('17.0');
  // What was provisioned stands in no data of a version.
  const made = new Map(
    Object.values(dump['ir.model.fields'] ?? {}).map(({ model, name, ttype, relation }) => [
      `${String(model)} ${String(name)}`,
      ttype === 'many2one' && typeof relation === 'string' ? relation : undefined,
    ]),
  );
  const names = new Map<string, string>();
  const label = (model: string, id: unknown): string =>
    id === null || id === false || id === 0
      ? ''
      : (names.get(`${model} ${String(id)}`) ?? `gone ${model} ${String(id)}`);
  for (const [model, rows] of Object.entries(dump)) {
    for (const [id, row] of Object.entries(rows)) {
      const { x_source_id: source } = row;
      const there = old[model]?.[id] !== undefined;
      names.set(
        `${model} ${id}`,
        typeof source === 'string' ? `${model} of ${source}` : there ? `${model} ${id}` : model,
      );
    }
  }
  const described = (model: string, row: Row): string => {
    const fields = models.get(model)?.fields;
    return Object.entries(row)
      .filter(([name]) => !INCIDENTAL.has(name))
      .map(([name, value]) => {
        const field = fields?.get(name);
        const provisioned = made.get(`${model} ${name}`);
        if (provisioned !== undefined) return `${name}=${label(provisioned, value)}`;
        const relation = field?.relation;
        if (Array.isArray(value) && relation !== undefined)
          return `${name}=${value
            .map((id) => label(relation, id))
            .sort()
            .join(',')}`;
        if (relation !== undefined && field?.type === 'many2one') return `${name}=${label(relation, value)}`;
        if (name === 'res_id') return `${name}=${label(String(row.res_model ?? row.model), value)}`;
        return `${name}=${JSON.stringify(value)}`;
      })
      .join(' ');
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = new Map<string, string>();
    for (const [model, rows] of Object.entries(dump)) {
      for (const [id, row] of Object.entries(rows)) {
        const named = typeof row.x_source_id === 'string' || old[model]?.[id] !== undefined;
        if (!named) next.set(`${model} ${id}`, `${model} ${digest(described(model, row))}`);
      }
    }
    for (const [name, given] of next) names.set(name, given);
  }
  return Object.entries(dump)
    .flatMap(([model, rows]) =>
      Object.entries(rows)
        .filter(([, row]) => !isKey(model, row))
        .map(([id, row]) => `${label(model, id)}: ${described(model, row)}`),
    )
    .sort();
}

/** The external id that a row was made with: it tells calls apart, of which a disturbed run makes others. */
function isKey(model: string, row: Row): boolean {
  return model === 'ir.model.data' && row.module === '__mapc__';
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** The ids of source records that more than one row carries. */
export function doubled(text: string): readonly string[] {
  const seen = new Set<string>();
  const twice: string[] = [];
  for (const [model, rows] of Object.entries(JSON.parse(text) as Dump)) {
    for (const { x_source_id: source } of Object.values(rows)) {
      if (typeof source !== 'string' || model === 'res.users') continue;
      if (seen.has(source)) twice.push(`${model} ${source}`);
      seen.add(source);
    }
  }
  return twice;
}

/** Odoo gives an empty number back as 0, so 0 is what a restored row of ours may hold there. */
export function withoutZeros(text: string): string {
  return JSON.stringify(JSON.parse(text), (name, value: unknown) =>
    name.startsWith('x_') && value === 0 ? undefined : value,
  );
}

/** Rows that two dumps do not have in common, in words: what a failing comparison shows. */
export function differences(before: string, after: string): readonly string[] {
  const [a, b] = [JSON.parse(before) as Dump, JSON.parse(after) as Dump];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((model) => {
    const [rowsBefore, rowsAfter] = [a[model] ?? {}, b[model] ?? {}];
    return [...new Set([...Object.keys(rowsBefore), ...Object.keys(rowsAfter)])].flatMap((id) => {
      const [x, y] = [JSON.stringify(rowsBefore[id]), JSON.stringify(rowsAfter[id])];
      return x === y ? [] : [`${model} ${id}: ${x ?? 'not there'} became ${y ?? 'not there'}`];
    });
  });
}

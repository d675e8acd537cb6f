import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ListChange, Query, Target, TargetId, TargetRow, TargetValues } from '../connectors/contract.ts';
import type { MapPlan } from '../plan/types.ts';
import { drive } from '../runtime/driver.ts';
import { Journal } from '../runtime/journal.ts';
import type { Session } from '../runtime/session.ts';
import { asList, union, without } from '../runtime/wanted.ts';
import { canonicalJson } from '../schema/digest.ts';
import type { Entity, JsonValue } from '../schema/model.ts';
import { type MigrationContext, workDirectory } from './context.ts';

/**
 * Does everything that a run would do, without writing to the target: the journal is a copy, and what would be written
 * is kept in memory beside what the target really has. Hands the rehearsal's session to `look`, then forgets it.
 */
export async function rehearse<T>(
  context: MigrationContext,
  session: Session,
  maps: ((map: MapPlan) => boolean) | null,
  look: (rehearsal: Session) => T | Promise<T>,
): Promise<T> {
  const path = join(workDirectory(context), 'rehearsal.db');
  const forget = (): void => {
    for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
  };
  forget();
  session.journal.copyTo(path);
  const journal = new Journal(path, { now: context.now });
  try {
    const rehearsal: Session = {
      ...session,
      journal,
      target: rehearsalTarget(session.target),
      // Nobody waits in a rehearsal for an answer that another process lost.
      settings: { ...session.settings, lateCommit: 0 },
      traced: true,
    };
    const { id } = journal.beginRun('run', 'rehearsal');
    await drive(rehearsal, { run: id, retry: true, only: null, maps });
    return await look(rehearsal);
  } finally {
    journal.close();
    forget();
  }
}

/** Ids of rows that were never made. */
const PROVISIONAL = 'rehearsed:';

/** A target that is read but never written: writes are laid over it in memory. */
export function rehearsalTarget(inner: Target): Target {
  const made = new Map<string, Map<TargetId, Record<string, JsonValue>>>();
  const laid = new Map<string, Record<string, JsonValue>>();
  let next = 1;
  const rowsOf = (entity: string): Map<TargetId, Record<string, JsonValue>> => {
    const rows = made.get(entity) ?? new Map<TargetId, Record<string, JsonValue>>();
    made.set(entity, rows);
    return rows;
  };
  const overlaid = (entity: Entity, row: TargetRow): TargetRow => {
    const over = laid.get(`${entity.name} ${JSON.stringify(row.id)}`);
    if (over === undefined) return row;
    const known = Object.entries(over).filter(([field]) => field in row.values);
    return { id: row.id, values: { ...row.values, ...Object.fromEntries(known) } };
  };
  return {
    system: inner.system,
    traits: inner.traits,
    discover: (entities, options) => inner.discover(entities, options),
    async search(entity, query, options) {
      const here = typeof query.after === 'string' && query.after.startsWith(PROVISIONAL);
      const where = query.where.map((condition) =>
        condition.operator === 'in'
          ? { ...condition, value: asList(condition.value).filter((value) => !isProvisional(value)) }
          : condition,
      );
      const answerable = where.every(({ operator, value }) =>
        operator === 'in' ? Array.isArray(value) && value.length > 0 : !isProvisional(value),
      );
      const found = here || !answerable ? [] : await inner.search(entity, { ...query, where }, options);
      const rows = found.map((row) => overlaid(entity, row));
      if (here || (query.limit !== undefined && rows.length >= query.limit)) return rows;
      const extra = [...rowsOf(entity.name)]
        .filter(([, values]) => fits(values, query, (name, id) => made.get(name)?.get(id) ?? null, entity))
        .map(([id, values]) => ({ id, values: pick(values, query.fields) }));
      return [...rows, ...extra];
    },
    async read(entity, ids, fields, options) {
      const real = ids.filter((id) => !isProvisional(id));
      const found = real.length === 0 ? [] : await inner.read(entity, real, fields, options);
      const own = ids.flatMap((id) => {
        const values = rowsOf(entity.name).get(id);
        return values === undefined ? [] : [{ id, values: pick(values, fields) }];
      });
      return [...found.map((row) => overlaid(entity, row)), ...own];
    },
    async create(entity, rows) {
      return rows.map((values) => {
        const id = `${PROVISIONAL}${entity.name}:${next}`;
        next += 1;
        rowsOf(entity.name).set(id, laidOver({}, values));
        return id;
      });
    },
    async update(entity, rows) {
      for (const { id, values } of rows) {
        const own = rowsOf(entity.name).get(id);
        if (own !== undefined) rowsOf(entity.name).set(id, laidOver(own, values));
        else {
          const name = `${entity.name} ${JSON.stringify(id)}`;
          laid.set(name, laidOver(laid.get(name) ?? {}, onlySet(values)));
        }
      }
    },
    async delete(entity, ids) {
      for (const id of ids) rowsOf(entity.name).delete(id);
    },
    async provisionField() {
      return null;
    },
    async unprovisionField() {
      throw new Error('A rehearsal takes nothing away.');
    },
    normalise: (entity, field, value) => inner.normalise(entity, field, value),
    preflight: (entities, options) => inner.preflight(entities, options),
    close: async () => undefined,
  };
}

function isProvisional(value: JsonValue): boolean {
  return typeof value === 'string' && value.startsWith(PROVISIONAL);
}

function isChange(value: JsonValue | ListChange): value is ListChange {
  return (
    value !== null &&
    typeof value === 'object' &&
    !Array.isArray(value) &&
    ('add' in value || 'remove' in value)
  );
}

/** Additions to real rows are not known whole without reading them; what is set is. */
function onlySet(values: TargetValues): TargetValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isChange(value)));
}

function laidOver(
  under: Readonly<Record<string, JsonValue>>,
  values: TargetValues,
): Record<string, JsonValue> {
  const result: Record<string, JsonValue> = { ...under };
  for (const [field, value] of Object.entries(values)) {
    result[field] = isChange(value)
      ? without(union(asList(result[field] ?? null), value.add ?? []), value.remove ?? [])
      : value;
  }
  return result;
}

function pick(
  values: Readonly<Record<string, JsonValue>>,
  fields: readonly string[],
): Record<string, JsonValue> {
  return Object.fromEntries(fields.map((field) => [field, values[field] ?? null]));
}

/** Whether a rehearsed row fits. A path is followed through rehearsed rows only; others do not fit. */
function fits(
  values: Readonly<Record<string, JsonValue>>,
  query: Query,
  rowOf: (entity: string, id: TargetId) => Readonly<Record<string, JsonValue>> | null,
  entity: Entity,
): boolean {
  return query.where.every(({ path, operator, value }) => {
    const [first = '', ...rest] = path.split('.');
    let held: JsonValue = values[first] ?? null;
    if (rest.length > 0) {
      const type = entity.fields[first]?.type;
      const row =
        type?.kind === 'reference' && typeof held === 'string' ? rowOf(type.targets[0] ?? '', held) : null;
      held = row?.[rest.join('.')] ?? null;
    }
    const wanted = operator === 'in' ? asList(value) : [value];
    return wanted.some((one) => canonicalJson(one) === canonicalJson(held));
  });
}

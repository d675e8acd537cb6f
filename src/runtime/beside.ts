/**
 * What a target changes by itself with a write, in other fields or other rows: looked at before the call and after it,
 * and kept with the write, so that undoing gives it back.
 */
import type { BesideRow, TargetId, TargetValues } from '../connectors/contract.ts';
import { canonicalJson } from '../schema/digest.ts';
import type { JsonValue } from '../schema/model.ts';
import type { Op, StoredOp } from './journal-types.ts';
import { patiently, type Session, targetEntity } from './session.ts';

/**
 * Ops of one entity with what is beside them, before the call: as it is when no other call is to change it.
 * @throws MigrationError
 */
export async function withBeside(
  session: Session,
  entity: string,
  items: readonly { readonly op: Op; readonly values: TargetValues }[],
): Promise<readonly Op[]> {
  const { target } = session;
  const ops = items.map(({ op }) => op);
  if (target.beside === undefined) return ops;
  const schema = targetEntity(session, entity);
  const rows = items.map(({ op, values }) => ({ id: op.target, values }));
  const found = await session.queue.settled(
    () => patiently(session, false, async () => target.beside?.(schema, rows)),
    (seen) => (seen ?? []).flat().map(nameOf),
  );
  return ops.map((op, index) => {
    const before = found?.[index] ?? [];
    return before.length === 0 ? op : { ...op, beside: { before, after: null } };
  });
}

/** What these may change beside their own rows. */
export function besideNames(ops: readonly Op[]): readonly string[] {
  return [...new Set(ops.flatMap((op) => (op.beside?.before ?? []).map(nameOf)))];
}

/** The calls were carried out: what is beside them is looked at again, and all of it is kept. @throws MigrationError */
export async function complete(
  session: Session,
  done: readonly { readonly op: StoredOp; readonly target: TargetId }[],
): Promise<void> {
  const now = await besideNow(
    session,
    done.flatMap(({ op }) => op.beside?.before ?? []),
  );
  session.journal.complete(
    done.map(({ op, target }) => {
      if (op.beside === undefined) return { op, target };
      return { op, target, beside: op.beside.before.flatMap((row) => now.get(nameOf(row)) ?? []) };
    }),
  );
}

/**
 * What ops changed beside their own fields and is still as they left it, as it was before them; by op. What somebody
 * else changed since is theirs. Kept in the journal before anything is undone: undoing the write changes it once more, and
 * a rollback that is killed then could not tell who did.
 */
export async function besideToGiveBack(
  session: Session,
  ops: readonly StoredOp[],
): Promise<ReadonlyMap<StoredOp, readonly BesideRow[]>> {
  const back = new Map<StoredOp, readonly BesideRow[]>();
  for (const op of ops) if (op.beside?.back !== undefined) back.set(op, op.beside.back);
  const changes = new Map(ops.filter((op) => !back.has(op)).map((op) => [op, changesOf(op)]));
  const now = await besideNow(
    session,
    [...changes.values()].flat().map(({ before }) => before),
  );
  const begun = new Map<StoredOp, readonly BesideRow[]>();
  for (const [op, list] of changes) {
    const rows = list.flatMap(({ before, after }) => {
      const current = now.get(nameOf(before));
      const values = pick(before, (field) => same(current?.values[field], after.values[field]));
      return current === undefined || Object.keys(values).length === 0 ? [] : [{ ...before, values }];
    });
    if (rows.length > 0) begun.set(op, rows);
  }
  session.journal.keepBack(begun);
  return new Map([...back, ...begun]);
}

/**
 * Fields that came to differ, before and after; of the written row itself all, for writing its former values may change
 * them too. None where it is not known how the op ended.
 */
function changesOf(op: StoredOp): readonly { readonly before: BesideRow; readonly after: BesideRow }[] {
  const { before = [], after } = op.beside ?? {};
  const later = new Map((after ?? []).map((row) => [nameOf(row), row]));
  return before.flatMap((row) => {
    const now = later.get(nameOf(row));
    if (now === undefined) return [];
    const own = row.entity === op.entity && row.id === op.target;
    const values = pick(row, (field, was) => field in now.values && (own || !same(was, now.values[field])));
    return Object.keys(values).length === 0 ? [] : [{ before: { ...row, values }, after: now }];
  });
}

/** By name; what several ops tell of one row is asked once. */
async function besideNow(
  session: Session,
  rows: readonly BesideRow[],
): Promise<ReadonlyMap<string, BesideRow>> {
  const wanted = new Map<string, BesideRow>();
  for (const row of rows) {
    const known = wanted.get(nameOf(row));
    wanted.set(nameOf(row), { ...row, values: { ...known?.values, ...row.values } });
  }
  if (wanted.size === 0) return new Map();
  const found = await patiently(session, false, async () => session.target.besideNow?.([...wanted.values()]));
  return new Map((found ?? []).map((row) => [nameOf(row), row]));
}

function pick(row: BesideRow, keep: (field: string, value: JsonValue) => boolean): Record<string, JsonValue> {
  return Object.fromEntries(Object.entries(row.values).filter(([field, value]) => keep(field, value)));
}

function same(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null);
}

function nameOf({ entity, id }: BesideRow): string {
  return `${entity} ${JSON.stringify(id)}`;
}

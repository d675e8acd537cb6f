import type { ListChange, TargetId, TargetRow } from '../connectors/contract.ts';
import { isEmptied } from '../runtime/is-emptied.ts';
import type { StoredOp, Values } from '../runtime/journal-types.ts';
import { isMirrored } from '../runtime/mirrored.ts';
import { referenceTo, referredEntities, referredRows } from '../runtime/referred-rows.ts';
import { searchAll } from '../runtime/rows.ts';
import { type Session, sameInTarget, targetEntity } from '../runtime/session.ts';
import { asList, idsOf } from '../runtime/wanted.ts';
import type { JsonValue } from '../schema/model.ts';

/** A row that the target would not delete, and why. */
export interface Refused {
  readonly op: StoredOp;
  readonly reason: string;
}

/** Rows of circles of references, and rows between circles: what is left when those without a way in or out go. */
export function inCircles(session: Session, rows: readonly Refused[]): readonly Refused[] {
  const names = new Map(
    rows.flatMap(({ op }) => (op.target === null ? [] : [[rowName(op.entity, op.target), op]])),
  );
  const ways = new Map(
    [...names].map(([name, op]) => [name, referencesOf(session, op).filter((to) => names.has(to))]),
  );
  for (let before = -1; ways.size !== before; ) {
    before = ways.size;
    const reached = new Set([...ways.values()].flat());
    for (const [name, to] of ways) {
      if (!reached.has(name) || !to.some((other) => ways.has(other))) ways.delete(name);
    }
  }
  return rows.filter(({ op }) => op.target !== null && ways.has(rowName(op.entity, op.target)));
}

/** Names of rows that a row of ours refers to, by what we wrote. */
function referencesOf(session: Session, op: StoredOp): readonly string[] {
  const { fields } = targetEntity(session, op.entity);
  const standing = op.target === null ? [] : session.journal.opsOn(op.entity, op.target);
  return standing.flatMap(({ sent }) =>
    Object.entries(sent).flatMap(([field, value]) => {
      return referredRows(fields[field]?.type, value).map((row) => rowName(row.entity, row.id));
    }),
  );
}

/** Fields that hold neither what we wrote last nor, where an undoing was cut off, what was there before it. */
export function changedFields(
  session: Session,
  row: TargetRow,
  standing: readonly StoredOp[],
  made: boolean,
): readonly string[] {
  const expected = new Map<string, { readonly value: JsonValue; readonly before: JsonValue | undefined }>();
  const last = standing.at(-1);
  for (const op of standing) {
    for (const [field, value] of Object.entries(op.sent)) {
      // References of a row that we made may have been emptied, to delete it.
      expected.set(field, { value, before: made || op === last ? op.before[field] : undefined });
    }
  }
  const changed: string[] = [];
  for (const [field, { value, before }] of expected) {
    const current = row.values[field] ?? null;
    const entity = last?.entity ?? '';
    if (sameInTarget(session, entity, field, current, value)) continue;
    if (before !== undefined && sameInTarget(session, entity, field, current, before)) continue;
    const written = standing.map(({ sent }) => sent);
    if (isMirrored(session, entity, field, row.values, ...written)) continue;
    // Nor did a person empty a reference to a row that is gone.
    if (isEmptied(session, entity, field, value, current)) continue;
    changed.push(field);
  }
  return changed;
}

/** A row that refers to this one, in words; null where none does. */
export async function findReferrer(
  session: Session,
  entity: string,
  target: TargetId,
): Promise<string | null> {
  for (const other of Object.values(session.schema.entities)) {
    for (const field of Object.values(other.fields)) {
      if (!referredEntities(field.type).includes(entity) || field.computed === true) continue;
      const sought = referenceTo(field.type, { entity, id: target });
      const where = [{ path: field.name, operator: 'in' as const, value: [sought] }];
      for await (const rows of searchAll(session, other.name, where, [])) {
        const [row] = rows.filter((one) => other.name !== entity || one.id !== target);
        if (row !== undefined) return `${other.name} ${row.id} (${field.name})`;
      }
    }
  }
  return null;
}

export function formerValues(op: StoredOp): Readonly<Record<string, JsonValue | ListChange>> {
  const former: Values = op.before;
  const removals = Object.entries(op.added).map(([field, items]): [string, ListChange] => [
    field,
    { remove: idsOf(asList(items)) },
  ]);
  return { ...former, ...Object.fromEntries(removals) };
}

export function rowName(entity: string, target: TargetId): string {
  return `${entity} ${JSON.stringify(target)}`;
}

/** Neighbours of one kind and entity. */
export function stretches(ops: readonly StoredOp[]): readonly (readonly StoredOp[])[] {
  const all: StoredOp[][] = [];
  for (const op of ops) {
    const open = all.at(-1);
    if (open?.[0]?.kind === op.kind && open[0].entity === op.entity) open.push(op);
    else all.push([op]);
  }
  return all;
}

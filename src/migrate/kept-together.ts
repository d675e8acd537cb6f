import type { TargetId } from '../connectors/contract.ts';
import type { StoredOp } from '../runtime/journal-types.ts';
import { withReferences } from '../runtime/mirrored.ts';
import { referenceTo, referredEntities, referredRows } from '../runtime/referred-rows.ts';
import { searchAll } from '../runtime/rows.ts';
import { checkInterrupted, chunks, readRows, type Session, targetEntity } from '../runtime/session.ts';
import type { Field } from '../schema/model.ts';
import { changedFields, rowName } from './undoing-rows.ts';

/** A row that the undoing would take away or restore. */
interface Touched {
  readonly entity: string;
  readonly target: TargetId;
  /** We made it, so that undoing deletes it. */
  readonly made: boolean;
  /** Names of rows that it refers to, by what we wrote. */
  readonly to: ReadonlySet<string>;
}

const PAGE = 500;
/** Rows that one search asks for references to. */
const IDS_A_SEARCH = 200;

/**
 * The rows of ours that must stay because others do that refer to them: deleted, they would take with them a value that
 * we wrote or that a person set. A row stays that a person changed, with all that it refers to by what we wrote, and
 * theirs in turn; and a row to which somebody else's row refers in an entity that the plan writes to.
 * @returns the reason by the row's name, for rows that no person changed
 */
export async function keptTogether(
  session: Session,
  undone: (op: StoredOp) => boolean,
): Promise<ReadonlyMap<string, string>> {
  const { rows, changed } = await touchedRows(session, undone);
  const kept = new Map<string, string>();
  const queue = [...changed];
  for (const [name, reason] of await referredFromOutside(session, rows)) {
    if (changed.has(name)) continue;
    kept.set(name, reason);
    queue.push(name);
  }
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const row = rows.get(name);
    if (row === undefined) continue;
    for (const other of row.to) {
      if (rows.get(other)?.made !== true || kept.has(other) || changed.has(other)) continue;
      kept.set(other, `${row.entity} ${row.target}, which is left alone, refers to it.`);
      queue.push(other);
    }
  }
  return kept;
}

/** All rows that are there and would be undone, and the names of those that a person changed. */
async function touchedRows(
  session: Session,
  undone: (op: StoredOp) => boolean,
): Promise<{ readonly rows: ReadonlyMap<string, Touched>; readonly changed: ReadonlySet<string> }> {
  const { journal } = session;
  const rows = new Map<string, Touched>();
  const suspects = new Map<string, () => boolean>();
  let before: number | null = null;
  for (;;) {
    checkInterrupted(session);
    const page: readonly StoredOp[] = journal.opsBackward(['done', 'left'], before, PAGE);
    const last = page.at(-1);
    // By now it is known which rows are gone: a reference to one of them was emptied by no person.
    if (last === undefined)
      return {
        rows,
        changed: new Set([...suspects].flatMap(([name, isChanged]) => (isChanged() ? [name] : []))),
      };
    before = last.seq;
    for (const [entity, ops] of Map.groupBy(page.filter(undone), (op) => op.entity)) {
      const standing = new Map<TargetId, readonly StoredOp[]>();
      for (const { target } of ops) {
        if (target !== null && !rows.has(rowName(entity, target)))
          standing.set(target, journal.opsOn(entity, target));
      }
      const fields = new Set(
        [...standing.values()]
          .flat()
          .flatMap(({ sent, added }) => [...Object.keys(sent), ...Object.keys(added)]),
      );
      const asked = withReferences(session, entity, fields);
      const found = await readRows(session, entity, [...standing.keys()], asked);
      for (const [target, all] of standing) {
        const row = found.get(target);
        const name = rowName(entity, target);
        const made = all.some(({ kind }) => kind === 'create' || kind === 'derive');
        if (row === undefined) {
          const done = made ? all.toReversed() : [];
          journal.settle(done.map((op) => ({ op, state: 'undone' as const, error: null })));
          continue;
        }
        rows.set(name, { entity, target, made, to: new Set(all.flatMap((op) => referencesOf(session, op))) });
        const isChanged = (): boolean => changedFields(session, row, all, made).length > 0;
        if (isChanged()) suspects.set(name, isChanged);
      }
    }
  }
}

/** Names of rows that an op made its row refer to. */
function referencesOf(session: Session, { entity, sent, added }: StoredOp): readonly string[] {
  const { fields } = targetEntity(session, entity);
  return [...Object.entries(sent), ...Object.entries(added)].flatMap(([field, value]) =>
    referredRows(fields[field]?.type, value).map((row) => rowName(row.entity, row.id)),
  );
}

/** Rows that we made and to which a row refers that is not ours, or by a field that we did not write. */
async function referredFromOutside(
  session: Session,
  rows: ReadonlyMap<string, Touched>,
): Promise<ReadonlyMap<string, string>> {
  const reasons = new Map<string, string>();
  const made = Map.groupBy(
    [...rows.values()].filter((row) => row.made),
    (row) => row.entity,
  );
  // What the target makes by itself beside a row goes with it; what people make stands where the maps write, too.
  const written = new Set([
    ...made.keys(),
    ...Object.values(session.plan.maps).flatMap(({ arms }) =>
      arms.flatMap((arm) => (arm.kind === 'write' ? [arm.target] : [])),
    ),
  ]);
  for (const name of [...written].sort()) {
    const other = session.schema.entities[name];
    for (const field of Object.values(other?.fields ?? {})) {
      if (field.computed === true || field.write === 'never') continue;
      const owners = delegates(session, name, field);
      // What the other computes is nobody's reference: the price list that every partner has by default.
      if (owners.some(({ type }) => isComputedThere(session, type, field.name))) continue;
      for (const entity of referredEntities(field.type)) {
        const ids = (made.get(entity) ?? []).map(({ target }) => target);
        for (const part of chunks(ids, IDS_A_SEARCH)) {
          const sought = part.map((id) => referenceTo(field.type, { entity, id }));
          const where = [{ path: field.name, operator: 'in' as const, value: sought }];
          for await (const page of searchAll(session, name, where, [
            field.name,
            ...owners.map((one) => one.name),
          ])) {
            for (const row of page) {
              const own = rows.get(rowName(name, row.id));
              for (const to of referredRows(field.type, row.values[field.name])) {
                const referred = rowName(to.entity, to.id);
                // A row that we made goes too; of one that was there before we take our reference back; and what refers
                // back to what refers to it is the other end of what we wrote, set by the system.
                if (own?.made === true || own?.to.has(referred) === true) continue;
                if (rows.get(referred)?.to.has(rowName(name, row.id)) === true) continue;
                // Nor does a user refer to the meetings of his partner: the field is the partner's, shown again.
                const shown = owners.flatMap((one) => referredRows(one.type, row.values[one.name]));
                if (shown.some((one) => rows.get(referred)?.to.has(rowName(one.entity, one.id)))) continue;
                if (rows.get(referred)?.made === true && !reasons.has(referred))
                  reasons.set(referred, `${name} ${row.id} (${field.name}) refers to it.`);
              }
            }
          }
        }
      }
    }
  }
  return reasons;
}

/**
 * The references by which an entity shows the field as its own that is another's: it cannot be without them, and what they
 * lead to has a field of the same name for the same rows (Odoo's users and their partners).
 */
function delegates(session: Session, entity: string, field: Field): readonly Field[] {
  const { fields } = targetEntity(session, entity);
  const sought = referredEntities(field.type).join();
  return Object.values(fields).filter(
    ({ required, type }) =>
      required === true &&
      type.kind === 'reference' &&
      type.targets.some((target) => {
        const other = session.schema.entities[target]?.fields[field.name];
        return other !== undefined && referredEntities(other.type).join() === sought;
      }),
  );
}

function isComputedThere({ schema }: Session, type: Field['type'], field: string): boolean {
  return referredEntities(type).some((entity) => schema.entities[entity]?.fields[field]?.computed === true);
}

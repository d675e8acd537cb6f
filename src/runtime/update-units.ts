import type { ListChange, TargetRow } from '../connectors/contract.ts';
import type { At } from '../plan/types.ts';
import type { JsonValue } from '../schema/model.ts';
import { withFormerFiles } from './former-files.ts';
import { isEmptied } from './is-emptied.ts';
import type { Lists, UnitRow, Values } from './journal-types.ts';
import { isMirrored, withReferences } from './mirrored.ts';
import { readRows, type Session, sameInTarget } from './session.ts';
import { asList, changes, fieldsOf, idsOf, isEmpty, mergeLists, type Wanted, without } from './wanted.ts';
import type { WriteItem } from './write-parts.ts';
import { updateRows } from './writes.ts';

/** A unit whose row is there, and what it should hold. */
export interface UpdateWish {
  /** As the unit stands, `target` and `entity` set. */
  readonly unit: UnitRow & { readonly entity: string; readonly target: string | number };
  /** In the journal before; null where this run found the row. */
  readonly prior: UnitRow | null;
  readonly wanted: Wanted;
  /** The line to blame where the target refuses. */
  readonly blame: (reason: string) => At | null;
  /** In the second pass a result says less: `created` stays `created`. */
  readonly result: (wrote: boolean) => UnitRow['result'];
}

/**
 * Brings rows to what their units ask for. Writes what differs from what we last wrote, where the target still holds
 * that; what a person changed since is kept and listed, unless the settings say otherwise. `language.md` section 8.
 */
export async function updateUnits(
  session: Session,
  run: number,
  wishes: readonly UpdateWish[],
): Promise<void> {
  const saved: UnitRow[] = [];
  const writing: { readonly wish: UpdateWish; readonly item: WriteItem }[] = [];
  for (const [entity, group] of Map.groupBy(wishes, (wish) => wish.unit.entity)) {
    const differences = group.map((wish) => changes(wish.unit, wish.wanted));
    const rows = await readNeeded(session, entity, group, differences);
    for (const [index, wish] of group.entries()) {
      const difference = differences[index] ?? { values: {}, lists: {} };
      if (isEmpty(difference)) {
        saved.push({ ...wish.unit, result: wish.result(false) });
        continue;
      }
      const needsRow = !isBlind(wish, difference);
      const row = rows.get(wish.unit.target);
      if (needsRow && row === undefined) {
        saved.push({
          ...wish.unit,
          result: 'rejected',
          reason: `Its row of ${entity} was deleted in the target since it was written; "mapc run --retry" makes it again.`,
          failure: 'target',
          at: wish.blame(''),
        });
        continue;
      }
      const step = planUpdate(session, wish, difference, row ?? null);
      if (Object.keys(step.change).length === 0) {
        // What a row holds already needs no write; a unit that was refused before has found its row so.
        const state = step.after.state === 'rejected' ? 'matched' : step.after.state;
        saved.push({ ...step.after, state, result: wish.result(false) });
        continue;
      }
      const before = await withFormerFiles(session, entity, wish.unit.target, step.before, wish.unit.values);
      const after: UnitRow = {
        ...step.after,
        state: step.after.state === 'created' ? 'created' : 'updated',
        result: wish.result(true),
      };
      writing.push({
        wish,
        item: {
          op: {
            run,
            kind: 'update',
            map: wish.unit.map,
            unit: wish.unit.unit,
            entity,
            target: wish.unit.target,
            sent: step.sent,
            added: step.added,
            before,
            prior: wish.prior,
            after,
            probe: null,
            receipt: null,
            at: wish.unit.at,
          },
          values: step.change,
          rejected: (reason) => ({
            ...wish.unit,
            state: wish.prior === null ? 'rejected' : wish.unit.state,
            result: 'rejected',
            reason,
            failure: 'target',
            at: wish.blame(reason),
          }),
        },
      });
    }
  }
  session.journal.saveUnits(saved);
  for (const [entity, group] of Map.groupBy(writing, (one) => one.wish.unit.entity)) {
    await updateRows(
      session,
      entity,
      group.map((one) => one.item),
    );
  }
}

/** A row that we created, and fields that we never wrote: nothing of anybody's can be there to keep. */
function isBlind(wish: UpdateWish, difference: Wanted): boolean {
  return (
    wish.unit.state === 'created' &&
    Object.keys(difference.values).every((field) => !(field in wish.unit.values)) &&
    Object.keys(difference.lists).length === 0
  );
}

async function readNeeded(
  session: Session,
  entity: string,
  group: readonly UpdateWish[],
  differences: readonly Wanted[],
): Promise<ReadonlyMap<string | number, TargetRow>> {
  const fields = new Set<string>();
  const ids = group.flatMap((wish, index) => {
    const difference = differences[index] ?? { values: {}, lists: {} };
    if (isEmpty(difference) || isBlind(wish, difference)) return [];
    for (const field of fieldsOf(difference)) fields.add(field);
    return [wish.unit.target];
  });
  return ids.length === 0
    ? new Map()
    : await readRows(session, entity, ids, withReferences(session, entity, fields));
}

function planUpdate(
  session: Session,
  wish: UpdateWish,
  difference: Wanted,
  row: TargetRow | null,
): {
  readonly change: Readonly<Record<string, JsonValue | ListChange>>;
  readonly sent: Values;
  readonly added: Lists;
  readonly before: Values;
  readonly after: UnitRow;
} {
  const { entity } = wish.unit;
  const overwrite = (session.settings.entities[entity]?.edited ?? session.settings.edited) === 'overwrite';
  const change: Record<string, JsonValue | ListChange> = {};
  const sent: Record<string, JsonValue> = {};
  const before: Record<string, JsonValue> = {};
  const added: Record<string, readonly JsonValue[]> = {};
  const values: Record<string, JsonValue> = { ...wish.unit.values };
  const edited: string[] = [];
  const same = (field: string, a: JsonValue, b: JsonValue): boolean =>
    sameInTarget(session, entity, field, a, b);
  for (const [field, value] of Object.entries(difference.values)) {
    const current = row?.values[field] ?? null;
    const last = wish.unit.values[field];
    if (row !== null && same(field, current, value)) {
      values[field] = value;
      continue;
    }
    const theirs =
      last !== undefined &&
      !same(field, current, last) &&
      !overwrite &&
      !isMirrored(session, entity, field, row?.values ?? {}, wish.unit.values);
    if (theirs && !isEmptied(session, entity, field, last, current)) {
      edited.push(field);
      continue;
    }
    change[field] = value;
    sent[field] = value;
    before[field] = current;
    values[field] = value;
  }
  for (const [field, items] of Object.entries(difference.lists)) {
    const missing = without(items, asList(row?.values[field] ?? null));
    if (missing.length === 0) continue;
    added[field] = missing;
    change[field] = { add: idsOf(missing) };
  }
  return {
    change,
    sent,
    added,
    before,
    after: {
      ...wish.unit,
      values,
      lists: mergeLists(wish.unit.lists, wish.wanted.lists),
      edited: [...wish.unit.edited, ...edited],
    },
  };
}

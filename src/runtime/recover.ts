import { ConnectorError, type TargetId } from '../connectors/contract.ts';
import type { JsonValue } from '../schema/model.ts';
import { complete } from './beside.ts';
import type { OpenOp, StoredOp } from './journal-types.ts';
import { probeRows } from './probe.ts';
import {
  backOff,
  checkInterrupted,
  chunks,
  patiently,
  readRows,
  type Session,
  sameInTarget,
  stopped,
  talkOfWaiting,
  targetEntity,
} from './session.ts';
import { additions } from './wanted.ts';
import { lateCommit } from './writes.ts';

/**
 * Settles the calls that an earlier process began and whose end the journal does not know. A creation is looked for as
 * long as it may still arrive; an update is made again. Afterwards no intent is open, beside those of provisioned
 * entities and fields.
 */
export async function recover(session: Session): Promise<void> {
  const open = session.journal.openOps();
  const creations = open.filter(
    ({ kind }) => kind === 'create' || kind === 'derive' || kind === 'provision-row',
  );
  for (const [entity, ops] of Map.groupBy(creations, (op) => op.entity))
    await settleCreations(session, entity, ops);
  const updates = open.filter((op) => op.kind === 'update');
  for (const [entity, ops] of Map.groupBy(updates, (op) => op.entity)) {
    for (const part of chunks(ops, session.target.traits.batch.update))
      await settleUpdates(session, entity, part);
  }
  const deletions = open.filter((op) => op.kind === 'delete');
  for (const [entity, ops] of Map.groupBy(deletions, (op) => op.entity))
    await settleDeletions(session, entity, ops);
  session.journal.forgetSendings();
}

async function settleCreations(session: Session, entity: string, ops: readonly OpenOp[]): Promise<void> {
  let missing = ops;
  for (let attempt = 0; ; attempt += 1) {
    checkInterrupted(session);
    const now = session.now().getTime();
    const waiting = missing.filter((op) => Date.parse(op.called) + lateCommit(session) > now);
    const found = await probeRows(session, entity, missing);
    const done: { readonly op: StoredOp; readonly target: TargetId }[] = [];
    const gone: StoredOp[] = [];
    const still: OpenOp[] = [];
    missing.forEach((op, index) => {
      const rows = found[index] ?? [];
      const [id] = rows;
      // Where several fit, a person has to say which; the record meets the same question in the run and is rejected.
      if (id !== undefined && rows.length === 1) done.push({ op, target: id });
      else if (id !== undefined || !waiting.includes(op)) gone.push(op);
      else still.push(op);
    });
    await complete(session, done);
    session.journal.void(gone, null);
    missing = still;
    if (missing.length === 0) return;
    const until = Math.max(...missing.map((op) => Date.parse(op.called))) + lateCommit(session);
    talkOfWaiting(session, attempt, entity, missing.length, until);
    await session.sleep(backOff(attempt));
  }
}

async function settleUpdates(session: Session, entity: string, ops: readonly StoredOp[]): Promise<void> {
  const fields = [...new Set(ops.flatMap((op) => Object.keys(op.sent)))].sort();
  const ids = ops.flatMap((op) => (op.target === null ? [] : [op.target]));
  const rows = await readRows(session, entity, ids, fields);
  const schema = targetEntity(session, entity);
  for (const op of ops) {
    const row = op.target === null ? undefined : rows.get(op.target);
    if (op.target === null || row === undefined || op.after === null) {
      session.journal.void([op], 'The row is gone from the target.');
      continue;
    }
    const same = (field: string, a: JsonValue, b: JsonValue): boolean =>
      sameInTarget(session, entity, field, a, b);
    // Where a person came in between, neither the former nor the new value stands: theirs does.
    const meddled = Object.keys(op.sent).some((field) => {
      const current = row.values[field] ?? null;
      return !same(field, current, op.sent[field] ?? null) && !same(field, current, op.before[field] ?? null);
    });
    if (meddled) {
      session.journal.void([op], 'A person changed the row before the update was known to be done.');
      continue;
    }
    const values = { ...op.sent, ...additions(op.added) };
    const id = op.target;
    for (let attempt = 0; ; attempt += 1) {
      try {
        await patiently(session, true, () => session.target.update(schema, [{ id, values }]));
        await complete(session, [{ op, target: id }]);
        break;
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error;
        if (error.kind === 'record') {
          // The run meets the record again and rejects it with the same reason.
          session.journal.void([op], error.message);
          break;
        }
        if (attempt >= 4) throw stopped(session, error);
        await session.sleep(backOff(attempt));
      }
    }
  }
}

async function settleDeletions(session: Session, entity: string, ops: readonly StoredOp[]): Promise<void> {
  const ids = ops.flatMap((op) => (op.target === null ? [] : [op.target]));
  const rows = await readRows(session, entity, ids, []);
  for (const op of ops) {
    if (op.target !== null && !rows.has(op.target)) session.journal.complete([{ op, target: op.target }]);
    else session.journal.void([op], 'The row was not deleted.');
  }
}

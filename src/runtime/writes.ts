/**
 * Creating and updating rows so that each row is made once: the intent is in the journal before the call, what came of
 * it after. A refused batch is halved until the bad record stands alone; an answer that never came is looked for in the
 * target, as long as the connector says that it may still arrive; where the target itself makes a row only once for a
 * key, the call is simply made again.
 */
import pLimit from 'p-limit';
import { ConnectorError, type TargetId, type TargetValues } from '../connectors/contract.ts';
import { complete, withBeside } from './beside.ts';
import { createKey } from './create-key.ts';
import type { Op, StoredOp, UnitRow } from './journal-types.ts';
import { MigrationError } from './migration-error.ts';
import { probeRows } from './probe.ts';
import {
  backOff,
  checkInterrupted,
  chunks,
  patiently,
  type Session,
  stopped,
  talkOfWaiting,
  targetEntity,
} from './session.ts';

export interface WriteItem {
  readonly op: Op;
  readonly values: TargetValues;
  /** The unit, where the target refuses the record for `reason`. Null where no unit is concerned. */
  readonly rejected: (reason: string) => UnitRow | null;
}
type WriteResult = { readonly id: TargetId } | { readonly refused: string };

interface Pending {
  readonly item: WriteItem;
  readonly op: StoredOp;
  readonly index: number;
}

/** How often a call whose answer was lost, and that stored nothing, is made again. */
const LOST_ATTEMPTS = 5;
/** The same where it can be made again at once: some minutes, as a proxy may need to come back. */
const KEYED_ATTEMPTS = 12;

/** Creates rows of one entity. Results in the order of `items`. */
export async function createRows(
  session: Session,
  entity: string,
  items: readonly WriteItem[],
): Promise<readonly WriteResult[]> {
  return inParallel(session, entity, items, session.target.traits.batch.create, (part, results) =>
    createPart(session, entity, part, results),
  );
}

/** Updates rows of one entity; each item's op names its row. */
export async function updateRows(
  session: Session,
  entity: string,
  items: readonly WriteItem[],
): Promise<readonly WriteResult[]> {
  return inParallel(session, entity, items, session.target.traits.batch.update, (part, results) =>
    updatePart(session, entity, part, results),
  );
}

async function inParallel(
  session: Session,
  entity: string,
  items: readonly WriteItem[],
  size: number,
  work: (part: readonly Pending[], results: Map<number, WriteResult>) => Promise<void>,
): Promise<readonly WriteResult[]> {
  const results = new Map<number, WriteResult>();
  const limit = pLimit(Math.max(1, session.target.traits.concurrency));
  const failures: unknown[] = [];
  let index = 0;
  const parts = chunks(
    items.map((item) => ({ item, index: index++ })),
    size,
  );
  await Promise.all(
    parts.map((part) =>
      limit(async () => {
        // After one call has failed for good, those that wait do not begin; those in flight come to their end.
        if (failures.length > 0) return;
        try {
          checkInterrupted(session);
          const ops = session.journal.intend(await withBeside(session, entity, part));
          await work(
            part.flatMap((one, place) => {
              const op = ops[place];
              return op === undefined ? [] : [{ ...one, op }];
            }),
            results,
          );
        } catch (error) {
          failures.push(error);
        }
      }),
    ),
  );
  if (failures.length > 0) throw failures[0];
  return items.map((_item, place) => results.get(place) ?? { refused: 'The target gave no answer.' });
}

async function createPart(
  session: Session,
  entity: string,
  all: readonly Pending[],
  results: Map<number, WriteResult>,
  lostBefore = false,
): Promise<void> {
  let part = all;
  // An answer is missing, and the call may still be carried out: only an answer says what came of it.
  let open = lostBefore;
  const schema = targetEntity(session, entity);
  for (let attempt = 0; part.length > 0; attempt += 1) {
    const begun = session.now().getTime();
    const rows = part.map(({ item }) => item.values);
    const keys = part.map(({ op }) => createKey(op));
    let ids: readonly TargetId[];
    try {
      ids = await patiently(session, true, () => session.target.create(schema, rows, { keys }));
      if (ids.length !== rows.length) {
        throw new ConnectorError(
          'protocol',
          `${rows.length} rows were sent and ${ids.length} ids came back.`,
        );
      }
    } catch (error) {
      // Before the call, or after one that stored nothing. What is open stays so, for the next run to look for.
      if (error instanceof MigrationError && !open) {
        session.journal.void(
          part.map(({ op }) => op),
          error.message,
        );
      }
      if (!(error instanceof ConnectorError)) throw error;
      if (error.kind === 'record') {
        if (!session.target.traits.atomicCalls) part = await adoptFound(session, entity, part, results);
        await halve(session, part, error, results, (half) =>
          createPart(session, entity, half, results, open),
        );
        return;
      }
      const enforced = session.target.enforcesKeys?.(schema, rows) === true;
      if (enforced) open = true;
      else part = await waitForLost(session, entity, part, begun, results);
      const attempts = enforced ? KEYED_ATTEMPTS : LOST_ATTEMPTS;
      if (part.length > 0 && attempt + 1 >= attempts) throw stopped(session, error);
      // What was lost may still be carried out, before or after this: either way there is one row for each key.
      if (enforced) await session.sleep(backOff(attempt));
      continue;
    }
    await finish(session, part, ids, results);
    return;
  }
}

async function updatePart(
  session: Session,
  entity: string,
  part: readonly Pending[],
  results: Map<number, WriteResult>,
): Promise<void> {
  const schema = targetEntity(session, entity);
  const rows = part.flatMap(({ item }) =>
    item.op.target === null ? [] : [{ id: item.op.target, values: item.values }],
  );
  for (let attempt = 0; ; attempt += 1) {
    try {
      await patiently(session, true, () => session.target.update(schema, rows));
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      if (error.kind === 'record') {
        await halve(session, part, error, results, (half) => updatePart(session, entity, half, results));
        return;
      }
      // To write the same values again changes nothing: a lost update is repeated.
      if (attempt + 1 >= LOST_ATTEMPTS) throw stopped(session, error);
      await session.sleep(backOff(attempt));
      continue;
    }
    await finish(
      session,
      part,
      rows.map((row) => row.id),
      results,
    );
    return;
  }
}

async function finish(
  session: Session,
  part: readonly Pending[],
  ids: readonly TargetId[],
  results: Map<number, WriteResult>,
): Promise<void> {
  const done = part.flatMap(({ op, index }, place) => {
    const target = ids[place];
    if (target === undefined) return [];
    results.set(index, { id: target });
    return [{ op, target }];
  });
  await complete(session, done);
}

async function halve(
  session: Session,
  part: readonly Pending[],
  error: ConnectorError,
  results: Map<number, WriteResult>,
  again: (half: readonly Pending[]) => Promise<void>,
): Promise<void> {
  const [first] = part;
  if (first === undefined) return;
  if (part.length === 1) {
    refuse(session, first, error.message, results);
    return;
  }
  const middle = Math.ceil(part.length / 2);
  await again(part.slice(0, middle));
  await again(part.slice(middle));
}

function refuse(session: Session, one: Pending, reason: string, results: Map<number, WriteResult>): void {
  const unit = one.item.rejected(reason);
  session.journal.void([one.op], reason, unit === null ? [] : [unit]);
  results.set(one.index, { refused: reason });
}

/** Takes what is there already; gives back what is not. */
async function adoptFound(
  session: Session,
  entity: string,
  part: readonly Pending[],
  results: Map<number, WriteResult>,
): Promise<readonly Pending[]> {
  const found = await probeRows(
    session,
    entity,
    part.map(({ op }) => op),
  );
  const [missing, there]: [Pending[], Pending[]] = [[], []];
  const ids: TargetId[] = [];
  part.forEach((one, place) => {
    const rows = found[place] ?? [];
    const [id] = rows;
    if (id === undefined) missing.push(one);
    else if (rows.length > 1) refuse(session, one, severalMessage(entity, rows), results);
    else {
      there.push(one);
      ids.push(id);
    }
  });
  await finish(session, there, ids, results);
  return missing;
}

export function severalMessage(entity: string, rows: readonly TargetId[]): string {
  return `${rows.length} rows of ${entity} fit (${rows.slice(0, 5).join(', ')}); which one is meant is for a person to say.`;
}

async function waitForLost(
  session: Session,
  entity: string,
  part: readonly Pending[],
  begun: number,
  results: Map<number, WriteResult>,
): Promise<readonly Pending[]> {
  let missing = part;
  const until = begun + lateCommit(session);
  for (let attempt = 0; ; attempt += 1) {
    const last = session.now().getTime() >= until;
    missing = await adoptFound(session, entity, missing, results);
    if (missing.length === 0 || last) return missing;
    talkOfWaiting(session, attempt, entity, missing.length, until);
    await session.sleep(Math.min(backOff(attempt), Math.max(1, until - session.now().getTime())));
  }
}

/** The outer bound for a call to commit after its answer was lost, in milliseconds. */
export function lateCommit(session: Session): number {
  return session.settings.lateCommit ?? session.target.traits.lateCommit;
}

/**
 * Creating and updating rows so that each row is made once: the intent is in the journal before the call, what came of
 * it after. A refused call is halved until the bad record stands alone; an answer that never came is looked for in the
 * target, as long as the connector says that it may still arrive; where the target itself makes a row only once for a
 * key, the call is simply made again. How many rows a call takes is measured (`pace.ts`).
 */
import { ConnectorError, type TargetId, type TargetValues } from '../connectors/contract.ts';
import { complete, withBeside } from './beside.ts';
import { createKey } from './create-key.ts';
import type { Op, StoredOp, UnitRow } from './journal-types.ts';
import { MigrationError } from './migration-error.ts';
import type { Pace } from './pace.ts';
import { probeRows } from './probe.ts';
import {
  backOff,
  checkInterrupted,
  patiently,
  type Session,
  stopped,
  talkOfWaiting,
  targetEntity,
} from './session.ts';

/** A target that names so many refused rows may have stopped looking for others. */
const MANY_NAMED = 10;

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
  return inParallel(session, entity, items, session.paces.of('create', entity), (part, results) =>
    createPart(session, entity, part, results),
  );
}

/** Updates rows of one entity; each item's op names its row. */
export async function updateRows(
  session: Session,
  entity: string,
  items: readonly WriteItem[],
): Promise<readonly WriteResult[]> {
  return inParallel(session, entity, items, session.paces.of('update', entity), (part, results) =>
    updatePart(session, entity, part, results),
  );
}

async function inParallel(
  session: Session,
  entity: string,
  items: readonly WriteItem[],
  pace: Pace,
  work: (part: readonly Pending[], results: Map<number, WriteResult>) => Promise<void>,
): Promise<readonly WriteResult[]> {
  const results = new Map<number, WriteResult>();
  const failures: unknown[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    // After one call has failed for good no other begins; those in flight come to their end.
    while (next < items.length && failures.length === 0) {
      try {
        checkInterrupted(session);
        const from = next;
        const part = items.slice(from, from + pace.take(valuesOf(items, from)));
        next += part.length;
        const ops = session.journal.intend(await withBeside(session, entity, part));
        const begun = session.now().getTime();
        await work(
          part.flatMap((item, place) => {
            const op = ops[place];
            return op === undefined ? [] : [{ item, op, index: from + place }];
          }),
          results,
        );
        pace.took(part.length, session.now().getTime() - begun);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, session.target.traits.concurrency) }, lane));
  if (failures.length > 0) throw failures[0];
  return items.map((_item, place) => results.get(place) ?? { refused: 'The target gave no answer.' });
}

function* valuesOf(items: readonly WriteItem[], from: number): Iterable<TargetValues> {
  for (let at = from; at < items.length; at += 1) {
    const item = items[at];
    if (item !== undefined) yield item.values;
  }
}

/** What is known of a part before its call. */
interface Known {
  /** An answer is missing, and the call may still be carried out: only an answer says what came of it. */
  readonly open: boolean;
  /** A call that held these rows was refused, and not for its other rows: the whole part would be refused again. */
  readonly bad: boolean;
}
const NOTHING_KNOWN: Known = { open: false, bad: false };

async function createPart(
  session: Session,
  entity: string,
  all: readonly Pending[],
  results: Map<number, WriteResult>,
  known = NOTHING_KNOWN,
): Promise<void> {
  let part = all;
  let { open } = known;
  const schema = targetEntity(session, entity);
  const again = (half: readonly Pending[], bad: boolean): Promise<void> =>
    createPart(session, entity, half, results, { open, bad });
  if (known.bad && part.length > 1) return halve(part, results, again);
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
      if (error.kind === 'record' || error.kind === 'large') {
        if (error.kind === 'large') session.paces.of('create', entity).tooLarge(part.length);
        if (!session.target.traits.atomicCalls) part = await adoptFound(session, entity, part, results);
        const named = error.refused;
        if (named !== null && part.length === rows.length) {
          const rest = refuseNamed(session, part, named, results);
          // One that names many has stopped looking: the rest may hold more of them, in either half.
          if (named.size >= MANY_NAMED && rest.length > 1) return halve(rest, results, again, 'large');
          return createPart(session, entity, rest, results, { open, bad: false });
        }
        const [only] = part;
        if (part.length === 1 && only !== undefined) refuse(session, only, error.message, results);
        else await halve(part, results, again, error.kind);
        return;
      }
      const took = session.now().getTime() - begun;
      const enforced = session.target.enforcesKeys?.(schema, rows) === true;
      if (enforced) open = true;
      else part = await waitForLost(session, entity, part, begun, results);
      const attempts = enforced ? KEYED_ATTEMPTS : LOST_ATTEMPTS;
      if (part.length > 0 && attempt + 1 >= attempts) throw stopped(session, error);
      // What was lost may still be carried out, before or after this: either way there is one row for each key.
      if (enforced) await session.sleep(backOff(attempt));
      const pace = session.paces.of('create', entity);
      if (part.length > 1 && (attempt > 0 || pace.mayBeTooLong(took))) {
        pace.tooLarge(part.length);
        return halve(part, results, again, 'large');
      }
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
  bad = false,
): Promise<void> {
  const schema = targetEntity(session, entity);
  const again = (half: readonly Pending[], isBad: boolean): Promise<void> =>
    updatePart(session, entity, half, results, isBad);
  if (bad && part.length > 1) return halve(part, results, again);
  const rows = part.flatMap(({ item }) =>
    item.op.target === null ? [] : [{ id: item.op.target, values: item.values }],
  );
  const pace = session.paces.of('update', entity);
  for (let attempt = 0; ; attempt += 1) {
    const begun = session.now().getTime();
    try {
      await patiently(session, true, () => session.target.update(schema, rows));
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      if (error.kind === 'record' || error.kind === 'large') {
        if (error.kind === 'large') pace.tooLarge(part.length);
        const [only] = part;
        if (part.length === 1 && only !== undefined) refuse(session, only, error.message, results);
        else await halve(part, results, again, error.kind);
        return;
      }
      // To write the same values again changes nothing: a lost update is repeated.
      if (attempt + 1 >= LOST_ATTEMPTS) throw stopped(session, error);
      const took = session.now().getTime() - begun;
      await session.sleep(backOff(attempt));
      if (part.length > 1 && (attempt > 0 || pace.mayBeTooLong(took))) {
        pace.tooLarge(part.length);
        return halve(part, results, again, 'large');
      }
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

/**
 * The two halves of a refused part. Where the first one is fine, the second holds what was refused, and is not sent as a
 * whole again: a bad row among n is found in about log2 n calls.
 */
async function halve(
  part: readonly Pending[],
  results: Map<number, WriteResult>,
  again: (half: readonly Pending[], bad: boolean) => Promise<void>,
  why: 'record' | 'large' = 'record',
): Promise<void> {
  const middle = Math.ceil(part.length / 2);
  const first = part.slice(0, middle);
  await again(first, false);
  const fine = first.every(({ index }) => 'id' in (results.get(index) ?? {}));
  await again(part.slice(middle), why === 'record' && fine);
}

function refuse(session: Session, one: Pending, reason: string, results: Map<number, WriteResult>): void {
  const unit = one.item.rejected(reason);
  session.journal.void([one.op], reason, unit === null ? [] : [unit]);
  results.set(one.index, { refused: reason });
}

/** Refuses the rows that the target named; gives back the others. */
function refuseNamed(
  session: Session,
  part: readonly Pending[],
  named: ReadonlyMap<number, string>,
  results: Map<number, WriteResult>,
): readonly Pending[] {
  return part.filter((one, place) => {
    const reason = named.get(place);
    if (reason !== undefined) refuse(session, one, reason, results);
    return reason === undefined;
  });
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

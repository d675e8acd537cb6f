/**
 * Creating and updating rows so that each row is made once: the intent is in the journal before the call, what came of
 * it after. A refused call is halved until the bad record stands alone; an answer that never came is looked for in the
 * target, as long as the connector says that it may still arrive; where the target itself makes a row only once for a
 * key, the call is simply made again. While one call is under way the next is made ready (`write-parts.ts`).
 */
import { ConnectorError, type TargetId } from '../connectors/contract.ts';
import { complete } from './beside.ts';
import { createKey } from './create-key.ts';
import { MigrationError } from './migration-error.ts';
import { probeRows } from './probe.ts';
import { backOff, patiently, type Session, stopped, talkOfWaiting, targetEntity } from './session.ts';
import {
  callOf,
  type Pending,
  type WriteItem,
  type WriteResult,
  type Writing,
  writeParts,
} from './write-parts.ts';

/** A target that names so many refused rows may have stopped looking for others. */
const MANY_NAMED = 10;

/** How often a call whose answer was lost, and that stored nothing, is made again. */
const LOST_ATTEMPTS = 5;
/** The same where it can be made again at once: some minutes, as a proxy may need to come back. */
const KEYED_ATTEMPTS = 12;

/**
 * Creates rows of one entity. Results in the order of `items`.
 * @param ready called when all calls are under way or stand ready: others that are made ready now come after them
 */
export async function createRows(
  session: Session,
  entity: string,
  items: readonly WriteItem[],
  ready: () => void = () => undefined,
): Promise<readonly WriteResult[]> {
  return writeParts(session, entity, items, session.paces.of('create', entity), createPart, ready);
}

/** Updates rows of one entity; each item's op names its row. */
export async function updateRows(
  session: Session,
  entity: string,
  items: readonly WriteItem[],
): Promise<readonly WriteResult[]> {
  return writeParts(session, entity, items, session.paces.of('update', entity), updatePart);
}

/** What is known of a part before its call. */
interface Known {
  /** An answer is missing, and the call may still be carried out: only an answer says what came of it. */
  readonly open: boolean;
  /** A call that held these rows was refused, and not for its other rows: the whole part would be refused again. */
  readonly bad: boolean;
}
const NOTHING_KNOWN: Known = { open: false, bad: false };

async function createPart(writing: Writing, all: readonly Pending[], known = NOTHING_KNOWN): Promise<void> {
  const { session, entity, pace, results } = writing;
  let part = all;
  let { open } = known;
  const schema = targetEntity(session, entity);
  const again = (half: readonly Pending[], bad: boolean): Promise<void> =>
    createPart(writing, half, { open, bad });
  if (known.bad && part.length > 1) return halve(part, results, again);
  for (let attempt = 0; part.length > 0; attempt += 1) {
    const call = callOf(writing, part);
    const rows = part.map(({ item }) => item.values);
    const keys = part.map(({ op }) => createKey(op));
    const create = session.target.traits.takesTurns
      ? () => session.target.create(schema, rows, { keys, turn: call.turn })
      : () => call.turn(() => session.target.create(schema, rows, { keys }));
    let ids: readonly TargetId[];
    try {
      ids = await patiently(session, true, create);
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
        if (!session.target.traits.atomicCalls) part = await adoptFound(writing, part);
        const named = error.refused;
        if (named !== null && part.length === rows.length) {
          const rest = refuseNamed(writing, part, named);
          // One that names many has stopped looking: the rest may hold more of them, in either half.
          if (named.size >= MANY_NAMED && rest.length > 1) return halve(rest, results, again, 'large');
          return createPart(writing, rest, { open, bad: false });
        }
        const [only] = part;
        if (part.length === 1 && only !== undefined) refuse(writing, only, error.message);
        else await halve(part, results, again, error.kind);
        return;
      }
      const sent = call.sent();
      const took = sent === null ? 0 : session.now().getTime() - sent;
      const enforced = session.target.enforcesKeys?.(schema, rows) === true;
      if (sent !== null && enforced) open = true;
      else if (sent !== null) part = await waitForLost(writing, part, sent);
      const attempts = enforced ? KEYED_ATTEMPTS : LOST_ATTEMPTS;
      if (part.length > 0 && attempt + 1 >= attempts) throw stopped(session, error);
      // What was lost may still be carried out, before or after this: either way there is one row for each key.
      if (enforced) await session.sleep(backOff(attempt));
      if (part.length > 1 && (attempt > 0 || pace.mayBeTooLong(took))) {
        pace.tooLarge(part.length);
        return halve(part, results, again, 'large');
      }
      continue;
    }
    await finish(writing, part, ids);
    return;
  }
}

async function updatePart(writing: Writing, part: readonly Pending[], bad = false): Promise<void> {
  const { session, entity, pace, results } = writing;
  const schema = targetEntity(session, entity);
  const again = (half: readonly Pending[], isBad: boolean): Promise<void> => updatePart(writing, half, isBad);
  if (bad && part.length > 1) return halve(part, results, again);
  const rows = part.flatMap(({ item }) =>
    item.op.target === null ? [] : [{ id: item.op.target, values: item.values }],
  );
  for (let attempt = 0; ; attempt += 1) {
    const call = callOf(writing, part);
    try {
      await patiently(session, true, () => call.turn(() => session.target.update(schema, rows)));
    } catch (error) {
      if (error instanceof MigrationError && attempt === 0 && call.sent() === null) {
        session.journal.void(
          part.map(({ op }) => op),
          error.message,
        );
      }
      if (!(error instanceof ConnectorError)) throw error;
      if (error.kind === 'record' || error.kind === 'large') {
        const [only] = part;
        if (part.length === 1 && only !== undefined) refuse(writing, only, error.message);
        else await halve(part, results, again, error.kind);
        return;
      }
      // To write the same values again changes nothing: a lost update is repeated.
      if (attempt + 1 >= LOST_ATTEMPTS) throw stopped(session, error);
      const took = session.now().getTime() - (call.sent() ?? session.now().getTime());
      await session.sleep(backOff(attempt));
      if (part.length > 1 && (attempt > 0 || pace.mayBeTooLong(took))) {
        pace.tooLarge(part.length);
        return halve(part, results, again, 'large');
      }
      continue;
    }
    await finish(
      writing,
      part,
      rows.map((row) => row.id),
    );
    return;
  }
}

async function finish(
  { session, results }: Writing,
  part: readonly Pending[],
  ids: readonly TargetId[],
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

function refuse({ session, results }: Writing, one: Pending, reason: string): void {
  const unit = one.item.rejected(reason);
  session.journal.void([one.op], reason, unit === null ? [] : [unit]);
  results.set(one.index, { refused: reason });
}

/** Refuses the rows that the target named; gives back the others. */
function refuseNamed(
  writing: Writing,
  part: readonly Pending[],
  named: ReadonlyMap<number, string>,
): readonly Pending[] {
  return part.filter((one, place) => {
    const reason = named.get(place);
    if (reason !== undefined) refuse(writing, one, reason);
    return reason === undefined;
  });
}

/** Takes what is there already; gives back what is not. */
async function adoptFound(writing: Writing, part: readonly Pending[]): Promise<readonly Pending[]> {
  const { session, entity } = writing;
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
    else if (rows.length > 1) refuse(writing, one, severalMessage(entity, rows));
    else {
      there.push(one);
      ids.push(id);
    }
  });
  await finish(writing, there, ids);
  return missing;
}

export function severalMessage(entity: string, rows: readonly TargetId[]): string {
  return `${rows.length} rows of ${entity} fit (${rows.slice(0, 5).join(', ')}); which one is meant is for a person to say.`;
}

async function waitForLost(
  writing: Writing,
  part: readonly Pending[],
  begun: number,
): Promise<readonly Pending[]> {
  const { session, entity } = writing;
  let missing = part;
  const until = begun + lateCommit(session);
  for (let attempt = 0; ; attempt += 1) {
    const last = session.now().getTime() >= until;
    missing = await adoptFound(writing, missing);
    if (missing.length === 0 || last) return missing;
    talkOfWaiting(session, attempt, entity, missing.length, until);
    await session.sleep(Math.min(backOff(attempt), Math.max(1, until - session.now().getTime())));
  }
}

/** The outer bound for a call to commit after its answer was lost, in milliseconds. */
export function lateCommit(session: Session): number {
  return session.settings.lateCommit ?? session.target.traits.lateCommit;
}

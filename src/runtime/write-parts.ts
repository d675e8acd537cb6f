/**
 * Rows in parts of one call each, made ready in their order and sent in their turn; how many rows a call takes is measured
 * (`pace.ts`), and what a call comes to is for others to say (`writes.ts`).
 */
import { ConnectorError, type TargetId, type TargetValues } from '../connectors/contract.ts';
import { besideNames, withBeside } from './beside.ts';
import type { Op, StoredOp, UnitRow } from './journal-types.ts';
import type { Pace } from './pace.ts';
import { checkInterrupted, type Session } from './session.ts';
import type { Place } from './write-queue.ts';

export interface WriteItem {
  readonly op: Op;
  readonly values: TargetValues;
  /** The unit, where the target refuses the record for `reason`. Null where no unit is concerned. */
  readonly rejected: (reason: string) => UnitRow | null;
}
export type WriteResult = { readonly id: TargetId } | { readonly refused: string };

export interface Pending {
  readonly item: WriteItem;
  readonly op: StoredOp;
  readonly index: number;
}

/** What the calls of one part share. */
export interface Writing {
  readonly session: Session;
  readonly entity: string;
  readonly results: Map<number, WriteResult>;
  readonly pace: Pace;
  readonly place: Place;
  /** Milliseconds that its calls took, without their waits for their turns. */
  spent: number;
}

/**
 * Writes items in parts, in their order, each made ready while those before it are under way.
 * @param work writes one part, and puts what came of it into `results`
 * @param allReady called when the last part stands ready
 * @throws MigrationError the first failure for good, of these calls or of others of the session
 */
export async function writeParts(
  session: Session,
  entity: string,
  items: readonly WriteItem[],
  pace: Pace,
  work: (writing: Writing, part: readonly Pending[]) => Promise<void>,
  allReady: () => void = () => undefined,
): Promise<readonly WriteResult[]> {
  const { queue } = session;
  const results = new Map<number, WriteResult>();
  let next = 0;
  const prepare = async (): Promise<{
    readonly writing: Writing;
    readonly part: readonly Pending[];
  } | null> => {
    if (next >= items.length || queue.failed) return null;
    checkInterrupted(session);
    const from = next;
    const taken = items.slice(from, from + pace.take(valuesOf(items, from)));
    next += taken.length;
    const ops = session.journal.intend(await withBeside(session, entity, taken));
    const place = queue.enter(besideNames(ops));
    if (next >= items.length) allReady();
    return {
      writing: { session, entity, results, pace, place, spent: 0 },
      part: taken.flatMap((item, index) => {
        const op = ops[index];
        return op === undefined ? [] : [{ item, op, index: from + index }];
      }),
    };
  };
  const lane = async (): Promise<void> => {
    for (;;) {
      const ready = await queue.prepare(prepare);
      if (ready === null) return;
      const { writing, part } = ready;
      try {
        await work(writing, part);
      } finally {
        writing.place.leave();
      }
      pace.took(part.length, writing.spent);
    }
  };
  const lanes = Array.from({ length: queue.lanes }, () =>
    lane().catch((error: unknown) => queue.fail(error)),
  );
  await Promise.all(lanes);
  queue.check();
  return items.map((_item, place) => results.get(place) ?? { refused: 'The target gave no answer.' });
}

/** A call in its turn. */
export interface Call {
  readonly turn: <T>(send: () => Promise<T>) => Promise<T>;
  /** When it was sent at last, in milliseconds; null where it was not. */
  readonly sent: () => number | null;
}

/**
 * When it is sent stands in the journal: whoever comes after a kill needs to know how long it may still be carried out.
 */
export function callOf(writing: Writing, part: readonly Pending[]): Call {
  const { session, pace, place } = writing;
  let sent: number | null = null;
  return {
    sent: () => sent,
    turn: (send) =>
      place.turn(async () => {
        checkInterrupted(session);
        if (part.length > 1 && pace.refuses(part.length))
          throw new ConnectorError('large', 'Fewer rows were too many for the target meanwhile.');
        session.journal.send(part.map(({ op }) => op));
        const begun = session.now().getTime();
        sent = begun;
        try {
          return await send();
        } catch (error) {
          // At once: whoever comes next stands ready, and sends as soon as this returns.
          if (isTooMuch(error, () => pace.mayBeTooLong(session.now().getTime() - begun)))
            pace.tooLarge(part.length);
          throw error;
        } finally {
          writing.spent += session.now().getTime() - begun;
        }
      }),
  };
}

/** Whether fewer rows may do better. */
function isTooMuch(error: unknown, tookLong: () => boolean): boolean {
  if (!(error instanceof ConnectorError)) return false;
  return error.kind === 'large' || ((error.kind === 'lost' || error.kind === 'protocol') && tookLong());
}

function* valuesOf(items: readonly WriteItem[], from: number): Iterable<TargetValues> {
  for (let at = from; at < items.length; at += 1) {
    const item = items[at];
    if (item !== undefined) yield item.values;
  }
}

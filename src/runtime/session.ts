import {
  type CallOptions,
  ConnectorError,
  type FileSink,
  type Progress,
  type Target,
  type TargetId,
  type TargetRow,
} from '../connectors/contract.ts';
import type { MapPlan, Plan, WriteArm } from '../plan/types.ts';
import { type FileValue, fileDigest } from '../schema/file-ref.ts';
import type { Entity, JsonValue, Schema } from '../schema/model.ts';
import { sameValue } from './canonical.ts';
import type { Journal } from './journal.ts';
import { MigrationError } from './migration-error.ts';
import type { Paces } from './pace.ts';
import type { RecordStore } from './types.ts';
import type { WriteQueue } from './write-queue.ts';

/** The settings of `mapc.yaml` that say what a run does about the world changing around it. */
export interface RunSettings {
  /** What a person changed in the target since we wrote it. */
  readonly edited: 'keep' | 'overwrite';
  /** What went away in the source. */
  readonly deleted: 'report' | 'archive' | 'delete';
  /** By target entity. */
  readonly entities: Readonly<
    Record<
      string,
      { readonly edited?: 'keep' | 'overwrite'; readonly deleted?: 'report' | 'archive' | 'delete' }
    >
  >;
  /** Overrides the outer bound that the connector declares for late commits, in milliseconds. */
  readonly lateCommit?: number;
}

export const DEFAULT_SETTINGS: RunSettings = { edited: 'keep', deleted: 'report', entities: {} };

/** All that the driver works with. Time, waiting and the other side come in from outside. */
export interface Session {
  readonly plan: Plan;
  /** Digest of the plan. */
  readonly planDigest: string;
  readonly journal: Journal;
  readonly target: Target;
  /** How many rows a call to it takes. */
  readonly paces: Paces;
  /** Whose call is next. */
  readonly queue: WriteQueue;
  /** Of the target. */
  readonly schema: Schema;
  /** The target as it is now, with what people know better of it: what `schema` was made of, too. */
  readonly correct: (live: Schema) => Schema;
  readonly store: RecordStore;
  readonly settings: RunSettings;
  readonly now: () => Date;
  /** Resolves after so many milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly progress: Progress;
  /** Tells a person why nothing seems to happen, in a sentence. */
  readonly talk?: (sentence: string) => void;
  readonly signal: AbortSignal | null;
  /** Where files of the target go that are written over. */
  readonly files: FileSink;
  /** The file at an address, as `Source.download`; null where the source is not at hand. */
  readonly download: ((address: string, options: CallOptions) => Promise<FileValue>) | null;
  /** Keeps the references of each unit in the journal: rehearsals only. */
  readonly traced: boolean;
}

const ATTEMPTS = 8;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 60_000;

/**
 * For calls that read. Calls that write carry no signal: one that is under way when a person interrupts comes to its end
 * and is journaled.
 */
export function readOptions(session: Pick<Session, 'signal'>): CallOptions {
  return session.signal === null ? {} : { signal: session.signal };
}

/** @throws MigrationError `interrupted` where the person asked to stop */
export function checkInterrupted(session: Pick<Session, 'signal'>, cause?: unknown): void {
  if (session.signal?.aborted === true) {
    throw new MigrationError('interrupted', 'Interrupted. The same command goes on from here.', cause);
  }
}

/** How long to wait before attempt `n` (from 0), in milliseconds. */
export function backOff(n: number): number {
  return Math.min(FIRST_WAIT * 2 ** n, LONGEST_WAIT);
}

/** Says that it waits for what a lost call may still do, once it is clear that the wait is no short one. */
export function talkOfWaiting(
  session: Session,
  attempt: number,
  entity: string,
  rows: number,
  until: number,
): void {
  if (attempt !== 2) return;
  const seconds = Math.ceil((until - session.now().getTime()) / 1000);
  if (seconds <= 0) return;
  session.talk?.(
    `An answer of ${session.target.system} was lost. Waiting up to ${seconds} s to see whether ${rows === 1 ? 'a row' : `${rows} rows`} of ${entity} still ${rows === 1 ? 'arrives' : 'arrive'}, so that nothing is made twice.`,
  );
}

/**
 * Makes a call, again where the other side may answer later. Errors about records and lost answers pass through where
 * `write` is true; a read that got no answer is simply asked again.
 * @throws MigrationError `stopped` where the other side cannot be worked with now; `interrupted`
 * @throws ConnectorError `record` and `large`, and for writes `lost` and `protocol`
 */
export async function patiently<T>(
  session: Session,
  write: boolean,
  call: () => Promise<T>,
  who = session.target.system,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    checkInterrupted(session);
    try {
      return await call();
    } catch (error) {
      // A read that the signal broke off fails in ways of its own; what it means is this.
      if (!write) checkInterrupted(session, error);
      if (!(error instanceof ConnectorError)) throw error;
      switch (error.kind) {
        case 'record':
        case 'large':
          throw error;
        case 'lost':
        case 'protocol':
          if (write) throw error;
          break;
        case 'transient':
        case 'unreachable':
          break;
        case 'authentication':
        case 'configuration':
        case 'forbidden':
          throw stopped(session, error, who);
      }
      if (attempt + 1 >= ATTEMPTS) throw stopped(session, error, who);
      await session.sleep(error.retryAfter ?? backOff(attempt));
    }
  }
}

export function stopped(
  session: Session,
  error: ConnectorError,
  who = session.target.system,
): MigrationError {
  return new MigrationError(
    'stopped',
    `${who} failed: ${error.message.replace(/[.!?]?$/, '.')} What was done so far is kept; the same command goes on from here.`,
    error,
  );
}

/** @throws MigrationError `drift` where the target's schema has no such entity */
export function targetEntity(session: Pick<Session, 'schema'>, name: string): Entity {
  const entity = session.schema.entities[name];
  if (entity === undefined) {
    throw new MigrationError('drift', `The target has no ${name}. Discover it again and check the maps.`);
  }
  return entity;
}

/** @throws MigrationError `usage` where the plan has no such map */
export function mapOf(plan: Plan, id: string): MapPlan {
  const map = plan.maps[id];
  if (map === undefined) throw new MigrationError('usage', `The plan has no map ${id}.`);
  return map;
}

/** The arm that took a unit. */
export function writeArm(map: MapPlan, index: number): WriteArm {
  const arm = map.arms[index];
  if (arm?.kind !== 'write') throw new Error(`Arm ${index} of ${map.id} writes nothing.`);
  return arm;
}

/** Rows by id in calls of the size that the target takes; those that are gone are left out. */
export async function readRows(
  session: Session,
  entity: string,
  ids: readonly TargetId[],
  fields: readonly string[],
): Promise<ReadonlyMap<TargetId, TargetRow>> {
  const rows = new Map<TargetId, TargetRow>();
  const schema = targetEntity(session, entity);
  for (const part of chunks([...new Set(ids)], session.target.traits.batch.read)) {
    const found = await patiently(session, false, () =>
      session.target.read(schema, part, fields, readOptions(session)),
    );
    for (const row of found) rows.set(row.id, row);
  }
  return rows;
}

/** Whether two values are the same to the target: both brought to the form in which it gives them back. */
export function sameInTarget(
  session: Pick<Session, 'schema' | 'target'>,
  entity: string,
  field: string,
  a: JsonValue,
  b: JsonValue,
): boolean {
  const schema = targetEntity(session, entity);
  return sameValue(session.target.normalise(schema, field, a), session.target.normalise(schema, field, b));
}

/**
 * Whether two values are the same as they stand (`exact`). Files are by their digests: no target is asked for whole ones,
 * and what they hold is equal where these are.
 */
export function sameExactly(
  session: Pick<Session, 'schema' | 'target'>,
  entity: string,
  field: string,
  a: JsonValue,
  b: JsonValue,
): boolean {
  return targetEntity(session, entity).fields[field]?.type.kind === 'binary'
    ? sameValue(fileDigest(a), fileDigest(b))
    : sameValue(a, b);
}

/** An array in parts of at most `size`. */
export function chunks<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  const parts: T[][] = [];
  for (let start = 0; start < all.length; start += size) parts.push(all.slice(start, start + size));
  return parts;
}

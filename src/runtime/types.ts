/**
 * The seams inside the back of the house: how the pure part (evaluating a plan's trees over one record) and the part
 * with effects (asking the target, writing, journaling) talk to each other. Evaluation never waits: where it needs a
 * fact of the target that nobody has fetched yet it says so (`pending`), the driver fetches what a whole batch needs in
 * few calls, and evaluates again.
 */
import type { SourceRecord, TargetId } from '../connectors/contract.ts';
import type { At, Domain, FailureKind } from '../plan/types.ts';
import type { JsonValue } from '../schema/model.ts';

/** The staged records of the source. Ids order as strings, by code unit. */
export interface RecordStore {
  get(entity: string, id: string): SourceRecord | null;
  /**
   * Records whose fields equal the values, in order of id: in the domain (`as`), without one as they stand (a reference
   * by entity and id).
   */
  where(
    entity: string,
    conditions: readonly { readonly field: string; readonly as?: Domain; readonly value: JsonValue }[],
  ): readonly SourceRecord[];
  /** In order of id. */
  all(entity: string): Iterable<SourceRecord>;
  count(entity: string): number;
}

/** The states of `language.md` section 8 and `architecture.md`. Each unit of work is in exactly one. */
export type RecordState =
  | 'created'
  | 'updated'
  | 'matched'
  | 'unchanged'
  | 'rejected'
  | 'queued'
  | 'skipped'
  | 'gone';

/** What became of the records of a map (maps with `each` are never asked). */
export interface IdMap {
  get(map: string, sourceId: string): Translation | null;
}
export interface Translation {
  readonly state: RecordState;
  /** Null where no row stands for the record (rejected, queued, skipped). */
  readonly target: { readonly entity: string; readonly id: TargetId } | null;
  /** Why, where `target` is null. */
  readonly reason: string | null;
}

/** A fact of the target that evaluation asks for. Plain data: two equal needs are the same question. */
export type Need =
  /** Ids of the rows that fit. */
  | {
      readonly kind: 'lookup';
      readonly entity: string;
      readonly where: readonly { readonly path: string; readonly value: JsonValue }[];
    }
  /** The file at an address. */
  | { readonly kind: 'download'; readonly address: string }
  /** One field of one row. */
  | { readonly kind: 'row'; readonly entity: string; readonly id: TargetId; readonly field: string }
  /** The row that `else create` makes, once for all who ask with the same `where` (empty: with the same values). */
  | {
      readonly kind: 'derive';
      readonly entity: string;
      readonly where: readonly { readonly path: string; readonly value: JsonValue }[];
      readonly values: Readonly<Record<string, JsonValue>>;
      readonly at: At;
    };

export type Answer =
  | { readonly kind: 'ids'; readonly ids: readonly TargetId[] }
  | { readonly kind: 'value'; readonly value: JsonValue }
  | { readonly kind: 'derived'; readonly id: TargetId }
  | { readonly kind: 'failed'; readonly reason: string };

export interface Answers {
  /** Undefined where nobody has asked yet. */
  get(need: Need): Answer | undefined;
}

/** A field to write. */
export interface FieldWrite {
  readonly field: string;
  readonly value: JsonValue;
  readonly mode: 'set' | 'add';
  readonly exact: boolean;
  readonly at: At;
}

export interface Warning {
  readonly message: string;
  readonly at: At;
}

/** What a unit went through, for stratified samples and for closing them over references. */
export interface Trace {
  /**
   * Names of strata: `arm 0`, `table LeadStage "New"`, `else spec.map:12` … in order, distinct. Where branches are asked
   * for, also `if spec.map:12:5 then` and, for the first arm, `match spec.map:12:5 0`.
   */
  readonly strata: readonly string[];
  /** Records whose translation was asked for. */
  readonly references: readonly {
    readonly entity: string;
    readonly id: string;
    readonly maps: readonly string[];
  }[];
}

/** What evaluating one unit in the first pass gives. */
export type Outcome =
  | {
      readonly kind: 'write';
      readonly arm: number;
      readonly target: string;
      /** Empty for owners. */
      readonly key: readonly FieldWrite[];
      /** For each `match` line of the arm, the source sides; null: the line cannot match (a side is null). */
      readonly match: readonly (readonly JsonValue[] | null)[];
      /** Written always. */
      readonly always: readonly FieldWrite[];
      /** Written on create only. */
      readonly initial: readonly FieldWrite[];
      readonly warnings: readonly Warning[];
      readonly trace: Trace;
    }
  | {
      readonly kind: 'skipped';
      readonly arm: number | null;
      readonly because: string | null;
      readonly trace: Trace;
    }
  | {
      readonly kind: 'rejected' | 'queued';
      readonly reason: string;
      readonly failure: FailureKind | null;
      readonly at: At;
      readonly trace: Trace;
    }
  | { readonly kind: 'pending'; readonly needs: readonly Need[] };

export type WriteOutcome = Extract<Outcome, { readonly kind: 'write' }>;

/** What evaluating the second pass of a unit gives. */
export type LaterOutcome =
  | {
      readonly kind: 'write';
      readonly writes: readonly FieldWrite[];
      readonly warnings: readonly Warning[];
      readonly trace: Trace;
    }
  | {
      readonly kind: 'rejected' | 'queued';
      readonly reason: string;
      readonly failure: FailureKind | null;
      readonly at: At;
      readonly trace: Trace;
    }
  | { readonly kind: 'pending'; readonly needs: readonly Need[] };

/** One record of a map, or one element of its `each`. */
export interface Unit {
  readonly map: string;
  readonly record: SourceRecord;
  /** The element's value; undefined without `each`. */
  readonly element?: JsonValue;
  /** The record's id; with `each`, followed by `#` and a name that stays with the element (`element-names.ts`). */
  readonly id: string;
  /** Ids of all units of the record; undefined without `each`. */
  readonly siblings?: ReadonlySet<string>;
  /** What the list of `each` warned of on its way; undefined without `each`. */
  readonly warnings?: readonly Warning[];
}

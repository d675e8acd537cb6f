import type { BesideRow, TargetId } from '../connectors/contract.ts';
import type { At, FailureKind } from '../plan/types.ts';
import type { JsonValue } from '../schema/model.ts';
import type { RecordState, Warning } from './types.ts';

/** Values by field, canonical. */
export type Values = Readonly<Record<string, JsonValue>>;
/** Ids by list field. */
export type Lists = Readonly<Record<string, readonly JsonValue[]>>;

/** What a project did: `sample` and `run` move records, `provision` makes entities, fields and rows. */
export type RunKind = 'run' | 'sample' | 'provision';

export interface RunRow {
  readonly id: number;
  readonly kind: RunKind;
  /** Digest of the plan and the stage it worked from: a stopped run is continued only with the same. */
  readonly input: string;
  readonly started: string;
  readonly status: 'open' | 'done' | 'undone';
}

/** One unit of work, as it stands. */
export interface UnitRow {
  readonly map: string;
  readonly unit: string;
  /** Id of the source record; with `each` several units share it. */
  readonly source: string;
  /** In the life of the project: `created` stays `created`. */
  readonly state: RecordState;
  /** In the last run that met it: `unchanged`, `updated`, `gone` … */
  readonly result: RecordState;
  readonly entity: string | null;
  readonly target: TargetId | null;
  /** The row is this unit's to write. False for later claimants and for people. */
  readonly claims: boolean;
  /** Canonical text of the key, to find two records with one key. */
  readonly key: string | null;
  /** Last written, by `=`. */
  readonly values: Values;
  /** Last asked for, by `+=`. */
  readonly lists: Lists;
  /** Fields of `values` that are written on create only. */
  readonly initial: readonly string[];
  /** Fields that a person changed in the target since we wrote them, and that were kept. */
  readonly edited: readonly string[];
  readonly reason: string | null;
  readonly failure: FailureKind | 'target' | null;
  readonly at: At | null;
  readonly strata: readonly string[];
  readonly warnings: readonly Warning[];
  /** `map` and source id of each record whose translation was asked for; kept in rehearsals only. */
  readonly references: readonly (readonly [string, string])[];
  /** Digest of what was to be written, null where nothing was. */
  readonly fingerprint: string | null;
  /** Digest of the plan that last met it. */
  readonly plan: string;
  /** The run that last met it, in the first and in the second pass. */
  readonly run: number;
  readonly laterRun: number;
}

export type OpKind =
  | 'create'
  | 'update'
  | 'derive'
  | 'delete'
  | 'provision-model'
  | 'provision-field'
  | 'provision-row'
  /** By what people see what was made of an entity. */
  | 'provision-view';

/**
 * `intent`: the call was or will be made, its end is unknown. `void`: it stored nothing. `left`: a rollback found that
 * a person had changed the row, or that others refer to it. `forgotten`: what was left stays for good.
 */
export type OpState = 'intent' | 'done' | 'void' | 'undone' | 'left' | 'forgotten';

/** How a row is found whose creation got no answer. */
type Probe =
  | {
      readonly kind: 'where';
      readonly where: readonly { readonly path: string; readonly value: JsonValue }[];
    }
  | {
      readonly kind: 'match';
      readonly map: string;
      readonly arm: number;
      readonly lines: readonly (readonly JsonValue[] | null)[];
    };

/** One write to the target, in order of intent. */
export interface Op {
  readonly run: number;
  readonly kind: OpKind;
  readonly map: string | null;
  readonly unit: string | null;
  readonly entity: string;
  readonly target: TargetId | null;
  /** By `=`: what the row holds afterwards. */
  readonly sent: Values;
  /** By `+=`: what was really added. */
  readonly added: Lists;
  /** What the row held before; empty for created rows. */
  readonly before: Values;
  /** What the target changes by itself with this write, before and after it; `after` null as long as it is not known. */
  readonly beside?: {
    readonly before: readonly BesideRow[];
    readonly after: readonly BesideRow[] | null;
    /** What undoing it gives back, once that was begun. */
    readonly back?: readonly BesideRow[];
  };
  /** The unit before and after; null where no unit is concerned. */
  readonly prior: UnitRow | null;
  readonly after: UnitRow | null;
  readonly probe: Probe | null;
  /** What `unprovision` needs. */
  readonly receipt: JsonValue | null;
  readonly at: At | null;
}
export interface StoredOp extends Op {
  readonly seq: number;
  readonly state: OpState;
  /** ISO 8601, of the intent. */
  readonly time: string;
  readonly error: string | null;
}

/** An op of which it is not known how it ended. */
export interface OpenOp extends StoredOp {
  /** ISO 8601: when the last call with it was made; that of the intent where none was. */
  readonly called: string;
}

export interface Resolution {
  readonly map: string;
  readonly source: string;
  readonly entity: string;
  readonly target: TargetId;
  readonly by: string;
  readonly at: string;
}

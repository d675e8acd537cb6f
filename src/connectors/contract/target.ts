import type { FileValue } from '../../schema/file-ref.ts';
import type { Entity, JsonValue, Schema } from '../../schema/model.ts';
import type { CallOptions, DiscoverOptions, FileSink } from './calls.ts';
import type { PreflightFinding, PreflightNeeds } from './preflight.ts';
import type {
  EmittedModule,
  ProvisionedField,
  ProvisionedModel,
  ProvisionedThings,
  ProvisionOptions,
  Showing,
  ShownEntity,
} from './provisioning.ts';
import type { BesideRow, TargetId, TargetRow, TargetValues } from './values.ts';

export interface CreateOptions extends CallOptions {
  /** One for each row, as no other row ever had it. See `Target.enforcesKeys`. */
  readonly keys?: readonly string[];
  /** Runs what makes the rows when it is its turn; what is asked around it waits for nobody. See `TargetTraits.takesTurns`. */
  readonly turn?: <T>(send: () => Promise<T>) => Promise<T>;
}

/** Row paths may walk through references: `team_id.name`. All conditions must hold. */
export interface Condition {
  readonly path: string;
  readonly operator: '=' | 'in';
  /** A canonical value, or an array of them for `in`. */
  readonly value: JsonValue;
}

export interface Query {
  readonly where: readonly Condition[];
  readonly fields: readonly string[];
  /** Rows after this id, in order of id. */
  readonly after?: TargetId;
  readonly limit?: number;
}

export interface TargetTraits {
  /** Records in one `create`, `update`, `delete` or `read` call, at most: how many are best is measured. */
  readonly batch: {
    readonly create: number;
    readonly update: number;
    readonly delete: number;
    readonly read: number;
  };
  /** Bytes that a file may have. Absent: not known. */
  readonly largestFile?: number;
  /** What the server allows for one call: how long it may take, and how large its body may be (`wireBytes`). */
  readonly limits?: { readonly milliseconds: number; readonly bytes: number };
  /** A call that fails stores nothing of itself. */
  readonly atomicCalls: boolean;
  /** Calls in flight at once that still gain. */
  readonly concurrency: number;
  /** `create` takes its turn itself (`CreateOptions.turn`), once it has asked what it needs to know. Absent: the whole of
   * it is one turn. */
  readonly takesTurns?: boolean;
  /** How long after a lost answer the call may still commit, in milliseconds. */
  readonly lateCommit: number;
}

export interface Target {
  readonly system: string;
  readonly traits: TargetTraits;
  /** Which database this is, for a person to read: the same as long as rows keep their ids, another where it was made
   * anew under the same address. One cheap call. */
  identity(options?: CallOptions): Promise<string>;
  discover(entities: readonly string[] | null, options?: DiscoverOptions): Promise<Schema>;
  /** Rows in order of id, archived ones too. */
  search(entity: Entity, query: Query, options?: CallOptions): Promise<readonly TargetRow[]>;
  /** Rows by id; those that are gone are left out. Of a file the target may say only what it is (`FileDigest`). */
  read(
    entity: Entity,
    ids: readonly TargetId[],
    fields: readonly string[],
    options?: CallOptions,
  ): Promise<readonly TargetRow[]>;
  /** Puts the file that a field holds into the sink; null where it holds none, or the row is gone. Absent where `read`
   * gives whole files. @throws ConnectorError */
  keepFile?(
    entity: Entity,
    id: TargetId,
    field: string,
    sink: FileSink,
    options?: CallOptions,
  ): Promise<FileValue | null>;
  /** Ids in the order of `rows`. One call, one transaction: on an error nothing was stored (or it is `lost`).
   * @throws ConnectorError */
  create(
    entity: Entity,
    rows: readonly TargetValues[],
    options?: CreateOptions,
  ): Promise<readonly TargetId[]>;
  /** Whether a `create` of these rows with keys makes each row once, however often it is sent and however late it is
   * carried out: a key that is there gives the id of its row, which stays as it is. Absent: never. */
  enforcesKeys?(entity: Entity, rows: readonly TargetValues[]): boolean;
  update(
    entity: Entity,
    rows: readonly { readonly id: TargetId; readonly values: TargetValues }[],
    options?: CallOptions,
  ): Promise<void>;
  /**
   * What the system changes by itself when these rows are made (`id` null) or changed: other fields of them, and other
   * rows, as they are now. One list a row. Asked before a call, so that undoing can give back what came to differ. Absent:
   * nothing. With it go the two that follow.
   */
  beside?(
    entity: Entity,
    rows: readonly { readonly id: TargetId | null; readonly values: TargetValues }[],
    options?: CallOptions,
  ): Promise<readonly (readonly BesideRow[])[]>;
  /** The same fields of the same rows as they are now; rows that are gone are left out. */
  besideNow?(rows: readonly BesideRow[], options?: CallOptions): Promise<readonly BesideRow[]>;
  /** Gives fields beside a write what they held before it. */
  giveBack?(rows: readonly BesideRow[], options?: CallOptions): Promise<void>;
  /** Rows that are gone already are no error. */
  delete(entity: Entity, ids: readonly TargetId[], options?: CallOptions): Promise<void>;
  /** Makes one field. Returns what `unprovision` needs to take it away again; null where it was there already, unless it
   * is to be adopted. @throws ConnectorError `record` where it is there with another type */
  provisionField(
    entity: Entity,
    field: ProvisionedField,
    options?: ProvisionOptions,
  ): Promise<JsonValue | null>;
  unprovisionField(receipt: JsonValue, options?: CallOptions): Promise<void>;
  /** Makes an entity with all its fields, or nothing, and lets those who administer the system work with it. Returns as
   * `provisionField` does. @throws ConnectorError `record` where it is there and lacks a field, or has it otherwise */
  provisionModel(model: ProvisionedModel, options?: ProvisionOptions): Promise<JsonValue | null>;
  /** Takes it away with its rows. */
  unprovisionModel(receipt: JsonValue, options?: CallOptions): Promise<void>;
  /**
   * Lets people see what was provisioned of an entity; absent where the system shows everything by itself. A call that is
   * made again makes what is still missing. What cannot be shown is a note, never an error of the kinds `record` and
   * `forbidden`: the fields are there all the same. Without `apply` nothing is written, and fields that are still to be
   * made count as if they were there.
   */
  show?(shown: ShownEntity, options: CallOptions & { readonly apply: boolean }): Promise<Showing>;
  /**
   * Takes away by what `show` let people see these fields, and of an entity that was made all of it. What a person
   * changed stays. Returns why something stays, a sentence each; empty where nothing does.
   */
  hide?(
    shown: { readonly entity: string; readonly made: boolean; readonly fields: readonly string[] },
    options?: CallOptions,
  ): Promise<readonly string[]>;
  /**
   * The same as a module that the system installs, for those who want it in their repository; absent where the system
   * has no such thing. Writes nothing. @param name technical, which is its folder's
   * @throws ConnectorError `record` for what cannot be made, or a version that it cannot be written for
   */
  emitModule?(
    name: string,
    title: string,
    things: ProvisionedThings,
    options?: CallOptions,
  ): Promise<EmittedModule>;
  /** Brings a value to the form in which the system gives it back, for `verify`: website, HTML, float digits.
   * Both the written and the read value pass through it. */
  normalise(entity: Entity, field: string, value: JsonValue): JsonValue;
  /** What stands in the way of a run, in plain words; empty when nothing does. Writes nothing. */
  preflight(needs: PreflightNeeds, options?: CallOptions): Promise<readonly PreflightFinding[]>;
  close(): Promise<void>;
}

/**
 * What a connector is: `Source` and `Target`, two small interfaces over canonical values (`FieldType` in the schema
 * model). A connector knows the schema model and its own client library, nothing of plans, journals or maps. What
 * differs between systems is data that it declares in its traits.
 */
import type { FileRef, FileValue } from '../schema/file-ref.ts';
import type { Entity, FieldType, JsonValue, Profile, Schema } from '../schema/model.ts';

/** A staged source record: canonical values by field name. Fields asked for are all present, null where empty. */
export interface SourceRecord {
  readonly id: string;
  readonly values: Readonly<Record<string, JsonValue>>;
}

/** A target row id: Odoo's integers, Salesforce's and Dataverse's strings. */
export type TargetId = number | string;

/** A row read from a target, canonical values; references are target ids, lists are arrays of them; a reference that may
 * lead to several entities is `{ model, id }`. */
export interface TargetRow {
  readonly id: TargetId;
  readonly values: Readonly<Record<string, JsonValue>>;
}

/** Values to write. An array for a list replaces it; `{ add }` and `{ remove }` change only what they name. */
export type TargetValues = Readonly<Record<string, JsonValue | ListChange>>;
export interface ListChange {
  readonly add?: readonly TargetId[];
  readonly remove?: readonly TargetId[];
}

/** What some fields of a row hold that no call names, and that a call may change all the same. Kept in the journal. */
export interface BesideRow {
  readonly entity: string;
  readonly id: TargetId;
  readonly values: Readonly<Record<string, JsonValue>>;
}

/** Told of work under way; `total` is null where it is not known. */
export type Progress = (done: number, total: number | null, what: string) => void;

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly progress?: Progress;
  /** Gives what the files hold that the values of a call refer to. */
  readonly files?: FileOpener;
}

/** What a file holds, in pieces. It is read to the last byte or fails: where it is not what was kept, before its end. */
export type FileOpener = (file: FileRef) => AsyncIterable<Uint8Array>;

/** Where a connector puts the files that it reads, piece by piece. */
export interface FileSink {
  /**
   * Keeps what `open` gives; where that fails nothing is kept, and it may be called again.
   * @param version says which file this is and in which state: where that was kept before, nothing is read
   */
  put(open: () => AsyncIterable<Uint8Array>, version?: string): Promise<FileValue>;
}

export interface SourceReadOptions extends CallOptions {
  /** Where the files of the records go. Absent: they are in the records, as base64. */
  readonly sink?: FileSink;
}

export interface ChangeOptions extends SourceReadOptions {
  /** Ids of the records that the caller holds, to which a system that only dates changes compares what it has. */
  readonly held?: ReadonlySet<string>;
}

/** What changed in an entity, and how that is known. */
export interface SourceChanges {
  /**
   * `tracked`: the system keeps a list of its changes. `dated`: records changed since a date, and ids compared. `whole`:
   * every record comes, so that one that does not come is no more; `deleted` is empty.
   */
  readonly found: 'tracked' | 'dated' | 'whole';
  /** Why not in a better way, half a sentence; null where there is none, or nothing was known before. */
  readonly why: string | null;
  /** May be read once. A record that comes twice counts as it came last. */
  readonly pages: AsyncIterable<ChangePage>;
}

export interface ChangePage {
  /** Made or changed, whole, as `read` gives them; some may be as they were. */
  readonly records: readonly SourceRecord[];
  /** Ids of records that are no more; the caller need not have had them. */
  readonly deleted: readonly string[];
  /** On the last page: from where changes are asked for the next time. Absent: everything has to be read then. */
  readonly token?: string;
}

export interface CreateOptions extends CallOptions {
  /** One for each row, as no other row ever had it. See `Target.enforcesKeys`. */
  readonly keys?: readonly string[];
  /** Runs what makes the rows when it is its turn; what is asked around it waits for nobody. See `TargetTraits.takesTurns`. */
  readonly turn?: <T>(send: () => Promise<T>) => Promise<T>;
}

/** What a discovery that broke off had read, so that the next one goes on from there. */
export interface KeptEntities {
  /** Says which system this is, and for whom: what was kept of another is forgotten. Called once, before the rest. */
  begin(system: string): void;
  /** An entity as it was kept; null where it was not. */
  recall(name: string): Entity | null;
  /** Keeps an entity that was read whole: one that was not is to be asked for again. */
  keep(entity: Entity): void;
}

export interface DiscoverOptions extends CallOptions {
  /** A connector that reads entity by entity keeps each here; one that reads all at once need not. */
  readonly kept?: KeptEntities;
}

/** A field to be made. */
export interface ProvisionedField {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly unique: boolean;
  /** Why it is needed, for people. */
  readonly doc?: string;
}
/** An entity to be made, with its fields; the system adds those that every entity has. */
export interface ProvisionedModel {
  readonly name: string;
  readonly label: string;
  readonly fields: readonly ProvisionedField[];
  readonly doc?: string;
}

/** All that is to be made in a target, in the order to make it, for a module of the target's own kind. */
export interface ProvisionedThings {
  readonly models: readonly ProvisionedModel[];
  readonly fields: readonly { readonly entity: Entity; readonly field: ProvisionedField }[];
  /** `key` finds the row, `values` is what else it holds. */
  readonly rows: readonly {
    readonly entity: Entity;
    readonly key: Readonly<Record<string, JsonValue>>;
    readonly values: Readonly<Record<string, JsonValue>>;
  }[];
}
/** A file of such a module; `path` is relative to its folder, with `/`. */
export interface EmittedFile {
  readonly path: string;
  readonly text: string;
}
export interface EmittedModule {
  readonly files: readonly EmittedFile[];
  /** What could not be said in it, a sentence each. */
  readonly notes: readonly string[];
}

export interface ProvisionOptions extends CallOptions {
  /** The caller made it and lost the answer: give its receipt where it is there, of the same type and custom.
   * A connector that cannot tell gives null, as without. */
  readonly adopt?: true;
}

/** What people are to see of an entity: the fields that it gets, or the whole of one that is made. */
export interface ShownEntity {
  readonly entity: string;
  /** The label of an entity that is made, which gets views and a menu of its own; null where it was there before. */
  readonly made: string | null;
  readonly fields: readonly {
    readonly name: string;
    readonly type: FieldType;
    /** People look for records by it. */
    readonly searched: boolean;
  }[];
}
/** By what people see it. */
export interface Showing {
  readonly parts: readonly {
    /** What it is, in the system's own word for people: "form", "menu". */
    readonly what: string;
    readonly name: string;
    /** `missing`: it is to be made, or to get fields. */
    readonly status: 'missing' | 'present' | 'made';
  }[];
  /** What nobody sees and what to do about it, a sentence each. */
  readonly notes: readonly string[];
}

export interface Source {
  readonly system: string;
  /** Entities whose records are best read at once. Absent: one. */
  readonly concurrency?: number;
  /** The schema of `entities`, or of all that the system offers for migration where it is null.
   * @throws ConnectorError */
  discover(entities: readonly string[] | null, options?: DiscoverOptions): Promise<Schema>;
  /** What the records hold, by reading them once in bounded memory. `taken` is today. */
  profile(schema: Schema, today: string, options?: CallOptions): Promise<Profile>;
  count(entity: Entity, options?: CallOptions): Promise<number>;
  /** Every record in pages, in the system's own stable order. */
  read(
    entity: Entity,
    fields: readonly string[],
    options?: SourceReadOptions,
  ): AsyncIterable<readonly SourceRecord[]>;
  /**
   * What changed since a token was given, with one for the next time; everything where it is null, is another entity's or
   * another system's, or was given for other fields. Absent: the system cannot tell, and `read` is compared.
   * @throws ConnectorError
   */
  changes?(
    entity: Entity,
    fields: readonly string[],
    since: string | null,
    options?: ChangeOptions,
  ): Promise<SourceChanges>;
  /**
   * Puts the file at an address that a record holds into the sink: one of the system's own, or of the web (`http:`,
   * `https:`).
   * @throws ConnectorError `record` where there is no such file, or none that may be taken; other kinds only where
   * the system itself cannot be worked with now
   */
  download(address: string, sink: FileSink, options?: CallOptions): Promise<FileValue>;
  /** What stands in the way of reading these entities, of whose fields only those are here that are read, and what its account may do that it needs not; in plain words.
   * Absent: nothing can be said. Writes nothing. */
  preflight?(entities: readonly Entity[], options?: CallOptions): Promise<readonly PreflightFinding[]>;
  close(): Promise<void>;
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

/** What a run will ask of a target. */
export interface PreflightNeeds {
  /** Entities that are read or written. */
  readonly entities: readonly string[];
  /** Those among them of which rows are made or changed, with the fields that are filled, sorted. */
  readonly written: Readonly<Record<string, readonly string[]>>;
  /** Modules that the maps take to be there; `where` is the place that does so ("main.map:12"). */
  readonly modules: readonly { readonly name: string; readonly where: string }[];
  /** What the target did not have when the maps were compiled, and what they do for that reason, as half a sentence
   * ("Case becomes project.task, as main.map:120 says"). */
  readonly lacking: readonly {
    /** A module, or an entity or field (`entity.field`). */
    readonly what: 'module' | 'name';
    readonly name: string;
    readonly instead: string;
  }[];
  readonly files: FilesNeeded;
}

/** Files that are to be written, as far as the stage tells. */
export interface FilesNeeded {
  readonly count: number;
  /** Of those whose size is known. */
  readonly bytes: number;
  readonly largest: number;
  /** How many are fetched only as they are moved, so that nobody knows their size. */
  readonly unknown: number;
}

export interface PreflightFinding {
  /** An error keeps a run from beginning, a warning is for a person to decide on, an info to know. */
  readonly severity: 'error' | 'warning' | 'info';
  /** One or two sentences for a person: what is so, and what to do. */
  readonly message: string;
}

export type ConnectorErrorKind =
  /** The system refuses this record or batch for what is in it: never retried, bisected. */
  | 'record'
  /** The call is larger than the server takes, and nothing was stored: fewer records at once may pass. */
  | 'large'
  /** A serialization failure, 429, 502 …: the same call may succeed later; nothing was stored. */
  | 'transient'
  /** The answer never came: the call may or may not have been carried out. */
  | 'lost'
  | 'authentication'
  | 'forbidden'
  /** What is configured, or what a file holds, has to be put right first: the same call fails again. */
  | 'configuration'
  /** No such host, refused, not the server that was meant. */
  | 'unreachable'
  /** The server answered what its protocol does not allow. */
  | 'protocol';

/** The only error that a connector throws. `message` is one sentence for a person, without secrets. */
export class ConnectorError extends Error {
  readonly kind: ConnectorErrorKind;
  /** Milliseconds to wait before the next call, where the server said so. */
  readonly retryAfter: number | null;
  /**
   * Of a `create` that is refused (`record`): the places of refused rows among the rows of the call, each with its own
   * message; null where the system named none. The other rows of the call were not stored either and may be sent again.
   * A system stops after some, so one of those may be refused then.
   */
  readonly refused: ReadonlyMap<number, string> | null;
  override readonly name = 'ConnectorError';
  constructor(
    kind: ConnectorErrorKind,
    message: string,
    options: {
      readonly retryAfter?: number;
      readonly refused?: ReadonlyMap<number, string>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.retryAfter = options.retryAfter ?? null;
    this.refused = options.refused ?? null;
  }
}

import type { FileValue } from '../../schema/file-ref.ts';
import type { Entity, Profile, Schema } from '../../schema/model.ts';
import type { CallOptions, DiscoverOptions, FileSink } from './calls.ts';
import type { PreflightFinding } from './preflight.ts';
import type { SourceRecord } from './values.ts';

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
  /** What stands in the way of reading these entities, of whose fields only those are here that are read, and what its
   * account may do that it needs not; in plain words. Absent: nothing can be said. Writes nothing. */
  preflight?(entities: readonly Entity[], options?: CallOptions): Promise<readonly PreflightFinding[]>;
  close(): Promise<void>;
}

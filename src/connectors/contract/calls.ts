import type { FileRef, FileValue } from '../../schema/file-ref.ts';
import type { Entity } from '../../schema/model.ts';

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

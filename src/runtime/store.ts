/**
 * The staged records of a run, read on demand: what stays in memory is an offset for each record, an index for each set
 * of fields that somebody asked by, and a bounded cache. A file holds one record a line, `{"id":…,"values":{…}}`.
 */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceRecord } from '../connectors/contract.ts';
import { byField, type EqualityCondition, EqualityIndex, nameOf } from './store-index.ts';
import type { RecordStore } from './types.ts';

/** A staged file that cannot be read. The message names the file and says what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

interface FileStoreOptions {
  /** Bytes of record text that may be cached, 32 MiB unless told; a record above an eighth of it never is. */
  readonly cacheBytes?: number;
}

export interface FileStore extends RecordStore {
  /** Closes the files. */
  close(): void;
}

/**
 * Opens `<directory>/<entity>.jsonl` as somebody asks for an entity; one without a file has no records. Where an id
 * stands on several lines the last one counts.
 * @throws StoreError, from any method, for a line that is no record
 */
export function openFileStore(directory: string, options: FileStoreOptions = {}): FileStore {
  const cache = new RecordCache(options.cacheBytes ?? 32 * 1024 * 1024);
  const files = new Map<string, StagedFile | null>();
  const fileOf = (entity: string): StagedFile | null => {
    let file = files.get(entity);
    if (file === undefined) {
      const path = join(directory, `${entity}.jsonl`);
      file = /^[^/\\]+$/.test(entity) && existsSync(path) ? new StagedFile(entity, path, cache) : null;
      files.set(entity, file);
    }
    return file;
  };
  return {
    get: (entity, id) => fileOf(entity)?.get(id) ?? null,
    where: (entity, conditions) => fileOf(entity)?.where(conditions) ?? [],
    all: (entity) => fileOf(entity)?.all() ?? [],
    count: (entity) => fileOf(entity)?.ids.length ?? 0,
    close() {
      for (const file of files.values()) file?.close();
      files.clear();
    },
  };
}

const NEWLINE = 0x0a;
const WINDOW = 256 * 1024;

/** One file. Records are known by their place in the order of ids. */
class StagedFile {
  /** In order. */
  readonly ids: readonly string[];
  readonly #entity: string;
  readonly #path: string;
  readonly #descriptor: number;
  readonly #cache: RecordCache;
  readonly #places: ReadonlyMap<string, number>;
  readonly #offsets: Float64Array;
  readonly #lengths: Float64Array;
  readonly #indexes = new Map<string, EqualityIndex>();
  readonly #small = Buffer.allocUnsafeSlow(16 * 1024);
  /** A stretch of the file, for reading it from front to back; `bytes` is the filled part of `buffer`. */
  #window: { readonly start: number; readonly buffer: Buffer; readonly bytes: Buffer } = {
    start: 0,
    buffer: Buffer.allocUnsafeSlow(WINDOW),
    bytes: Buffer.alloc(0),
  };

  constructor(entity: string, path: string, cache: RecordCache) {
    this.#entity = entity;
    this.#path = path;
    this.#cache = cache;
    this.#descriptor = openSync(path, 'r');
    const lines = new Map<string, { offset: number; length: number }>();
    let number = 0;
    for (const { offset, length } of this.#lines()) {
      number += 1;
      if (length > 0) lines.set(this.#idOfLine(offset, length, number), { offset, length });
    }
    this.ids = [...lines.keys()].sort();
    this.#places = new Map(this.ids.map((id, place) => [id, place]));
    const sorted = this.ids.map((id) => lines.get(id));
    this.#offsets = Float64Array.from(sorted, (line) => line?.offset ?? 0);
    this.#lengths = Float64Array.from(sorted, (line) => line?.length ?? 0);
  }

  get(id: string): SourceRecord | null {
    const place = this.#places.get(id);
    return place === undefined ? null : this.#at(place);
  }

  where(conditions: readonly EqualityCondition[]): readonly SourceRecord[] {
    const sorted = byField(conditions);
    const name = nameOf(sorted);
    let index = this.#indexes.get(name);
    if (index === undefined) {
      index = new EqualityIndex(sorted);
      for (const [place] of this.ids.entries()) index.add(place, this.#read(place, true));
      this.#indexes.set(name, index);
    }
    return index.places(sorted.map(({ value }) => value)).map((place) => this.#at(place));
  }

  *all(): Iterable<SourceRecord> {
    for (const [place] of this.ids.entries()) yield this.#read(place, true);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #at(place: number): SourceRecord {
    const id = this.ids[place] ?? '';
    const cached = this.#cache.get(this.#entity, id);
    if (cached !== undefined) return cached;
    const record = this.#read(place, false);
    this.#cache.set(this.#entity, record, this.#lengths[place] ?? 0);
    return record;
  }

  /** @param onwards whether the records that follow in the order of ids will be read next */
  #read(place: number, onwards: boolean): SourceRecord {
    const [offset = 0, next = 0] = [this.#offsets[place], this.#offsets[place + 1]];
    // Sources do not always give their records in the order of ids: then a stretch of the file holds none of the next.
    const sequential = onwards && next > offset && next < offset + WINDOW / 4;
    return this.#parse(
      this.#text(offset, this.#lengths[place] ?? 0, sequential),
      `record ${this.ids[place]}`,
    );
  }

  #parse(text: string, what: string): SourceRecord {
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch {
      throw this.#damaged(what);
    }
    if (!isRecord(data)) throw this.#damaged(what);
    return data;
  }

  #damaged(what: string): StoreError {
    return new StoreError(`${this.#path}: ${what} cannot be read. Run \`mapc extract --again\`.`);
  }

  /** A long line is not parsed for its id alone: files are in such records. */
  #idOfLine(offset: number, length: number, number: number): string {
    const what = `line ${number}`;
    if (length > WINDOW) {
      const head = /^\{"id":("(?:[^"\\]|\\.)*"),"values":\{/.exec(this.#text(offset, 4096, false));
      if (head?.[1] !== undefined) return String(JSON.parse(head[1]));
    }
    return this.#parse(this.#text(offset, length, true), what).id;
  }

  #text(offset: number, length: number, sequential: boolean): string {
    const inside = offset - this.#window.start;
    if (inside >= 0 && inside + length <= this.#window.bytes.length) {
      return this.#window.bytes.toString('utf8', inside, inside + length);
    }
    if (sequential && length <= WINDOW) {
      const bytes = this.#readBytes(this.#window.buffer, offset, WINDOW);
      this.#window = { ...this.#window, start: offset, bytes };
      return bytes.toString('utf8', 0, length);
    }
    const buffer = length <= this.#small.length ? this.#small : Buffer.allocUnsafe(length);
    return this.#readBytes(buffer, offset, length).toString('utf8');
  }

  /** Reads at most `length` bytes into a buffer and gives the part of it that they fill. */
  #readBytes(buffer: Buffer, offset: number, length: number): Buffer {
    let done = 0;
    while (done < length) {
      const count = readSync(this.#descriptor, buffer, done, length - done, offset + done);
      if (count === 0) break;
      done += count;
    }
    return buffer.subarray(0, done);
  }

  /** Where each line begins and how many bytes it has, without its newline. */
  *#lines(): Iterable<{ readonly offset: number; readonly length: number }> {
    const buffer = Buffer.allocUnsafe(1024 * 1024);
    let start = 0;
    let position = 0;
    for (;;) {
      const count = readSync(this.#descriptor, buffer, 0, buffer.length, position);
      if (count === 0) break;
      const chunk = buffer.subarray(0, count);
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) {
        yield { offset: start, length: position + at - start };
        start = position + at + 1;
      }
      position += count;
    }
    if (position > start) yield { offset: start, length: position - start };
  }
}

function isRecord(data: unknown): data is SourceRecord {
  return (
    typeof data === 'object' &&
    data !== null &&
    'id' in data &&
    typeof data.id === 'string' &&
    'values' in data &&
    typeof data.values === 'object' &&
    data.values !== null &&
    !Array.isArray(data.values)
  );
}

/** The records that were used last, bounded by the bytes of their text. */
class RecordCache {
  readonly #limit: number;
  readonly #records = new Map<string, { readonly record: SourceRecord; readonly bytes: number }>();
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(entity: string, id: string): SourceRecord | undefined {
    const key = JSON.stringify([entity, id]);
    const held = this.#records.get(key);
    if (held === undefined) return undefined;
    this.#records.delete(key);
    this.#records.set(key, held);
    return held.record;
  }

  set(entity: string, record: SourceRecord, bytes: number): void {
    if (bytes > this.#limit / 8) return;
    this.#records.set(JSON.stringify([entity, record.id]), { record, bytes });
    this.#bytes += bytes;
    for (const [key, held] of this.#records) {
      if (this.#bytes <= this.#limit) break;
      this.#records.delete(key);
      this.#bytes -= held.bytes;
    }
  }
}

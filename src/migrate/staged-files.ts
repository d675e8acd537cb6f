import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FileSink, SourceRecord } from '../connectors/contract.ts';
import type { ContentStore } from '../runtime/content-store.ts';
import { bytesOfBase64, type FileRef, isFileRef } from '../schema/file-ref.ts';
import type { Entity, JsonValue } from '../schema/model.ts';

/** How many files the records of an entity refer to, equal ones each time, and their bytes. */
export interface FileVolume {
  readonly count: number;
  readonly bytes: number;
  /** Bytes of the largest. */
  readonly largest: number;
}

export const NO_FILES: FileVolume = { count: 0, bytes: 0, largest: 0 };

export function withFile({ count, bytes, largest }: FileVolume, { size }: FileRef): FileVolume {
  return { count: count + 1, bytes: bytes + size, largest: Math.max(largest, size) };
}

/**
 * Files of one entity on their way into the store. What came is written down, so that an extraction that was stopped, or
 * tries again, fetches none twice that did not change. A line that a crash cut short is no line.
 */
export class StagedFiles implements FileSink {
  readonly #store: ContentStore;
  readonly #path: string;
  readonly #known = new Map<string, FileRef>();

  /** @param path where to write down what came */
  constructor(store: ContentStore, path: string) {
    this.#store = store;
    this.#path = path;
    if (!existsSync(path)) return;
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      const [version, file] = parsed(line);
      if (typeof version === 'string' && isFileRef(file)) this.#known.set(version, file);
    }
  }

  async put(open: () => AsyncIterable<Uint8Array>, version?: string): Promise<FileRef> {
    const known = version === undefined ? undefined : this.#known.get(version);
    if (known !== undefined) return known;
    const file = await this.#store.put(open);
    if (version !== undefined) {
      this.#known.set(version, file);
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      // A newline first: after half a line the next one stands by itself.
      appendFileSync(this.#path, `\n${JSON.stringify([version, file])}`);
    }
    return file;
  }

  /** The record with files in the store where its source gave them as base64. */
  async withoutBodies(record: SourceRecord, { fields }: Entity): Promise<SourceRecord> {
    const kept: Record<string, JsonValue> = {};
    for (const [name, value] of Object.entries(record.values)) {
      if (fields[name]?.type.kind !== 'binary' || typeof value !== 'string') continue;
      const bytes = bytesOfBase64(value);
      if (bytes !== null)
        kept[name] = await this.#store.put(async function* () {
          yield bytes;
        });
    }
    return Object.keys(kept).length === 0 ? record : { ...record, values: { ...record.values, ...kept } };
  }

  /** The entity is staged: a later extraction asks for each file again. */
  forget(): void {
    rmSync(this.#path, { force: true });
  }
}

function parsed(line: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(line);
    return Array.isArray(value) ? value : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

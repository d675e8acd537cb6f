import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { SourceRecord } from '../connectors/contract.ts';
import { isFileRef } from '../schema/file-ref.ts';
import { byCodeUnit } from '../schema/order.ts';
import { writeSafely } from './stage.ts';
import { type FileVolume, NO_FILES, withFile } from './staged-files.ts';

/** The lines of a staged entity: a record each, in order of id. */
export function* linesOf(records: ReadonlyMap<string, SourceRecord>): Generator<string> {
  for (const id of [...records.keys()].sort(byCodeUnit)) yield `${JSON.stringify(records.get(id))}\n`;
}

/** The SHA-256 that the file of these records has, hex. */
export function hashOfRecords(records: ReadonlyMap<string, SourceRecord>): string {
  const hash = createHash('sha256');
  for (const line of linesOf(records)) hash.update(line, 'utf8');
  return hash.digest('hex');
}

/** Returns the SHA-256 of the file, hex. */
export function writeRecords(path: string, records: ReadonlyMap<string, SourceRecord>): string {
  const hash = createHash('sha256');
  writeSafely(path, (write) => {
    for (const line of linesOf(records)) {
      hash.update(line, 'utf8');
      write(line);
    }
  });
  return hash.digest('hex');
}

/** The records of a file that was held to its digest before. */
export async function readRecords(path: string): Promise<Map<string, SourceRecord>> {
  const records = new Map<string, SourceRecord>();
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const record = JSON.parse(line) as SourceRecord; // we wrote it
    records.set(record.id, record);
  }
  return records;
}

/** The files that records refer to. */
export function volumeOf(records: ReadonlyMap<string, SourceRecord>): FileVolume {
  let volume = NO_FILES;
  for (const { values } of records.values())
    for (const value of Object.values(values)) if (isFileRef(value)) volume = withFile(volume, value);
  return volume;
}

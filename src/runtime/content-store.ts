/**
 * The files of a migration: what the source holds, what was downloaded, and what stood in the target before it was
 * written over. Each content lies once, under its SHA-256: `files/ab/abcdef…`. A file is there whole or not at all. Stage and
 * journal hold only references (`FileRef`), so one place serves both, and what the journal needs for a rollback does not
 * go when the stage is read again.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream, mkdirSync, rmSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileSink } from '../connectors/contract.ts';
import type { FileRef } from '../schema/file-ref.ts';
import { MigrationError } from './migration-error.ts';

export interface ContentStore extends FileSink {
  put(content: () => AsyncIterable<Uint8Array>): Promise<FileRef>;
  /**
   * What a file holds. The last piece comes once all of it is known to be what was kept.
   * @throws MigrationError `format`, while it is read, where it is not or is missing
   */
  open(file: FileRef): AsyncIterable<Uint8Array>;
}

/** Bytes of a piece: a multiple of three, so that its base64 ends where it ends. */
const PIECE = 3 * 64 * 1024;

/** Opens the files below a folder. Who opens them is alone with them: what an earlier process left half-written goes. */
export function openContentStore(folder: string): ContentStore {
  const parts = join(folder, 'part');
  rmSync(parts, { recursive: true, force: true });
  let number = 0;
  return {
    async put(content) {
      mkdirSync(parts, { recursive: true, mode: 0o700 });
      number += 1;
      const part = join(parts, String(number));
      try {
        const file = await writeHashed(part, content());
        const home = join(folder, file.sha256.slice(0, 2));
        await mkdir(home, { recursive: true, mode: 0o700 });
        // Over what may be there: the new one was seen whole, the old one may have been damaged since.
        await rename(part, join(home, file.sha256));
        await syncFolder(home);
        return file;
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
    },
    open: (file) => checked(join(folder, file.sha256.slice(0, 2), file.sha256), file),
  };
}

async function writeHashed(path: string, content: AsyncIterable<Uint8Array>): Promise<FileRef> {
  const sha256 = createHash('sha256');
  const sha1 = createHash('sha1');
  let size = 0;
  const file = await open(path, 'w', 0o600);
  try {
    for await (const bytes of content) {
      sha256.update(bytes);
      sha1.update(bytes);
      for (let at = 0; at < bytes.length; )
        at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
      size += bytes.length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: sha256.digest('hex'), sha1: sha1.digest('hex'), size };
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function* checked(path: string, file: FileRef): AsyncGenerator<Uint8Array> {
  const hash: Hash = createHash('sha256');
  let size = 0;
  let held: Uint8Array | null = null;
  try {
    for await (const piece of createReadStream(path, { highWaterMark: PIECE })) {
      const bytes: Uint8Array = Buffer.from(piece); // no encoding, so bytes
      if (held !== null) yield held;
      held = bytes;
      hash.update(bytes);
      size += bytes.length;
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw damaged(path, 'is missing', error);
    throw error;
  }
  if (size !== file.size || hash.digest('hex') !== file.sha256)
    throw damaged(path, 'is not the file that was kept: its bytes were changed, or some are missing');
  if (held !== null) yield held;
}

function damaged(path: string, what: string, cause?: unknown): MigrationError {
  return new MigrationError(
    'format',
    `${path} ${what}. Run \`mapc extract --again\`, which fetches the files of the source anew.`,
    cause,
  );
}

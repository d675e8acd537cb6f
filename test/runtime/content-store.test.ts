import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openContentStore } from '../../src/runtime/content-store.ts';
import { MigrationError } from '../../src/runtime/migration-error.ts';
import type { FileRef } from '../../src/schema/file-ref.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mapc-content-'));
  folders.push(folder);
  return folder;
}

async function* pieces(...all: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* all;
}
async function bytesOf(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of content) all.push(piece);
  return Buffer.concat(all);
}
const pathOf = (folder: string, { sha256 }: FileRef): string => join(folder, sha256.slice(0, 2), sha256);
const large = Buffer.alloc(1_000_003, 'a file of several pieces ');

test('a file is known by its digests, lies under its SHA-256 and comes back as it was', async () => {
  const folder = newFolder();
  const store = openContentStore(folder);
  const file = await store.put(() => pieces(large.subarray(0, 10), Buffer.alloc(0), large.subarray(10)));
  expect(file).toEqual({
    sha256: createHash('sha256').update(large).digest('hex'),
    sha1: createHash('sha1').update(large).digest('hex'),
    size: large.length,
  });
  expect(existsSync(pathOf(folder, file))).toBe(true);
  expect((await bytesOf(openContentStore(folder).open(file))).equals(large)).toBe(true);
});

test('equal content lies there once; a file without content is one, too', async () => {
  const folder = newFolder();
  const store = openContentStore(folder);
  const one = await store.put(() => pieces(large));
  expect(await store.put(() => pieces(large.subarray(0, 7), large.subarray(7)))).toEqual(one);
  expect(readdirSync(folder).filter((name) => name !== 'part')).toEqual([one.sha256.slice(0, 2)]);
  const empty = await store.put(() => pieces());
  expect(empty.size).toBe(0);
  expect(await bytesOf(store.open(empty))).toHaveLength(0);
});

test('of a file that breaks off nothing stays', async () => {
  const folder = newFolder();
  const store = openContentStore(folder);
  const broken = async function* (): AsyncGenerator<Uint8Array> {
    yield large;
    throw new Error('the line is dead');
  };
  await expect(store.put(broken)).rejects.toThrow('the line is dead');
  expect(readdirSync(folder)).toEqual(['part']);
  expect(readdirSync(join(folder, 'part'))).toEqual([]);
});

test('what a process left half-written goes when the next one begins', async () => {
  const folder = newFolder();
  await openContentStore(folder).put(() => pieces(large));
  writeFileSync(join(folder, 'part', '7'), 'half');
  openContentStore(folder);
  expect(existsSync(join(folder, 'part'))).toBe(false);
});

const damage: readonly (readonly [string, (path: string) => void])[] = [
  ['cut short', (path) => truncateSync(path, large.length - 1)],
  ['longer', (path) => appendFileSync(path, 'x')],
  ['changed', (path) => writeFileSync(path, Buffer.alloc(large.length, 'b'))],
  ['gone', (path) => rmSync(path)],
];
test.each(damage)('a file that is %s since is never given to its end', async (_, harm) => {
  const folder = newFolder();
  const store = openContentStore(folder);
  const file = await store.put(() => pieces(large));
  harm(pathOf(folder, file));
  let given = 0;
  const reading = (async () => {
    for await (const piece of store.open(file)) given += piece.length;
  })();
  await expect(reading).rejects.toThrow(MigrationError);
  await expect(reading).rejects.toThrow(/Run `mapc extract --again`/);
  expect(given).toBeLessThan(large.length);
  // Fetched anew it is whole again.
  expect(await store.put(() => pieces(large))).toEqual(file);
  expect((await bytesOf(store.open(file))).equals(large)).toBe(true);
});

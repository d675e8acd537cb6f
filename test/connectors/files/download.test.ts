import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inMemory } from '../../../src/connectors/collected.ts';
import type { FileSink } from '../../../src/connectors/contract.ts';
import { createFilesSource } from '../../../src/connectors/files/index.ts';
import type { FileValue } from '../../../src/schema/file-ref.ts';
import { complaint, entityOf, sourceOf } from './folder.ts';

const text = (file: FileValue): string => Buffer.from(String(file), 'base64').toString();

test('a file lies beside the data, also in a folder of its own', async () => {
  const source = sourceOf({ 'a.txt': 'one' });
  mkdirSync(join(source.folder, 'deep'));
  writeFileSync(join(source.folder, 'deep', 'b.txt'), 'two');
  expect(text(await source.download('a.txt', inMemory))).toBe('one');
  expect(text(await source.download('./deep/../deep/b.txt', inMemory))).toBe('two');
});

test('nothing outside of the folder is read', async () => {
  const source = sourceOf({ 'secret.txt': 'no' });
  const folder = join(source.folder, 'data');
  mkdirSync(folder);
  symlinkSync('../secret.txt', join(folder, 'link.txt'));
  mkdirSync(join(source.folder, 'data-2'));
  writeFileSync(join(source.folder, 'data-2', 'x.txt'), 'no');
  const inner = createFilesSource({ folder });
  for (const path of ['../secret.txt', '../../../../../../etc/passwd', 'link.txt', '../data-2/x.txt', '.'])
    expect(await complaint(inner.download(path, inMemory)), path).toMatch(/outside of the folder/);
  expect(await complaint(inner.download('/etc/passwd', inMemory))).toMatch(/only paths within/);
  expect(await complaint(inner.download('file:///etc/passwd', inMemory))).toMatch(/only http: and https:/);
  expect(await complaint(inner.download('a\0b', inMemory))).toMatch(/no path/);
});

test('what is not there, is a folder or is too large is told', async () => {
  const { folder } = sourceOf({ 'a.txt': '12345' });
  mkdirSync(join(folder, 'b'));
  const source = createFilesSource({ folder, largest_download: 4 });
  expect(await complaint(source.download('c.txt', inMemory))).toBe('c.txt: there is no such file.');
  expect(await complaint(source.download('b', inMemory))).toBe('b: it is no file.');
  expect(await complaint(source.download('a.txt', inMemory))).toMatch(
    /larger than 4 bytes.*largest_download/,
  );
});

test('files in records go where files go, each before the next record is read', async () => {
  const source = sourceOf(
    { 'a.jsonl': '{"id":"1","body":"QQ=="}\n{"id":"2","body":null}\n{"id":"3","body":"QkM="}\n' },
    { a: { path: 'a.jsonl', fields: { body: 'binary' } } },
  );
  const entity = entityOf(await source.discover(['a']), 'a');
  expect(entity.fields.body?.type.kind).toBe('binary');
  const kept: string[] = [];
  const sink: FileSink = {
    put: async (open) => {
      for await (const piece of open()) kept.push(Buffer.from(piece).toString());
      return { sha256: '', sha1: '', size: kept.length };
    },
  };
  const bodies: unknown[] = [];
  for await (const page of source.read(entity, ['id', 'body'], { sink }))
    bodies.push(...page.map(({ values }) => values.body));
  expect(kept).toEqual(['A', 'BC']);
  expect(bodies).toEqual([{ sha256: '', sha1: '', size: 1 }, null, { sha256: '', sha1: '', size: 2 }]);
});

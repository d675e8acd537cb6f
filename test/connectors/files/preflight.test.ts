import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sourceOf } from './folder.ts';

it('says nothing of a folder whose files can be read', async () => {
  const source = sourceOf({ 'a.csv': 'id\n1\n', 'b.csv': 'id\n1\n' });
  const { entities } = await source.discover(null);
  expect(await source.preflight?.(Object.values(entities))).toEqual([]);
});

it('names the files and the folder that cannot be read, and lets what is extracted move', async () => {
  const source = sourceOf({ 'a.csv': 'id\n1\n', 'b.csv': 'id\n1\n' });
  const entities = Object.values((await source.discover(null)).entities);
  rmSync(join(source.folder, 'b.csv'));
  expect(await source.preflight?.(entities)).toEqual([
    {
      severity: 'warning',
      message:
        'The file of b is not there. What is extracted of it already can be moved; another extract needs it',
    },
  ]);
  rmSync(join(source.folder, 'a.csv'));
  expect(await source.preflight?.(entities)).toEqual([
    { severity: 'warning', message: `The folder ${source.folder} holds no .csv, .jsonl or .xml file` },
  ]);
  const declared = sourceOf({ 'a.csv': 'id\n1\n' }, { a: { path: 'a.csv' } });
  const named = Object.values((await declared.discover(null)).entities);
  rmSync(join(declared.folder, 'a.csv'));
  expect(await declared.preflight?.(named)).toMatchObject([
    { message: expect.stringContaining(`The file of a cannot be read: ${join(declared.folder, 'a.csv')}`) },
  ]);
});

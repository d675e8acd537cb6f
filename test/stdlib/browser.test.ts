import { build } from 'esbuild';
import { expect, test } from 'vitest';

test('the library needs nothing that only Node has: it runs in an editor and a browser too', async () => {
  const { errors, metafile } = await build({
    entryPoints: ['src/stdlib/index.ts'],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'esm',
    metafile: true,
    logLevel: 'silent',
  });
  expect(errors).toEqual([]);
  const outside = Object.values(metafile.inputs).flatMap(({ imports }) =>
    imports.filter(({ external }) => external),
  );
  expect(outside).toEqual([]);
});

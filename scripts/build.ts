/**
 * Bundles the command into `dist/`: `mapc.js`, the code that each command loads when it is asked for, and the data of the
 * sandboxes, which are read from disk only when a sandbox is started. Run by `npm ci` and `npm run build`.
 */
import { chmodSync, cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(fileURLToPath(new URL('.', import.meta.url)), '..');
/** `node scripts/build.ts [folder]`; `dist` where none is named. */
const dist = resolve(process.argv[2] ?? join(root, 'dist'));
// Built beside and moved when it is whole: a build that fails leaves the command that was there.
const draft = `${dist}.building`;
rmSync(draft, { recursive: true, force: true });

await build({
  absWorkingDir: root,
  entryPoints: { mapc: 'src/cli/bin.ts' },
  outdir: draft,
  chunkNames: 'chunk-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // Some libraries are CommonJS and ask for Node's own modules by `require`.
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: true,
  legalComments: 'linked',
  logLevel: 'warning',
});
chmodSync(join(draft, 'mapc.js'), 0o755);

// `loadData` of the Odoo sandbox looks beside itself.
const data = join(root, 'src/sandbox/odoo/data');
if (existsSync(data)) cpSync(data, join(draft, 'data'), { recursive: true });

rmSync(dist, { recursive: true, force: true });
renameSync(draft, dist);

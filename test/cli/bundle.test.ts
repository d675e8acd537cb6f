import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject } from '../project/support/make-project.ts';

const dist = mkdtempSync(join(tmpdir(), 'mapc-dist-'));
const command = join(dist, 'mapc.js');

beforeAll(() => {
  const built = spawnSync(process.execPath, ['scripts/build.ts', dist], { encoding: 'utf8' });
  expect([built.status, built.stderr]).toEqual([0, '']);
});
afterAll(() => rmSync(dist, { recursive: true, force: true }));

const mapc = (...words: readonly string[]) =>
  spawnSync(process.execPath, [command, ...words], { encoding: 'utf8', cwd: tmpdir(), timeout: 20_000 });

describe('the bundled command', () => {
  it('works from any folder, without the repository beside it', () => {
    const { status, stdout, stderr } = mapc('check', makeProject());
    expect([status, stdout, stderr]).toEqual([0, 'No findings in 1 file.\n', '']);
  });

  it('ends with the code of the failure', () => {
    const { status, stdout, stderr } = mapc('check', join(tmpdir(), 'no-such-project'));
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^mapc: There is no folder/);
  });

  it('brings the data of the sandboxes, stops at Ctrl-C, and leaves nothing open', async () => {
    const child = spawn(process.execPath, [command, 'sandbox', 'odoo', '--json'], { cwd: tmpdir() });
    let out = '';
    child.stderr.on('data', () => {
      // It says that it runs once it does.
      child.kill('SIGINT');
    });
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString('utf8');
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ name: 'odoo', ODOO_DB: 'sandbox' });
  });
});

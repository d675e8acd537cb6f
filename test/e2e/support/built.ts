import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { TemporaryProject } from './project.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const COMMAND = join(ROOT, 'dist', 'mapc.js');

/** Bundles the command where it is missing or older than what it is made of. */
export function build(): void {
  if (existsSync(COMMAND) && statSync(COMMAND).mtimeMs >= newest(join(ROOT, 'src'))) return;
  execFileSync(execPath, [join(ROOT, 'scripts', 'build.ts')], { cwd: ROOT, stdio: 'pipe' });
}

function newest(folder: string): number {
  return Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );
}

/** A `mapc` of its own. */
interface Running {
  readonly process: ChildProcess;
  /** Once it has ended, however it did. */
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: string | null;
    readonly out: string;
    readonly err: string;
  }>;
}

/** Starts the built command in a process of its own. */
export function start(project: TemporaryProject, ...argv: readonly string[]): Running {
  const child = spawn(execPath, [COMMAND, ...argv], {
    cwd: project.folder,
    env: { PATH: env.PATH, ...project.variables },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString('utf8');
  });
  const ended = new Promise<Awaited<Running['ended']>>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
  return { process: child, ended };
}

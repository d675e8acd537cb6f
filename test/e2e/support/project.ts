/**
 * What end-to-end tests share: a copy of a project in a folder of its own, the command line in this process with a clock
 * of its own, both sandboxes, a gate in front of the target, and dumps that can be compared. It knows the command line
 * as users know it, and nothing of the rooms behind it.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from '../../../src/cli/main.ts';
import { QUIET_IO } from '../../cli/support/quiet-io.ts';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export type Variables = Readonly<Record<string, string>>;

export class TemporaryProject {
  readonly folder: string;
  /** Variables of the process that `mapc` runs in. */
  variables: Variables;
  /** Waiting takes no time here: the clock is put forward instead. */
  #waited = 0;

  constructor(folder: string, variables: Variables) {
    this.folder = folder;
    this.variables = variables;
  }

  path(...parts: readonly string[]): string {
    return join(this.folder, ...parts);
  }

  text(...parts: readonly string[]): string {
    return readFileSync(this.path(...parts), 'utf8');
  }

  /** Runs a command in the project's folder, as the shell would. */
  async mapc(...argv: readonly string[]): Promise<Outcome> {
    let out = '';
    let err = '';
    const code = await main(argv, {
      ...QUIET_IO,
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      environment: this.variables,
      directory: this.folder,
      now: () => new Date(Date.now() + this.#waited),
      sleep: async (milliseconds) => {
        this.#waited += milliseconds;
        await new Promise((resolve) => setImmediate(resolve));
      },
    });
    return { code, out, err };
  }

  /** As {@link mapc}, with `--json`. The shape is the caller's to know. */
  async json<T>(...argv: readonly string[]): Promise<{ readonly code: number; readonly result: T }> {
    const { code, out, err } = await this.mapc(...argv, '--json');
    if (out === '') throw new Error(`mapc ${argv.join(' ')} said nothing on standard output, but: ${err}`);
    return { code, result: JSON.parse(out) as T };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Copies a project of the repository (`specs/function365-odoo`) without what a run left in it. */
export function copyProject(path: string, variables: Variables): TemporaryProject {
  const folder = mkdtempSync(join(tmpdir(), `mapc-${basename(path)}-`));
  cpSync(join(ROOT, path), folder, {
    recursive: true,
    filter: (from) => basename(from) !== '.mapc',
  });
  return new TemporaryProject(folder, variables);
}

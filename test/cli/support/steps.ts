import { expect } from 'vitest';
import { runCli } from './run-cli.ts';

/** Runs a command in a project, expects the exit code, and gives what it told as JSON; null where it told nothing. */
export type Step = (code: number, ...words: readonly string[]) => Promise<unknown>;

export function stepsIn(folder: string, environment: Readonly<Record<string, string>>): Step {
  return async (code, ...words) => {
    const [command = '', ...rest] = words;
    const result = await runCli([command, folder, ...rest, '--json'], environment);
    expect(result.code === code ? code : `${command}: ${result.out}${result.err}`).toBe(code);
    return JSON.parse(result.out === '' ? 'null' : result.out);
  };
}

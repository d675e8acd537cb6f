import { expect } from 'vitest';
import type { TemporaryProject } from '../../e2e/support/project.ts';

/** Runs a command that must end with that code, and shows what it said where it does not. */
export async function expectCode(
  project: TemporaryProject,
  code: number,
  ...argv: readonly string[]
): Promise<void> {
  const outcome = await project.mapc(...argv);
  expect({ argv, code: outcome.code, said: outcome.code === code ? '' : outcome.out + outcome.err }).toEqual({
    argv,
    code,
    said: '',
  });
}

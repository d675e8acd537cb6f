import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { env } from 'node:process';
import { expect } from 'vitest';

/**
 * Expects a text that people or programs read to be what the file says. `MAPC_GOLDEN=write` writes the files instead;
 * the diff is what a reviewer reads.
 */
export function expectGolden(path: string, text: string): void {
  if (env.MAPC_GOLDEN === 'write') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  expect(existsSync(path) ? readFileSync(path, 'utf8') : 'no such file; MAPC_GOLDEN=write makes it').toBe(
    text,
  );
}

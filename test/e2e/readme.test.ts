import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeProgram } from '../../src/cli/program.ts';
import { QUIET_IO } from '../cli/support/quiet-io.ts';
import { copyProject, ROOT, type TemporaryProject } from './support/project.ts';
import { startWorld, type World } from './support/world.ts';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const SCRIPTS: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
).scripts;

/** The commands of the walk through the example, in order, as words: what follows `npx mapc`. */
const WALK = [...README.matchAll(/^ {4}npx mapc (?<words>[^#\n]*)/gm)]
  .map((match) => (match.groups?.words ?? '').trim().split(/\s+/))
  .filter(([name]) => name !== 'sandbox');

describe('the README', () => {
  let world: World;
  let project: TemporaryProject;
  beforeAll(async () => {
    world = await startWorld({ scale: 0.01, seed: 'minimal' });
    project = copyProject('examples/northwind', world.variables);
  });
  afterAll(async () => {
    project.remove();
    await world.close();
  });

  test('walks through a whole migration', () => {
    expect(WALK.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        'discover',
        'check',
        'provision',
        'extract',
        'sample',
        'run',
        'verify',
        'reconcile',
        'rollback',
      ]),
    );
  });

  test.each(WALK.map((words) => [words.join(' '), words] as const))('npx mapc %s', async (_line, words) => {
    const { code, err } = await project.mapc(...words);
    expect({ code, err }).toMatchObject({ code: 0 });
  });

  test('names every command that there is, and no other', () => {
    const program = makeProgram(QUIET_IO, '0', () => undefined);
    const known = program.commands.map((command) => command.name()).filter((name) => name !== 'help');
    const named = [...README.matchAll(/npx mapc (?<name>[a-z]+)/g)].map((match) => match.groups?.name ?? '');
    expect([...new Set(named)].filter((name) => name !== 'help').sort()).toEqual([...known].sort());
  });

  test('names scripts that exist', () => {
    const named = [...README.matchAll(/npm (?:run )?(?<name>test(?::[a-z]+)?|demo|bench)\b/g)].map(
      (match) => match.groups?.name ?? '',
    );
    expect(named).toContain('demo');
    for (const name of named) expect(SCRIPTS).toHaveProperty([name]);
  });

  test('links to files that exist', () => {
    const links = [...README.matchAll(/\]\((?<path>[^)#]+)\)/g)].map((match) => match.groups?.path ?? '');
    expect(links.length).toBeGreaterThan(3);
    for (const path of links) if (!path.startsWith('http')) expect(readPath(path)).toBe(true);
  });
});

function readPath(path: string): boolean {
  try {
    readFileSync(join(ROOT, path));
    return true;
  } catch (error) {
    // A folder is a place, too.
    return error instanceof Error && 'code' in error && error.code === 'EISDIR';
  }
}

import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { makeProgram } from '../../src/cli/program.ts';
import { QUIET_IO } from '../cli/support/quiet-io.ts';

const PAGES = ['README.md', 'docs/project.md', 'docs/language.md'];

const program = makeProgram(QUIET_IO, '0', () => undefined);

/** A command with those below it, as words. */
function commandsOf(command: Command, before = ''): readonly (readonly [string, Command])[] {
  return command.commands.flatMap((one) => {
    const name = `${before}${one.name()}`;
    return [[name, one] as const, ...commandsOf(one, `${name} `)];
  });
}

const COMMANDS = new Map(commandsOf(program));

/** `mapc name --option`, where a page writes it so, in a line of its own or inside of a sentence. */
const CALLS = PAGES.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/\bmapc (?<words>[a-z][^`#\n]*)/g)].flatMap(({ groups }) => {
    const words = (groups?.words ?? '').trim().split(/\s+/);
    const pair = words.slice(0, 2).join(' ');
    const name = COMMANDS.has(pair) ? pair : (words[0] ?? '');
    return words.flatMap((word) => (/^--?[a-z]+$/.test(word) ? [{ page, name, option: word }] : []));
  }),
);

describe('the pages', () => {
  test('write out options', () => {
    expect(CALLS.map(({ option }) => option)).toEqual(
      expect.arrayContaining(['--again', '--retry', '--apply', '--person']),
    );
  });

  test.each(CALLS)('$page: mapc $name has $option', ({ name, option }) => {
    const known = COMMANDS.get(name)?.options.flatMap(({ short, long }) => [short, long]) ?? [];
    expect(known).toContain(option);
  });
});

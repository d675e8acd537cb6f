import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Project } from '../project/index.ts';
import type { ExitCode } from './exit-code.ts';
import { UsageError } from './failure.ts';
import type { Io } from './io.ts';

/** What every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly format?: string;
  readonly env?: string;
}

export type Format = 'human' | 'json';

/** How a command tells the program its exit code. */
export type Finish = (code: ExitCode) => void;

/** Adds one command to the program. */
export type Register = (program: Command, io: Io, finish: Finish) => void;

/** The argument and the options that every command has. */
export function common(command: Command, formats: readonly string[] = FORMATS): Command {
  return command
    .argument('[folder]', 'the project folder', '.')
    .option('--json', 'the result as JSON on standard output; short for --format json')
    .option('--format <format>', listed(formats, 'or'), 'human')
    .option('--env <name>', 'the environment of mapc.yaml to work with (default: the first)');
}

const FORMATS: readonly Format[] = ['human', 'json'];

/** @throws UsageError for a format that there is not */
export function formatOf(options: CommonOptions): Format;
export function formatOf<F extends string>(options: CommonOptions, formats: readonly F[]): F | 'json';
export function formatOf(options: CommonOptions, formats: readonly string[] = FORMATS): string {
  if (options.json === true) return 'json';
  const found = formats.find((format) => format === (options.format ?? 'human'));
  if (found === undefined)
    throw new UsageError(`There is no format "${options.format}"; there is ${listed(formats, 'and')}.`);
  return found;
}

/** "a, b or c". */
function listed(items: readonly string[], word: string): string {
  return `${items.slice(0, -1).join(', ')} ${word} ${items[items.length - 1]}`;
}

/** @throws ProjectError */
export async function open(folder: string, options: CommonOptions, io: Io): Promise<Project> {
  const { openProject } = await import('../project/index.ts');
  return openProject(resolve(io.directory, folder), options.env ?? null, io.environment);
}

/** What commands take that can do with one combination of choices, or with all of them. */
export interface CombinationOptions extends CommonOptions {
  readonly choice?: readonly string[];
  readonly matrix?: boolean;
}

/** `--choice name=option`, as often as wanted. */
export function withChoices(command: Command): Command {
  return command.option(
    '--choice <name=option>',
    'the option to take of a choice, in place of the one that the maps choose; may be given several times',
    (value: string, before: readonly string[]) => [...before, value],
    [],
  );
}

/** What `--choice` says, by choice. @throws UsageError */
export function choicesOf({ choice = [] }: Pick<CombinationOptions, 'choice'>): ReadonlyMap<string, string> {
  const choices = new Map<string, string>();
  for (const given of choice) {
    const [name = '', option = '', more] = given.split('=');
    if (name === '' || option === '' || more !== undefined)
      throw new UsageError(`--choice takes a choice and its option, such as tags=path, not "${given}".`);
    if (choices.has(name)) throw new UsageError(`--choice names ${name} twice; a choice has one option.`);
    choices.set(name, option);
  }
  return choices;
}

/** Writes a result: as JSON where that was asked for, otherwise as text. */
export function tell(io: Io, format: Format, json: unknown, text: () => string): void {
  io.out(format === 'json' ? `${JSON.stringify(json, null, 2)}\n` : text());
}

/** A whole number of an option. @throws UsageError */
export function wholeNumber(value: string, name: string, least: number): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < least)
    throw new UsageError(
      `${name} takes a whole number${least > 0 ? ` from ${least} on` : ''}, not "${value}".`,
    );
  return number;
}

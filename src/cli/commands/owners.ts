import { readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import type { OwnerResolution } from '../../migrate/index.ts';
import { common, formatOf, type Register, tell } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { UsageError } from '../failure.ts';
import { inMigration, type PhaseOptions } from '../migration.ts';

const NEEDS = { source: false, target: true, confirmed: false };

interface ResolveOptions extends PhaseOptions {
  readonly person?: readonly string[];
  readonly map?: string;
  readonly by?: string;
}

export const owners: Register = (program, io, finish) => {
  const group = program
    .command('owners')
    .description('the people whose records move: who is found, who waits for a person');

  common(group.command('list', { isDefault: true }))
    .description('everybody, those who wait first')
    .action(async (folder: string, options: PhaseOptions) => {
      const format = formatOf(options);
      const { listOwners } = await import('../../migrate/index.ts');
      const { ownersToText } = await import('../../report/results.ts');
      const all = await inMigration(io, folder, options, NEEDS, listOwners);
      tell(io, format, { owners: all }, () => ownersToText(all, io.outColours));
      finish(all.some(({ state }) => state === 'queued') ? EXIT.incomplete : EXIT.done);
    });

  common(group.command('resolve'))
    .description('say who people of the source are')
    .requiredOption('--person <source=target...>', 'a source id and a login, e-mail or id of the target')
    .option('--map <id>', 'the `owners` map, where there are several')
    .option('--by <name>', 'who says so (default: the login of this machine)')
    .action(async (folder: string, options: ResolveOptions) => {
      const format = formatOf(options);
      const { resolveOwners, sharedOwners } = await import('../../migrate/index.ts');
      const resolutions = (options.person ?? []).map((text) => resolution(text, options.map ?? null));
      const result = await inMigration(io, folder, options, NEEDS, async (context) => ({
        resolved: await resolveOwners(context, resolutions, options.by ?? whoami()),
        shared: await sharedOwners(context),
      }));
      tell(io, format, result, () => resolvedText(result));
    });

  common(group.command('export'))
    .description('the list as CSV, to fill in')
    .option('-o, --output <file>', 'where to write it (default: standard output)')
    .action(async (folder: string, options: PhaseOptions & { readonly output?: string }) => {
      const format = formatOf(options);
      const { exportOwners } = await import('../../migrate/index.ts');
      const csv = await inMigration(io, folder, options, NEEDS, exportOwners);
      if (options.output === undefined) {
        tell(io, format, { csv }, () => csv);
        return;
      }
      const path = resolve(io.directory, options.output);
      writeFileSync(path, csv);
      tell(
        io,
        format,
        { path },
        () => `${path}: fill in the column target, then \`mapc owners import ${options.output}\`.\n`,
      );
    });

  common(group.command('import').argument('[file]', 'the CSV that `export` wrote, filled in'))
    .description('take up a CSV that was filled in')
    .option('--file <file>', 'the same file, where only the folder is an argument')
    .option('--by <name>', 'who says so (default: the login of this machine)')
    .action(
      async (
        first: string | undefined,
        second: string,
        options: PhaseOptions & { readonly file?: string; readonly by?: string },
      ) => {
        const format = formatOf(options);
        // With --file the only argument is the folder, as in every other command.
        const file = options.file ?? first;
        if (file === undefined)
          throw new UsageError('Which file? `mapc owners import FILE` takes the CSV that `export` wrote.');
        if (options.file !== undefined && second !== '.')
          throw new UsageError(`Give one file: ${first}, or --file ${options.file}.`);
        const folder = options.file === undefined ? second : (first ?? '.');
        const { importOwners, sharedOwners } = await import('../../migrate/index.ts');
        const csv = textOf(resolve(io.directory, file), file);
        const result = await inMigration(io, folder, options, NEEDS, async (context) => ({
          resolved: await importOwners(context, csv, options.by ?? whoami()),
          shared: await sharedOwners(context),
        }));
        tell(io, format, result, () => resolvedText(result));
      },
    );
};

function resolvedText(result: { readonly resolved: number; readonly shared: string | null }): string {
  const shared = result.shared === null ? '' : `Warning: ${result.shared}\n`;
  return `${result.resolved} resolved. The next run takes up the records that waited.\n${shared}`;
}

function resolution(text: string, map: string | null): OwnerResolution {
  const [, source, target] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (source === undefined || target === undefined)
    throw new UsageError(
      `--person takes SOURCE=TARGET, a source id and a login, e-mail or id; "${text}" is not.`,
    );
  return { source: source.trim(), target: target.trim(), map };
}

function whoami(): string {
  try {
    return userInfo().username;
  } catch (error) {
    // A container may run under a number that has no name.
    if (error instanceof Error && 'code' in error) return 'somebody';
    throw error;
  }
}

function textOf(path: string, given: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      throw new UsageError(`${given} cannot be read (${String(error.code)}).`);
    throw error;
  }
}

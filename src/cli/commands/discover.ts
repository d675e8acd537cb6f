import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Side } from '../../project/index.ts';
import { type CommonOptions, common, formatOf, open, type Register, tell } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { UsageError } from '../failure.ts';
import { interruptible, openSource, openTarget } from '../migration.ts';

interface Options extends CommonOptions {
  readonly check?: boolean;
  readonly variant?: string;
  readonly fresh?: boolean;
}

/** What to say of a word that is neither a side nor a folder. */
async function noSide(given: string): Promise<string> {
  const { didYouMean } = await import('../../project/index.ts');
  const near = didYouMean(given, ['source', 'target', 'both']);
  const meant =
    near === null
      ? 'A side is source, target or both.'
      : `Did you mean ${near}? A side is source, target or both.`;
  return `There is no side and no folder ${given}. ${meant}`;
}

export const discover: Register = (program, io, finish) => {
  const command = program
    .command('discover')
    .description('read the live schemas, options, reference rows and value counts into schemas/')
    .argument('[side]', 'source, target, or both', 'both');
  common(command)
    .option('--check', 'only report what changed since the last discovery; write nothing')
    .option('--variant <name>', 'keep them in schemas/variants/<name>, for `check --matrix`')
    .option('--fresh', 'read everything anew, also what a discovery that broke off had read')
    .action(async (given: string, folder: string, options: Options) => {
      // `mapc discover my-project` names a folder, not a side.
      const known = given === 'source' || given === 'target' || given === 'both';
      if (!known && folder !== '.') throw new UsageError(`A side is source, target or both, not ${given}.`);
      if (!known && !existsSync(resolve(io.directory, given))) throw new UsageError(await noSide(given));
      const format = formatOf(options);
      const project = await open(known ? folder : given, options, io);
      const { driftImpact, readSnapshot, refuseVariantName, SIDES } = await import('../../project/index.ts');
      const sides: readonly Side[] = given === 'source' || given === 'target' ? [given] : SIDES;
      const { discoveryToJson, discoveryToText } = await import('../../report/drift.ts');
      const { variant } = options;
      if (variant !== undefined) refuseVariantName(variant);
      const { usualEntities } = await import('../../connectors/index.ts');
      // Both connections are made first, so that what is wrong with the second is told before the first is read.
      const source = sides.includes('source') ? await openSource(project) : null;
      const target = sides.includes('target') ? await openTarget(project) : null;
      const checkOnly = options.check === true;
      const { openOwnRows } = await import('../../migrate/index.ts');
      const usual = target === null ? [] : await usualEntities(target.system);
      try {
        const found = await interruptible(io, async (signal, progress) => {
          const now = io.now;
          const how = {
            signal,
            progress,
            checkOnly,
            fresh: options.fresh === true,
            now,
            today: now().toISOString().slice(0, 10),
            ...(variant === undefined ? {} : { variant }),
          };
          // The target is small: what is wrong with it is told before a long reading of the source.
          const own = target === null ? null : await openOwnRows({ directory: project.folder, now }, target);
          const readTarget =
            target === null || own === null
              ? null
              : await readSnapshot(
                  project,
                  { side: 'target', target },
                  { ...how, usual, isOwn: own.isOwn },
                ).finally(own.close);
          const readSource =
            source === null ? null : await readSnapshot(project, { side: 'source', source }, how);
          const read = [readSource, readTarget].filter((one) => one !== null);
          // Both snapshots are still those of before.
          const impact = driftImpact(project, read, variant ?? null);
          return { results: read.map((one) => one.write()), impact };
        });
        tell(io, format, discoveryToJson(found), () =>
          discoveryToText(found, { checkOnly, colours: io.outColours }),
        );
        const drifted = found.results.some(
          ({ first, changes, stale }) => first || changes.length + stale.length > 0,
        );
        finish(checkOnly && drifted ? EXIT.findings : EXIT.done);
      } finally {
        await source?.close();
        await target?.close();
      }
    });
};

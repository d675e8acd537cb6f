import type { Side, SnapshotResult } from '../../project/index.ts';
import { type CommonOptions, common, formatOf, open, type Register, tell } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { UsageError } from '../failure.ts';
import { interruptible, openSource, openTarget } from '../migration.ts';

interface Options extends CommonOptions {
  readonly check?: boolean;
}

export const discover: Register = (program, io, finish) => {
  const command = program
    .command('discover')
    .description('read the live schemas, options, reference rows and value counts into schemas/')
    .argument('[side]', 'source, target, or both', 'both');
  common(command)
    .option('--check', 'only report what changed since the last discovery; write nothing')
    .action(async (given: string, folder: string, options: Options) => {
      // `mapc discover my-project` names a folder, not a side.
      const known = given === 'source' || given === 'target' || given === 'both';
      if (!known && folder !== '.') throw new UsageError(`A side is source, target or both, not ${given}.`);
      const sides: readonly Side[] =
        given === 'source' || given === 'target' ? [given] : ['source', 'target'];
      const format = formatOf(options);
      const project = await open(known ? folder : given, options, io);
      const { takeSnapshot } = await import('../../project/index.ts');
      const { snapshotsToText } = await import('../../report/results.ts');
      // Both connections are made first, so that what is wrong with the second is told before the first is read.
      const source = sides.includes('source') ? await openSource(project) : null;
      const target = sides.includes('target') ? await openTarget(project) : null;
      const checkOnly = options.check === true;
      try {
        const results = await interruptible(io, async (signal, progress) => {
          const how = { signal, progress, checkOnly, today: io.now().toISOString().slice(0, 10) };
          const done: SnapshotResult[] = [];
          if (source !== null) done.push(await takeSnapshot(project, { side: 'source', source }, how));
          if (target !== null) done.push(await takeSnapshot(project, { side: 'target', target }, how));
          return done;
        });
        tell(io, format, Object.fromEntries(results.map((result) => [result.side, result])), () =>
          snapshotsToText(results, checkOnly, io.outColours),
        );
        const drifted = results.some(({ first, changes }) => first || changes.length > 0);
        finish(checkOnly && drifted ? EXIT.findings : EXIT.done);
      } finally {
        await source?.close();
        await target?.close();
      }
    });
};

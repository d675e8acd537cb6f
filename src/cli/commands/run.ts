import { common, formatOf, type Register, tell } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { inMigration, type PhaseOptions } from '../migration.ts';
import { recordsWait } from '../waiting.ts';

interface Options extends PhaseOptions {
  readonly dryRun?: boolean;
  readonly retry?: boolean;
}

export const run: Register = (program, io, finish) => {
  common(program.command('run'))
    .description('the migration, in dependency order; the same command goes on where it was stopped')
    .option('--dry-run', 'everything but the writing')
    .option('--retry', 'try again what was rejected or queued before')
    .option('--plan <file>', 'a plan other than the project says now')
    .action(async (folder: string, options: Options) => {
      const format = formatOf(options);
      const { run: phase } = await import('../../migrate/index.ts');
      const { runToText } = await import('../../report/results.ts');
      const dryRun = options.dryRun === true;
      const needs = { source: false, target: true, confirmed: !dryRun };
      const { result, plan } = await inMigration(io, folder, options, needs, async (context) => ({
        result: await phase(context, { dryRun, retry: options.retry === true }),
        plan: context.plan,
      }));
      tell(io, format, result, () => runToText(result, plan, io.outColours));
      const waiting = recordsWait(result.maps, plan);
      finish(waiting ? EXIT.incomplete : EXIT.done);
    });
};

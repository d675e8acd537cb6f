import { common, formatOf, type Register, tell } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { inMigration, type PhaseOptions } from '../migration.ts';
import { recordsWait } from '../waiting.ts';

interface Options extends PhaseOptions {
  readonly retry?: boolean;
}

export const delta: Register = (program, io, finish) => {
  common(program.command('delta'))
    .description('what changed in the source since the last time: brings .mapc/stage/ up to date, then runs')
    .option('--retry', 'try again what was rejected or queued before')
    .option('--plan <file>', 'a plan other than the project says now')
    .action(async (folder: string, options: Options) => {
      const format = formatOf(options);
      const { delta: phase } = await import('../../migrate/index.ts');
      const { deltaToText } = await import('../../report/delta.ts');
      const needs = { source: true, target: true, confirmed: true };
      const { result, plan } = await inMigration(io, folder, options, needs, async (context) => ({
        result: await phase(context, { retry: options.retry === true }),
        plan: context.plan,
      }));
      tell(io, format, result, () => deltaToText(result, plan, io.outColours));
      const waiting = recordsWait(result.maps, plan);
      finish(waiting ? EXIT.incomplete : EXIT.done);
    });
};

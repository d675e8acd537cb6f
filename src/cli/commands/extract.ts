import { common, formatOf, type Register, tell } from '../command.ts';
import { inMigration, type PhaseOptions } from '../migration.ts';

interface Options extends PhaseOptions {
  readonly again?: boolean;
}

export const extract: Register = (program, io) => {
  common(program.command('extract'))
    .description('copy what the maps read from the source into .mapc/stage/')
    .option('--again', 'read again what is staged already')
    .option('--plan <file>', 'a plan other than the project says now')
    .action(async (folder: string, options: Options) => {
      const format = formatOf(options);
      const { extract: phase } = await import('../../migrate/index.ts');
      const { extractToText } = await import('../../report/results.ts');
      const needs = { source: true, target: false, confirmed: false };
      const result = await inMigration(io, folder, options, needs, (context) =>
        phase(context, { again: options.again === true }),
      );
      tell(io, format, result, () => extractToText(result));
    });
};

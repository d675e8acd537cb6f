import { common, formatOf, type Register, tell } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { inMigration, type PhaseOptions } from '../migration.ts';

export const preflight: Register = (program, io, finish) => {
  common(program.command('preflight'))
    .description(
      'what stands in the way of a run: rights, modules, automations, space, drift, people; moves nothing',
    )
    .option('--plan <file>', 'a plan other than the project says now')
    .action(async (folder: string, options: PhaseOptions) => {
      const format = formatOf(options);
      const { preflight: phase } = await import('../../migrate/index.ts');
      const { preflightToText } = await import('../../report/results.ts');
      const needs = { source: 'where configured', target: true, confirmed: false } as const;
      const result = await inMigration(io, folder, options, needs, phase);
      tell(io, format, result, () => preflightToText(result.findings, result.ready, io.outColours));
      finish(result.ready ? EXIT.done : EXIT.findings);
    });
};

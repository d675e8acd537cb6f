import { common, formatOf, type Register, tell, wholeNumber } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { inMigration, type PhaseOptions } from '../migration.ts';

interface Options extends PhaseOptions {
  readonly sample?: string;
  readonly seed: string;
}

export const verify: Register = (program, io, finish) => {
  common(program.command('verify'))
    .description('read back what was written and compare it')
    .option('--sample <number>', 'only so many records (default: every one)')
    .option('--seed <number>', 'which records a sample takes', '1')
    .option('--plan <file>', 'a plan other than the project says now')
    .action(async (folder: string, options: Options) => {
      const format = formatOf(options);
      const sample = options.sample === undefined ? null : wholeNumber(options.sample, '--sample', 1);
      const seed = wholeNumber(options.seed, '--seed', 0);
      const { verify: phase } = await import('../../migrate/index.ts');
      const { verifyToText } = await import('../../report/results.ts');
      const needs = { source: false, target: true, confirmed: false };
      const { result, plan } = await inMigration(io, folder, options, needs, async (context) => ({
        result: await phase(context, { sample, seed }),
        plan: context.plan,
      }));
      tell(io, format, result, () => verifyToText(result, plan, io.outColours));
      finish(result.wrong > 0 || !result.migrated ? EXIT.findings : EXIT.done);
    });
};

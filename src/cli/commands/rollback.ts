import { common, formatOf, type Register, tell } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { UsageError } from '../failure.ts';
import { inMigration, type PhaseOptions } from '../migration.ts';

interface Options extends PhaseOptions {
  readonly sample?: boolean;
  readonly provision?: boolean;
}

export const rollback: Register = (program, io, finish) => {
  common(program.command('rollback'))
    .description('undo a run: delete what was created, restore what was changed, leave what people touched')
    .option('--sample', 'only what `sample` moved')
    .option('--provision', 'what `provision --apply` made; after the records')
    .option('--plan <file>', 'a plan other than the project says now')
    .action(async (folder: string, options: Options) => {
      const format = formatOf(options);
      if (options.sample === true && options.provision === true)
        throw new UsageError('Give --sample or --provision, not both.');
      const { rollback: phase } = await import('../../migrate/index.ts');
      const { rollbackToText } = await import('../../report/results.ts');
      const scope = options.sample === true ? 'sample' : options.provision === true ? 'provision' : 'records';
      const needs = { source: false, target: true, confirmed: false };
      const result = await inMigration(io, folder, options, needs, (context) => phase(context, { scope }));
      tell(io, format, result, () => rollbackToText(result));
      finish(result.left.length > 0 ? EXIT.incomplete : EXIT.done);
    });
};

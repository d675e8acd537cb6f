import { common, formatOf, type Register, tell } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { UsageError } from '../failure.ts';
import { inMigration, type PhaseOptions } from '../migration.ts';

interface Options extends PhaseOptions {
  readonly sample?: boolean;
  readonly provision?: boolean;
  readonly leave?: boolean;
}

export const rollback: Register = (program, io, finish) => {
  common(program.command('rollback'))
    .description('undo a run: delete what was created, restore what was changed, leave what people touched')
    .option('--sample', 'only what `sample` moved')
    .option('--provision', 'what `provision --apply` made; after the records')
    .option('--leave', 'what rollbacks left alone stays in the target for good; the journal forgets it')
    .option('--plan <file>', 'a plan other than the project says now')
    .action(async (folder: string, options: Options) => {
      const format = formatOf(options);
      const scopes = (['sample', 'provision', 'leave'] as const).filter((name) => options[name] === true);
      if (scopes.length > 1) throw new UsageError(`Give --${scopes[0]} or --${scopes[1]}, not both.`);
      const { rollback: phase } = await import('../../migrate/index.ts');
      const { rollbackToText } = await import('../../report/results.ts');
      const scope = scopes[0] ?? 'records';
      const needs = { source: false, target: true, confirmed: false, last: true };
      const result = await inMigration(io, folder, options, needs, (context) => phase(context, { scope }));
      tell(io, format, result, () => rollbackToText(result, scope === 'leave'));
      finish(result.left.length > 0 ? EXIT.incomplete : EXIT.done);
    });
};

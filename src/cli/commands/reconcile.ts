import { common, formatOf, type Register, tell, wholeNumber } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { inMigration, type PhaseOptions } from '../migration.ts';
import { projectName, writeReport } from '../reports.ts';
import { recordsWait } from '../waiting.ts';

interface Options extends PhaseOptions {
  readonly seed: string;
}

export const reconcile: Register = (program, io, finish) => {
  common(program.command('reconcile'))
    .description('where every record is, against the thresholds of the map; writes a page')
    .option('--seed <number>', 'which records a sample takes', '1')
    .option('--plan <file>', 'a plan other than the project says now')
    .action(async (folder: string, options: Options) => {
      const format = formatOf(options);
      const seed = wholeNumber(options.seed, '--seed', 0);
      const { reconcile: phase, readWorklist } = await import('../../migrate/index.ts');
      const { reconcileToText, worklistToText } = await import('../../report/results.ts');
      const { reconcilePage } = await import('../../report/reconcile-page.ts');
      const needs = { source: false, target: true, confirmed: false };
      const done = await inMigration(io, folder, options, needs, async (context, project) => {
        const result = await phase(context, { seed });
        const worklist = readWorklist(context);
        const page = reconcilePage({
          project: projectName(project),
          environment: project.environment,
          made: io.now().toISOString(),
          plan: context.plan,
          result,
          worklist,
        });
        return { result, worklist, plan: context.plan, report: writeReport(project, 'reconcile.html', page) };
      });
      const { result, worklist, plan, report } = done;
      tell(
        io,
        format,
        { ...result, worklist, report },
        () =>
          `${reconcileToText(result, plan, io.outColours)}${worklistToText(worklist, plan, io.outColours)}\n${report}\n`,
      );
      const waiting = recordsWait(result.maps, plan);
      finish(!result.passed ? EXIT.findings : waiting ? EXIT.incomplete : EXIT.done);
    });
};

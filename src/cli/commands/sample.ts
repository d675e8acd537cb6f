import { common, formatOf, type Register, tell, wholeNumber } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { inMigration, type PhaseOptions } from '../migration.ts';
import { projectName, writeReport } from '../reports.ts';

interface Options extends PhaseOptions {
  readonly number: string;
  readonly seed: string;
}

export const sample: Register = (program, io, finish) => {
  common(program.command('sample'))
    .description('migrate a few records of every map and show each field on both sides; writes a page')
    .option('-n, --number <number>', 'records a map, beside those that they refer to', '10')
    .option('--seed <number>', 'which records are taken', '1')
    .option('--plan <file>', 'a plan other than the project says now')
    .action(async (folder: string, options: Options) => {
      const format = formatOf(options);
      const perMap = wholeNumber(options.number, '--number', 1);
      const seed = wholeNumber(options.seed, '--seed', 0);
      const { sample: phase, sameField } = await import('../../migrate/index.ts');
      const { samplePage, sampleToText } = await import('../../report/sample-page.ts');
      const needs = { source: false, target: true, confirmed: false };
      const done = await inMigration(io, folder, options, needs, async (context, project) => {
        const result = await phase(context, { perMap, seed });
        const report = {
          project: projectName(project),
          environment: project.environment,
          made: io.now().toISOString(),
          source: context.plan.source,
          target: context.plan.target,
          spans: context.plan.spans,
          records: result.records,
          same: sameField(context),
        };
        return {
          result,
          text: sampleToText(report),
          path: writeReport(project, 'sample.html', samplePage(report)),
        };
      });
      const { result, text, path } = done;
      tell(io, format, { ...result, report: path }, () => `${text}${path}\n`);
      const waiting = result.records.some((one) => one.result === 'rejected' || one.result === 'queued');
      finish(waiting ? EXIT.incomplete : EXIT.done);
    });
};

import { common, formatOf, type Register, tell } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { inMigration, type PhaseOptions } from '../migration.ts';
import { projectName, writeReport } from '../reports.ts';
import { recordsWait } from '../waiting.ts';

interface Options extends PhaseOptions {
  readonly apply?: boolean;
}

export const provision: Register = (program, io, finish) => {
  common(program.command('provision'))
    .description('show what the target needs first, as a document to approve; with --apply make it')
    .option('--apply', 'make what is missing')
    .option('--plan <file>', 'a plan other than the project says now')
    .action(async (folder: string, options: Options) => {
      const format = formatOf(options);
      const { provision: phase, unextractedConfiguration } = await import('../../migrate/index.ts');
      const { provisionToText } = await import('../../report/results.ts');
      const { provisionPage } = await import('../../report/provision-page.ts');
      const { provisionToMarkdown } = await import('../../report/provision-markdown.ts');
      const apply = options.apply === true;
      const needs = {
        source: (context: Parameters<typeof unextractedConfiguration>[0]) =>
          apply && unextractedConfiguration(context).length > 0,
        target: true,
        confirmed: apply,
      };
      const { result, plan, reports } = await inMigration(
        io,
        folder,
        options,
        needs,
        async (context, project) => {
          const made = await phase(context, { apply });
          const document = {
            project: projectName(project),
            environment: project.environment,
            plan: context.plan,
            steps: made.steps,
          };
          return {
            result: made,
            plan: context.plan,
            reports: [
              writeReport(project, 'provision.html', provisionPage(document)),
              writeReport(project, 'provision.md', provisionToMarkdown(document)),
            ],
          };
        },
      );
      tell(
        io,
        format,
        { ...result, reports },
        () => `${provisionToText(result, plan, io.outColours)}\n${reports.join('\n')}\n`,
      );
      finish(apply && recordsWait(result.maps, plan) ? EXIT.incomplete : EXIT.done);
    });
};

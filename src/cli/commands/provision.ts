import { common, formatOf, type Register, tell } from '../command.ts';
import { inMigration, type PhaseOptions } from '../migration.ts';
import { projectName, writeReport } from '../reports.ts';

interface Options extends PhaseOptions {
  readonly apply?: boolean;
}

export const provision: Register = (program, io) => {
  common(program.command('provision'))
    .description('show what the target needs first, as a document to approve; with --apply make it')
    .option('--apply', 'make what is missing')
    .option('--plan <file>', 'a plan other than the project says now')
    .action(async (folder: string, options: Options) => {
      const format = formatOf(options);
      const { provision: phase } = await import('../../migrate/index.ts');
      const { provisionToText } = await import('../../report/results.ts');
      const { provisionPage, provisionToMarkdown } = await import('../../report/provision-page.ts');
      const apply = options.apply === true;
      const needs = { source: false, target: true, confirmed: apply };
      const { result, plan, reports } = await inMigration(
        io,
        folder,
        options,
        needs,
        async (context, project) => {
          const steps = await phase(context, { apply });
          const document = {
            project: projectName(project),
            environment: project.environment,
            plan: context.plan,
          };
          return {
            result: steps,
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
        () => `${provisionToText(result, plan)}\n${reports.join('\n')}\n`,
      );
    });
};

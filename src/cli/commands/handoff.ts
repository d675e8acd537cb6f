import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { common, formatOf, type Register, tell } from '../command.ts';
import { inMigration, type PhaseOptions } from '../migration.ts';
import { projectName, writeReport } from '../reports.ts';

export const handoff: Register = (program, io) => {
  common(program.command('handoff'))
    .description('what does not move, for those who rebuild it: a page, Markdown, JSON and CSV files')
    .option('--plan <file>', 'a plan other than the project says now')
    .action(async (folder: string, options: PhaseOptions) => {
      const format = formatOf(options);
      const { handoff: phase } = await import('../../migrate/index.ts');
      const { loadProfile } = await import('../../project/index.ts');
      const { handoffPage, handoffToCsv, handoffToJson, handoffToMarkdown, handoffToText } = await import(
        '../../report/handoff.ts'
      );
      const needs = { source: false, target: false, confirmed: false };
      const { result, reports } = await inMigration(io, folder, options, needs, async (context, project) => {
        const found = phase(context, loadProfile(project));
        const { source, target } = context.plan;
        const report = {
          project: projectName(project),
          environment: project.environment,
          source,
          target,
          result: found,
        };
        mkdirSync(join(project.folder, '.mapc', 'reports', 'handoff'), { recursive: true, mode: 0o700 });
        const tables = found.sections.filter(({ columns }) => columns.length > 0);
        return {
          result: found,
          reports: [
            writeReport(project, 'handoff.html', handoffPage(report)),
            writeReport(project, 'handoff.md', handoffToMarkdown(report)),
            writeReport(project, 'handoff.json', handoffToJson(report)),
            ...tables.map((section) =>
              writeReport(project, join('handoff', `${section.entity}.csv`), handoffToCsv(section)),
            ),
          ],
        };
      });
      tell(io, format, { ...result, reports }, () => `${handoffToText(result)}\n${reports.join('\n')}\n`);
    });
};

import { common, formatOf, type Register, tell } from '../command.ts';
import { inMigration, type PhaseOptions } from '../migration.ts';
import { projectName, writeReport } from '../reports.ts';

export const doc: Register = (program, io) => {
  common(program.command('doc'))
    .description(
      'the mapping for who it is made for: what becomes of each kind of record, what is lost, field by field',
    )
    .option('--plan <file>', 'a plan other than the project says now')
    .action(async (folder: string, options: PhaseOptions) => {
      const format = formatOf(options);
      const { mapping: phase } = await import('../../migrate/index.ts');
      const { loadProfile } = await import('../../project/index.ts');
      const { mapTexts } = await import('../../report/map-texts.ts');
      const { mappingPage, mappingToMarkdown, mappingToText } = await import('../../report/mapping.ts');
      const needs = { source: false, target: false, confirmed: false };
      const { report, reports } = await inMigration(
        io,
        folder,
        options,
        needs,
        async ({ plan, sourceSchema, targetSchema }, project, { checked }) => {
          const profile = loadProfile(project);
          const made = {
            project: projectName(project),
            plan,
            mapping: phase(plan, sourceSchema, targetSchema, profile),
            texts: mapTexts(checked?.files ?? [], plan),
            counted: profile?.taken ?? null,
          };
          return {
            report: made,
            reports: [
              writeReport(project, 'mapping.html', mappingPage(made)),
              writeReport(project, 'mapping.md', mappingToMarkdown(made)),
            ],
          };
        },
      );
      tell(
        io,
        format,
        { ...report.mapping, spans: report.plan.spans, reports },
        () => `${mappingToText(report)}${reports.join('\n')}\n`,
      );
    });
};

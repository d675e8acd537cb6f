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
      const { mapping: phase, stageMatrix } = await import('../../migrate/index.ts');
      const { loadProfile } = await import('../../project/index.ts');
      const { mapTexts } = await import('../../report/map-texts.ts');
      const { mappingPage, mappingToMarkdown, mappingToText } = await import('../../report/mapping.ts');
      const { stagesPage, stagesToCsv, stagesToMarkdown } = await import('../../report/stages.ts');
      const needs = { source: false, target: false, confirmed: false };
      const { report, matrix, reports } = await inMigration(
        io,
        folder,
        options,
        needs,
        async (context, project, { checked }) => {
          const { plan, sourceSchema, targetSchema } = context;
          const profile = loadProfile(project);
          const made = {
            project: projectName(project),
            plan,
            mapping: phase(plan, sourceSchema, targetSchema, profile),
            texts: mapTexts(checked?.files ?? [], plan),
            counted: profile?.taken ?? null,
          };
          const matrix = stageMatrix(context);
          const stages = { project: made.project, plan, matrix };
          return {
            report: made,
            matrix,
            reports: [
              writeReport(project, 'mapping.html', mappingPage(made)),
              writeReport(project, 'mapping.md', mappingToMarkdown(made)),
              writeReport(project, 'stages.html', stagesPage(stages)),
              writeReport(project, 'stages.md', stagesToMarkdown(stages)),
              writeReport(project, 'stages.csv', stagesToCsv(stages)),
            ],
          };
        },
      );
      tell(
        io,
        format,
        { ...report.mapping, stages: matrix, spans: report.plan.spans, reports },
        () => `${mappingToText(report)}${reports.join('\n')}\n`,
      );
    });
};

import { common, formatOf, type Register, tell } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { inMigration, type PhaseOptions } from '../migration.ts';
import { projectName, writeReport } from '../reports.ts';

interface ScanOptions extends PhaseOptions {
  readonly target: boolean;
  readonly names?: boolean;
}

export const scan: Register = (program, io, finish) => {
  common(program.command('scan'))
    .description(
      'what the extracted records are like: what leads nowhere, would be rejected or waits for a person',
    )
    .option('--plan <file>', 'a plan other than the project says now')
    .option('--no-target', 'ask the records alone: nothing of people, and less of what would be rejected')
    .option('--names', 'ask the source what is called that leads nowhere, where the maps do not read it')
    .action(async (folder: string, options: ScanOptions) => {
      const format = formatOf(options);
      const { scan: phase } = await import('../../migrate/index.ts');
      const { scanPage, scanToCsv, scanToText } = await import('../../report/scan.ts');
      const { scanFindings } = await import('../../report/scan-findings.ts');
      const names = options.names === true;
      const needs = { source: names, target: options.target, confirmed: false };
      const { result, reports } = await inMigration(io, folder, options, needs, async (context, project) => {
        const found = await phase(context, { names });
        const { source, target } = context.plan;
        const { environment } = project;
        const report = { project: projectName(project), environment, source, target, result: found };
        return {
          result: found,
          reports: [
            writeReport(project, 'scan.html', scanPage(report)),
            writeReport(project, 'scan.csv', scanToCsv(found)),
          ],
        };
      });
      const findings = scanFindings(result);
      const clean = findings.every(({ severity }) => severity === 'information');
      tell(
        io,
        format,
        { clean, findings, ...result, reports },
        () => `${scanToText(result, io.outColours)}${reports.join('\n')}\n`,
      );
      finish(clean ? EXIT.done : EXIT.findings);
    });
};

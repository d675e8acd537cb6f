import { type CommonOptions, common, formatOf, open, type Register, tell } from '../command.ts';
import { diagnosticsText } from '../compiled.ts';
import { EXIT } from '../exit-code.ts';

interface Options extends CommonOptions {
  readonly strict?: boolean;
}

export const check: Register = (program, io, finish) => {
  common(program.command('check'))
    .description('prove the maps against both schemas: names, types, totality, order')
    .option('--strict', 'warnings fail too, lines that are still proposals among them')
    .action(async (folder: string, options: Options) => {
      const format = formatOf(options);
      const project = await open(folder, options, io);
      const { compileProject } = await import('../../project/index.ts');
      const { diagnosticsToJson } = await import('../../report/diagnostics-json.ts');
      const compiled = compileProject(project);
      const { diagnostics, files } = compiled.checked;
      const report = diagnosticsToJson(diagnostics, files);
      const text = format === 'human' ? await diagnosticsText(project, compiled, io.outColours) : '';
      tell(io, format, report, () => text);
      const failed = report.errors > 0 || (options.strict === true && report.warnings > 0);
      finish(failed ? EXIT.findings : EXIT.done);
    });
};

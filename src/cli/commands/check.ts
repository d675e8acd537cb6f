import { posix, relative, sep } from 'node:path';
import type { Project } from '../../project/index.ts';
import type { DiagnosticsReport } from '../../report/diagnostics-json.ts';
import { type CommonOptions, common, formatOf, open, type Register, tell } from '../command.ts';
import { diagnosticsText } from '../compiled.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { version } from '../version.ts';

interface Options extends CommonOptions {
  readonly strict?: boolean;
  readonly fix?: boolean;
}

/** The last four are read by other tools: code scanning, and the pages of pull requests, merge requests and builds. */
const FORMATS = ['human', 'json', 'sarif', 'github', 'gitlab', 'junit'] as const;

export const check: Register = (program, io, finish) => {
  common(program.command('check'), FORMATS)
    .description('prove the maps against both schemas: names, types, totality, order')
    .option('--strict', 'warnings fail too, lines that are still proposals among them')
    .option('--fix', 'first write the edits that are beyond doubt into the maps')
    .action(async (folder: string, options: Options) => {
      const format = formatOf(options, FORMATS);
      const project = await open(folder, options, io);
      const { compileProject, fixMaps, refuseMisspeltFolder, staleOverridesOf } = await import(
        '../../project/index.ts'
      );
      refuseMisspeltFolder(project);
      for (const { file, line, message } of staleOverridesOf(project))
        io.err(`${file}:${line}: ${message}\n`);
      const { diagnosticsToJson } = await import('../../report/diagnostics-json.ts');
      const { compiled, fixed } =
        options.fix === true ? fixMaps(project) : { compiled: compileProject(project), fixed: null };
      for (const { file, line, code, title } of fixed ?? []) io.err(`${file}:${line}: ${title} (${code})\n`);
      if (fixed?.length === 0) io.err('Nothing to fix that is beyond doubt.\n');
      const { diagnostics, files } = compiled.checked;
      const report = diagnosticsToJson(diagnostics, files);
      const strict = options.strict === true;
      switch (format) {
        case 'human':
        case 'json': {
          const text = format === 'human' ? await diagnosticsText(project, compiled, io.outColours) : '';
          tell(io, format, fixed === null ? report : { ...report, fixed }, () => text);
          break;
        }
        default:
          io.out(await toolText(format, { project, report, strict, io }));
      }
      const failed = report.errors > 0 || (strict && report.warnings > 0);
      finish(failed ? EXIT.findings : EXIT.done);
    });
};

async function toolText(
  format: 'sarif' | 'github' | 'gitlab' | 'junit',
  checked: {
    readonly project: Project;
    readonly report: DiagnosticsReport;
    readonly strict: boolean;
    readonly io: Io;
  },
): Promise<string> {
  const { project, report, strict, io } = checked;
  // Tools run in the root of the repository, and know files by their path from there.
  const here = relative(io.directory, project.folder).split(sep).join('/');
  const fileOf = (path: string): string => (here.startsWith('..') ? path : posix.join(here, path));
  switch (format) {
    case 'sarif': {
      const { diagnosticsToSarif } = await import('../../report/sarif.ts');
      const { findSchemaLine } = await import('../../project/index.ts');
      const schemaLine = (place: Parameters<typeof findSchemaLine>[1]) => findSchemaLine(project, place);
      return diagnosticsToSarif({ report, fileOf, schemaLine, version });
    }
    case 'github':
      return (await import('../../report/github.ts')).diagnosticsToGithub({ report, fileOf });
    case 'gitlab':
      return (await import('../../report/gitlab.ts')).diagnosticsToGitlab({ report, fileOf });
    case 'junit':
      return (await import('../../report/junit.ts')).diagnosticsToJunit({ report, fileOf, strict });
    default:
      return format satisfies never;
  }
}

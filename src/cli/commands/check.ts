import { posix, relative, sep } from 'node:path';
import type { Project } from '../../project/index.ts';
import type { Colours } from '../../report/colours.ts';
import type { DiagnosticsReport } from '../../report/diagnostics-json.ts';
import {
  type CombinationOptions,
  choicesOf,
  common,
  formatOf,
  open,
  type Register,
  tell,
  withChoices,
} from '../command.ts';
import { diagnosticsText, schemaLines } from '../compiled.ts';
import { EXIT } from '../exit-code.ts';
import { UsageError } from '../failure.ts';
import type { Io } from '../io.ts';
import { version } from '../version.ts';

interface Options extends CombinationOptions {
  readonly strict?: boolean;
  readonly fix?: boolean;
}

/** The last four are read by other tools: code scanning, and the pages of pull requests, merge requests and builds. */
const FORMATS = ['human', 'json', 'sarif', 'github', 'gitlab', 'junit'] as const;

export const check: Register = (program, io, finish) => {
  withChoices(common(program.command('check'), FORMATS))
    .description('prove the maps against both schemas: names, types, totality, order')
    .option('--strict', 'warnings fail too, lines that are still proposals among them')
    .option('--fix', 'first write the edits that are beyond doubt into the maps')
    .option('--matrix', 'check every combination of choices, and of what the systems have and lack')
    .action(async (folder: string, options: Options) => {
      const format = formatOf(options, FORMATS);
      const choices = choicesOf(options);
      if (options.fix === true && options.matrix === true)
        throw new UsageError(
          '--fix and --matrix do not go together: what mends one combination may break another. Fix the maps as they stand first, or with another option (`mapc check --fix --choice name=option`), then check them all.',
        );
      const project = await open(folder, options, io);
      const { refuseMisspeltFolder, staleOverridesOf } = await import('../../project/index.ts');
      refuseMisspeltFolder(project);
      for (const { file, line, message } of staleOverridesOf(project))
        io.err(`${file}:${line}: ${message}\n`);
      const strict = options.strict === true;
      const { report, json, text, beside } =
        options.matrix === true
          ? await checkedMatrix(project, choices, io)
          : await checkedOnce(project, choices, io, options.fix === true);
      switch (format) {
        case 'human':
        case 'json': {
          const shown = format === 'human' ? await text() : '';
          tell(io, format, json, () => shown);
          break;
        }
        default:
          io.err(beside(io.errColours));
          io.out(await toolText(format, { project, report, strict, io }));
      }
      const failed = report.errors > 0 || (strict && report.warnings > 0);
      finish(failed ? EXIT.findings : EXIT.done);
    });
};

interface Checked {
  readonly report: DiagnosticsReport;
  readonly json: object;
  readonly text: () => Promise<string>;
  /** What formats for other tools have no place for. */
  readonly beside: (colours: Colours) => string;
}

async function checkedOnce(
  project: Project,
  choices: ReadonlyMap<string, string>,
  io: Io,
  fix: boolean,
): Promise<Checked> {
  const { compileProject, fixMaps } = await import('../../project/index.ts');
  const { diagnosticsToJson } = await import('../../report/diagnostics-json.ts');
  const { compiled, fixed } = fix
    ? fixMaps(project, choices)
    : { compiled: compileProject(project, choices), fixed: null };
  for (const { file, line, code, title } of fixed ?? []) io.err(`${file}:${line}: ${title} (${code})\n`);
  if (fixed?.length === 0) io.err('Nothing to fix that is beyond doubt.\n');
  const { diagnostics, files } = compiled.checked;
  const report = diagnosticsToJson(diagnostics, files);
  return {
    report,
    json: fixed === null ? report : { ...report, fixed },
    text: () => diagnosticsText(project, compiled, io.outColours, choices),
    beside: () => '',
  };
}

async function checkedMatrix(
  project: Project,
  choices: ReadonlyMap<string, string>,
  io: Io,
): Promise<Checked> {
  const { checkProjectMatrix } = await import('../../project/index.ts');
  const { matrixSummary, matrixToJson, matrixToText } = await import('../../report/matrix.ts');
  const result = checkProjectMatrix(project, choices);
  const report = matrixToJson(result);
  const schemaLine = await schemaLines(project);
  return {
    report,
    json: report,
    text: async () => matrixToText(result, { schemaLine, colours: io.outColours }),
    beside: (colours) => `${matrixSummary(result, colours)}\n`,
  };
}

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
      return diagnosticsToSarif({ report, fileOf, schemaLine: await schemaLines(project), version });
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

import { resolve } from 'node:path';
import { type CommonOptions, formatOf, open, type Register, tell } from '../command.ts';
import { schemaLines } from '../compiled.ts';
import { EXIT } from '../exit-code.ts';
import { UsageError } from '../failure.ts';

interface Options extends CommonOptions {
  readonly output?: string;
}

export const scaffold: Register = (program, io, finish) => {
  program
    .command('scaffold')
    .description(
      'propose a model of the target, a map and a test for an entity that has none, for a person to confirm',
    )
    .argument('<entities>', 'the entity of the source, or several with commas between')
    .argument('[folder]', 'the project folder', '.')
    .option('-o, --output <file>', 'where to write it (default: <entity>.map in the project)')
    .option('--json', 'the result as JSON on standard output; short for --format json')
    .option('--format <format>', 'human or json', 'human')
    .option('--env <name>', 'the environment of mapc.yaml to work with (default: the first)')
    .action(async (entities: string, folder: string, options: Options) => {
      const format = formatOf(options);
      const names = entities
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '');
      if (names.length === 0) throw new UsageError('Name an entity of the source, such as new_device.');
      const project = await open(folder, options, io);
      const { writeScaffold } = await import('../../project/index.ts');
      const { counted } = await import('../../report/values.ts');
      const output = options.output === undefined ? null : resolve(io.directory, options.output);
      const { path, models, importLine, checked } = writeScaffold(project, names, output);
      const own = checked.diagnostics.filter(({ span }) => span.file === path);
      const proposals = own.filter(({ name }) => name === 'proposal-left');
      const findings = own.filter(({ name }) => name !== 'proposal-left');
      const errors = findings.filter(({ severity }) => severity === 'error').length;
      if (findings.length > 0) {
        const { diagnosticsToText } = await import('../../report/human.ts');
        const schemaLine = await schemaLines(project);
        io.err(
          diagnosticsToText({
            diagnostics: findings,
            files: checked.files,
            schemaLine,
            colours: io.errColours,
          }),
        );
      }
      const [main] = project.config.migration;
      tell(io, format, { path, models, import: importLine, proposals: proposals.length, errors }, () =>
        [
          ...Object.entries(models).map(([entity, model]) => `${entity} -> ${model}`),
          `${path}: ${counted(proposals.length, 'line')} to confirm. Read them, and write \`=\` for \`?=\` where they are right.`,
          `Add this to ${main} to take it up:`,
          `  ${importLine}`,
          '',
        ].join('\n'),
      );
      finish(errors > 0 ? EXIT.findings : EXIT.done);
    });
};

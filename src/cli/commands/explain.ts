import { type CommonOptions, formatOf, type Register, tell } from '../command.ts';
import { UsageError } from '../failure.ts';

export const explain: Register = (program, io) => {
  program
    .command('explain')
    .description('what a diagnostic means, with a map that gives it and the same map mended')
    .argument('[code]', 'a code such as M0306, or a name such as unhandled-failure; none lists all')
    .option('--json', 'the same as JSON; short for --format json')
    .option('--format <format>', 'human or json', 'human')
    .action(async (code: string | undefined, options: CommonOptions) => {
      const format = formatOf(options);
      const { explanationsToJson, explanationsToText, explanationToJson, explanationToText, findDiagnostic } =
        await import('../../report/explain.ts');
      if (code === undefined) {
        tell(io, format, explanationsToJson(), () => explanationsToText(io.outColours));
        return;
      }
      const found = findDiagnostic(code);
      if (found.name === null) {
        const near = found.near.length === 0 ? '' : ` Did you mean ${found.near.join(', ')}?`;
        throw new UsageError(`There is no diagnostic "${code}".${near} \`mapc explain\` lists them all.`);
      }
      const { name } = found;
      tell(io, format, explanationToJson(name), () => explanationToText(name, io.outColours));
    });
};

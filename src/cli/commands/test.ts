import { type CommonOptions, common, formatOf, open, type Register, tell } from '../command.ts';
import { preparePlan } from '../compiled.ts';
import { EXIT } from '../exit-code.ts';

interface Options extends CommonOptions {
  readonly coverage?: boolean;
}

export const test: Register = (program, io, finish) => {
  common(program.command('test'))
    .description('run the test blocks of the maps, without any server')
    .option('--coverage', 'say which arms, table entries and handlers no test reached')
    .action(async (folder: string, options: Options) => {
      const format = formatOf(options);
      const project = await open(folder, options, io);
      const [{ lowerTests }, { runTests }, { testsToText }] = await Promise.all([
        import('../../lower/index.ts'),
        import('../../migrate/index.ts'),
        import('../../report/tests.ts'),
      ]);
      const { plan, target, checked } = await preparePlan(project, io, { confirmed: false });
      const result = await runTests(plan, checked === null ? [] : lowerTests(checked), target);
      tell(io, format, result, () =>
        testsToText(result, { coverage: options.coverage === true, colours: io.outColours }),
      );
      finish(result.tests.some((one) => one.failures.length > 0) ? EXIT.findings : EXIT.done);
    });
};

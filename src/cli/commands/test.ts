import type { Combination } from '../../check/index.ts';
import type { TestRunResult } from '../../migrate/index.ts';
import type { Project } from '../../project/index.ts';
import type { TestMatrixReport } from '../../report/test-matrix.ts';
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
import { preparePlan, schemaLines } from '../compiled.ts';
import { EXIT } from '../exit-code.ts';
import { FindingsError, UsageError } from '../failure.ts';
import type { Io } from '../io.ts';

interface Options extends CombinationOptions {
  readonly coverage?: boolean;
}

export const test: Register = (program, io, finish) => {
  withChoices(common(program.command('test')))
    .description('run the test blocks of the maps, without any server')
    .option('--coverage', 'say which arms, table entries and handlers no test reached')
    .option('--matrix', 'run them in every combination that `check --matrix` checks')
    .action(async (folder: string, options: Options) => {
      const format = formatOf(options);
      const choices = choicesOf(options);
      if (options.coverage === true && options.matrix === true)
        throw new UsageError(
          '--coverage and --matrix do not go together: each combination has lines of its own. Ask for the coverage of one, with --choice where it is not the one that stands.',
        );
      const project = await open(folder, options, io);
      if (options.matrix === true) {
        const report = await testedMatrix(project, choices, io);
        const { testMatrixToText } = await import('../../report/test-matrix.ts');
        tell(io, format, report, () => testMatrixToText(report, io.outColours));
        finish(report.tests.some((one) => one.failures.length > 0) ? EXIT.findings : EXIT.done);
        return;
      }
      const [{ lowerTests }, { runTests }, { testsToText }] = await Promise.all([
        import('../../lower/index.ts'),
        import('../../migrate/index.ts'),
        import('../../report/tests.ts'),
      ]);
      const { plan, target, checked } = await preparePlan(project, io, { confirmed: false, choices });
      const result = await runTests(plan, checked === null ? [] : lowerTests(checked), target);
      tell(io, format, result, () =>
        testsToText(result, { coverage: options.coverage === true, colours: io.outColours }),
      );
      finish(result.tests.some((one) => one.failures.length > 0) ? EXIT.findings : EXIT.done);
    });
};

async function testedMatrix(
  project: Project,
  choices: ReadonlyMap<string, string>,
  io: Io,
): Promise<TestMatrixReport> {
  const [{ checkProjectMatrix, compileMatrix }, { lowerTests }, { runTests }, { mergeTests }] =
    await Promise.all([
      import('../../project/index.ts'),
      import('../../lower/index.ts'),
      import('../../migrate/index.ts'),
      import('../../report/test-matrix.ts'),
    ]);
  const found = checkProjectMatrix(project, choices);
  if (found.findings.some(({ diagnostic }) => diagnostic.severity === 'error')) {
    const { matrixToText } = await import('../../report/matrix.ts');
    io.err(matrixToText(found, { schemaLine: await schemaLines(project), colours: io.errColours }));
    throw new FindingsError('The project does not check in every combination, so no test was run.');
  }
  const combinations: Combination[] = [];
  const results: TestRunResult[] = [];
  for (const { combination, checked, plan, target } of compileMatrix(project, choices)) {
    if (plan === null) continue;
    combinations.push(combination);
    results.push(await runTests(plan, lowerTests(checked), target));
  }
  return mergeTests(combinations, results);
}

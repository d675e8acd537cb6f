import { type Combination, onlyWhere } from '../check/index.ts';
import type { TestFailure, TestResult, TestRunResult } from '../migrate/index.ts';
import type { Colours } from './colours.ts';
import { testsToText } from './tests.ts';
import { counted } from './values.ts';

/** What `mapc test --matrix` found: each test once, over all combinations whose branches take it. */
export interface TestMatrixReport {
  /** How many combinations the tests ran in. */
  readonly combinations: number;
  readonly tests: readonly (Omit<TestResult, 'failures'> & {
    /** In how many of them this test ran. */
    readonly ran: number;
    readonly failures: readonly (TestFailure & { readonly only: string | null })[];
  })[];
}

/** @param results one for each combination, in the same order */
export function mergeTests(
  combinations: readonly Combination[],
  results: readonly Pick<TestRunResult, 'tests'>[],
): TestMatrixReport {
  const merged = new Map<
    string,
    { readonly test: TestResult; ran: number; readonly failed: Map<string, Failed> }
  >();
  for (const [index, { tests }] of results.entries())
    for (const test of tests) {
      const place = `${test.span.file}:${test.span.line}:${test.span.column}`;
      const known = merged.get(place) ?? { test, ran: 0, failed: new Map<string, Failed>() };
      merged.set(place, known);
      known.ran += 1;
      for (const failure of test.failures) {
        const identity = JSON.stringify(failure);
        const before = known.failed.get(identity);
        if (before === undefined) known.failed.set(identity, { failure, in: [index] });
        else before.in.push(index);
      }
    }
  return {
    combinations: combinations.length,
    tests: [...merged.values()].map(({ test: { title, span }, ran, failed }) => ({
      title,
      span,
      ran,
      failures: [...failed.values()].map((one) => ({
        ...one.failure,
        only: onlyWhere(combinations, one.in),
      })),
    })),
  };
}

interface Failed {
  readonly failure: TestFailure;
  readonly in: number[];
}

export function testMatrixToText({ tests, combinations }: TestMatrixReport, colours: Colours): string {
  const shown = tests.map(({ title, span, failures }) => ({
    title,
    span,
    failures: failures.map(({ only, ...failure }) => ({
      ...failure,
      message: only === null ? failure.message : `${failure.message} (only ${only})`,
    })),
  }));
  const coverage = { reached: 0, total: 0, missed: [] };
  return `${testsToText({ tests: shown, coverage }, { coverage: false, colours })}Run in ${counted(combinations, 'combination')} of choices and of what the systems have.\n`;
}

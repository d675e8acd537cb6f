import type { TestRunResult } from '../migrate/index.ts';
import type { PlanSpan } from '../plan/types.ts';
import type { JsonValue } from '../schema/model.ts';
import type { Colours } from './colours.ts';

/** What `mapc test` found: a line a test, the differences of those that failed, and the coverage where asked for. */
export function testsToText(
  { tests, coverage }: TestRunResult,
  options: { readonly coverage: boolean; readonly colours: Colours },
): string {
  const { colours } = options;
  const lines: string[] = [];
  for (const { title, span, failures } of tests) {
    const mark = failures.length === 0 ? colours.green('passed') : colours.red('failed');
    lines.push(`${mark}  ${title}  ${colours.dim(place(span))}`);
    for (const failure of failures) {
      lines.push(`        ${place(failure.span)}: ${failure.message}`);
      for (const { path, expected, found } of failure.fields)
        lines.push(`          ${path}: expected ${said(expected)}, found ${said(found)}`);
    }
  }
  const failed = tests.filter((one) => one.failures.length > 0).length;
  if (tests.length === 0) lines.push('There are no tests; write `test "…" { given … expect … }` into a map.');
  else lines.push(`${tests.length - failed} passed, ${failed} failed.`);
  if (options.coverage) {
    const percent = coverage.total === 0 ? 100 : (100 * coverage.reached) / coverage.total;
    lines.push('', `Coverage: ${coverage.reached} of ${coverage.total} (${percent.toFixed(1)} %).`);
    for (const { what, span } of coverage.missed)
      lines.push(`  not reached: ${what}  ${colours.dim(place(span))}`);
  }
  return `${lines.join('\n')}\n`;
}

function place({ file, line }: PlanSpan): string {
  return `${file}:${line}`;
}

function said(value: JsonValue): string {
  return value === null ? 'nothing' : JSON.stringify(value);
}

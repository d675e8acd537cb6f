import type { CheckResult } from '../check/check.ts';
import type { Span } from '../language/ast.ts';
import { positionAt } from '../language/source.ts';
import type { ExpectationPlan, GivenPlan, TestPlan } from '../plan/tests.ts';
import type { PlanSpan } from '../plan/types.ts';

/** The test blocks of a program that checks. */
export function lowerTests({ program, files }: CheckResult): readonly TestPlan[] {
  const place = ({ file, start }: Span): PlanSpan => {
    const source = files.find((candidate) => candidate.path === file);
    return { file, ...(source ? positionAt(source, start) : { line: 1, column: 1 }) };
  };
  return program.tests.map(({ title, given, expects, span }) => ({
    title,
    given: given.map(
      (one): GivenPlan =>
        one.side === 'source'
          ? { side: 'source', entity: one.entity.name, id: one.id, values: one.values }
          : { side: 'target', entity: one.entity.name, values: one.values },
    ),
    expects: expects.map(
      (one): ExpectationPlan =>
        one.kind === 'record'
          ? {
              kind: 'record',
              negated: one.negated,
              entity: one.entity.name,
              values: one.values,
              span: place(one.span),
            }
          : { kind: one.kind, text: one.text, span: place(one.span) },
    ),
    span: place(span),
  }));
}

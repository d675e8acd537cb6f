import type * as ast from '../../language/ast.ts';
import type { Fix } from '../../language/index.ts';
import { isLiteralKind, literalKinds, type StdFunction, type StdLiteral } from '../../stdlib/index.ts';
import { valueFixes } from '../fixes/rename.ts';
import { didYouMean } from '../suggest.ts';
import type { Given } from './given.ts';

export interface WrongLiteral {
  readonly span: ast.Span;
  readonly reason: string;
  readonly help: string;
  readonly fixes: readonly Fix[];
}

/** What is wrong with the first time zone, pattern or format that is no such thing, or is not written out. */
export function wrongLiteral(entry: StdFunction, given: readonly Given[]): WrongLiteral | null {
  const beside: Partial<Record<StdLiteral, string>> = {};
  for (const [index, { type }] of entry.params.entries()) {
    const one = given[index];
    if (one?.kind !== 'value' || !isLiteralKind(type)) continue;
    const { words, example, problem, help, known, isComputable } = literalKinds[type];
    const { expr, span } = one.typed;
    if (isComputable && expr.op !== 'literal') continue;
    if (expr.op !== 'literal' || typeof expr.value !== 'string')
      return {
        span,
        reason: `the ${words} is not written out`,
        // A count such as `[0-9]{3}` is read as a hole.
        help:
          expr.op === 'text' && type === 'pattern'
            ? 'a brace that is meant as such is written `\\{`'
            : `write the ${words} itself, such as \`"${example}"\`: \`check\` looks at it, so it cannot come out of a record`,
        fixes: [],
      };
    const reason = problem(expr.value, beside);
    if (reason !== null)
      return {
        span,
        reason,
        help: (known && didYouMean(expr.value, known())) ?? help,
        fixes: known ? valueFixes(span, expr.value, known()) : [],
      };
    beside[type] = expr.value;
  }
  return null;
}

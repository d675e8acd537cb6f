import type { Span } from '../language/ast.ts';
import type { SourceText } from '../language/source.ts';
import { checkParsed } from './check.ts';
import { type Combination, type Matrix, type MatrixInput, matrixOf } from './combinations.ts';
import { type Answer, type Side, waysTo } from './conditions.ts';
import type { Diagnostic } from './diagnostics/index.ts';
import { identityOf, inTextOrder } from './diagnostics/order.ts';
import { onlyWhere } from './only-where.ts';

export interface MatrixResult {
  readonly matrix: Matrix;
  /** What some combination says, each once, in the order of the text. */
  readonly findings: readonly MatrixFinding[];
  readonly unchecked: readonly UncheckedSide[];
  readonly files: readonly SourceText[];
}

interface MatrixFinding {
  readonly diagnostic: Diagnostic;
  /** In which combinations, by their places in the matrix. */
  readonly in: readonly number[];
  /** The same in words, `where tags == path`; null: in all of them. */
  readonly only: string | null;
  /** The variant of which the diagnostic speaks; null: the project's own snapshots. */
  readonly variant: string | null;
}

/** A side of an `if` that no combination took. What stands inside of it is not told again. */
export interface UncheckedSide {
  readonly span: Span;
  readonly side: 'then' | 'else';
  /** Answers that lead there and that no schema gives; none: nothing leads there, or nothing asks. */
  readonly needs: readonly Answer[];
}

/** Checks a project in every combination of its choices and of what its systems have (`language.md` section 6). */
export function checkMatrix(input: MatrixInput): MatrixResult {
  const matrix = matrixOf(input);
  const { combinations, parsed } = matrix;
  const findings = new Map<string, { readonly diagnostic: Diagnostic; readonly in: number[] }>();
  const taken = new Set<string>();
  for (const [index, one] of combinations.entries()) {
    const { diagnostics, answers } = checkCombination(input, matrix, one);
    for (const [node, holds] of answers) taken.add(sideKey({ condition: node, holds }));
    for (const diagnostic of diagnostics) {
      const identity = identityOf(diagnostic);
      const found = findings.get(identity);
      if (found === undefined) findings.set(identity, { diagnostic, in: [index] });
      else if (found.in[found.in.length - 1] !== index) found.in.push(index);
    }
  }
  const order = inTextOrder(parsed.files);
  const inOrder = [...findings.values()].sort((a, b) => order(a.diagnostic, b.diagnostic));
  return {
    matrix,
    findings: inOrder.map((found) => ({
      ...found,
      only: onlyWhere(combinations, found.in),
      variant: combinations[found.in[0] ?? 0]?.variant ?? null,
    })),
    unchecked: uncheckedSides(matrix, taken),
    files: parsed.files,
  };
}

/** Checks the files of a matrix in one of its combinations. */
export function checkCombination(
  input: MatrixInput,
  { parsed }: Matrix,
  { source, target, profile, choices }: Combination,
): ReturnType<typeof checkParsed> {
  return checkParsed(parsed, {
    ...input,
    source,
    target,
    profile,
    choices: new Map([...(input.choices ?? []), ...choices]),
  });
}

function uncheckedSides(matrix: Matrix, taken: ReadonlySet<string>): readonly UncheckedSide[] {
  return matrix.conditions.flatMap(({ node, around, otherwise }) =>
    [true, ...(otherwise ? [false] : [])].flatMap((holds): readonly UncheckedSide[] => {
      const side = { condition: node, holds };
      if (taken.has(sideKey(side)) || !around.every((outer) => taken.has(sideKey(outer)))) return [];
      return [
        { span: node.span, side: holds ? 'then' : 'else', needs: missingFor([...around, side], matrix) },
      ];
    }),
  );
}

function sideKey({ condition: { span }, holds }: Side): string {
  return `${span.file} ${span.start} ${holds}`;
}

/** What no schema gives of the answers that lead to these sides: of the way that lacks least. */
function missingFor(sides: readonly Side[], { questions, offers }: Matrix): readonly Answer[] {
  const lacks = (waysTo(sides, questions) ?? []).map((way) =>
    questions.flatMap((question): readonly Answer[] => {
      const answer = way.get(question.id);
      return answer === undefined || offers({ question, answer }) ? [] : [{ question, answer }];
    }),
  );
  return lacks.toSorted((a, b) => a.length - b.length)[0] ?? [];
}

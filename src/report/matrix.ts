import { type Answer, answerText, questionText } from '../check/conditions.ts';
import type { Matrix, MatrixResult, UncheckedSide } from '../check/index.ts';
import type { Colours } from './colours.ts';
import {
  type DiagnosticsReport,
  diagnosticsToJson,
  type JsonPlace,
  placeFinder,
} from './diagnostics-json.ts';
import { diagnosticToText, type HumanInput, summary } from './human.ts';
import { count, counted } from './values.ts';
import { displayWidth, printable } from './width.ts';

/** What `check --matrix` found, for programs: the report of `check`, and what was checked. */
export interface MatrixReport extends DiagnosticsReport {
  readonly matrix: {
    /** All combinations that there are were checked; otherwise so many that every two answers meet. */
    readonly every: boolean;
    /** How many there are; null where nobody counted so far. */
    readonly possible: number | null;
    /** What the maps ask; an answer is `yes` or `no`, or the option of a choice. */
    readonly questions: readonly string[];
    /** The first is the project as it stands. */
    readonly combinations: readonly {
      /** The variant whose snapshots they are; null: the project's own. */
      readonly variant: string | null;
      /** In the order of the questions. */
      readonly answers: readonly string[];
      readonly errors: number;
      readonly warnings: number;
    }[];
    readonly unchecked: readonly (JsonPlace & {
      readonly side: 'then' | 'else';
      /** Answers that would lead there and that no schema gives. */
      readonly needs: readonly string[];
    })[];
  };
}

export function matrixToJson({ matrix, findings, unchecked, files }: MatrixResult): MatrixReport {
  const place = placeFinder(files);
  const report = diagnosticsToJson(
    findings.map(({ diagnostic }) => diagnostic),
    files,
  );
  const inCombination = (index: number, severity: 'error' | 'warning'): number =>
    findings.filter((one) => one.diagnostic.severity === severity && one.in.includes(index)).length;
  return {
    ...report,
    diagnostics: report.diagnostics.map((one, index) => {
      const { only = null, variant = null } = findings[index] ?? {};
      return { ...one, ...(only === null ? {} : { only }), ...(variant === null ? {} : { variant }) };
    }),
    matrix: {
      every: matrix.every,
      possible: matrix.possible,
      questions: matrix.questions.map(questionText),
      combinations: matrix.combinations.map(({ variant, answers }, index) => ({
        variant,
        answers: answers.map(({ answer }) => answer),
        errors: inCombination(index, 'error'),
        warnings: inCombination(index, 'warning'),
      })),
      unchecked: unchecked.map(({ span, side, needs }) => ({
        ...place(span),
        side,
        needs: needs.map(answerText),
      })),
    },
  };
}

/** What `check --matrix` found, for a person: each finding with where it holds, then what was checked and what was not. */
export function matrixToText(
  result: MatrixResult,
  { schemaLine, colours }: Pick<HumanInput, 'schemaLine' | 'colours'>,
): string {
  const { findings, files, matrix } = result;
  const blocks = findings.map(({ diagnostic, only, variant, in: where }) => {
    const how = {
      files,
      colours,
      schemaLine: (place: Parameters<typeof schemaLine>[0]) => schemaLine(place, variant),
    };
    const choices = choicesToMend(matrix, where);
    if (choices === null) return diagnosticToText({ ...diagnostic, fixes: [] }, how, only);
    return diagnosticToText(diagnostic, { ...how, choices }, only);
  });
  const diagnostics = findings.map(({ diagnostic }) => diagnostic);
  const parts = [...blocks, summary(diagnostics, files.length, colours), matrixSummary(result, colours)];
  return `${parts.join('\n\n')}\n`;
}

/** What was checked and what was not, without a line break behind it. */
export function matrixSummary(result: MatrixResult, colours: Colours): string {
  const checked = [checkedText(result.matrix), ...questionLines(result.matrix, colours)].join('\n');
  return [checked, ...uncheckedText(result, colours)].join('\n\n');
}

/** The choices with which `check --fix` finds it; null where it needs another schema than the project's own. */
function choicesToMend(
  { combinations, choices }: Matrix,
  where: readonly number[],
): ReadonlyMap<string, string> | null {
  const [own] = combinations;
  const found = where
    .map((index) => combinations[index])
    .find((one) => {
      if (own === undefined || one === undefined || one.variant !== null) return false;
      return one.source === own.source && one.target === own.target;
    });
  if (own === undefined || found === undefined) return null;
  const chosen = new Map(choices.map(({ name, chosen: option }) => [name.name, option.name]));
  return new Map([...found.choices].filter(([choice, option]) => chosen.get(choice) !== option));
}

function checkedText({ questions, combinations, every, possible }: Matrix): string {
  if (questions.length === 0 && combinations.length === 1)
    return 'Checked as it stands: no `if` asks for a choice or for what a system has, so there is nothing to vary.';
  const number = combinations.length;
  if (every) return `Checked in ${counted(number, 'combination')}, all that there are:`;
  const all = possible === null ? 'the many' : `the ${count(possible)}`;
  return `Checked in ${count(number)} of ${all} combinations, in which every two answers that can meet do so:`;
}

/** A question a line, with the answers that it was given; the one of the project as it stands comes first. */
function questionLines({ questions, combinations }: Matrix, colours: Colours): readonly string[] {
  const [own] = combinations;
  const variants = combinations.flatMap(({ variant }) => (variant === null ? [] : [variant]));
  const lines = questions.map((question, index): readonly [string, string] => {
    const now = own?.answers[index]?.answer ?? '';
    const given = new Set(combinations.map(({ answers }) => answers[index]?.answer ?? ''));
    given.delete(now);
    if (question.kind === 'choice')
      return [`${questionText(question)}`, [`${now} (chosen)`, ...given].join(', ')];
    if (given.size === 0) return [questionText(question), now];
    const how =
      now === 'yes'
        ? `no, with ${question.what === 'module' ? 'its name alone' : 'it'} taken away from the schema`
        : `yes, in ${[...givers(question.id, 'yes', combinations)].join(' and ')}`;
    return [questionText(question), `${now}; ${how}`];
  });
  const told = variants.length === 0 ? [] : [...new Set(variants)].map((name) => `schemas/variants/${name}`);
  const all =
    told.length === 0 ? lines : [...lines, ['schemas', ["the project's own", ...told].join(', ')] as const];
  const width = Math.max(0, ...all.map(([name]) => displayWidth(printable(name))));
  return all.map(([name, answers]) => {
    const shown = printable(name);
    return `  ${shown}${' '.repeat(width - displayWidth(shown))}  ${colours.dim(printable(answers))}`;
  });
}

/** The variants that answer so. */
function givers(id: string, answer: string, combinations: Matrix['combinations']): ReadonlySet<string> {
  return new Set(
    combinations.flatMap(({ variant, answers }) =>
      variant !== null && answers.some((one) => one.question.id === id && one.answer === answer)
        ? [`schemas/variants/${variant}`]
        : [],
    ),
  );
}

function uncheckedText({ unchecked, files }: MatrixResult, colours: Colours): readonly string[] {
  if (unchecked.length === 0) return [];
  const place = placeFinder(files);
  const lines = unchecked.map((one) => {
    const { file, line } = place(one.span);
    const side = one.side === 'then' ? '`if`' : '`else`';
    return `  ${colours.dim(`${file}:${line}`)}  ${side}: ${printable(reason(one))}`;
  });
  const lacking = unchecked.flatMap(({ needs }) => needs).find(isLacking);
  const hint =
    lacking?.question.kind === 'has'
      ? [
          `\`mapc discover ${lacking.question.side} --variant NAME\` keeps the schema of another system that has it, to be checked too.`,
        ]
      : [];
  const title = `${counted(unchecked.length, 'side')} of an \`if\` ${unchecked.length === 1 ? 'was' : 'were'} not checked:`;
  return [[colours.yellow(title), ...lines, ...hint].join('\n')];
}

function isLacking({ question, answer }: Answer): boolean {
  return question.kind === 'has' && answer === 'yes';
}

function reason({ needs }: UncheckedSide): string {
  const [first] = needs;
  if (first === undefined) return 'nothing that was checked leads there';
  const said = `it takes ${needs.map((one) => `\`${answerText(one)}\``).join(' and ')}`;
  if (first.question.kind === 'choice') return `${said}, and \`--choice\` says otherwise`;
  if (isLacking(first)) return `${said}, and no schema that is given has it`;
  return `${said}, and every schema has it: no record is without its id`;
}

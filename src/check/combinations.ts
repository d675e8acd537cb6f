import type * as ast from '../language/ast.ts';
import type { Profile, Schema } from '../schema/model.ts';
import { canLack, type Part, withoutParts } from '../schema/without.ts';
import {
  type Answer,
  type Answers,
  type Condition,
  conditionsOf,
  type HasQuestion,
  type Question,
  questionsOf,
  waysTo,
} from './conditions.ts';
import { type Axis, type Cell, cover, isConsistent, type Row } from './cover.ts';
import { type LoadInput, loadFiles, type Parsed } from './load.ts';
import { hasAnswer, partNamed, type Schemas } from './static.ts';

/** Other snapshots than the project's own, for which its maps are checked too. */
export interface Variant extends Schemas {
  /** `helpdesk`, of the folder `schemas/variants/helpdesk`. */
  readonly name: string;
  readonly profile: Profile | null;
}

export interface MatrixInput extends LoadInput {
  readonly source: Schema;
  readonly target: Schema;
  readonly profile: Profile | null;
  /** Options that stand, by choice: these are not varied. */
  readonly choices?: ReadonlyMap<string, string>;
  readonly variants: readonly Variant[];
}

/** One set of answers to everything that static conditions ask, with schemas that give these answers. */
export interface Combination extends Schemas {
  /** Whose snapshots they are; null: the project's own. */
  readonly variant: string | null;
  readonly profile: Profile | null;
  /** The option of each choice that is asked for, by its name. */
  readonly choices: ReadonlyMap<string, string>;
  /** To each question, in order. */
  readonly answers: readonly Answer[];
}

export interface Matrix {
  readonly parsed: Parsed;
  readonly choices: readonly ast.ChoiceDecl[];
  readonly conditions: readonly Condition[];
  readonly questions: readonly Question[];
  /** The first is the project as it stands. */
  readonly combinations: readonly Combination[];
  /** All that there are; otherwise every two answers that can meet do so in one, and so does what a side asks for. */
  readonly every: boolean;
  /** How many there are; null where nobody counted so far. */
  readonly possible: number | null;
  /** Whether some combination gives that answer, or could: false for what no schema has. */
  readonly offers: (answer: Answer) => boolean;
}

/** Of more combinations than this with the snapshots of one variant, not all are checked. */
const MOST_COMBINATIONS = 256;

/**
 * The combinations that `check --matrix` checks (`language.md` section 6): every option of every choice that an `if` asks
 * for, with every schema that is given, and each of these without what an `if` asks for and the schema has.
 */
export function matrixOf(input: MatrixInput, limit = MOST_COMBINATIONS): Matrix {
  const parsed = loadFiles(input);
  const conditions = conditionsOf(parsed.declarations);
  const choices = parsed.declarations.filter((declaration) => declaration.kind === 'Choice');
  const questions = questionsOf(conditions, choices);
  const own = { variant: null, source: input.source, target: input.target, profile: input.profile };
  const bases = [own, ...input.variants.map(({ name, ...schemas }) => ({ variant: name, ...schemas }))].map(
    (base) => {
      const ties = tiesOf(questions, base);
      const axes = questions.map(
        (question): Axis => ({ id: question.id, values: valuesOf(question, base, ties, input.choices) }),
      );
      return { ...base, axes, excludes: exclusions(ties) };
    },
  );
  const offered = new Set(
    bases.flatMap(({ axes }) => axes.flatMap(({ id, values }) => values.map((value) => `${id} = ${value}`))),
  );
  const offers = ({ question, answer }: Answer): boolean => offered.has(`${question.id} = ${answer}`);
  const ways = conditions.flatMap(({ node, around }) =>
    [true, false].map((holds) => waysTo([...around, { condition: node, holds }], questions) ?? []),
  );
  const covered = bases.map((base) => {
    const { axes, excludes } = base;
    const given = (way: Answers): boolean =>
      axes.every(({ id, values }) => !way.has(id) || values.includes(way.get(id) ?? '')) &&
      isConsistent(way, excludes);
    const demands = ways.flatMap((some) => some.find(given) ?? []);
    const { rows, every, possible } = cover({ axes, demands, excludes, limit });
    const schemas = lacking(base);
    return { every, possible, combinations: rows.map((row) => combination(questions, base, row, schemas)) };
  });
  const counts = covered.map(({ possible }) => possible);
  return {
    parsed,
    choices,
    conditions,
    questions,
    combinations: distinct(covered.flatMap(({ combinations }) => combinations)),
    every: covered.every(({ every }) => every),
    possible: counts.every((count) => count !== null) ? counts.reduce((sum, count) => sum + count, 0) : null,
    offers,
  };
}

type Base = Omit<Combination, 'choices' | 'answers'>;

/** The answers that a question can be given with these schemas; the one that they give as they are comes first. */
function valuesOf(
  question: Question,
  schemas: Schemas,
  { taken, needed }: Ties,
  fixed: ReadonlyMap<string, string> = new Map(),
): readonly string[] {
  if (question.kind === 'choice') {
    const option = fixed.get(question.choice);
    return option === undefined ? question.answers : [option];
  }
  if (hasAnswer(schemas, question) === 'no') return ['no'];
  // What no record is without goes only with something else.
  const stays = needed.has(question.id) && ![...taken.values()].some((ids) => ids.has(question.id));
  return stays ? ['yes'] : ['yes', 'no'];
}

function partOf({ side, what, name }: HasQuestion, schemas: Schemas): Part | null {
  return what === 'module' ? { kind: 'module', module: name } : partNamed(schemas[side], name);
}

/** How what the schemas have hangs together. */
interface Ties {
  /** What goes away with something else. */
  readonly taken: ReadonlyMap<string, ReadonlySet<string>>;
  /** What does not go away alone: the fields that identify records. */
  readonly needed: ReadonlySet<string>;
}

function tiesOf(questions: readonly Question[], schemas: Schemas): Ties {
  const has = questions.flatMap((question) =>
    question.kind === 'has' && hasAnswer(schemas, question) === 'yes' ? [question] : [],
  );
  const taken = has.map((away) => {
    const left = without(schemas, [away]);
    const gone = has.filter((other) => other !== away && hasAnswer(left, other) === 'no');
    return [away.id, new Set(gone.map(({ id }) => id))] as const;
  });
  const needed = has.filter((question) => {
    const part = partOf(question, schemas);
    return part !== null && !canLack(schemas[question.side], part);
  });
  return { taken: new Map(taken), needed: new Set(needed.map(({ id }) => id)) };
}

/** Answers that contradict each other: something is there without what it hangs on, or gone while that is there. */
function exclusions({ taken, needed }: Ties): (one: Cell, other: Cell) => boolean {
  const contradict = (away: Cell, there: Cell): boolean =>
    away.value === 'no' &&
    there.value === 'yes' &&
    (taken.get(away.axis)?.has(there.axis) === true ||
      (needed.has(away.axis) && taken.get(there.axis)?.has(away.axis) === true));
  return (one, other) => contradict(one, other) || contradict(other, one);
}

function without(schemas: Schemas, away: readonly HasQuestion[]): Schemas {
  const parts = (side: 'source' | 'target'): readonly Part[] =>
    away.flatMap((question) => (question.side === side ? (partOf(question, schemas) ?? []) : []));
  return {
    source: withoutParts(schemas.source, parts('source')),
    target: withoutParts(schemas.target, parts('target')),
  };
}

/** As {@link without}, each made once: combinations differ by their choices more than by their schemas. */
function lacking(schemas: Schemas): (away: readonly HasQuestion[]) => Schemas {
  const made = new Map<string, Schemas>();
  return (away) => {
    const key = JSON.stringify(away.map(({ id }) => id));
    const found = made.get(key) ?? without(schemas, away);
    made.set(key, found);
    return found;
  };
}

function combination(
  questions: readonly Question[],
  base: Base,
  row: Row,
  lacks: (away: readonly HasQuestion[]) => Schemas,
): Combination {
  const away = questions.flatMap((question) =>
    question.kind === 'has' && row.get(question.id) === 'no' && hasAnswer(base, question) === 'yes'
      ? [question]
      : [],
  );
  const { variant, profile } = base;
  const { source, target } = lacks(away);
  const choices = questions.flatMap((question) =>
    question.kind === 'choice' ? [[question.choice, row.get(question.id) ?? ''] as const] : [],
  );
  return {
    variant,
    profile,
    source,
    target,
    choices: new Map(choices),
    // Asked again: two parts may take along together what neither takes alone.
    answers: questions.map((question) => ({
      question,
      answer:
        question.kind === 'has' ? hasAnswer({ source, target }, question) : (row.get(question.id) ?? ''),
    })),
  };
}

function distinct(combinations: readonly Combination[]): readonly Combination[] {
  const identity = ({ variant, answers }: Combination): string =>
    JSON.stringify([variant, answers.map(({ answer }) => answer)]);
  const seen = new Map<string, Combination>();
  for (const one of combinations) if (!seen.has(identity(one))) seen.set(identity(one), one);
  return [...seen.values()];
}

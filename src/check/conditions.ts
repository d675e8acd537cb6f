/**
 * The static conditions of a project, as questions with answers (`language.md` sections 4 and 6): what `if` asks of a
 * choice, or of what a system has, and which answers lead to which side.
 */
import type * as ast from '../language/ast.ts';
import { type AnyNode, children } from '../language/walk.ts';

/** Something that a static condition asks. */
export type Question = ChoiceQuestion | HasQuestion;

interface ChoiceQuestion {
  readonly kind: 'choice';
  readonly id: string;
  readonly choice: string;
  /** The options; the one that the files choose comes first. */
  readonly answers: readonly string[];
}

export interface HasQuestion {
  readonly kind: 'has';
  readonly id: string;
  readonly side: 'source' | 'target';
  readonly what: 'module' | 'name';
  readonly name: string;
  readonly answers: readonly ['yes', 'no'];
}

/** One answer to one question. */
export interface Answer {
  readonly question: Question;
  readonly answer: string;
}

/** Answers by the id of their question. */
export type Answers = ReadonlyMap<string, string>;

/** One `if`, and which sides of the `if`s around it lead there, outermost first. */
export interface Condition {
  readonly node: ast.Static;
  readonly around: readonly Side[];
  readonly otherwise: boolean;
}

/** A side of an `if`: the one for which it holds, or its `else`. */
export interface Side {
  readonly condition: ast.Static;
  readonly holds: boolean;
}

export type Branch = ast.BranchDecl | ast.ProvisionBranch | ast.StaticIf;

/** Every static condition in these declarations, taken or not, in the order of the text. */
export function conditionsOf(declarations: readonly ast.Declaration[]): readonly Condition[] {
  const found: Condition[] = [];
  const visit = (nodes: readonly AnyNode[], around: readonly Side[]): void => {
    for (const node of nodes) {
      if (!isBranch(node)) {
        visit(children(node), around);
        continue;
      }
      const { condition, then, otherwise } = node;
      found.push({ node: condition, around, otherwise: otherwise !== null });
      visit(children({ then }), [...around, { condition, holds: true }]);
      visit(children({ otherwise }), [...around, { condition, holds: false }]);
    }
  };
  visit(declarations, []);
  return found;
}

export function isBranch(node: AnyNode): node is Branch {
  return node.kind === 'Branch' || node.kind === 'ProvisionBranch' || node.kind === 'StaticIf';
}

export function factsOf(condition: ast.Static): readonly ast.Fact[] {
  return [condition.first, ...condition.rest.map(({ fact }) => fact)];
}

/** The questions that are asked, each once: choices in the order of their declaration, then what the systems have. */
export function questionsOf(
  conditions: readonly Condition[],
  choices: readonly ast.ChoiceDecl[],
): readonly Question[] {
  const facts = conditions.flatMap(({ node }) => factsOf(node));
  const asked = new Set(facts.map(questionId));
  const questions = [
    ...choices.map(choiceQuestion).filter(({ id }) => asked.has(id)),
    ...facts.flatMap((fact) => (fact.kind === 'Has' ? [hasQuestion(fact)] : [])),
  ];
  return [...new Map(questions.map((question) => [question.id, question])).values()];
}

function choiceQuestion({ name, options, chosen }: ast.ChoiceDecl): ChoiceQuestion {
  const names = new Set(options.map((option) => option.name));
  const first = names.has(chosen.name) ? [chosen.name] : [];
  return {
    kind: 'choice',
    id: `choice ${name.name}`,
    choice: name.name,
    answers: [...new Set([...first, ...names])],
  };
}

export function hasQuestion(fact: ast.HasFact): HasQuestion {
  const { side, what } = fact;
  return {
    kind: 'has',
    id: questionId(fact),
    side,
    what: what.kind,
    name: nameOf(fact),
    answers: ['yes', 'no'],
  };
}

function nameOf({ what }: ast.HasFact): string {
  return what.kind === 'module'
    ? String(what.name.parts[0] ?? '')
    : what.name.ids.map((id) => id.name).join('.');
}

/** What tells questions apart. */
export function questionId(fact: ast.Fact): string {
  if (fact.kind === 'ChoiceFact') return `choice ${fact.choice.name}`;
  return `${fact.side} ${fact.what.kind} ${nameOf(fact)}`;
}

/** Whether the condition holds, by the truth of its facts. `and` binds tighter: a sum of products. */
export function evaluate(condition: ast.Static, ask: (fact: ast.Fact) => boolean): boolean {
  let product = ask(condition.first);
  let sum = false;
  for (const { operator, fact } of condition.rest) {
    if (operator === 'and') {
      product = ask(fact) && product;
    } else {
      sum = sum || product;
      product = ask(fact);
    }
  }
  return sum || product;
}

/** Whether the fact is true where these are the answers. */
export function isTrue(fact: ast.Fact, answers: Answers): boolean {
  const answer = answers.get(questionId(fact));
  if (fact.kind === 'Has') return (answer === 'yes') !== fact.negated;
  const equal = answer === fact.option.name;
  return (fact.operator === '!=' ? !equal : equal) !== fact.negated;
}

/** The most settings that are tried to find a way to a side; a condition that asks more is not judged. */
const MOST_TRIED = 4096;

/**
 * Every set of answers that leads to all these sides, of the questions that they ask; null where there are too many to
 * try. An empty list: nothing leads there.
 */
export function waysTo(sides: readonly Side[], questions: readonly Question[]): readonly Answers[] | null {
  const ids = new Set(sides.flatMap(({ condition }) => factsOf(condition).map(questionId)));
  const asked = questions.filter(({ id }) => ids.has(id));
  // A choice that does not exist is told where it is asked.
  if (asked.length < ids.size) return null;
  let tried: readonly Answers[] = [new Map()];
  for (const { id, answers } of asked) {
    if (tried.length * answers.length > MOST_TRIED) return null;
    tried = tried.flatMap((before) => answers.map((answer) => new Map([...before, [id, answer]])));
  }
  return tried.filter((answers) =>
    sides.every(({ condition, holds }) => evaluate(condition, (fact) => isTrue(fact, answers)) === holds),
  );
}

/** The answer in the words of a condition: `tags == path`, `not target has module "calendar"`. */
export function answerText({ question, answer }: Answer): string {
  if (question.kind === 'choice') return `${question.choice} == ${answer}`;
  return `${answer === 'yes' ? '' : 'not '}${questionText(question)}`;
}

/** `tags`, `target has module "calendar"`. */
export function questionText(question: Question): string {
  if (question.kind === 'choice') return question.choice;
  const { side, what, name } = question;
  return `${side} has ${what === 'module' ? `module ${JSON.stringify(name)}` : name}`;
}

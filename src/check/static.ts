import type * as ast from '../language/ast.ts';
import type { Schema } from '../schema/model.ts';
import type { Part } from '../schema/without.ts';
import { type Answers, evaluate, type HasQuestion, isTrue, type Question, questionId } from './conditions.ts';

/** What a static `if` asks, answered by the discovered schemas and by the choices of scoping. */
export interface Facts {
  holds(condition: ast.Static): boolean;
  /** Each condition that was asked, with its answer: what the report says of the sides that were taken. */
  readonly answers: ReadonlyMap<ast.Static, boolean>;
}

/** The two schemas as discovered, before `provision` adds to them. */
export interface Schemas {
  readonly source: Schema;
  readonly target: Schema;
}

/**
 * @param questions that the conditions ask; what there is no question for was reported and does not hold
 * @param overrides the option of a choice, by its name, where it is not the one that the files choose
 */
export function createFacts(
  schemas: Schemas,
  questions: readonly Question[],
  overrides: ReadonlyMap<string, string> = new Map(),
): Facts {
  const given: Answers = new Map(
    questions.flatMap((question) => {
      const answer =
        question.kind === 'has'
          ? hasAnswer(schemas, question)
          : (overrides.get(question.choice) ?? question.answers[0]);
      return answer === undefined ? [] : [[question.id, answer] as const];
    }),
  );
  const answers = new Map<ast.Static, boolean>();
  return {
    answers,
    holds(condition) {
      const answer = evaluate(condition, (fact) => given.has(questionId(fact)) && isTrue(fact, given));
      answers.set(condition, answer);
      return answer;
    },
  };
}

/** What the schemas say to a question of what a system has. */
export function hasAnswer(schemas: Schemas, { side, what, name }: HasQuestion): 'yes' | 'no' {
  const schema = schemas[side];
  return (what === 'module' ? schema.modules.includes(name) : partNamed(schema, name) !== null)
    ? 'yes'
    : 'no';
}

/** The entity of that name, or the field of one; null where the schema has neither. */
export function partNamed(schema: Schema, name: string): Part | null {
  if (Object.hasOwn(schema.entities, name)) return { kind: 'entity', entity: name };
  const dot = name.lastIndexOf('.');
  const entity = name.slice(0, Math.max(dot, 0));
  const field = name.slice(dot + 1);
  const found = Object.hasOwn(schema.entities, entity) && schema.entities[entity];
  return found && Object.hasOwn(found.fields, field) ? { kind: 'field', entity, field } : null;
}

/** The declarations that are bound: those of the taken sides, in order. */
export function takenDeclarations(
  declarations: readonly ast.Declaration[],
  facts: Facts,
): readonly ast.Declaration[] {
  return declarations.flatMap((declaration): readonly ast.Declaration[] => {
    if (declaration.kind !== 'Branch') return [declaration];
    const side = facts.holds(declaration.condition) ? declaration.then : (declaration.otherwise ?? []);
    return takenDeclarations(side, facts);
  });
}

/** As {@link takenDeclarations}, for what `provision` lists. */
export function takenItems(items: readonly ast.ProvisionItem[], facts: Facts): readonly ast.ProvisionItem[] {
  return items.flatMap((item): readonly ast.ProvisionItem[] => {
    if (item.kind !== 'ProvisionBranch') return [item];
    return takenItems(facts.holds(item.condition) ? item.then : (item.otherwise ?? []), facts);
  });
}

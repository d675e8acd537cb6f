import type * as ast from '../language/ast.ts';
import { type Condition, factsOf, type Question, questionsOf, type Side, waysTo } from './conditions.ts';
import { type Diagnostic, diagnostic } from './diagnostics/index.ts';
import { plainText } from './expressions/literals.ts';
import { renameTo } from './fixes/rename.ts';
import { andList, didYouMean } from './suggest.ts';

/**
 * What can be said of choices and static branches without any schema (`language.md` section 4), on the sides that are not
 * taken too: names that do not exist, options that nothing tells apart, sides that nothing leads to.
 * @param whole whether all of the text could be read; what a part leaves out may stand in the rest
 */
export function checkStatics(
  declarations: readonly ast.Declaration[],
  conditions: readonly Condition[],
  whole: boolean,
): readonly Diagnostic[] {
  const choices = declarations.filter((one) => one.kind === 'Choice');
  const asked = conditions.flatMap(({ node }) => factsOf(node));
  const found = [
    ...choices.flatMap(ownMistakes),
    ...misplaced(declarations, false),
    ...asked.flatMap((fact) => factMistakes(fact, choices)),
  ];
  // Where a name is wrong, what it would tell apart is not known.
  if (!whole || found.length > 0) return found;
  const questions = questionsOf(conditions, choices);
  return [
    ...choices.flatMap((choice) => withoutEffect(choice, asked)),
    ...conditions.flatMap((condition) => deadSides(condition, questions)),
  ];
}

/** The option that is chosen is one of the options, and they differ. */
function ownMistakes({ name, options, chosen }: ast.ChoiceDecl): readonly Diagnostic[] {
  const names = options.map((option) => option.name);
  const twice = options.flatMap((option, index): readonly Diagnostic[] => {
    const before = options.slice(0, index).find((one) => one.name === option.name);
    if (before === undefined) return [];
    const related = [{ span: before.span, message: 'the first one' }];
    return [diagnostic('declared-twice', option.span, { what: 'option', name: option.name }, { related })];
  });
  return names.includes(chosen.name) ? twice : [...twice, unknownOption(chosen, name, names)];
}

/** Choices, and what files bring in, are the same whatever a branch says. */
function misplaced(declarations: readonly ast.Declaration[], inside: boolean): readonly Diagnostic[] {
  return declarations.flatMap((one): readonly Diagnostic[] => {
    if (one.kind === 'Branch') return misplaced([...one.then, ...(one.otherwise ?? [])], true);
    if (!inside || (one.kind !== 'Choice' && one.kind !== 'Import')) return [];
    const what = one.kind === 'Choice' ? 'a choice' : 'an import';
    const params = { what, where: 'an `if` around declarations' };
    return [diagnostic('not-allowed-here', one.span, params, { help: 'write it before the `if`' })];
  });
}

/** What a fact names exists, and is asked in a way that has an answer. */
function factMistakes(fact: ast.Fact, choices: readonly ast.ChoiceDecl[]): readonly Diagnostic[] {
  if (fact.kind === 'Has') {
    const { what } = fact;
    return what.kind === 'module' && plainText(what.name) === null
      ? [diagnostic('text-not-plain', what.name.span, { where: 'the name of a module' })]
      : [];
  }
  const choice = choices.find(({ name }) => name.name === fact.choice.name);
  if (!choice) {
    const known = choices.map(({ name }) => name.name);
    const help = didYouMean(fact.choice.name, known) ?? '`choice` declares what an `if` can follow';
    return [
      diagnostic(
        'unknown-name',
        fact.choice.span,
        { name: fact.choice.name },
        { help, fixes: renameTo(fact.choice.span, fact.choice.name, known) },
      ),
    ];
  }
  const names = choice.options.map((option) => option.name);
  if (!names.includes(fact.option.name)) return [unknownOption(fact.option, choice.name, names)];
  if (fact.operator === '==' || fact.operator === '!=') return [];
  const params = { operator: fact.operator, actual: `an option of the choice \`${choice.name.name}\`` };
  const help = 'options are asked for with `==` or `!=`';
  return [diagnostic('wrong-operand', fact.span, params, { help })];
}

function unknownOption(option: ast.Id, choice: ast.Id, known: readonly string[]): Diagnostic {
  const params = { option: option.name, choice: choice.name };
  return diagnostic('unknown-choice', option.span, params, {
    help: didYouMean(option.name, known),
    fixes: renameTo(option.span, option.name, known),
  });
}

/** A choice that nothing asks for, or of which no `if` tells some options apart. */
function withoutEffect(choice: ast.ChoiceDecl, asked: readonly ast.Fact[]): readonly Diagnostic[] {
  const { name, options } = choice;
  const named = new Set(
    asked.flatMap((fact) =>
      fact.kind === 'ChoiceFact' && fact.choice.name === name.name ? [fact.option.name] : [],
    ),
  );
  if (named.size === 0) return [diagnostic('choice-unused', name.span, { choice: name.name })];
  const alike = options.filter((option) => !named.has(option.name));
  const [, second] = alike;
  if (second === undefined) return [];
  const list = andList(alike.map((option) => `\`${option.name}\``));
  return [diagnostic('options-alike', second.span, { choice: name.name, options: list })];
}

/** Sides of an `if` that no answers lead to; those inside of one are told with it. */
function deadSides(
  { node, around, otherwise }: Condition,
  questions: readonly Question[],
): readonly Diagnostic[] {
  const isDead = (sides: readonly Side[]): boolean => waysTo(sides, questions)?.length === 0;
  if (isDead(around)) return [];
  const sides = [true, ...(otherwise ? [false] : [])];
  return sides.flatMap((holds) =>
    isDead([...around, { condition: node, holds }])
      ? [diagnostic('branch-dead', node.span, { side: holds ? 'then' : 'else' })]
      : [],
  );
}

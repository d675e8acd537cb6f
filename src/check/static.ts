import type * as ast from '../language/ast.ts';
import type { Schema } from '../schema/model.ts';
import { type Diagnostic, diagnostic } from './diagnostics.ts';
import { renameTo } from './fixes/rename.ts';
import { didYouMean } from './suggest.ts';

/** What a static `if` asks, answered by the discovered schemas and by the choices of scoping. */
export interface Facts {
  holds(condition: ast.Static): boolean;
  /** Each condition that was asked, with its answer: what the report says of the sides that were taken. */
  readonly answers: ReadonlyMap<ast.Static, boolean>;
}

/** `overrides` name the option of a choice: `check --matrix` asks for every combination. */
export function createFacts(
  schemas: { readonly source: Schema; readonly target: Schema },
  choices: readonly ast.ChoiceDecl[],
  report: (diagnostic: Diagnostic) => void,
  overrides: ReadonlyMap<string, string> = new Map(),
): Facts {
  const answers = new Map<ast.Static, boolean>();
  const chosen = new Map<string, { readonly option: string; readonly options: readonly string[] }>();
  for (const { name, options, chosen: option } of choices) {
    const names = options.map((one) => one.name);
    if (!names.includes(option.name))
      report(
        diagnostic(
          'unknown-choice',
          option.span,
          { option: option.name, choice: name.name },
          {
            help: didYouMean(option.name, names),
            fixes: renameTo(option.span, option.name, names),
          },
        ),
      );
    chosen.set(name.name, { option: overrides.get(name.name) ?? option.name, options: names });
  }

  const ask = (fact: ast.Fact): boolean => {
    if (fact.kind === 'Has') {
      const schema = schemas[fact.side];
      const has =
        fact.what.kind === 'module'
          ? schema.modules.includes(String(fact.what.name.parts[0] ?? ''))
          : hasName(schema, fact.what.name);
      return has !== fact.negated;
    }
    const choice = chosen.get(fact.choice.name);
    if (!choice) {
      report(
        diagnostic(
          'unknown-name',
          fact.choice.span,
          { name: fact.choice.name },
          {
            help: didYouMean(fact.choice.name, chosen.keys()),
            fixes: renameTo(fact.choice.span, fact.choice.name, chosen.keys()),
          },
        ),
      );
      return false;
    }
    if (!choice.options.includes(fact.option.name))
      report(
        diagnostic(
          'unknown-choice',
          fact.option.span,
          { option: fact.option.name, choice: fact.choice.name },
          {
            help: didYouMean(fact.option.name, choice.options),
            fixes: renameTo(fact.option.span, fact.option.name, choice.options),
          },
        ),
      );
    const equal = choice.option === fact.option.name;
    return (fact.operator === '!=' ? !equal : equal) !== fact.negated;
  };

  return {
    answers,
    holds(condition) {
      // `and` binds tighter: a sum of products.
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
      const answer = sum || product;
      answers.set(condition, answer);
      return answer;
    },
  };
}

/** An entity, or a field of one. */
function hasName(schema: Schema, name: ast.Name): boolean {
  const ids = name.ids.map((id) => id.name);
  if (schema.entities[ids.join('.')]) return true;
  return schema.entities[ids.slice(0, -1).join('.')]?.fields[ids[ids.length - 1] ?? ''] !== undefined;
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

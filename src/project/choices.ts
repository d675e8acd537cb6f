import { type CheckResult, isWhole } from '../check/index.ts';
import { didYouMean } from './did-you-mean.ts';
import { ProjectError } from './project-error.ts';

/**
 * Refuses options that were asked for beside the maps and that these do not have. Where the maps cannot be read as a
 * whole, that is told first: a choice may stand in what is not understood.
 * @throws ProjectError
 */
export function refuseUnknownChoices(
  asked: ReadonlyMap<string, string>,
  checked: Pick<CheckResult, 'choices' | 'diagnostics'>,
): void {
  if (!isWhole(checked)) return;
  for (const [name, option] of asked) {
    const choice = checked.choices.find((one) => one.name.name === name);
    if (choice === undefined) {
      const known = checked.choices.map((one) => one.name.name);
      throw new ProjectError(
        known.length === 0
          ? `There is no choice ${name}: the maps of this project declare none.`
          : `There is no choice ${name}; ${meant(name, known)}`,
      );
    }
    const options = choice.options.map((one) => one.name);
    if (!options.includes(option))
      throw new ProjectError(`The choice ${name} has no option ${option}; ${meant(option, options)}`);
  }
}

function meant(written: string, known: readonly string[]): string {
  const near = didYouMean(written, known);
  return near === null ? `there is ${known.join(', ')}.` : `did you mean ${near}?`;
}

import type { AllowedBy } from '../../schema/model.ts';
import { type Attribute, numberOf, optionsIn, typeOf } from './metadata-value.ts';

/**
 * The status reasons that each state of a table allows, and the one that a state brings where none is said. Null for other
 * columns. `siblings` are all attributes of the table by logical name.
 */
export function reasonsByState(
  attribute: Attribute,
  siblings: ReadonlyMap<string, Attribute>,
): readonly AllowedBy[] | null {
  const state = siblings.get('statecode');
  if (typeOf(attribute) !== 'Status' || state === undefined) return null;
  const reasons = optionsIn(attribute);
  const cases = optionsIn(state).flatMap((one) => {
    const is = numberOf(one.Value);
    const options = reasons.flatMap((reason) => {
      const value = numberOf(reason.Value);
      return value !== null && numberOf(reason.State) === is ? [value] : [];
    });
    if (is === null || options.length === 0) return [];
    const usual = numberOf(one.DefaultStatus);
    return [{ is, options, ...(usual === null ? {} : { default: usual }) }];
  });
  return cases.length === 0 ? null : [{ by: 'statecode', cases }];
}

import type { TargetId } from '../connectors/contract.ts';

/** Who a person of the source is in the target. */
export interface KnownPerson {
  readonly source: string;
  readonly entity: string;
  readonly id: TargetId;
}

const NAMED = 5;

/**
 * One line about people of the source who are one and the same user of the target: that may be meant, and is no mistake
 * that anybody could undo later. Null where nobody shares.
 */
export function sharedPeople(people: readonly KnownPerson[]): string | null {
  const users = Map.groupBy(people, ({ entity, id }) => `${entity} ${id}`);
  const shared = [...users]
    .filter(([, sources]) => sources.length > 1)
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([user, sources]) => {
      const named = sources.slice(0, NAMED).map(({ source }) => source);
      return `${sources.length} people share ${user} (${named.join(', ')}${sources.length > NAMED ? ', …' : ''})`;
    });
  return shared.length === 0 ? null : `${shared.join('; ')}.`;
}

import type { CheckedProgram } from '../check/program.ts';

/** A map that a reference can be brought to its target by. */
export interface KnownMap {
  readonly source: string;
  readonly target: string;
  /** Null where it has no name of its own. */
  readonly name: string | null;
  readonly people: boolean;
}

/** The maps of a project that make one kind of row of each record; those of owners first, then those without a name. */
export function knownMaps({ maps }: Pick<CheckedProgram, 'maps'>): readonly KnownMap[] {
  const rank = ({ people, name }: KnownMap): number => (people ? 0 : name === null ? 1 : 2);
  return maps
    .flatMap((map): readonly KnownMap[] => {
      const targets = new Set(map.arms.flatMap((arm) => (arm.kind === 'write' ? [arm.target.name] : [])));
      const [target] = targets;
      if (map.each !== null || target === undefined || targets.size > 1) return [];
      const people = map.kind === 'owners';
      return [
        {
          source: map.source.name,
          target,
          name: people || map.id.startsWith(`${map.source.name}->`) ? null : map.id,
          people,
        },
      ];
    })
    .toSorted((a, b) => rank(a) - rank(b));
}

/** How a map writes the row that became of a record by a map: `a`, or `a as Site` where several could be meant. */
export function byMap(value: string, map: KnownMap, all: readonly KnownMap[]): string | null {
  const alike = all.filter((one) => one.source === map.source && one.target === map.target);
  if (alike.length === 1) return value;
  if (map.name !== null) return `${value} as ${map.name}`;
  const plain = all.filter((one) => one.source === map.source && one.name === null && !one.people);
  const clear =
    plain.length === 1 && !all.some((one) => one.name === map.source || one.target === map.source);
  return clear ? `${value} as ${map.source}` : null;
}

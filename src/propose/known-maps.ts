import type { CheckedProgram } from '../check/program.ts';

/** A map that a reference can be brought to its target by. */
export interface KnownMap {
  readonly source: string;
  readonly target: string;
  /** Null where it has no name of its own. */
  readonly name: string | null;
  readonly people: boolean;
}

/**
 * The maps of a project that make rows of records, those of owners first, then those without a name; a chain that makes rows
 * of several entities where it is the one way to them.
 */
export function knownMaps({ maps }: Pick<CheckedProgram, 'maps'>): readonly KnownMap[] {
  const all = maps.flatMap((map) => {
    if (map.each !== null) return [];
    const targets = [...new Set(map.arms.flatMap((arm) => (arm.kind === 'write' ? [arm.target.name] : [])))];
    const people = map.kind === 'owners';
    const name = people || map.id.startsWith(`${map.source.name}->`) ? null : map.id;
    return targets.map((target) => ({
      map: { source: map.source.name, target, name, people },
      chain: targets.length > 1,
    }));
  });
  const alone = all.filter(({ chain }) => !chain).map(({ map }) => map);
  const chains = all.flatMap(({ map, chain }) => {
    const isSame = (other: KnownMap): boolean => other.source === map.source && other.target === map.target;
    const only = all.filter((other) => isSame(other.map)).length === 1;
    return chain && only ? [map] : [];
  });
  const rank = ({ people, name }: KnownMap): number => (people ? 0 : name === null ? 1 : 2);
  return [...alone.toSorted((a, b) => rank(a) - rank(b)), ...chains];
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

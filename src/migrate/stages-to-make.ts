import type { StageLine, StageMatrix } from './stage-matrix.ts';

/** A stage of the source that the target has no stage for: a person makes it, or says in the map which one takes its place. */
export interface StageToMake {
  readonly stage: string;
  readonly process: string | null;
  readonly category: string | null;
  /** The entity of the target that it would be a row of; null where no map writes how far its records are. */
  readonly into: string | null;
  /** The teams whose records are in it. */
  readonly teams: readonly string[];
  readonly records: number;
  readonly why: string;
  /** Where it would stand among the stages, by the source's own order: 10, 20 …; null where the source has none. */
  readonly order: number | null;
}

/** Stages whose records are rejected, or lead to what discovery has not seen; then those that no record is in and no map names. */
export function stagesToMake({
  lines,
  stages,
  extracted,
}: Omit<StageMatrix, 'toMake'>): readonly StageToMake[] {
  const found = new Map<string, StageToMake>();
  for (const line of lines)
    for (const one of line.cases) {
      const { becomes } = one;
      if (becomes.kind === 'stage' || becomes.kind === 'none') continue;
      if (extracted && one.records === 0) continue;
      const known = stages.find(({ name }) => one.from.includes(name));
      const stage = known?.name ?? one.from.slice(0, line.naming).find((text) => text !== '') ?? '';
      const why =
        becomes.kind === 'rejected'
          ? `rejected: ${becomes.reason}`
          : `${line.stages} has none that discovery saw`;
      const key = JSON.stringify([line.field, stage, one.process, why]);
      const before = found.get(key);
      found.set(key, {
        stage,
        process: one.process,
        category: one.category,
        into: line.stages,
        teams: [
          ...new Set([...(before?.teams ?? []), ...(one.team === null || one.team === '' ? [] : [one.team])]),
        ],
        records: (before?.records ?? 0) + one.records,
        why,
        order: known?.order === undefined || known.order === null ? null : known.order * 10,
      });
    }
  const unnamed = stages.flatMap((stage): readonly StageToMake[] => {
    if (lines.some(({ cases }) => cases.some(({ from }) => from.includes(stage.name)))) return [];
    return [
      {
        stage: stage.name,
        process: stage.process,
        category: stage.category,
        into: entityFor(lines, stage.about),
        teams: [],
        records: 0,
        why: extracted ? 'no record is in it, and no map names it' : 'no map names it',
        order: stage.order === null ? null : stage.order * 10,
      },
    ];
  });
  return [...found.values(), ...unnamed];
}

/** Whose stages those of an entity of the source would be: as its own map says. */
function entityFor(lines: readonly StageLine[], about: string | null): string | null {
  return lines.find(({ source }) => source === about)?.stages ?? null;
}

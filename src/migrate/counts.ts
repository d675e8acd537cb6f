import type { At, MapPlan, Plan } from '../plan/types.ts';
import type { Journal } from '../runtime/journal.ts';
import type { Session } from '../runtime/session.ts';
import { createTransformer } from '../runtime/transform.ts';
import type { RecordState } from '../runtime/types.ts';

export type StateCounts = Readonly<Record<RecordState, number>>;

/** What became of a map's units, in the last run. */
export interface MapCounts {
  readonly map: string;
  /** Units that the stage has. */
  readonly units: number;
  readonly states: StateCounts;
  /** `units` and what is gone add up to the states. */
  readonly conserved: boolean;
}

/** Conservation, map by map: from the journal, held against the stage. */
export function countMaps(
  session: Session,
  which: (map: MapPlan) => boolean = () => true,
): readonly MapCounts[] {
  const { plan, journal, store } = session;
  return Object.values(plan.maps)
    .filter(which)
    .sort(byId)
    .map((map) => {
      const states = statesOf(journal, map.id);
      const units = countUnits(session, map, store.count(map.source));
      const total = Object.values(states).reduce((sum, count) => sum + count, 0);
      return { map: map.id, units, states, conserved: total - states.gone === units };
    });
}

function byId(a: MapPlan, b: MapPlan): number {
  return a.id < b.id ? -1 : 1;
}

function countUnits(session: Session, map: MapPlan, records: number): number {
  if (map.each === null) return records;
  const transformer = createTransformer(session.plan, {
    store: session.store,
    ids: session.journal.idMap(),
    answers: { get: () => undefined },
  });
  let units = 0;
  for (const _unit of transformer.units(map.id)) units += 1;
  return units;
}

function statesOf(journal: Journal, map: string): StateCounts {
  const none: StateCounts = {
    created: 0,
    updated: 0,
    matched: 0,
    unchanged: 0,
    rejected: 0,
    queued: 0,
    skipped: 0,
    gone: 0,
  };
  return { ...none, ...journal.countResults(map) };
}

/** Records with the same warning, whatever became of them. */
export interface Warning {
  readonly map: string;
  readonly reason: string;
  /** Index into the plan's spans. */
  readonly at: At | null;
  readonly count: number;
  /** The first source ids, at most ten. */
  readonly examples: readonly string[];
}

/** Records with the same trouble, for the worklist. */
export interface Trouble extends Warning {
  readonly result: RecordState;
}

/** What people have to look at. */
export interface Worklist {
  readonly troubles: readonly Trouble[];
  readonly warnings: readonly Warning[];
  /** Values that a person changed in the target and that were kept. */
  readonly edited: readonly {
    readonly map: string;
    readonly source: string;
    readonly fields: readonly string[];
  }[];
}

export function worklist(
  journal: Pick<Journal, 'notableUnits'>,
  plan: Pick<Plan, 'maps'>,
  which: (map: MapPlan) => boolean = () => true,
): Worklist {
  const troubles = new Map<string, Trouble>();
  const warnings = new Map<string, Warning>();
  const edited: Worklist['edited'][number][] = [];
  for (const { id: map } of Object.values(plan.maps).filter(which).sort(byId)) {
    for (const unit of journal.notableUnits(map)) {
      const { result, reason, at } = unit;
      if (result === 'rejected' || result === 'queued')
        add(troubles, { map, result, reason: reason ?? '', at }, unit.unit);
      for (const warning of unit.warnings)
        add(warnings, { map, reason: warning.message, at: warning.at }, unit.unit);
      if (unit.edited.length > 0) edited.push({ map, source: unit.unit, fields: unit.edited });
    }
  }
  return { troubles: largestFirst(troubles), warnings: largestFirst(warnings), edited };
}

/** Counts a record to those of which the same is to be said. */
function add<T extends Warning>(
  into: Map<string, T>,
  said: Omit<T, 'count' | 'examples'>,
  record: string,
): void {
  const name = JSON.stringify(said);
  const known = into.get(name);
  const examples = known?.examples ?? [];
  into.set(name, {
    ...said,
    count: (known?.count ?? 0) + 1,
    examples: examples.length < 10 ? [...examples, record] : examples,
  } as T); // what `said` leaves out stands beside it
}

function largestFirst<T extends Warning>(groups: ReadonlyMap<string, T>): readonly T[] {
  return [...groups.values()].sort(
    (a, b) => b.count - a.count || (a.map < b.map ? -1 : a.map > b.map ? 1 : 0),
  );
}

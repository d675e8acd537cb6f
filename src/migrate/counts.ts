import type { At, MapPlan, Plan } from '../plan/types.ts';
import type { Journal } from '../runtime/journal.ts';
import type { UnitRow } from '../runtime/journal-types.ts';
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
export function countMaps(session: Session): readonly MapCounts[] {
  const { plan, journal, store } = session;
  return Object.values(plan.maps)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((map) => {
      const states = statesOf(journal, map.id);
      const units = countUnits(session, map, store.count(map.source));
      const total = Object.values(states).reduce((sum, count) => sum + count, 0);
      return { map: map.id, units, states, conserved: total - states.gone === units };
    });
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

export function statesOf(journal: Journal, map: string): StateCounts {
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

/** Records with the same trouble, for the worklist. */
export interface Trouble {
  readonly map: string;
  readonly result: RecordState;
  readonly reason: string;
  /** Index into the plan's spans. */
  readonly at: At | null;
  readonly count: number;
  /** The first source ids, at most ten. */
  readonly examples: readonly string[];
}

/** What people have to look at. */
export interface Worklist {
  readonly troubles: readonly Trouble[];
  readonly warnings: readonly Trouble[];
  /** Values that a person changed in the target and that were kept. */
  readonly edited: readonly {
    readonly map: string;
    readonly source: string;
    readonly fields: readonly string[];
  }[];
}

export function worklist(journal: Journal, plan: Plan): Worklist {
  const troubles = new Map<string, Trouble>();
  const warnings = new Map<string, Trouble>();
  const edited: Worklist['edited'][number][] = [];
  for (const map of Object.keys(plan.maps).sort()) {
    for (const unit of journal.units(map)) {
      if (unit.result === 'rejected' || unit.result === 'queued')
        add(troubles, unit, unit.reason ?? '', unit.at);
      for (const warning of unit.warnings) add(warnings, unit, warning.message, warning.at);
      if (unit.edited.length > 0) edited.push({ map, source: unit.unit, fields: unit.edited });
    }
  }
  return { troubles: largestFirst(troubles), warnings: largestFirst(warnings), edited };
}

function add(into: Map<string, Trouble>, unit: UnitRow, reason: string, at: At | null): void {
  const name = JSON.stringify([unit.map, unit.result, reason, at]);
  const known = into.get(name);
  const examples = known?.examples ?? [];
  into.set(name, {
    map: unit.map,
    result: unit.result,
    reason,
    at,
    count: (known?.count ?? 0) + 1,
    examples: examples.length < 10 ? [...examples, unit.unit] : examples,
  });
}

function largestFirst(groups: ReadonlyMap<string, Trouble>): readonly Trouble[] {
  return [...groups.values()].sort(
    (a, b) => b.count - a.count || (a.map < b.map ? -1 : a.map > b.map ? 1 : 0),
  );
}

import { isMigration } from '../plan/phase.ts';
import type { At, Plan } from '../plan/types.ts';
import { createTransformer } from '../runtime/transform.ts';
import type { Answer, IdMap, Need, RecordStore, Translation } from '../runtime/types.ts';
import { canonicalJson } from '../schema/digest.ts';
import type { FieldType, JsonValue, Schema } from '../schema/model.ts';

/** What the records alone say of a run, without asking the target. */
export interface Forecast {
  /** Units that no answer of the target would save. */
  readonly rejected: readonly {
    readonly map: string;
    readonly reason: string;
    readonly at: At;
    readonly count: number;
    /** Ids of units, the first at most {@link EXAMPLES}. */
    readonly examples: readonly string[];
  }[];
  /** Units of a map that share their key with one before them, and would share its row. Maps with `each` are not asked. */
  readonly doubles: readonly {
    readonly map: string;
    readonly count: number;
    readonly examples: readonly string[];
  }[];
  /**
   * What rows of `else create` would hold, by {@link madeFor}: ids and names of what is made in the place of what is not
   * there.
   */
  readonly made: ReadonlySet<string>;
}

const EXAMPLES = 10;

/** A text that a row of `else create` holds, and the record for whose sake it is made. */
export function madeFor(record: string, text: string): string {
  return JSON.stringify([record, text]);
}

/**
 * Applies the maps to the stage as a run does, and takes for granted what only the target knows: everybody is found, what is
 * looked up is there once, configuration is there. A unit that is rejected after a value of a target's row was asked for is
 * taken to move. So it says too little rather than too much.
 * @param found `nothing`: no lookup finds a row, to see what `else create` makes then; what is rejected means nothing there
 */
export function forecast(
  plan: Plan,
  store: RecordStore,
  target: Schema,
  found: 'everything' | 'nothing' = 'everything',
): Forecast {
  const ends = new Map<string, Map<string, Translation>>();
  const made = new Set<string>();
  const ids: IdMap = {
    get(id, record) {
      const map = plan.maps[id];
      if (map === undefined) return null;
      if (map.kind === 'map' && isMigration(map)) return ends.get(id)?.get(record) ?? null;
      return store.get(map.source, record) === null ? null : movedTo(targetOf(plan, id), record);
    },
  };
  let invented = false;
  let inHand = '';
  const answers = {
    get(need: Need): Answer | undefined {
      invented ||= need.kind === 'row';
      if (need.kind === 'derive') {
        const values = [...need.where.map(({ value }) => value), ...Object.values(need.values)];
        for (const value of values) if (typeof value === 'string') made.add(madeFor(inHand, value));
      }
      return assumed(need, target, found);
    },
  };
  const transformer = createTransformer(plan, {
    store,
    ids,
    answers,
    hierarchical: (entity, field) => target.entities[entity]?.fields[field]?.hierarchy === true,
  });
  const rejected = new Map<
    string,
    { map: string; reason: string; at: At; count: number; examples: string[] }
  >();
  const doubles = new Map<string, { map: string; count: number; examples: string[] }>();
  const reject = (map: string, unit: string, { reason, at }: { reason: string; at: At }): void => {
    const name = JSON.stringify([map, reason, at]);
    const known = rejected.get(name) ?? { map, reason, at, count: 0, examples: [] };
    known.count += 1;
    if (known.examples.length < EXAMPLES) known.examples.push(unit);
    rejected.set(name, known);
  };
  for (const { map, pass } of plan.order) {
    const described = plan.maps[map];
    if (described === undefined || described.kind === 'owners' || !isMigration(described)) continue;
    const own = ends.get(map) ?? new Map<string, Translation>();
    ends.set(map, own);
    const keys = new Set<string>();
    for (const unit of transformer.units(map)) {
      inHand = unit.record.id;
      if (pass === 2) {
        if (own.get(unit.id)?.target === null) continue;
        invented = false;
        const later = transformer.later(unit);
        if (later.kind === 'rejected' && !invented) reject(map, unit.id, later);
        continue;
      }
      invented = false;
      const outcome = transformer.first(unit);
      switch (outcome.kind) {
        case 'rejected':
        case 'queued':
          if (invented) {
            own.set(unit.id, movedTo(targetOf(plan, map), unit.id));
            break;
          }
          if (outcome.kind === 'rejected') reject(map, unit.id, outcome);
          own.set(unit.id, { state: outcome.kind, target: null, reason: outcome.reason });
          break;
        case 'skipped':
          own.set(unit.id, { state: 'skipped', target: null, reason: outcome.because });
          break;
        case 'pending':
          own.set(unit.id, movedTo(targetOf(plan, map), unit.id));
          break;
        case 'write': {
          own.set(unit.id, movedTo(outcome.target, unit.id));
          const key = canonicalJson([
            outcome.target,
            ...outcome.key.map(({ field, value }) => [field, value]),
          ]);
          if (described.each === null && outcome.key.length > 0 && keys.has(key)) {
            const known = doubles.get(map) ?? { map, count: 0, examples: [] };
            known.count += 1;
            if (known.examples.length < EXAMPLES) known.examples.push(unit.id);
            doubles.set(map, known);
          }
          keys.add(key);
        }
      }
    }
  }
  return { rejected: [...rejected.values()], doubles: [...doubles.values()], made };
}

function movedTo(entity: string, id: string): Translation {
  return { state: 'created', target: { entity, id }, reason: null };
}

function targetOf(plan: Plan, map: string): string {
  const arm = plan.maps[map]?.arms.find((one) => one.kind === 'write');
  return arm?.kind === 'write' ? arm.target : '';
}

/** Undefined where nothing can be taken for granted: the unit is then taken to move. */
function assumed(need: Need, target: Schema, found: 'everything' | 'nothing'): Answer | undefined {
  switch (need.kind) {
    case 'lookup':
      return { kind: 'ids', ids: found === 'everything' ? [1] : [] };
    case 'derive':
      return { kind: 'derived', id: 1 };
    case 'row': {
      const value = likely(target.entities[need.entity]?.fields[need.field]?.type);
      return value === null ? undefined : { kind: 'value', value };
    }
    case 'download':
      return undefined;
  }
}

/** Some value of a type, so that what is made of it is not empty; null where none is as good as another. */
function likely(type: FieldType | undefined): JsonValue {
  switch (type?.kind) {
    case 'reference':
      return type.targets.length === 1 ? 1 : null;
    case 'text':
    case 'html':
      return 'text';
    default:
      return null;
  }
}

import type { MapPlan, Plan } from '../plan/types.ts';
import { isSourceRef } from '../runtime/evaluate-context.ts';
import type { RecordStore } from '../runtime/types.ts';
import { asList } from '../runtime/wanted.ts';
import { isFileRef } from '../schema/file-ref.ts';
import type { JsonValue, Schema } from '../schema/model.ts';
import { sourceFieldsOf } from './plan-lines.ts';
import { type FileVolume, NO_FILES, withFile } from './staged-files.ts';

/** What the staged records say about each other, before any of them moves. */
export interface StageScan {
  /** References to records that the source does not have, by field. */
  readonly orphans: readonly {
    readonly entity: string;
    readonly field: string;
    readonly count: number;
    /** The first of them, at most three: from the record to what it names. */
    readonly examples: readonly string[];
  }[];
  /** Records that are their own ancestors, in fields that fill a hierarchy of the target. */
  readonly circles: readonly {
    readonly entity: string;
    readonly field: string;
    /** `partner.parent_id` */
    readonly target: string;
    readonly count: number;
    /** The first circle, its first record again at the end. */
    readonly example: readonly string[];
  }[];
  /** What is to be moved of files, by field. */
  readonly files: readonly {
    readonly entity: string;
    readonly field: string;
    readonly volume: FileVolume;
    /** How many are larger than the target takes. */
    readonly tooLarge: number;
  }[];
  /** How many references lead to each of the people asked for, by map and id. */
  readonly waitingFor: ReadonlyMap<string, number>;
}

const EXAMPLES = 3;

/**
 * Reads each staged record once. Only entities and fields that the plan reads are staged, so nothing is said of others.
 * @param waiting ids of people by the source entity of their `owners` map
 * @param largestFile bytes of a file that the target takes
 */
export function scanStage(
  plan: Plan,
  store: RecordStore,
  target: Schema,
  waiting: ReadonlyMap<string, ReadonlySet<string>>,
  largestFile = Number.POSITIVE_INFINITY,
): StageScan {
  const staged = new Set(plan.extract.map(({ entity }) => entity));
  const orphans = new Map<string, { entity: string; field: string; count: number; examples: string[] }>();
  const files = new Map<string, StageScan['files'][number]>();
  const waitingFor = new Map<string, number>();
  const parents = hierarchyFields(plan, target).map((one) => ({ ...one, of: new Map<string, string>() }));
  for (const { entity } of plan.extract) {
    const own = parents.filter((one) => one.entity === entity);
    for (const record of store.all(entity)) {
      for (const [field, value] of Object.entries(record.values)) {
        if (isFileRef(value)) {
          const name = JSON.stringify([entity, field]);
          const { volume, tooLarge } = files.get(name) ?? { volume: NO_FILES, tooLarge: 0 };
          const over = value.size > largestFile ? 1 : 0;
          files.set(name, { entity, field, volume: withFile(volume, value), tooLarge: tooLarge + over });
          continue;
        }
        for (const ref of asList(value)) {
          if (!isSourceRef(ref)) continue;
          if (waiting.get(ref.entity)?.has(ref.id) === true)
            waitingFor.set(ref.entity, (waitingFor.get(ref.entity) ?? 0) + 1);
          if (!staged.has(ref.entity) || store.get(ref.entity, ref.id) !== null) continue;
          const name = JSON.stringify([entity, field]);
          const known = orphans.get(name) ?? { entity, field, count: 0, examples: [] };
          known.count += 1;
          if (known.examples.length < EXAMPLES) known.examples.push(`${record.id} -> ${ref.id}`);
          orphans.set(name, known);
        }
      }
      for (const one of own) {
        const up = parentOf(record.values[one.field] ?? null, entity);
        if (up !== null) one.of.set(record.id, up);
      }
    }
  }
  const circles = parents.flatMap(({ entity, field, target: to, of }) => {
    const found = circlesIn(of);
    return found.count === 0 ? [] : [{ entity, field, target: to, ...found }];
  });
  return { orphans: [...orphans.values()], circles, files: [...files.values()], waitingFor };
}

function parentOf(value: JsonValue, entity: string): string | null {
  return isSourceRef(value) && value.entity === entity ? value.id : null;
}

/** Source fields that second passes turn into the hierarchy of a target: each once. */
function hierarchyFields(
  plan: Plan,
  target: Schema,
): readonly { readonly entity: string; readonly field: string; readonly target: string }[] {
  const found = new Map<string, { entity: string; field: string; target: string }>();
  for (const map of Object.values(plan.maps)) {
    for (const [to, written] of laterFields(map)) {
      if (target.entities[to]?.fields[written]?.hierarchy !== true) continue;
      for (const field of sourceFieldsOf(plan, map.id, to, written)) {
        const one = { entity: map.source, field, target: `${to}.${written}` };
        found.set(JSON.stringify(one), one);
      }
    }
  }
  return [...found.values()];
}

function laterFields(map: MapPlan): readonly (readonly [string, string])[] {
  return map.arms.flatMap((arm) =>
    arm.kind === 'skip'
      ? []
      : arm.assignments
          .filter((line) => line.when === 'later')
          .flatMap((line) => line.fields.map((field) => [arm.target, field] as const)),
  );
}

/** Records on circles; each record has one parent at most, so each is walked once. */
function circlesIn(parents: ReadonlyMap<string, string>): {
  readonly count: number;
  readonly example: readonly string[];
} {
  const done = new Set<string>();
  let count = 0;
  let example: readonly string[] = [];
  for (const start of parents.keys()) {
    const path: string[] = [];
    const places = new Map<string, number>();
    let at: string | undefined = start;
    while (at !== undefined && !done.has(at) && !places.has(at)) {
      places.set(at, path.length);
      path.push(at);
      at = parents.get(at);
    }
    const begin = at === undefined ? undefined : places.get(at);
    if (begin !== undefined && at !== undefined) {
      count += path.length - begin;
      if (example.length === 0) example = [...path.slice(begin), at];
    }
    for (const one of path) done.add(one);
  }
  return { count, example };
}

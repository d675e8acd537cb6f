import { isConfiguration } from '../plan/phase.ts';
import type { At, Plan, ProvisionStep } from '../plan/types.ts';
import type { Profile, Schema } from '../schema/model.ts';
import { extendedSchema } from './context.ts';
import { classesOf, type MappingClass, mapsOf, targetsOf, writeArms } from './mapping-class.ts';
import { type LostField, lostFields } from './mapping-loss.ts';
import { type MappedTable, mappedTables } from './mapping-tables.ts';
import { sourceFieldsOf } from './plan-lines.ts';

/** A project's mapping as it is shown to who it is made for. Everything is computed from the plan, nothing is typed in. */
export interface Mapping {
  /** One for each source entity of which the plan says or reads something, sorted by name. */
  readonly entities: readonly MappedEntity[];
  /** First passes and second ones, as a run does them. */
  readonly order: readonly {
    readonly map: string;
    readonly pass: 1 | 2;
    readonly what: 'configuration' | 'people' | 'records';
  }[];
  readonly lost: readonly LostField[];
  readonly tables: readonly MappedTable[];
  readonly lineage: readonly LineageLine[];
  readonly owners: readonly {
    readonly map: string;
    readonly source: string;
    readonly target: string;
    /** The lines that find a person, tried in order. */
    readonly match: readonly At[];
    /** What becomes of the records of a person nobody finds: they wait, or this one takes them. */
    readonly fallback: string | null;
  }[];
  readonly provision: readonly ProvisionStep[];
}

export interface MappedEntity {
  readonly entity: string;
  readonly label: string;
  /** As discovery counted; null where it did not. */
  readonly records: number | null;
  readonly targets: readonly string[];
  readonly classes: readonly MappingClass[];
  readonly because: readonly { readonly text: string; readonly at: At | null }[];
  /** Lines of keys. */
  readonly keys: readonly { readonly target: string; readonly fields: readonly string[]; readonly at: At }[];
  /** Places in {@link Mapping.order}, from 1 on. */
  readonly steps: readonly number[];
  /** Fields of which something is lost that records hold. */
  readonly lostFields: number;
}

/** Where the value of a field of the target comes from. */
export interface LineageLine {
  readonly map: string;
  readonly source: string;
  readonly target: string;
  readonly fields: readonly string[];
  readonly what: 'key' | 'always' | 'initial' | 'later';
  readonly mode: 'set' | 'add';
  readonly exact: boolean;
  /** The fields of the source record that the line reads, through `let`s too. */
  readonly reads: readonly string[];
  readonly because: string | null;
  readonly at: At;
}

/** @param profile what discovery counted in the source */
export function mapping(plan: Plan, source: Schema, targetSchema: Schema, profile: Profile | null): Mapping {
  const target = extendedSchema(plan, targetSchema);
  const lost = lostFields(plan, source, profile);
  const names = new Set([
    ...Object.values(plan.maps).map((map) => map.source),
    ...plan.fates.map(({ entity }) => entity),
    ...plan.extract.map(({ entity }) => entity),
  ]);
  return {
    entities: [...names].sort().map((entity) => mappedEntity(plan, source, profile, lost, entity)),
    order: plan.order.map(({ map, pass }) => ({ map, pass, what: whatOf(plan, map) })),
    lost,
    tables: mappedTables(plan, target),
    lineage: lineage(plan),
    owners: Object.values(plan.maps).flatMap((map) =>
      map.kind === 'owners'
        ? [
            {
              map: map.id,
              source: map.source,
              target: targetsOf(map)[0] ?? '',
              match: writeArms(map).flatMap((arm) => arm.match.map(({ at }) => at)),
              fallback: map.unmatched?.kind === 'fallback' ? map.unmatched.who : null,
            },
          ]
        : [],
    ),
    provision: plan.provision,
  };
}

function whatOf(plan: Plan, id: string): Mapping['order'][number]['what'] {
  const map = plan.maps[id];
  if (map?.kind === 'owners') return 'people';
  return map !== undefined && isConfiguration(map) ? 'configuration' : 'records';
}

function mappedEntity(
  plan: Plan,
  source: Schema,
  profile: Profile | null,
  lost: readonly LostField[],
  entity: string,
): MappedEntity {
  const maps = mapsOf(plan, entity);
  const fates = maps.length > 0 ? [] : plan.fates.filter((one) => one.entity === entity);
  const reasons = maps.flatMap((map) =>
    map.arms.flatMap((arm) =>
      arm.kind === 'skip'
        ? [{ text: `the rest stays behind: ${arm.because}`, at: arm.at }]
        : [...arm.key, ...arm.assignments].flatMap(({ because, fields, at }) =>
            because === null ? [] : [{ text: `${fields.join(', ')}: ${because}`, at }],
          ),
    ),
  );
  return {
    entity,
    label: source.entities[entity]?.label ?? entity,
    records: profile?.entities[entity]?.rows ?? null,
    targets: [...new Set(maps.flatMap(targetsOf))],
    classes: classesOf(plan, entity, lost),
    because: [...fates.map(({ because }) => ({ text: because, at: null })), ...reasons],
    keys: maps.flatMap((map) =>
      writeArms(map).flatMap((arm) => arm.key.map(({ fields, at }) => ({ target: arm.target, fields, at }))),
    ),
    steps: plan.order.flatMap(({ map }, at) => (maps.some(({ id }) => id === map) ? [at + 1] : [])),
    lostFields: new Set(
      lost.filter((one) => one.entity === entity && one.records !== 0).map(({ field }) => field),
    ).size,
  };
}

function lineage(plan: Plan): readonly LineageLine[] {
  return Object.values(plan.maps).flatMap((map) =>
    writeArms(map).flatMap((arm) => {
      const lines = [
        ...arm.key.map((line) => ({ line, what: 'key' as const })),
        ...arm.assignments.map((line) => ({ line, what: line.when })),
      ];
      return lines.map(({ line, what }) => ({
        map: map.id,
        source: map.source,
        target: arm.target,
        fields: line.fields,
        what,
        mode: line.mode,
        exact: line.exact,
        reads: sourceFieldsOf(plan, map.id, arm.target, line.fields[0] ?? ''),
        because: line.because,
        at: line.at,
      }));
    }),
  );
}

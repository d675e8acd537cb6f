import type { At } from '../plan/types.ts';
import { sameValue } from '../runtime/canonical.ts';
import type { UnitRow } from '../runtime/journal-types.ts';
import { chunks, readRows, type Session, sameInTarget } from '../runtime/session.ts';
import { stands } from '../runtime/unit-row.ts';
import { asList, without } from '../runtime/wanted.ts';
import type { JsonValue } from '../schema/model.ts';
import { type MigrationContext, withSession } from './context.ts';
import { lineOf, linesFor } from './plan-lines.ts';
import { shuffled } from './random.ts';

export interface VerifyOptions {
  /** Records to read, of all maps together; null: every one. Lines marked `exact` are read for every record. */
  readonly sample: number | null;
  readonly seed: number;
}
export interface Difference {
  readonly map: string;
  readonly source: string;
  readonly entity: string;
  readonly target: string | number;
  /** Null where the whole row is gone. */
  readonly field: string | null;
  /** The line of the map, an index into the plan's spans. */
  readonly at: At | null;
  readonly written: JsonValue;
  readonly found: JsonValue;
  /** It is written on create only: people may have moved it since. */
  readonly initial: boolean;
  /** A run kept what a person changed here. */
  readonly edited: boolean;
}
export interface VerifyResult {
  readonly records: number;
  /** Fields that were compared, and of them those that differ; each field of a row that is gone does. */
  readonly fields: number;
  readonly wrong: number;
  readonly differences: readonly Difference[];
}

/** Reads back what was written and compares, under the target's normalisers; `exact` lines under none. */
export async function verify(context: MigrationContext, options: VerifyOptions): Promise<VerifyResult> {
  return withSession(context, (session) => verifyRecords(session, options));
}

/** As {@link verify}, for phases that hold the session. */
export async function verifyRecords(session: Session, options: VerifyOptions): Promise<VerifyResult> {
  const { plan, journal } = session;
  const names: (readonly [string, string])[] = [];
  const exactOnly: (readonly [string, string])[] = [];
  for (const map of Object.keys(plan.maps).sort()) {
    for (const unit of journal.units(map)) if (stands(unit)) names.push([map, unit.unit]);
  }
  const taken = options.sample === null ? names : shuffled(names, options.seed).slice(0, options.sample);
  if (options.sample !== null) {
    const exactMaps = new Set(
      Object.values(plan.maps)
        .filter(hasExact)
        .map((map) => map.id),
    );
    const whole = new Set(taken);
    exactOnly.push(...names.filter((name) => exactMaps.has(name[0]) && !whole.has(name)));
  }
  const differences: Difference[] = [];
  let fields = 0;
  let wrong = 0;
  let done = 0;
  for (const [list, exact] of [
    [taken, false],
    [exactOnly, true],
  ] as const) {
    for (const part of chunks(list, session.target.traits.batch.read)) {
      const units = part.flatMap(([map, unit]) => journal.unit(map, unit) ?? []);
      for (const [entity, group] of Map.groupBy(units, (unit) => unit.entity ?? '')) {
        const compared = await compareGroup(session, entity, group, exact, differences);
        fields += compared.fields;
        wrong += compared.wrong;
      }
      done += part.length;
      session.progress(done, taken.length + exactOnly.length, 'verify');
    }
  }
  return { records: taken.length, fields, wrong, differences };
}

function hasExact(map: Session['plan']['maps'][string]): boolean {
  return map.arms.some(
    (arm) => arm.kind === 'write' && [...arm.key, ...arm.assignments].some((line) => line.exact),
  );
}

/** Returns how many fields it compared, and how many of them differ. */
async function compareGroup(
  session: Session,
  entity: string,
  units: readonly UnitRow[],
  exactOnly: boolean,
  differences: Difference[],
): Promise<{ readonly fields: number; readonly wrong: number }> {
  const fields = [
    ...new Set(units.flatMap((unit) => [...Object.keys(unit.values), ...Object.keys(unit.lists)])),
  ].sort();
  const rows = await readRows(
    session,
    entity,
    units.flatMap((unit) => unit.target ?? []),
    fields,
  );
  let compared = 0;
  let wrong = 0;
  for (const unit of units) {
    if (unit.target === null) continue;
    const { target } = unit;
    const row = rows.get(target);
    const differs = (field: string | null, written: JsonValue, found: JsonValue): void => {
      differences.push({
        map: unit.map,
        source: unit.unit,
        entity,
        target,
        field,
        at: field === null ? unit.at : lineOf(session.plan, unit.map, entity, field),
        written,
        found,
        initial: field !== null && unit.initial.includes(field),
        edited: field !== null && unit.edited.includes(field),
      });
    };
    if (row === undefined) {
      const lost = Object.keys(unit.values).length + Object.keys(unit.lists).length;
      compared += lost;
      wrong += lost;
      differs(null, target, null);
      continue;
    }
    for (const [field, written] of Object.entries(unit.values)) {
      const exact = linesFor(session.plan, unit.map, entity, field).some((line) => line.exact);
      if (exactOnly && !exact) continue;
      compared += 1;
      const found = row.values[field] ?? null;
      const same = exact ? sameValue(found, written) : sameInTarget(session, entity, field, found, written);
      if (same) continue;
      wrong += 1;
      differs(field, written, found);
    }
    if (exactOnly) continue;
    for (const [field, items] of Object.entries(unit.lists)) {
      compared += 1;
      const found = asList(row.values[field] ?? null);
      if (without(items, found).length === 0) continue;
      wrong += 1;
      differs(field, items, found);
    }
  }
  return { fields: compared, wrong };
}

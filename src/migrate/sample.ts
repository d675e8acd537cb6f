import { isMigration } from '../plan/phase.ts';
import type { At } from '../plan/types.ts';
import { drive } from '../runtime/driver.ts';
import type { Journal } from '../runtime/journal.ts';
import type { UnitRow } from '../runtime/journal-types.ts';
import { readRows, type Session } from '../runtime/session.ts';
import type { RecordState } from '../runtime/types.ts';
import { digestOf } from '../schema/digest.ts';
import type { JsonValue } from '../schema/model.ts';
import { type MigrationContext, withSession } from './context.ts';
import { lineOf, sourceFieldsOf } from './plan-lines.ts';
import { shuffled } from './random.ts';
import { rehearse } from './rehearse.ts';
import { refuseDrift } from './run.ts';
import { stageDigest } from './stage.ts';

export interface SampleOptions {
  /** Records a map, beside those that they refer to. */
  readonly perMap: number;
  readonly seed: number;
}
export interface SampleResult {
  readonly run: number;
  readonly records: readonly SampledRecord[];
}
export interface SampledRecord {
  readonly map: string;
  readonly unit: string;
  readonly result: RecordState;
  readonly reason: string | null;
  readonly strata: readonly string[];
  readonly target: { readonly entity: string; readonly id: string | number } | null;
  readonly fields: readonly SampledField[];
}
export interface SampledField {
  readonly field: string;
  readonly at: At | null;
  /** The source's values that the line reads directly. */
  readonly source: Readonly<Record<string, JsonValue>>;
  readonly written: JsonValue;
  /** As the target gives it back. */
  readonly target: JsonValue;
}

/**
 * Migrates a few records of each map, chosen so that every arm, table entry and `else` that any record takes is seen,
 * and all that they refer to. A later run finds them unchanged; `rollback` with `sample` takes them away.
 */
export async function sample(context: MigrationContext, options: SampleOptions): Promise<SampleResult> {
  const input = digestOf([digestOf(context.plan), await stageDigest(context), options.perMap, options.seed]);
  return withSession(context, async (session) => {
    await refuseDrift(session);
    const only = await rehearse(context, session, isMigration, (rehearsal) => choose(rehearsal, options));
    const { id } = session.journal.beginRun('sample', input);
    await drive(session, { run: id, retry: false, remake: false, only, maps: isMigration });
    session.journal.endRun(id, 'done');
    return { run: id, records: await describe(session, only) };
  });
}

/** The units of the sample, by map. */
function choose(session: Session, options: SampleOptions): ReadonlyMap<string, ReadonlySet<string>> {
  const { journal, plan } = session;
  const chosen = new Map<string, Set<string>>();
  const queue: (readonly [string, string])[] = [];
  const take = (map: string, unit: string): void => {
    const units = chosen.get(map) ?? new Set<string>();
    chosen.set(map, units);
    if (units.has(unit)) return;
    units.add(unit);
    queue.push([map, unit]);
  };
  const moves = (map: string): boolean => {
    const found = plan.maps[map];
    return found !== undefined && isMigration(found);
  };
  for (const map of Object.keys(plan.maps).filter(moves).sort()) {
    const units = [...journal.units(map)].filter((unit) => unit.result !== 'gone');
    for (const unit of pick(units, options)) take(map, unit.unit);
  }
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const unit = journal.unit(next[0], next[1]);
    for (const [map, source] of unit?.references ?? [])
      if (moves(map) && journal.unit(map, source) !== null) take(map, source);
    const first = unit === null ? null : firstClaimant(journal, unit);
    if (first !== null && moves(first.map)) take(first.map, first.unit);
  }
  return chosen;
}

/** Of several claimants of a row the first writes: it must be there, or another one would. */
function firstClaimant(journal: Journal, unit: UnitRow): UnitRow | null {
  if (unit.claims || unit.entity === null || unit.target === null) return null;
  return journal.claimant(unit.entity, unit.target);
}

function pick(units: readonly UnitRow[], { perMap, seed }: SampleOptions): readonly UnitRow[] {
  const order = shuffled(units, seed);
  const seen = new Set<string>();
  const first = order.filter((unit) => {
    const strata = unit.strata.length === 0 ? [unit.result] : unit.strata;
    const fresh = strata.some((stratum) => !seen.has(stratum));
    if (fresh) for (const stratum of strata) seen.add(stratum);
    return fresh;
  });
  const rest = order.filter((unit) => !first.includes(unit));
  return [...first, ...rest].slice(0, perMap);
}

async function describe(
  session: Session,
  only: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<readonly SampledRecord[]> {
  const records: SampledRecord[] = [];
  const { journal, plan, store } = session;
  for (const [map, ids] of [...only].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const units = [...ids].sort().flatMap((id) => journal.unit(map, id) ?? []);
    for (const [entity, group] of Map.groupBy(units, (unit) => unit.entity)) {
      const fields = [
        ...new Set(group.flatMap((unit) => [...Object.keys(unit.values), ...Object.keys(unit.lists)])),
      ].sort();
      const targets = group.flatMap((unit) => unit.target ?? []);
      const rows = entity === null ? new Map() : await readRows(session, entity, targets, fields);
      for (const unit of group) {
        const row = unit.target === null ? undefined : rows.get(unit.target);
        const record = store.get(plan.maps[map]?.source ?? '', unit.source);
        const written: Readonly<Record<string, JsonValue>> = { ...unit.lists, ...unit.values };
        records.push({
          map,
          unit: unit.unit,
          result: unit.result,
          reason: unit.reason,
          strata: unit.strata,
          target: entity === null || unit.target === null ? null : { entity, id: unit.target },
          fields: Object.keys(written)
            .sort()
            .map((field) => ({
              field,
              at: lineOf(plan, map, entity ?? '', field),
              source: Object.fromEntries(
                sourceFieldsOf(plan, map, entity ?? '', field).map((name) => [
                  name,
                  record?.values[name] ?? null,
                ]),
              ),
              written: written[field] ?? null,
              target: row?.values[field] ?? null,
            })),
        });
      }
    }
  }
  return records;
}

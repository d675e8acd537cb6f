import type { TargetId } from '../connectors/contract.ts';
import type { At } from '../plan/types.ts';
import type { Journal } from '../runtime/journal.ts';
import type { UnitRow } from '../runtime/journal-types.ts';
import { isMirrored, withReferences } from '../runtime/mirrored.ts';
import {
  chunks,
  readRows,
  type Session,
  sameExactly,
  sameInTarget,
  targetEntity,
} from '../runtime/session.ts';
import { stands } from '../runtime/unit-row.ts';
import { asList, mergeLists, without } from '../runtime/wanted.ts';
import type { JsonValue } from '../schema/model.ts';
import { type MigrationContext, withSession } from './context.ts';
import { lineOf, linesFor } from './plan-lines.ts';
import { shuffled } from './random.ts';

export interface VerifyOptions {
  /**
   * Records to read, of all maps and of what `else create` and `provision` made; null: every one. Lines marked `exact` are read for every record.
   */
  readonly sample: number | null;
  readonly seed: number;
}
/** In the place of a map's name, for rows that no map wrote. */
const DERIVED = 'else create';
const PROVISIONED = 'provision';

export interface Difference {
  /** Or {@link DERIVED}, {@link PROVISIONED}; then `source` is empty. */
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
  /** Whether any record has a row in the target: otherwise nothing was migrated, or it was rolled back. */
  readonly migrated: boolean;
  readonly records: number;
  /** Fields that were compared, and of them those that differ; each field of a row that is gone does. */
  readonly fields: number;
  readonly wrong: number;
  /** Rows that are gone, and their fields. */
  readonly gone: { readonly rows: number; readonly fields: number };
  readonly differences: readonly Difference[];
  /** Values that stand otherwise than they were written because the target keeps them as one with another row's. */
  readonly mirrored: readonly Mirrored[];
}

/** How many values of a field are those of `mirrors`, a path, and not what was written. They are no differences. */
interface Mirrored {
  readonly entity: string;
  readonly field: string;
  readonly mirrors: string;
  readonly values: number;
}

/** Reads back what was written and compares, under the target's normalisers; `exact` lines under none. */
export async function verify(context: MigrationContext, options: VerifyOptions): Promise<VerifyResult> {
  return withSession(context, (session) => verifyRecords(session, options));
}

/** As {@link verify}, for phases that hold the session. */
export async function verifyRecords(session: Session, options: VerifyOptions): Promise<VerifyResult> {
  const { plan, journal, target } = session;
  const all: Name[] = [];
  for (const map of Object.keys(plan.maps).sort()) {
    for (const unit of journal.units(map)) if (stands(unit)) all.push({ kind: 'unit', map, unit: unit.unit });
  }
  for (const row of journal.helperRows()) all.push(row);
  const taken = options.sample === null ? all : shuffled(all, options.seed).slice(0, options.sample);
  const whole = new Set(taken);
  const exactMaps = new Set(
    Object.values(plan.maps)
      .filter(hasExact)
      .map((map) => map.id),
  );
  const exactOnly = all.filter((name) => name.kind === 'unit' && exactMaps.has(name.map) && !whole.has(name));
  const differences: Difference[] = [];
  let fields = 0;
  let wrong = 0;
  const gone = { rows: 0, fields: 0 };
  const mirrored = new Map<string, Mirrored>();
  let done = 0;
  for (const [list, exact] of [
    [taken, false],
    [exactOnly, true],
  ] as const) {
    for (const part of chunks(list, target.traits.batch.read)) {
      const rows = part.flatMap((name) => writtenOf(journal, name) ?? []);
      for (const [entity, group] of Map.groupBy(rows, (row) => row.entity)) {
        const compared = await compareGroup(session, entity, group, exact, differences, mirrored);
        fields += compared.fields;
        wrong += compared.wrong;
        gone.rows += compared.gone.rows;
        gone.fields += compared.gone.fields;
      }
      done += part.length;
      session.progress(done, taken.length + exactOnly.length, 'verify');
    }
  }
  return {
    migrated: journal.holdsRecords(),
    records: taken.length,
    fields,
    wrong,
    gone,
    differences,
    mirrored: [...mirrored].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, one]) => one),
  };
}

/** What is read back: a unit of a map, or a row that helps others. */
type Name =
  | { readonly kind: 'unit'; readonly map: string; readonly unit: string }
  | { readonly kind: 'derive' | 'provision-row'; readonly entity: string; readonly target: TargetId };

/** What a row of the target should hold, and who wrote it. */
interface Written extends Pick<UnitRow, 'map' | 'unit' | 'values' | 'lists' | 'initial' | 'edited' | 'at'> {
  readonly entity: string;
  readonly target: TargetId;
}

function writtenOf(journal: Journal, name: Name): Written | null {
  if (name.kind === 'unit') {
    const unit = journal.unit(name.map, name.unit);
    return stands(unit) ? unit : null;
  }
  const { kind, entity, target } = name;
  const ops = journal.opsOn(entity, target);
  return {
    map: kind === 'derive' ? DERIVED : PROVISIONED,
    unit: '',
    entity,
    target,
    // A map may have met the row since and written to it.
    values: Object.assign({}, ...ops.map((op) => op.sent)),
    lists: ops.reduce((lists, op) => mergeLists(lists, op.added), {}),
    initial: [],
    edited: [],
    at: ops[0]?.at ?? null,
  };
}

function hasExact(map: Session['plan']['maps'][string]): boolean {
  return map.arms.some(
    (arm) => arm.kind === 'write' && [...arm.key, ...arm.assignments].some((line) => line.exact),
  );
}

/** Returns how many fields it compared, how many of them differ, and what of that is rows that are gone. */
async function compareGroup(
  session: Session,
  entity: string,
  units: readonly Written[],
  exactOnly: boolean,
  differences: Difference[],
  mirrored: Map<string, Mirrored>,
): Promise<Pick<VerifyResult, 'fields' | 'wrong' | 'gone'>> {
  const written = units.flatMap((unit) => [...Object.keys(unit.values), ...Object.keys(unit.lists)]);
  const fields = withReferences(session, entity, new Set(written));
  const rows = await readRows(
    session,
    entity,
    units.map((unit) => unit.target),
    fields,
  );
  let compared = 0;
  let wrong = 0;
  const gone = { rows: 0, fields: 0 };
  for (const unit of units) {
    const { target } = unit;
    const row = rows.get(target);
    const differs = (field: string | null, written: JsonValue, found: JsonValue): void => {
      differences.push({
        map: unit.map,
        source: unit.unit,
        entity,
        target,
        field,
        at: field === null ? unit.at : (lineOf(session.plan, unit.map, entity, field) ?? unit.at),
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
      gone.rows += 1;
      gone.fields += lost;
      differs(null, target, null);
      continue;
    }
    for (const [field, written] of Object.entries(unit.values)) {
      const exact = linesFor(session.plan, unit.map, entity, field).some((line) => line.exact);
      if (exactOnly && !exact) continue;
      compared += 1;
      const found = row.values[field] ?? null;
      const isSame = exact ? sameExactly : sameInTarget;
      const same = isSame(session, entity, field, found, written);
      if (same) continue;
      // An empty one is nobody else's: where the other row has no value, this one keeps its own.
      if (!exact && found !== null && isMirrored(session, entity, field, row.values)) {
        const path = `${entity}.${field}`;
        const { mirrors = '' } = targetEntity(session, entity).fields[field] ?? {};
        const values = (mirrored.get(path)?.values ?? 0) + 1;
        mirrored.set(path, { entity, field, mirrors, values });
        continue;
      }
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
  return { fields: compared, wrong, gone };
}

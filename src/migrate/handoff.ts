import type { Plan } from '../plan/types.ts';
import { compileExpr } from '../runtime/evaluate.ts';
import { type EvaluationContext, isSourceRef } from '../runtime/evaluate-context.ts';
import { Notes } from '../runtime/evaluate-scope.ts';
import { MigrationError } from '../runtime/migration-error.ts';
import { openFileStore } from '../runtime/store.ts';
import type { RecordStore } from '../runtime/types.ts';
import type { JsonValue, Profile, Schema, Unread } from '../schema/model.ts';
import { Failure } from '../stdlib/failure.ts';
import type { MigrationContext } from './context.ts';
import { missingFromStage, readManifest, stageDirectory } from './stage.ts';

/** An entity that does not move, with what a person needs to know of its records. */
export interface HandoffSection {
  readonly entity: string;
  /** What the source calls it. */
  readonly label: string;
  readonly fate: 'skip' | 'manual';
  readonly because: string;
  /** How many records there are: as extracted, else as discovery counted them; null where nobody did. */
  readonly records: number | null;
  /** Names of the columns that the map gives; none where it gives none. */
  readonly columns: readonly string[];
  /** One for each record, in order of id; `values` in the order of the columns, references by what they are called. */
  readonly rows: readonly { readonly id: string; readonly values: readonly JsonValue[] }[];
}

export interface HandoffResult {
  /** What people rebuild by hand first, then what stays behind; in the order of the map. */
  readonly sections: readonly HandoffSection[];
  /** Whether a `manual` has records without columns: the inventory says of these how many there are, and no more. */
  readonly bare: readonly string[];
  /** What discovery was not given to read of the source: none of it is in any section. */
  readonly unread: readonly Unread[];
}

/**
 * The inventory of what does not move: every `manual` and `skip` of the maps, with the columns that it gives for each
 * record (`language.md` section 4). Reads the stage only.
 * @param profile what discovery counted in the source
 * @throws MigrationError `unready` where an entity with columns was not extracted
 */
export function handoff(
  context: Pick<MigrationContext, 'plan' | 'sourceSchema' | 'directory'>,
  profile: Profile | null,
): HandoffResult {
  const { plan, sourceSchema } = context;
  const manifest = readManifest(context);
  const wanted = new Set(plan.fates.filter(({ columns }) => columns.length > 0).map(({ entity }) => entity));
  const missing = missingFromStage(plan, manifest).filter((entity) => wanted.has(entity));
  if (missing.length > 0)
    throw new MigrationError(
      'unready',
      `Not extracted yet: ${missing.join(', ')}. Run "mapc extract" first.`,
    );
  const store = openFileStore(stageDirectory(context));
  try {
    const sections = plan.fates.map(({ entity, fate, because, columns }): HandoffSection => {
      const staged = manifest?.entities[entity]?.records;
      return {
        entity,
        label: sourceSchema.entities[entity]?.label ?? entity,
        fate,
        because,
        records: staged ?? profile?.entities[entity]?.rows ?? null,
        columns: columns.map(({ name }) => name),
        rows: columns.length === 0 ? [] : rowsOf(plan, store, sourceSchema, entity, columns),
      };
    });
    return {
      sections: [
        ...sections.filter(({ fate }) => fate === 'manual'),
        ...sections.filter(({ fate }) => fate === 'skip'),
      ],
      bare: sections
        .filter(({ fate, columns, records }) => fate === 'manual' && columns.length === 0 && records !== 0)
        .map(({ entity }) => entity),
      unread: sourceSchema.unread ?? [],
    };
  } finally {
    store.close();
  }
}

function rowsOf(
  plan: Plan,
  store: RecordStore,
  schema: Schema,
  entity: string,
  columns: Plan['fates'][number]['columns'],
): HandoffSection['rows'] {
  const context: EvaluationContext = {
    plan,
    store,
    ids: { get: () => null },
    answers: { get: () => ({ kind: 'failed', reason: 'the inventory speaks of the source only' }) },
    translate: { to: 'target' },
  };
  const compiled = columns.map(({ value }) => compileExpr(value, context));
  return Array.from(store.all(entity), (record) => ({
    id: record.id,
    values: compiled.map((evaluate) => {
      const value = evaluate({ record: { entity, record }, row: null, locals: null, notes: new Notes() });
      return value instanceof Failure ? `(${value.reason})` : named(value, store, schema);
    }),
  }));
}

/** A reference as what the record is called, where the source says which field that is. */
function named(value: JsonValue, store: RecordStore, schema: Schema): JsonValue {
  if (Array.isArray(value)) {
    const items: readonly JsonValue[] = value;
    return items.map((item) => named(item, store, schema));
  }
  if (!isSourceRef(value)) return value;
  const display = schema.entities[value.entity]?.display ?? null;
  const called = display === null ? null : store.get(value.entity, value.id)?.values[display];
  return typeof called === 'string' ? called : `${value.entity} ${value.id}`;
}

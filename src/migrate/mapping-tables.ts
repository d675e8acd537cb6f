import type { At, Plan, TableResult } from '../plan/types.ts';
import type { JsonValue, ReferenceRow, Schema } from '../schema/model.ts';

/** A table of the maps, with what is known of the rows of the target that it leads to. */
export interface MappedTable {
  readonly name: string;
  /** The entity whose rows the results are; null where they are values. */
  readonly rows: string | null;
  /** Attributes of these rows that people ask for, in order; none where the results are values. */
  readonly attributes: readonly RowAttribute[];
  readonly entries: readonly {
    /** One text for each column of the key; none for `else`. */
    readonly keys: readonly string[] | null;
    readonly result: string;
    readonly rejects: boolean;
    /** In the order of {@link attributes}; null where the row, or the value, is not known before it is made. */
    readonly attributes: readonly (string | null)[];
    readonly at: At;
  }[];
}

export type RowAttribute = 'team' | 'order' | 'folded' | 'won';

/** What Odoo calls these attributes of a stage; other rows that have them are told alike. */
const ATTRIBUTES: readonly (readonly [RowAttribute, string])[] = [
  ['team', 'team_id'],
  ['order', 'sequence'],
  ['folded', 'fold'],
  ['won', 'is_won'],
];

/** Every table with its entries, in the order in which they are written. */
export function mappedTables(plan: Plan, target: Schema): readonly MappedTable[] {
  return Object.entries(plan.tables).map(([name, { entries, otherwise, rows }]) => {
    const fields = target.entities[rows?.entity ?? '']?.fields ?? {};
    const attributes = ATTRIBUTES.filter(([, field]) => rows !== null && fields[field] !== undefined);
    const entry = (
      keys: readonly JsonValue[] | null,
      result: TableResult,
      at: At,
    ): MappedTable['entries'][number] => {
      const row = rows === null || result.kind === 'reject' ? null : rowOf(plan, target, rows, result.values);
      return {
        keys: keys === null ? null : keys.map(text),
        result: result.kind === 'reject' ? result.message : result.values.map(text).join(', '),
        rejects: result.kind === 'reject',
        attributes: attributes.map(([attribute, field]) =>
          row === null ? null : attributeText(target, attribute, row[field], fields[field]?.type),
        ),
        at,
      };
    };
    return {
      name,
      rows: rows?.entity ?? null,
      attributes: attributes.map(([attribute]) => attribute),
      entries: [
        ...entries.map(({ keys, result, at }) => entry(keys, result, at)),
        ...(otherwise === null ? [] : [entry(null, otherwise.result, otherwise.at)]),
      ],
    };
  });
}

/** The row that a result names: one that discovery saw, or one that `provision` makes; null where neither has it. */
function rowOf(
  plan: Plan,
  target: Schema,
  { entity, paths }: { readonly entity: string; readonly paths: readonly string[] },
  values: readonly JsonValue[],
): ReferenceRow | null {
  const made = plan.provision.flatMap((step) =>
    step.kind === 'row' && step.entity === entity ? [{ ...step.values, ...step.key }] : [],
  );
  const known = [...(target.entities[entity]?.rows ?? []), ...made];
  return known.find((row) => paths.every((path, at) => row[path] === values[at])) ?? null;
}

function attributeText(
  target: Schema,
  attribute: RowAttribute,
  value: JsonValue | undefined,
  type: Schema['entities'][string]['fields'][string]['type'] | undefined,
): string | null {
  if (value === undefined) return null;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value === null) return attribute === 'team' ? 'every team' : null;
  if (type?.kind !== 'reference') return text(value);
  const entity = target.entities[type.targets[0] ?? ''];
  const row = entity?.rows?.find((one) => one.id === value);
  return text(row?.[entity?.display ?? ''] ?? value);
}

function text(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

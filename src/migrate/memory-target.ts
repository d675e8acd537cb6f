import type { Condition, Query, Target, TargetId, TargetRow } from '../connectors/contract.ts';
import { isPair } from '../runtime/referred-rows.ts';
import { asList } from '../runtime/wanted.ts';
import { canonicalJson } from '../schema/digest.ts';
import type { Entity, FieldType, JsonValue, Schema } from '../schema/model.ts';
import { applied } from './list-change.ts';

type Row = Readonly<Record<string, JsonValue>>;

/**
 * A target that lives in memory: the rows that discovery saw, and what is written on top. It keeps values as they are
 * and knows no system's habits; for test blocks and for rehearsals without any server.
 */
export function memoryTarget(schema: Schema): Target {
  const rows = new Map<string, Map<TargetId, Row>>();
  let next = 1_000_000;
  const of = (entity: string): Map<TargetId, Row> => {
    const known = rows.get(entity) ?? discovered(schema.entities[entity]);
    rows.set(entity, known);
    return known;
  };
  const make = (entity: Entity, row: Row): TargetId => {
    next += 1;
    const id = next;
    const values = Object.entries(row).map(([field, value]) => [field, held(entity, id, field, value)]);
    of(entity.name).set(id, Object.fromEntries(values));
    return id;
  };
  /** Rows that are made together with the one that holds them are rows like any other, and point back to it. */
  const held = (entity: Entity, id: TargetId, field: string, value: JsonValue): JsonValue => {
    const type = entity.fields[field]?.type;
    const there = type?.kind === 'children' ? schema.entities[type.entity] : undefined;
    if (type?.kind !== 'children' || there === undefined) return value;
    return asList(value).map((item) => (isRow(item) ? make(there, { ...item, [type.via]: id }) : item));
  };
  const valueAt = (entity: Entity, row: Row, path: readonly string[]): JsonValue => {
    const [first = '', ...rest] = path;
    const value = row[first] ?? null;
    const type = entity.fields[first]?.type;
    if (rest.length === 0 || value === null || type === undefined) return value;
    const through = (name: JsonValue, id: JsonValue): JsonValue => {
      const there = typeof name === 'string' ? schema.entities[name] : undefined;
      const target = there && isId(id) ? of(there.name).get(id) : undefined;
      return there && target ? valueAt(there, target, rest) : null;
    };
    switch (type.kind) {
      case 'reference':
        if (isPair(value)) return through(value.model, value.id);
        // The first half of `ref(…)` in a reference is the model's technical name: what asks for it is given it.
        return through(type.targets[0] ?? '', value) ?? (typeof value === 'string' ? value : null);
      case 'references':
        return asList(value).map((id) => through(type.target, id));
      case 'reference_id':
        return through(row[type.model] ?? null, value);
      default:
        return value;
    }
  };
  const fits = (entity: Entity, id: TargetId, row: Row, { path, operator, value }: Condition): boolean => {
    const found = path === entity.id ? id : valueAt(entity, row, path.split('.'));
    // A list that is asked for is the whole list; one value is any of it.
    if (operator === '=' && Array.isArray(value)) return same(found, value);
    const wanted = operator === 'in' && Array.isArray(value) ? value : [value];
    const candidates = Array.isArray(found) ? found : [found];
    return wanted.some((one) => candidates.some((candidate) => same(one, candidate)));
  };
  const shown = (entity: Entity, id: TargetId, row: Row, fields: readonly string[]): TargetRow => ({
    id,
    values: Object.fromEntries(fields.map((field) => [field, valueAt(entity, row, field.split('.'))])),
  });

  return {
    system: schema.system,
    traits: {
      batch: { create: 500, update: 500, delete: 500, read: 500 },
      atomicCalls: true,
      concurrency: 1,
      lateCommit: 0,
    },
    discover: async () => schema,
    search: async (entity: Entity, query: Query) =>
      [...of(entity.name)]
        .filter(([id, row]) => query.where.every((condition) => fits(entity, id, row, condition)))
        .filter(([id]) => query.after === undefined || Number(id) > Number(query.after))
        .sort(([a], [b]) => Number(a) - Number(b))
        .slice(0, query.limit)
        .map(([id, row]) => shown(entity, id, row, query.fields)),
    read: async (entity, ids, fields) =>
      ids.flatMap((id) => {
        const row = of(entity.name).get(id);
        return row ? [shown(entity, id, row, fields)] : [];
      }),
    create: async (entity, created) => created.map((values) => make(entity, applied({}, values))),
    update: async (entity, updates) => {
      for (const { id, values } of updates) {
        const row = of(entity.name).get(id);
        if (row) of(entity.name).set(id, applied(row, values));
      }
    },
    delete: async (entity, ids) => {
      for (const id of ids) of(entity.name).delete(id);
    },
    identity: async () => 'memory',
    provisionField: async () => null,
    unprovisionField: async () => undefined,
    provisionModel: async () => null,
    unprovisionModel: async () => undefined,
    normalise: ({ fields }, field, value) => plain(fields[field]?.type, value),
    preflight: async () => [],
    close: async () => undefined,
  };
}

function discovered(entity: Entity | undefined): Map<TargetId, Row> {
  return new Map(
    (entity?.rows ?? []).flatMap((row): [TargetId, Row][] => {
      const id = row[entity?.id ?? 'id'];
      return isId(id) ? [[id, row]] : [];
    }),
  );
}

function isRow(value: JsonValue): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isId(value: JsonValue | undefined): value is TargetId {
  return typeof value === 'number' || typeof value === 'string';
}

/** Equal as values: `"12.50"` and `"12.5"` are one amount. */
export function same(a: JsonValue, b: JsonValue): boolean {
  if (a === null || b === null || typeof a === 'object' || typeof b === 'object')
    return canonicalJson(a) === canonicalJson(b);
  if (a === b) return true;
  const numbers = typeof a === 'string' && typeof b === 'string' ? [a, b].map(plainDecimal) : [null, null];
  return numbers[0] !== null && numbers[0] === numbers[1];
}

/** As {@link same} compares it. */
function plain(type: FieldType | undefined, value: JsonValue): JsonValue {
  const isExact = type?.kind === 'decimal' || type?.kind === 'money';
  return (isExact && typeof value === 'string' ? plainDecimal(value) : null) ?? value;
}

/** A decimal without the zeros behind it; null for anything else. */
function plainDecimal(text: string): string | null {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return null;
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

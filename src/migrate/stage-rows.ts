import type { TargetId } from '../connectors/contract.ts';
import type { Plan } from '../plan/types.ts';
import type { Answer, Need } from '../runtime/types.ts';
import { canonicalJson } from '../schema/digest.ts';
import type { FieldType, JsonValue, Schema } from '../schema/model.ts';

type Values = Readonly<Record<string, JsonValue>>;

interface KnownRow {
  readonly id: TargetId;
  readonly values: Values;
}

/**
 * Rows of the target without asking it: those that discovery saw, those that `provision` makes, and those that maps make of
 * records, as far as somebody adds them. Their ids tell them apart here, and are no ids of the target unless it gave them.
 */
export class KnownRows {
  readonly #schema: Schema;
  readonly #rows = new Map<string, KnownRow[]>();

  /** @param schema with what the plan provisions */
  constructor(plan: Plan, schema: Schema) {
    this.#schema = schema;
    for (const { name, id, rows = [] } of Object.values(schema.entities))
      for (const row of rows) {
        const own = row[id];
        if (typeof own === 'number' || typeof own === 'string') this.add(name, own, row);
      }
    for (const [index, step] of plan.provision.entries()) {
      if (step.kind !== 'row') continue;
      const where = Object.entries(step.key).map(([path, value]) => ({ path, value }));
      if (this.#where(step.entity, where).length === 0)
        this.add(step.entity, `row ${index}`, { ...step.values, ...step.key });
    }
  }

  add(entity: string, id: TargetId, values: Values): void {
    const rows = this.#rows.get(entity) ?? [];
    rows.push({ id, values });
    this.#rows.set(entity, rows);
  }

  get(entity: string, id: JsonValue | undefined): Values | null {
    return this.#rows.get(entity)?.find((row) => row.id === id)?.values ?? null;
  }

  /** What people call a row; null where it is not known. */
  nameOf(entity: string, id: JsonValue | undefined): string | null {
    const display = this.#schema.entities[entity]?.display ?? 'name';
    const name = this.get(entity, id)?.[display];
    return typeof name === 'string' ? name : null;
  }

  /** As the target would answer; undefined where only it can. */
  answer(need: Need): Answer | undefined {
    switch (need.kind) {
      case 'lookup': {
        const ids = this.#where(need.entity, need.where);
        // Rows that discovery did not read may be there.
        const read = this.#schema.entities[need.entity]?.rows !== undefined || this.#rows.has(need.entity);
        return ids.length === 0 && !read ? undefined : { kind: 'ids', ids };
      }
      case 'row': {
        const value = this.get(need.entity, need.id)?.[need.field];
        return value === undefined ? undefined : { kind: 'value', value };
      }
      case 'derive': {
        const where = Object.fromEntries(need.where.map(({ path, value }) => [path, value]));
        const id = `made ${canonicalJson([where, need.values])}`;
        if (this.get(need.entity, id) === null) this.add(need.entity, id, { ...where, ...need.values });
        return { kind: 'derived', id };
      }
      case 'download':
        return undefined;
    }
  }

  #where(
    entity: string,
    where: readonly { readonly path: string; readonly value: JsonValue }[],
  ): readonly TargetId[] {
    return (this.#rows.get(entity) ?? [])
      .filter((row) => where.every(({ path, value }) => this.#at(entity, row.values, path) === value))
      .map(({ id }) => id);
  }

  /** The value at the end of a path: a row of a snapshot may hold it under the whole path, `team_id.name`. */
  #at(entity: string, values: Values, path: string): JsonValue | undefined {
    if (values[path] !== undefined) return values[path];
    const dot = path.indexOf('.');
    if (dot < 0) return undefined;
    const field = path.slice(0, dot);
    const next = targetOf(this.#schema.entities[entity]?.fields[field]?.type);
    const row = next === null ? null : this.get(next, values[field]);
    return next === null || row === null ? undefined : this.#at(next, row, path.slice(dot + 1));
  }
}

/** The one entity that a reference leads to. */
export function targetOf(type: FieldType | undefined): string | null {
  return type?.kind === 'reference' && type.targets.length === 1 ? (type.targets[0] ?? null) : null;
}

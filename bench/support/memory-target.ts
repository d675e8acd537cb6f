import type {
  Condition,
  ListChange,
  Target,
  TargetRow,
  TargetTraits,
} from '../../src/connectors/contract.ts';
import type { JsonValue, Schema } from '../../src/schema/model.ts';

/**
 * A target that costs next to nothing: rows in a map, an index for each field that is searched by. It enforces nothing,
 * so that a benchmark measures who writes to it and not the target.
 */
export class MemoryTarget implements Target {
  readonly system = 'memory';
  readonly traits: TargetTraits = {
    batch: { create: 100, update: 100, delete: 100, read: 1000 },
    atomicCalls: true,
    concurrency: 1,
    lateCommit: 0,
  };
  onCall: () => void = () => undefined;
  readonly #schema: Schema;
  readonly #tables = new Map<string, Map<number, Record<string, JsonValue>>>();
  readonly #indexes = new Map<string, Map<string, number[]>>();
  #next = 1;

  constructor(schema: Schema) {
    this.#schema = schema;
    for (const name of Object.keys(schema.entities)) this.#tables.set(name, new Map());
  }

  count(): number {
    return [...this.#tables.values()].reduce((sum, rows) => sum + rows.size, 0);
  }
  async discover(): Promise<Schema> {
    return this.#schema;
  }
  async search(
    { name }: { readonly name: string },
    query: Parameters<Target['search']>[1],
  ): Promise<readonly TargetRow[]> {
    this.onCall();
    const rows = this.#rows(name);
    const [first] = query.where;
    const ids = first === undefined ? [...rows.keys()] : this.#find(name, first);
    const found = ids
      .filter((id) => query.after === undefined || id > Number(query.after))
      .filter((id) => query.where.every((condition) => fits(rows.get(id), condition)))
      .sort((a, b) => a - b)
      .slice(0, query.limit);
    return found.map((id) => ({ id, values: pick(rows.get(id) ?? {}, query.fields) }));
  }
  async identity(): Promise<string> {
    return 'memory';
  }
  async read(
    { name }: { readonly name: string },
    ids: Parameters<Target['read']>[1],
    fields: readonly string[],
  ): Promise<readonly TargetRow[]> {
    this.onCall();
    const rows = this.#rows(name);
    return ids.flatMap((id) => {
      const row = rows.get(Number(id));
      return row === undefined ? [] : [{ id, values: pick(row, fields) }];
    });
  }
  async create(
    { name }: { readonly name: string },
    all: Parameters<Target['create']>[1],
  ): Promise<readonly number[]> {
    this.onCall();
    return all.map((values) => {
      const id = this.#next;
      this.#next += 1;
      this.#set(name, id, {}, values);
      return id;
    });
  }
  async update({ name }: { readonly name: string }, all: Parameters<Target['update']>[1]): Promise<void> {
    this.onCall();
    for (const { id, values } of all)
      this.#set(name, Number(id), this.#rows(name).get(Number(id)) ?? {}, values);
  }
  async delete({ name }: { readonly name: string }, ids: Parameters<Target['delete']>[1]): Promise<void> {
    this.onCall();
    for (const id of ids) this.#rows(name).delete(Number(id));
  }
  async provisionField(): Promise<null> {
    return null;
  }
  async unprovisionField(): Promise<void> {
    return undefined;
  }
  async provisionModel(): Promise<null> {
    return null;
  }
  async unprovisionModel(): Promise<void> {
    return undefined;
  }
  normalise(_entity: unknown, _field: string, value: JsonValue): JsonValue {
    return value;
  }
  async preflight(): Promise<readonly []> {
    return [];
  }
  async close(): Promise<void> {
    return undefined;
  }

  #rows(name: string): Map<number, Record<string, JsonValue>> {
    const rows = this.#tables.get(name);
    if (rows === undefined) throw new Error(`no entity ${name}`);
    return rows;
  }
  #set(
    name: string,
    id: number,
    under: Record<string, JsonValue>,
    values: Readonly<Record<string, JsonValue | ListChange>>,
  ): void {
    const row = { ...under };
    // Lists are not in these benchmarks: what is written are plain values.
    for (const [field, value] of Object.entries(values)) row[field] = value as JsonValue;
    this.#rows(name).set(id, row);
    for (const [field, value] of Object.entries(row)) {
      if (under[field] !== value) this.#indexes.get(`${name}.${field}`)?.set(String(value), [id]);
    }
  }
  /** Ids of rows that may fit a condition. */
  #find(name: string, { path, value }: Condition): number[] {
    const key = `${name}.${path}`;
    let index = this.#indexes.get(key);
    if (index === undefined) {
      index = new Map();
      for (const [id, row] of this.#rows(name)) {
        const text = String(row[path]);
        index.set(text, [...(index.get(text) ?? []), id]);
      }
      this.#indexes.set(key, index);
    }
    const found = index;
    return (Array.isArray(value) ? value : [value]).flatMap((one) => found.get(String(one)) ?? []);
  }
}

function fits(row: Record<string, JsonValue> | undefined, { path, value }: Condition): boolean {
  const held = row?.[path] ?? null;
  return Array.isArray(value) ? value.includes(held) : held === value;
}

function pick(row: Record<string, JsonValue>, fields: readonly string[]): Record<string, JsonValue> {
  return Object.fromEntries(fields.map((field) => [field, row[field] ?? null]));
}

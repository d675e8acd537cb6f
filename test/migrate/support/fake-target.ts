/**
 * A target in memory that is as strict as a real one: required, unique and referenced fields are enforced, a call is
 * one transaction. Faults come from a function that sees every call.
 */
import {
  type CallOptions,
  type Condition,
  ConnectorError,
  type CreateOptions,
  type ListChange,
  type ProvisionedModel,
  type ProvisionOptions,
  type Target,
  type TargetId,
  type TargetTraits,
} from '../../../src/connectors/contract.ts';
import { canonicalJson } from '../../../src/schema/digest.ts';
import type { Entity, FieldType, JsonValue, Schema } from '../../../src/schema/model.ts';

interface Call {
  readonly kind:
    | 'search'
    | 'read'
    | 'create'
    | 'update'
    | 'delete'
    | 'provisionField'
    | 'unprovisionField'
    | 'provisionModel'
    | 'unprovisionModel';
  readonly entity: string;
  readonly rows: readonly unknown[];
  /** From 1, over all calls of the target's life. */
  readonly number: number;
}
/**
 * `lost`: no answer, nothing stored. `committed`: stored, no answer. `late`: stored once so many ms have passed;
 * `killedLate`: the same, and the process dies meanwhile.
 */
export type Fault =
  | { readonly kind: 'transient'; readonly retryAfter?: number }
  | { readonly kind: 'lost' | 'committed' | 'unreachable' | 'large' | 'killedBefore' | 'killedAfter' }
  | { readonly kind: 'late' | 'killedLate'; readonly after: number };

/** Thrown where a test plays the death of the process. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

type Values = Record<string, JsonValue>;
type Tables = Map<string, Map<number, Values>>;

export class FakeTarget implements Target {
  readonly system = 'fake';
  traits: TargetTraits = {
    batch: { create: 4, update: 4, delete: 4, read: 3 },
    atomicCalls: true,
    concurrency: 1,
    lateCommit: 60_000,
  };
  schema: Schema;
  calls: Call[] = [];
  fault: (call: Call) => Fault | null = () => null;
  /** Reasons why the target refuses a row, beside its own. */
  refuse: (entity: string, values: Readonly<Values>) => string | null = () => null;
  /** What it says which database it is. */
  database = 'fake, 1';
  /** Deleting a row empties the references to it that are not required, instead of being refused. */
  empties = false;
  /** Whether `provisionField` and `provisionModel` give a receipt for what is there already, when it is asked to. */
  adopts = true;
  /** How many refused rows of a creation it names; none where it only says that one is refused. */
  names = 0;
  /** Work that a creation waits for before it is carried out. */
  beforeCreate: () => Promise<void> = async () => undefined;
  /** Whether it makes a row once for a key. */
  enforces = false;
  #keys = new Map<string, number>();
  #tables: Tables = new Map();
  #next = 1;
  #number = 0;
  #late: { readonly at: number; readonly commit: () => void }[] = [];
  readonly #now: () => Date;

  constructor(schema: Schema, now: () => Date) {
    this.schema = schema;
    this.#now = now;
    for (const name of Object.keys(schema.entities)) this.#tables.set(name, new Map());
  }

  /** Puts a row there as if it had always been. */
  seed(entity: string, values: Values): number {
    const id = this.#next;
    this.#next += 1;
    this.#table(entity).set(id, values);
    return id;
  }
  edit(entity: string, id: TargetId, values: Values): void {
    const row = this.#table(entity).get(Number(id));
    if (row === undefined) throw new Error(`no ${entity} ${id}`);
    Object.assign(row, values);
  }
  /** Takes a row away by hand; references to it are emptied, where the target does that. */
  remove(entity: string, id: TargetId): void {
    this.#table(entity).delete(Number(id));
    if (this.empties) this.#emptyReferences(entity, Number(id));
  }
  rows(entity: string): readonly (Values & { id: number })[] {
    return [...this.#table(entity)].map(([id, values]) => ({ ...values, id })).sort((a, b) => a.id - b.id);
  }
  /** Everything, ids too. */
  dump(): string {
    return canonicalJson(
      Object.fromEntries(
        [...this.#tables].map(([name, rows]) => [
          name,
          Object.fromEntries([...rows].map(([id, values]) => [String(id), withoutNulls(values)])),
        ]),
      ),
    );
  }
  /** Everything by its content, for targets whose ids may differ: references are followed to `name`. */
  content(): string {
    const said = (value: JsonValue): JsonValue => value;
    return canonicalJson(
      Object.fromEntries(
        [...this.#tables].map(([name, rows]) => [
          name,
          [...rows.values()]
            .map((values) =>
              canonicalJson(
                Object.fromEntries(
                  Object.entries(withoutNulls(values)).map(([field, value]) => [
                    field,
                    this.#describe(name, field, said(value)),
                  ]),
                ),
              ),
            )
            .sort(),
        ]),
      ),
    );
  }
  #describe(entity: string, field: string, value: JsonValue): JsonValue {
    const type = this.schema.entities[entity]?.fields[field]?.type;
    const label = (other: string, id: JsonValue): JsonValue =>
      this.#table(other).get(Number(id))?.name ?? null;
    if (type?.kind === 'reference') {
      const [row] = ledTo(type, value);
      return row === undefined ? null : label(row.entity, row.id);
    }
    if (type?.kind === 'references' && Array.isArray(value)) {
      return value.map((id) => String(label(type.target, id))).sort();
    }
    return value;
  }
  writes(): readonly Call[] {
    return this.calls.filter((call) => call.kind !== 'search' && call.kind !== 'read');
  }

  async identity(): Promise<string> {
    return this.database;
  }
  async discover(entities: readonly string[] | null): Promise<Schema> {
    const wanted = Object.entries(this.schema.entities).filter(([name]) => entities?.includes(name) ?? true);
    return { ...this.schema, entities: Object.fromEntries(wanted) };
  }

  async search(
    entity: Entity,
    query: Parameters<Target['search']>[1],
    options?: CallOptions,
  ): ReturnType<Target['search']> {
    return this.#call('search', entity.name, query.where, options, () =>
      this.rows(entity.name)
        .filter((row) => query.after === undefined || row.id > Number(query.after))
        .filter((row) => query.where.every((condition) => this.#fits(entity.name, row, condition)))
        .slice(0, query.limit)
        .map((row) => ({ id: row.id, values: pick(row, query.fields) })),
    );
  }
  async read(
    entity: Entity,
    ids: readonly TargetId[],
    fields: readonly string[],
    options?: CallOptions,
  ): ReturnType<Target['read']> {
    if (ids.length > this.traits.batch.read) throw new Error('too many ids in one read');
    return this.#call('read', entity.name, ids, options, () =>
      this.rows(entity.name)
        .filter((row) => ids.includes(row.id))
        .map((row) => ({ id: row.id, values: pick(row, fields) })),
    );
  }
  enforcesKeys(): boolean {
    return this.enforces;
  }
  async create(
    entity: Entity,
    rows: Parameters<Target['create']>[1],
    options?: CreateOptions,
  ): ReturnType<Target['create']> {
    const made = (values: Parameters<Target['create']>[1][number], place: number): number => {
      const key = this.enforces ? options?.keys?.[place] : undefined;
      const known = key === undefined ? undefined : this.#keys.get(key);
      const id = known ?? this.#insert(entity.name, values);
      if (key !== undefined) this.#keys.set(key, id);
      return id;
    };
    if (rows.length > this.traits.batch.create) throw new Error('too many rows in one create');
    await this.beforeCreate();
    this.#refuseNamed(entity.name, rows);
    return this.#call('create', entity.name, rows, options, () =>
      this.traits.atomicCalls
        ? this.#transaction(() => rows.map(made))
        : rows.map((values, place) => this.#transaction(() => made(values, place))),
    );
  }
  async update(entity: Entity, rows: Parameters<Target['update']>[1], options?: CallOptions): Promise<void> {
    if (rows.length > this.traits.batch.update) throw new Error('too many rows in one update');
    return this.#call('update', entity.name, rows, options, () =>
      this.#transaction(() => {
        for (const { id, values } of rows) {
          const row = this.#table(entity.name).get(Number(id));
          if (row === undefined) throw new ConnectorError('record', `There is no ${entity.name} ${id}.`);
          this.#table(entity.name).set(Number(id), laid(row, values));
        }
      }),
    );
  }
  async delete(entity: Entity, ids: readonly TargetId[], options?: CallOptions): Promise<void> {
    if (ids.length > this.traits.batch.delete) throw new Error('too many ids in one delete');
    return this.#call('delete', entity.name, ids, options, () =>
      this.#transaction(() => {
        for (const id of ids) {
          this.#table(entity.name).delete(Number(id));
          if (this.empties) this.#emptyReferences(entity.name, Number(id));
        }
      }),
    );
  }
  async provisionField(
    entity: Entity,
    field: Parameters<Target['provisionField']>[1],
    options?: ProvisionOptions,
  ): Promise<JsonValue | null> {
    return this.#call('provisionField', entity.name, [field.name], options, () => {
      const known = this.schema.entities[entity.name];
      if (known === undefined) throw new ConnectorError('record', `There is no ${entity.name}.`);
      if (known.fields[field.name] !== undefined) {
        return options?.adopt === true && this.adopts ? { entity: entity.name, field: field.name } : null;
      }
      const fields = {
        ...known.fields,
        [field.name]: {
          name: field.name,
          label: field.label,
          type: field.type,
          ...(field.unique ? { unique: true as const } : {}),
        },
      };
      this.schema = {
        ...this.schema,
        entities: { ...this.schema.entities, [entity.name]: { ...known, fields } },
      };
      return { entity: entity.name, field: field.name };
    });
  }
  async unprovisionField(receipt: JsonValue, options?: CallOptions): Promise<void> {
    const { entity, field } = receipt as { entity: string; field: string }; // what provisionField gave out
    return this.#call('unprovisionField', entity, [field], options, () => {
      const known = this.schema.entities[entity];
      if (known === undefined) return;
      const { [field]: _gone, ...fields } = known.fields;
      this.schema = { ...this.schema, entities: { ...this.schema.entities, [entity]: { ...known, fields } } };
    });
  }
  async provisionModel(model: ProvisionedModel, options?: ProvisionOptions): Promise<JsonValue | null> {
    return this.#call('provisionModel', model.name, [], options, () => {
      if (this.schema.entities[model.name] !== undefined)
        return options?.adopt === true && this.adopts ? { model: model.name } : null;
      const fields = [{ name: 'id', label: 'Id', type: { kind: 'integer' } as const }, ...model.fields].map(
        ({ name, label, type }) => [name, { name, label, type }] as const,
      );
      const made: Entity = {
        name: model.name,
        label: model.label,
        id: 'id',
        display: null,
        fields: Object.fromEntries(fields),
      };
      this.schema = { ...this.schema, entities: { ...this.schema.entities, [model.name]: made } };
      this.#tables.set(model.name, new Map());
      return { model: model.name };
    });
  }
  async unprovisionModel(receipt: JsonValue, options?: CallOptions): Promise<void> {
    const { model } = receipt as { model: string }; // what provisionModel gave out
    return this.#call('unprovisionModel', model, [], options, () => {
      const { [model]: _gone, ...entities } = this.schema.entities;
      this.schema = { ...this.schema, entities };
      this.#tables.delete(model);
    });
  }
  /** Websites come back without their scheme and in lower case. */
  normalise(_entity: Entity, field: string, value: JsonValue): JsonValue {
    return field === 'website' && typeof value === 'string'
      ? value.replace(/^https?:\/\//, '').toLowerCase()
      : value;
  }
  async preflight(): ReturnType<Target['preflight']> {
    return [];
  }
  async close(): Promise<void> {
    return undefined;
  }

  /** Counts as a call, like any other that is refused. */
  #refuseNamed(entity: string, rows: Parameters<Target['create']>[1]): void {
    if (this.names === 0) return;
    const all = rows.flatMap((values, place) => {
      const reason = this.refuse(entity, laid({}, values));
      return reason === null ? [] : [[place, reason] as const];
    });
    const [first] = all;
    if (first === undefined) return;
    this.#call('create', entity, rows, undefined, () => undefined);
    throw new ConnectorError('record', first[1], { refused: new Map(all.slice(0, this.names)) });
  }

  #table(entity: string): Map<number, Values> {
    const table = this.#tables.get(entity);
    if (table === undefined) throw new Error(`no entity ${entity}`);
    return table;
  }
  #emptyReferences(to: string, id: number): void {
    for (const [name, rows] of this.#tables) {
      for (const { name: field, type, required } of Object.values(this.schema.entities[name]?.fields ?? {})) {
        const others =
          type.kind === 'reference' ? type.targets : type.kind === 'references' ? [type.target] : [];
        if (!others.includes(to) || required === true) continue;
        for (const [row, values] of rows) {
          const held = values[field] ?? null;
          if (Array.isArray(held)) rows.set(row, { ...values, [field]: held.filter((one) => one !== id) });
          else if (ledTo(type, held).some((one) => one.entity === to && one.id === id))
            rows.set(row, { ...values, [field]: null });
        }
      }
    }
  }
  #insert(entity: string, values: Parameters<Target['create']>[1][number]): number {
    const id = this.#next;
    this.#next += 1;
    this.#table(entity).set(id, laid({}, values));
    return id;
  }
  #fits(entity: string, row: Values, { path, operator, value }: Condition): boolean {
    const [first = '', ...rest] = path.split('.');
    const held = row[first] ?? null;
    const type = this.schema.entities[entity]?.fields[first]?.type;
    if (rest.length > 0) {
      const other = type?.kind === 'reference' ? (type.targets[0] ?? '') : '';
      const next = held === null ? undefined : this.#table(other).get(Number(held));
      return next !== undefined && this.#fits(other, next, { path: rest.join('.'), operator, value });
    }
    const values = operator === 'in' && Array.isArray(value) ? value : [value];
    const mine = Array.isArray(held) ? held : [held];
    return values.some((one) => mine.some((own) => canonicalJson(own) === canonicalJson(one)));
  }
  #call<T>(
    kind: Call['kind'],
    entity: string,
    rows: readonly unknown[],
    options: CallOptions | undefined,
    work: () => T,
  ): T {
    this.#number += 1;
    const call: Call = { kind, entity, rows, number: this.#number };
    this.calls.push(call);
    this.#late = this.#late.filter((late) => {
      if (late.at > this.#now().getTime()) return true;
      late.commit();
      return false;
    });
    const fault = this.fault(call);
    // As real connectors do: a signal breaks off the call that carries it, whatever the server makes of it.
    if (options?.signal?.aborted === true) {
      if (kind === 'search' || kind === 'read') throw options.signal.reason;
      work();
      throw new ConnectorError('lost', 'The call was broken off.');
    }
    switch (fault?.kind) {
      case undefined:
        return work();
      case 'transient':
        throw new ConnectorError(
          'transient',
          'The server is busy.',
          fault.retryAfter === undefined ? {} : { retryAfter: fault.retryAfter },
        );
      case 'unreachable':
        throw new ConnectorError('unreachable', 'Nobody answers.');
      case 'large':
        throw new ConnectorError('large', 'The call is too large.');
      case 'lost':
        throw new ConnectorError('lost', 'The answer never came.');
      case 'committed':
        work();
        throw new ConnectorError('lost', 'The answer never came.');
      case 'late':
        this.#late.push({ at: this.#now().getTime() + fault.after, commit: () => void work() });
        throw new ConnectorError('lost', 'The answer never came.');
      case 'killedLate':
        this.#late.push({ at: this.#now().getTime() + fault.after, commit: () => void work() });
        throw new Killed();
      case 'killedBefore':
        throw new Killed();
      case 'killedAfter':
        work();
        throw new Killed();
    }
  }
  #transaction<T>(work: () => T): T {
    const before: Tables = new Map([...this.#tables].map(([name, rows]) => [name, new Map(rows)]));
    const keys = new Map(this.#keys);
    try {
      const result = work();
      this.#check();
      return result;
    } catch (error) {
      this.#tables = before;
      this.#keys = keys;
      throw error;
    }
  }
  #check(): void {
    for (const [name, rows] of this.#tables) {
      const entity = this.schema.entities[name];
      if (entity === undefined) continue;
      for (const field of Object.values(entity.fields)) {
        const seen = new Set<string>();
        for (const [id, values] of rows) {
          const value = values[field.name] ?? null;
          if (field.required === true && field.name !== 'id' && value === null) {
            throw new ConnectorError('record', `${name} ${id}: ${field.name} is required.`);
          }
          if (value === null) continue;
          const text = canonicalJson(value);
          if (field.unique === true && seen.has(text)) {
            throw new ConnectorError('record', `${name}: ${field.name} ${text} is there already.`);
          }
          seen.add(text);
          const { type } = field;
          for (const { entity: other, id: one } of ledTo(type, value)) {
            if (!this.#table(other).has(Number(one))) {
              throw new ConnectorError(
                'record',
                `${name} ${id}: ${field.name} leads to ${other} ${String(one)}, which is not there.`,
              );
            }
          }
        }
      }
      for (const values of rows.values()) {
        const reason = this.refuse(name, values);
        if (reason !== null) throw new ConnectorError('record', reason);
      }
    }
  }
}

/** Where a value of a reference or a list of them leads; one that may lead to several entities names its own. */
function ledTo(
  type: FieldType,
  value: JsonValue,
): readonly { readonly entity: string; readonly id: JsonValue }[] {
  const items = Array.isArray(value) ? value : [value];
  if (type.kind === 'references') return items.map((id) => ({ entity: type.target, id }));
  if (type.kind !== 'reference') return [];
  const [only = '', other] = type.targets;
  if (other === undefined) return items.map((id) => ({ entity: only, id }));
  return items.flatMap((item) =>
    item !== null && typeof item === 'object' && 'model' in item
      ? [{ entity: String(item.model), id: item.id ?? null }]
      : [],
  );
}

function withoutNulls(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
    ),
  );
}
function pick(row: Values, fields: readonly string[]): Values {
  return Object.fromEntries(fields.map((field) => [field, row[field] ?? null]));
}
function laid(under: Readonly<Values>, values: Readonly<Record<string, JsonValue | ListChange>>): Values {
  const result: Values = { ...under };
  for (const [field, value] of Object.entries(values)) {
    if (
      value !== null &&
      typeof value === 'object' &&
      !Array.isArray(value) &&
      ('add' in value || 'remove' in value)
    ) {
      const change: ListChange = value;
      const held = result[field];
      const list = Array.isArray(held) ? held : [];
      const added = (change.add ?? []).filter((id) => !list.includes(id));
      result[field] = [...list, ...added].filter((id) => !(change.remove ?? []).some((gone) => gone === id));
    } else result[field] = value as JsonValue; // the list changes are taken care of above
  }
  return result;
}

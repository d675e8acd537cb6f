import type { Behaviour } from './behaviour.ts';
import { applyCommands } from './commands.ts';
import { checkRow } from './constraints.ts';
import { roundTo, toColumn } from './convert.ts';
import type { Database, Row } from './database.ts';
import { defaultValues } from './defaults.ts';
import { deleteRows } from './delete-rows.ts';
import { childIds, linkedIds, parentPath, relatedValue } from './derived-fields.ts';
import { invalidFieldError, missingRecordError } from './errors.ts';
import { forgetDocument } from './forget-document.ts';
import { messageCreation, messageTracking, type TrackedBefore, trackedValues } from './messages.ts';
import { auditFields, delegates, type Registry } from './registry.ts';
import { matchingIds, type SearchOptions, searchIds } from './search.ts';
import { columnOf } from './translated-column.ts';
import {
  type CallContext,
  type FieldDescriptor,
  type FieldValue,
  isRecord,
  type ModelDescriptor,
  type Values,
} from './types.ts';

/** What lives as long as the server: rows, models and the clock. */
export interface OdooSystem {
  readonly database: Database;
  readonly registry: Registry;
  /** Every date and time that came from the clock and not from a client; the dump leaves these out. */
  readonly stamps: Set<string>;
  /** Of users that were given one since the start. */
  readonly passwords: Map<number, string>;
  readonly clock: () => Date;
}

/** A record whose row is stored and whose lists and consequences are still to come. */
interface NewRecord {
  readonly id: number;
  readonly given: Readonly<Values>;
  readonly rest: readonly (readonly [FieldDescriptor, unknown])[];
  readonly externalId: unknown;
}

/** One call's view of the system: who calls, with which context, at what time. All reading and writing of rows. */
export class Environment {
  readonly system: OdooSystem;
  readonly uid: number;
  readonly context: CallContext;
  /** "YYYY-MM-DD HH:MM:SS" in UTC, the same during a call. */
  readonly now: string;

  constructor(system: OdooSystem, uid: number, context: CallContext, now?: string) {
    this.system = system;
    this.uid = uid;
    this.context = context;
    this.now = now ?? formatInstant(system.clock());
    system.stamps.add(this.now);
  }

  get database(): Database {
    return this.system.database;
  }

  get registry(): Registry {
    return this.system.registry;
  }

  get today(): string {
    return this.now.slice(0, 10);
  }

  withContext(extra: CallContext): Environment {
    return new Environment(this.system, this.uid, { ...this.context, ...extra }, this.now);
  }

  model(name: string): ModelDescriptor {
    return this.registry.model(name);
  }

  hasModel(name: string): boolean {
    return this.registry.models.has(name);
  }

  behaviour(model: string): Behaviour | undefined {
    return this.registry.behaviours[model];
  }

  isColumn(field: FieldDescriptor): boolean {
    return this.registry.isColumn(field);
  }

  exists(model: string, id: unknown): id is number {
    return typeof id === 'number' && this.hasModel(model) && this.database.has(model, id);
  }

  /** @throws OdooError where a record is missing. */
  mustExist(model: string, ids: readonly number[]): void {
    const missing = ids.find((id) => !this.database.has(model, id));
    if (missing !== undefined) throw missingRecordError(model, missing, this.uid);
  }

  /** A field's value by its name. */
  get(model: string, id: number, name: string): FieldValue {
    const field = this.model(model).fields.get(name);
    if (field === undefined) throw invalidFieldError(name, model);
    return this.value(model, id, field);
  }

  /** A reference as an id, or null. */
  ref(model: string, id: number, name: string): number | null {
    const value = this.get(model, id, name);
    return typeof value === 'number' ? value : null;
  }

  text(model: string, id: number, name: string): string | null {
    const value = this.get(model, id, name);
    return typeof value === 'string' ? value : null;
  }

  list(model: string, id: number, name: string): readonly number[] {
    const value = this.get(model, id, name);
    return Array.isArray(value) ? value : [];
  }

  value(model: string, id: number, field: FieldDescriptor): FieldValue {
    if (field.name === 'id') return id;
    if (this.isColumn(field)) {
      const row = this.database.get(model, id);
      return row?.[columnOf(this, field)] ?? row?.[field.name] ?? null;
    }
    const computed = this.behaviour(model)?.computed?.[field.name];
    if (computed !== undefined) return computed(this, id);
    if (field.name === 'display_name') return this.displayName(model, id);
    if (field.name === 'parent_path') return parentPath(this, model, id);
    if (field.related !== undefined) return relatedValue(this, model, id, field);
    if (field.type === 'many2many') return linkedIds(this, id, field);
    if (field.type === 'one2many') return childIds(this, model, id, field);
    return null;
  }

  displayName(model: string, id: number): string {
    const own = this.behaviour(model)?.displayName;
    if (own !== undefined) return own(this, id);
    if (!this.hasModel(model)) return `${model},${id}`;
    const name = this.model(model).fields.get('name') ?? this.model(model).fields.get('x_name');
    if (name === undefined) return `${model},${id}`;
    const value = this.value(model, id, name);
    return value === null || Array.isArray(value) ? '' : String(value);
  }

  search(model: string, domain: unknown, options?: SearchOptions): number[] {
    return searchIds(this, model, domain, options);
  }

  /** Ids whose name fits; what `name_search` and conditions on references by text use. */
  namedIds(model: string, text: unknown, operator: string): number[] {
    const descriptor = this.model(model);
    const names =
      this.behaviour(model)?.nameFields ?? (descriptor.fields.has('name') ? ['name'] : ['x_name']);
    const known = names.filter((name) => descriptor.fields.has(name));
    if (known.length === 0) {
      return [...this.database.ids(model)].filter((id) => this.displayName(model, id).includes(String(text)));
    }
    const negative = operator.startsWith('not') || operator === '!=';
    const join = known.slice(1).map(() => (negative ? '&' : '|'));
    return matchingIds(this, descriptor, [...join, ...known.map((name) => [name, operator, text])]);
  }

  /** Creates records, in order. @throws OdooError */
  create(model: string, list: readonly Values[]): number[] {
    const descriptor = this.model(model);
    // All rows of the call stand before any of them is finished: what one record does to its kin sees them all.
    const records = list.map((values) => this.#insert(descriptor, values));
    for (const record of records) this.#finish(descriptor, record);
    return records.map((record) => record.id);
  }

  createOne(model: string, values: Values): number {
    const descriptor = this.model(model);
    const record = this.#insert(descriptor, values);
    this.#finish(descriptor, record);
    return record.id;
  }

  /** Writes the same values to every record. @throws OdooError */
  write(model: string, ids: readonly number[], values: Values): void {
    const descriptor = this.model(model);
    const given = this.#given(descriptor, values);
    this.mustExist(model, ids);
    const behaviour = this.behaviour(model);
    for (const id of ids) {
      const own = behaviour?.prepareWrite?.(this, id, { ...given }) ?? given;
      const before = trackedValues(this, descriptor, id);
      const row = { ...this.database.get(model, id) };
      this.#store(descriptor, id, own);
      behaviour?.afterWrite?.(this, id, own, row);
      this.#trackChanges(descriptor, id, before);
    }
  }

  /** Sets columns as they are, without hooks: for behaviours that keep derived columns. */
  patch(model: string, id: number, columns: Readonly<Values>): void {
    const descriptor = this.model(model);
    const changes: Row = {};
    for (const [name, value] of Object.entries(columns)) {
      const field = descriptor.fields.get(name);
      if (field === undefined) throw invalidFieldError(name, model);
      changes[name] = toColumn(model, field, value);
    }
    this.database.update(model, id, changes);
  }

  /** Deletes through the ORM. @throws OdooError */
  unlink(model: string, ids: readonly number[]): void {
    const unique = [...new Set(ids)];
    this.mustExist(model, unique);
    if (unique.length === 0) return;
    const behaviour = this.behaviour(model);
    behaviour?.beforeUnlink?.(this, unique);
    forgetDocument(this, model, unique);
    deleteRows(this, model, unique);
    behaviour?.afterUnlink?.(this, unique);
  }

  /** Values without those that Odoo fills itself. @throws OdooError on a name that the model does not have. */
  #given(descriptor: ModelDescriptor, values: Values): Values {
    const given: Values = {};
    for (const [name, value] of Object.entries(values)) {
      if (auditFields.has(name)) continue;
      if (!descriptor.fields.has(name)) throw invalidFieldError(name, descriptor.model);
      given[name] = value;
    }
    return given;
  }

  #insert(descriptor: ModelDescriptor, values: Values): NewRecord {
    const model = descriptor.model;
    const behaviour = this.behaviour(model);
    let given = this.#given(descriptor, values);
    if (behaviour?.prepareCreate !== undefined) given = behaviour.prepareCreate(this, given);
    const delegate = delegates[model];
    if (delegate !== undefined) given = this.#createDelegate(descriptor, delegate, given);
    const all = { ...defaultValues(this, descriptor, given), ...given };
    behaviour?.complete?.(this, all, given);
    const row: Row = {};
    const rest: [FieldDescriptor, unknown][] = [];
    for (const [name, value] of Object.entries(all)) {
      const field = descriptor.fields.get(name);
      if (field === undefined) continue;
      if (this.isColumn(field)) {
        const column = toColumn(model, field, value);
        // What is made in another language is the text of the base language too.
        if (column !== null) for (const key of [name, columnOf(this, field)]) row[key] = column;
      } else {
        rest.push([field, value]);
      }
    }
    if (descriptor.fields.has('create_uid')) {
      row.create_uid = this.uid;
      row.create_date = this.now;
      row.write_uid = this.uid;
      row.write_date = this.now;
    }
    const id = this.database.nextId(model);
    this.database.insert(model, id, row);
    checkRow(this, descriptor, id, null);
    return { id, given, rest, externalId: values.id };
  }

  #finish(descriptor: ModelDescriptor, record: NewRecord): void {
    const { id, given, rest, externalId } = record;
    for (const [field, value] of rest) this.#storeOther(descriptor, id, field, value);
    this.#externalId(descriptor.model, id, externalId);
    this.behaviour(descriptor.model)?.afterCreate?.(this, id, given);
    messageCreation(this, descriptor, id);
  }

  #store(descriptor: ModelDescriptor, id: number, values: Readonly<Values>): void {
    const model = descriptor.model;
    const changes: Row = {};
    const rest: [FieldDescriptor, unknown][] = [];
    for (const [name, value] of Object.entries(values)) {
      const field = descriptor.fields.get(name);
      if (field === undefined) continue;
      if (!this.isColumn(field)) rest.push([field, value]);
      else {
        const column = this.#rounded(model, id, field, toColumn(model, field, value));
        changes[column === null ? name : columnOf(this, field)] = column;
      }
    }
    const changed = this.database.update(model, id, changes);
    if (descriptor.fields.has('write_date')) {
      this.database.update(model, id, { write_date: this.now, write_uid: this.uid });
    }
    if (changed.length > 0) checkRow(this, descriptor, id, changed);
    for (const [field, value] of rest) this.#storeOther(descriptor, id, field, value);
  }

  /** A write rounds money to its currency; a create cannot know the currency yet and keeps the number. */
  #rounded(model: string, id: number, field: FieldDescriptor, value: Row[string]): Row[string] {
    if (field.type !== 'monetary' || typeof value !== 'number') return value;
    const currency = this.model(model).fields.get(field.currency_field ?? 'currency_id');
    const known = currency === undefined ? null : this.value(model, id, currency);
    if (!this.exists('res.currency', known)) return value;
    const places = this.get('res.currency', known, 'decimal_places');
    return roundTo(value, typeof places === 'number' ? places : 2);
  }

  /** Lists, related fields and computed fields that can be written. Others are left alone, as Odoo does. */
  #storeOther(descriptor: ModelDescriptor, id: number, field: FieldDescriptor, value: unknown): void {
    const inverse = this.behaviour(descriptor.model)?.inverse?.[field.name];
    if (inverse !== undefined) {
      inverse(this, id, value);
    } else if (field.related !== undefined) {
      if (field.readonly !== true) this.#writeRelated(descriptor.model, id, field, value);
    } else if (field.type === 'one2many' || field.type === 'many2many') {
      applyCommands(this, descriptor, id, field, value);
    }
  }

  #writeRelated(model: string, id: number, field: FieldDescriptor, value: unknown): void {
    const path = (field.related ?? '').split('.');
    const last = path.pop();
    let at: { model: string; id: number } | null = { model, id };
    for (const name of path) {
      const step: FieldDescriptor | undefined =
        at === null ? undefined : this.model(at.model).fields.get(name);
      if (at === null || step === undefined || step.relation === undefined) return;
      const next = this.value(at.model, at.id, step);
      at = typeof next === 'number' ? { model: step.relation, id: next } : null;
    }
    if (at !== null && last !== undefined) this.write(at.model, [at.id], { [last]: value });
  }

  /** `_inherits`: the values that belong to the other record go there, which is created first where it is missing. */
  #createDelegate(descriptor: ModelDescriptor, reference: string, given: Values): Values {
    const target = descriptor.fields.get(reference)?.relation;
    if (target === undefined) return given;
    const own: Values = {};
    const theirs: Values = {};
    for (const [name, value] of Object.entries(given)) {
      const field = descriptor.fields.get(name);
      const inherited = field?.related === `${reference}.${name}` && this.model(target).fields.has(name);
      if (inherited) theirs[name] = value;
      else own[name] = value;
    }
    const existing = given[reference];
    if (this.exists(target, existing)) {
      if (Object.keys(theirs).length > 0) this.write(target, [existing], theirs);
      return own;
    }
    if (existing) return own;
    return { ...own, [reference]: this.createOne(target, theirs) };
  }

  /** Import mode: `id` in the values is an external id, which is made or pointed here. */
  #externalId(model: string, id: number, externalId: unknown): void {
    const module = this.context._import_current_module;
    if (typeof module !== 'string' || typeof externalId !== 'string' || externalId === '') return;
    const dot = externalId.indexOf('.');
    const name = dot < 0 ? externalId : externalId.slice(dot + 1);
    const owner = dot < 0 ? module : externalId.slice(0, dot);
    const known = [...this.database.lookup('ir.model.data', 'name', [name])].find(
      (row) => this.text('ir.model.data', row, 'module') === owner,
    );
    if (known === undefined) {
      this.createOne('ir.model.data', {
        module: owner,
        name,
        model,
        res_id: id,
        noupdate: this.context.noupdate === true,
      });
    } else {
      this.database.update('ir.model.data', known, { model, res_id: id, write_date: this.now });
    }
  }

  #trackChanges(descriptor: ModelDescriptor, id: number, before: TrackedBefore | null): void {
    if (before !== null && this.database.has(descriptor.model, id))
      messageTracking(this, descriptor, id, before);
  }
}

/** "YYYY-MM-DD HH:MM:SS" in UTC. */
export function formatInstant(date: Date): string {
  return date.toISOString().slice(0, 19).replace('T', ' ');
}

/** Keyword arguments' context, empty where there is none. */
export function contextOf(kwargs: Readonly<Values>): CallContext {
  return isRecord(kwargs.context) ? kwargs.context : {};
}

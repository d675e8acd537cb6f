import type { Entity, EntityProfile, Field, FieldProfile, JsonValue } from '../model.ts';
import { byCodeUnit } from '../order.ts';
import { Column } from './column.ts';
import { fieldProfile } from './field-profile.ts';

/**
 * Profiles the records of one entity as they pass by, in memory that does not grow with their number. Values are canonical
 * (`FieldType` in the model); empty ones are null, the empty text or an empty list.
 */
export class EntityProfiler {
  readonly #entity: Entity;
  #rows = 0;
  readonly #filled = new Map<string, number>();
  readonly #columns = new Map<string, Column>();
  readonly #targets = new Map<string, Map<string, number>>();

  constructor(entity: Entity) {
    this.#entity = entity;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Bytes held, about. */
  get bytes(): number {
    return [...this.#columns.values()].reduce((sum, column) => sum + column.bytes, 0);
  }

  /** Counts a record. Its fields may be given here, or one by one to `fill` and `mark`. */
  see(values: Readonly<Record<string, JsonValue>> = {}): void {
    this.#rows++;
    for (const [name, value] of Object.entries(values)) this.fill(name, value);
  }

  /** A field of the record that was counted last holds this value. */
  fill(name: string, value: JsonValue): void {
    if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return;
    this.mark(name);
    const field = Object.hasOwn(this.#entity.fields, name) ? this.#entity.fields[name] : undefined;
    if (field === undefined) return;
    let column = this.#columns.get(name);
    if (column === undefined) {
      column = new Column(true);
      this.#columns.set(name, column);
    }
    this.#observe(column, field, value);
  }

  /** A field of the record that was counted last holds a value that is not looked at. */
  mark(name: string): void {
    this.#filled.set(name, (this.#filled.get(name) ?? 0) + 1);
  }

  /** What was seen so far, in order of name. */
  result(): EntityProfile {
    const filled = [...this.#filled].toSorted(([left], [right]) => byCodeUnit(left, right));
    const fields: [string, FieldProfile][] = [];
    for (const [name] of filled) {
      const column = this.#columns.get(name);
      const field = this.#entity.fields[name];
      if (column === undefined || field === undefined) continue;
      const said = fieldProfile(this.#entity, field, column.summary());
      const targets = this.#targets.get(name);
      const all =
        targets === undefined
          ? said
          : { ...said, targets: Object.fromEntries([...targets].toSorted(([a], [b]) => byCodeUnit(a, b))) };
      if (Object.keys(all).length > 0) fields.push([name, all]);
    }
    const counts = { rows: this.#rows, filled: Object.fromEntries(filled) };
    return fields.length === 0 ? counts : { ...counts, fields: Object.fromEntries(fields) };
  }

  #observe(column: Column, field: Field, value: JsonValue): void {
    switch (field.type.kind) {
      case 'reference': {
        if (typeof value !== 'object' || value === null || !('entity' in value)) {
          column.see(value);
          return;
        }
        const target = String(value.entity);
        column.see(`${target}:${String(value.id)}`);
        const targets = this.#targets.get(field.name) ?? new Map<string, number>();
        this.#targets.set(field.name, targets);
        // Only entities that the schema names: a wrong one may be anything.
        if (field.type.targets.includes(target)) targets.set(target, (targets.get(target) ?? 0) + 1);
        return;
      }
      case 'enums':
        if (Array.isArray(value)) for (const item of value) column.see(item);
        return;
      case 'records':
      case 'references':
        // Only how many there are.
        if (Array.isArray(value)) column.see(value.map(() => null));
        return;
      case 'record':
      case 'binary':
      case 'json':
      case 'other':
        return;
      default:
        column.see(value);
    }
  }
}

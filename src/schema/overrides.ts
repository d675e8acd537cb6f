import { canonicalJson } from './digest.ts';
import type { Entity, Field, FieldType, Schema } from './model.ts';
import { ownNames } from './own-names.ts';

/** What a person knows better than discovery: it wins over every snapshot, and stands beside it. */
export type Overrides = Readonly<Record<string, EntityOverride>>;

/** Null takes the whole entity away. */
export type EntityOverride = {
  readonly label?: string;
  readonly id?: string;
  readonly display?: string | null;
  readonly keys?: readonly (readonly string[])[];
  readonly fields?: Readonly<Record<string, FieldOverride>>;
} | null;

/**
 * What is said of a field; what is not said stays as discovery has it. Null takes the field away. One that discovery does
 * not know is added where its type is said.
 */
export type FieldOverride = {
  readonly label?: string;
  readonly type?: FieldType;
  readonly required?: boolean;
  readonly unique?: boolean;
  readonly write?: 'always' | 'create' | 'update' | 'never';
  readonly default?: 'none' | 'constant' | 'session';
} | null;

/** The schema as the overrides say. Entities are loaded, and corrected, when they are first looked at. */
export function withOverrides(schema: Schema, overrides: Overrides): Schema {
  const corrected: Record<string, Entity> = {};
  for (const [name, override] of Object.entries(overrides)) {
    if (override === null || !Object.hasOwn(schema.entities, name)) continue;
    let entity: Entity | undefined;
    Object.defineProperty(corrected, name, {
      enumerable: true,
      configurable: true,
      get: () => {
        const found = schema.entities[name];
        entity ??= found && correctedEntity(found, override);
        return entity;
      },
    });
  }
  const entities = ownNames(schema.entities, corrected);
  const gone = new Set(Object.keys(overrides).filter((name) => overrides[name] === null));
  return { ...schema, entities: gone.size === 0 ? entities : without(entities, gone) };
}

function without<T>(
  names: Readonly<Record<string, T>>,
  gone: ReadonlySet<string>,
): Readonly<Record<string, T>> {
  const all = Object.entries(Object.getOwnPropertyDescriptors(names));
  return Object.create(null, Object.fromEntries(all.filter(([name]) => !gone.has(name))));
}

function correctedEntity(entity: Entity, override: NonNullable<EntityOverride>): Entity {
  const { label, id, display, keys, fields: changed = {} } = override;
  const fields: Record<string, Field> = { ...entity.fields };
  for (const [name, change] of Object.entries(changed)) {
    const field = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined;
    if (change === null) delete fields[name];
    else if (field !== undefined) fields[name] = correctedField(field, change);
    else if (change.type !== undefined)
      fields[name] = correctedField({ name, label: change.label ?? name, type: change.type }, change);
  }
  return {
    ...entity,
    ...(label === undefined ? {} : { label }),
    ...(id === undefined ? {} : { id }),
    ...(display === undefined ? {} : { display }),
    ...(keys === undefined ? {} : { keys }),
    fields,
  };
}

function correctedField(field: Field, change: NonNullable<FieldOverride>): Field {
  const { required, unique, write, default: filled, origin, ...rest } = field;
  const now = {
    required: change.required ?? required === true,
    unique: change.unique ?? unique === true,
    write: change.write ?? write ?? 'always',
    default: change.default ?? filled ?? 'none',
  };
  return {
    ...rest,
    label: change.label ?? field.label,
    type: change.type ?? field.type,
    // What a person says is concluded from nothing.
    ...(origin === undefined || change.type !== undefined ? {} : { origin }),
    ...(now.required ? { required: true } : {}),
    ...(now.unique ? { unique: true } : {}),
    ...(now.write === 'always' ? {} : { write: now.write }),
    ...(now.default === 'none' ? {} : { default: now.default }),
  };
}

/** An override that says nothing any more: what it corrects is gone, or discovery says so itself. */
interface StaleOverride {
  readonly entity: string;
  /** Null where it is about the entity as a whole. */
  readonly field: string | null;
  /** The property that is stale; null where the whole of it is. */
  readonly property: string | null;
  /** One sentence for a person. */
  readonly message: string;
}

/** The overrides that are stale, in the order in which they are written. @param schema as discovered */
export function staleOverrides(schema: Schema, overrides: Overrides): readonly StaleOverride[] {
  return Object.entries(overrides).flatMap(([name, override]): readonly StaleOverride[] => {
    const entity = Object.hasOwn(schema.entities, name) ? schema.entities[name] : undefined;
    const whole = (message: string): StaleOverride => ({
      entity: name,
      field: null,
      property: null,
      message,
    });
    if (entity === undefined) return [whole(`${name} is not among the discovered entities`)];
    if (override === null) return [];
    const { fields = {}, ...own } = override;
    const properties = Object.entries(own).flatMap(([property, said]): readonly StaleOverride[] => {
      const discovered = {
        label: entity.label,
        id: entity.id,
        display: entity.display,
        keys: entity.keys ?? [],
      };
      return same(said, discovered[property as keyof typeof discovered]) // the keys of `own` are these four
        ? [
            {
              entity: name,
              field: null,
              property,
              message: `discovery says the same of ${name}: ${property}`,
            },
          ]
        : [];
    });
    return [
      ...properties,
      ...Object.entries(fields).flatMap(([field, change]) => staleField(entity, field, change)),
    ];
  });
}

function staleField(entity: Entity, name: string, change: FieldOverride): readonly StaleOverride[] {
  const field = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined;
  const path = `${entity.name}.${name}`;
  const stale = (property: string | null, message: string): StaleOverride => ({
    entity: entity.name,
    field: name,
    property,
    message,
  });
  if (field === undefined) {
    if (change === null) return [stale(null, `${path} is not there: discovery does not find it either`)];
    return change.type === undefined
      ? [stale(null, `${path} is not among the discovered fields; with a \`type\` it would be added`)]
      : [];
  }
  if (change === null) return [];
  const discovered: Required<NonNullable<FieldOverride>> = {
    label: field.label,
    type: field.type,
    required: field.required === true,
    unique: field.unique === true,
    write: field.write ?? 'always',
    default: field.default ?? 'none',
  };
  return (
    (Object.keys(change) as (keyof typeof discovered)[]) // an override has no other properties
      // A type that was concluded may be another tomorrow: who confirms it says something.
      .filter((property) => property !== 'type' || field.origin === undefined)
      .filter((property) => same(change[property], discovered[property]))
      .map((property) => stale(property, `discovery says the same of ${path}: ${property}`))
  );
}

function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

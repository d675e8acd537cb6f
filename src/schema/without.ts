import type { Entity, Field, FieldType, Schema } from './model.ts';

/** Something that a system may lack: a module, an entity, or one field of an entity. */
export type Part =
  | { readonly kind: 'module'; readonly module: string }
  | { readonly kind: 'entity'; readonly entity: string }
  | { readonly kind: 'field'; readonly entity: string; readonly field: string };

/**
 * The schema of the same system without these parts. A field that leads only to an entity that goes, goes with it, as it
 * would in the system; one that leads to others too keeps those. A module takes nothing along: no snapshot says which
 * entities are its own. The field that identifies a record cannot go ({@link canLack}); it stays.
 */
export function withoutParts(schema: Schema, parts: readonly Part[]): Schema {
  if (parts.length === 0) return schema;
  const modules = new Set(parts.flatMap((part) => (part.kind === 'module' ? [part.module] : [])));
  const entities = new Set(parts.flatMap((part) => (part.kind === 'entity' ? [part.entity] : [])));
  const fields = new Set(
    parts.flatMap((part) =>
      part.kind === 'field' && canLack(schema, part) ? [`${part.entity}.${part.field}`] : [],
    ),
  );
  const gone: Gone = { entities, fields };
  return {
    ...schema,
    modules: schema.modules.filter((module) => !modules.has(module)),
    entities:
      entities.size + fields.size === 0
        ? schema.entities
        : Object.fromEntries(
            Object.entries(schema.entities)
              .filter(([name]) => !entities.has(name))
              .map(([name, entity]) => [name, entityWithout(entity, gone)]),
          ),
  };
}

/** Whether there could be such a system without this part: a record is known by its id. */
export function canLack(schema: Schema, part: Part): boolean {
  return part.kind !== 'field' || schema.entities[part.entity]?.id !== part.field;
}

interface Gone {
  readonly entities: ReadonlySet<string>;
  /** As `entity.field`. */
  readonly fields: ReadonlySet<string>;
}

function entityWithout(entity: Entity, gone: Gone): Entity {
  const own = Object.entries(entity.fields);
  const left = own.flatMap(([name, field]): readonly (readonly [string, Field])[] => {
    if (gone.fields.has(`${entity.name}.${name}`)) return [];
    const type = typeWithout(field.type, gone);
    return type === null ? [] : [[name, type === field.type ? field : { ...field, type }]];
  });
  if (left.length === own.length && left.every(([name, field]) => entity.fields[name] === field))
    return entity;
  const names = new Set(left.map(([name]) => name));
  const has = (name: string): boolean => names.has(name);
  const fields = Object.fromEntries(left.map(([name, field]) => [name, withoutMentions(field, has)]));
  if (left.length === own.length) return { ...entity, fields };
  const { display, keys, rows } = entity;
  return {
    ...entity,
    fields,
    display: display !== null && has(display) ? display : null,
    ...(keys === undefined ? {} : { keys: keys.filter((key) => key.every(has)) }),
    ...(rows === undefined
      ? {}
      : { rows: rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => has(name)))) }),
  };
}

/**
 * The field without what it says of fields that went: an amount has no known currency then, a reference no field that
 * repeats its target, and nothing decides any more which options are allowed.
 */
function withoutMentions(field: Field, has: (name: string) => boolean): Field {
  const { part, allowed, ...rest } = field;
  const left = allowed?.filter(({ by }) => has(by)) ?? [];
  return {
    ...rest,
    type: typeWithoutMentions(field.type, has),
    ...(part !== undefined && has(part) ? { part } : {}),
    ...(left.length > 0 ? { allowed: left } : {}),
  };
}

function typeWithoutMentions(type: FieldType, has: (name: string) => boolean): FieldType {
  if (type.kind === 'money' && type.currency !== undefined && !has(type.currency)) {
    const { currency: _, ...rest } = type;
    return rest;
  }
  if (type.kind === 'reference' && type.typeField !== undefined && !has(type.typeField)) {
    const { typeField: _, ...rest } = type;
    return rest;
  }
  return type;
}

/** Null: nothing is left that the field could hold. */
function typeWithout(type: FieldType, gone: Gone): FieldType | null {
  switch (type.kind) {
    case 'reference': {
      const targets = type.targets.filter((target) => !gone.entities.has(target));
      if (targets.length === type.targets.length) return type;
      return targets.length === 0 ? null : { ...type, targets };
    }
    case 'references':
      return gone.entities.has(type.target) ? null : type;
    case 'children':
      return gone.entities.has(type.entity) || gone.fields.has(`${type.entity}.${type.via}`) ? null : type;
    case 'record':
    case 'records': {
      const fields = Object.entries(type.fields).flatMap(([name, field]) => {
        const inner = typeWithout(field.type, gone);
        return inner === null
          ? []
          : [[name, inner === field.type ? field : { ...field, type: inner }] as const];
      });
      const same =
        fields.length === Object.keys(type.fields).length &&
        fields.every(([name, field]) => type.fields[name] === field);
      return same ? type : { ...type, fields: Object.fromEntries(fields) };
    }
    case 'text':
    case 'html':
    case 'integer':
    case 'float':
    case 'decimal':
    case 'money':
    case 'boolean':
    case 'date':
    case 'instant':
    case 'local':
    case 'enum':
    case 'enums':
    case 'reference_id':
    case 'binary':
    case 'json':
    case 'other':
      return type;
    default:
      return type satisfies never;
  }
}

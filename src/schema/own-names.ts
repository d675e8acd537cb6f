import type { Entity, Schema } from './model.ts';

type Names<T> = Readonly<Record<string, T>>;

/**
 * The same names and nothing else: a system may well have a field called `constructor` or none called `toString`, and an
 * object of JavaScript answers to both. What is loaded when it is first looked at stays so.
 * @param more names that are added, or stand in for those that are there
 */
export function ownNames<T>(names: Names<T>, more: Names<T> = {}): Names<T> {
  return Object.create(null, {
    ...Object.getOwnPropertyDescriptors(names),
    ...Object.getOwnPropertyDescriptors(more),
  });
}

const made = new WeakMap<Entity, Entity>();

/** The same for the same entity: a schema is looked at again under other choices. */
function owned(entity: Entity): Entity {
  const known = made.get(entity);
  if (known !== undefined) return known;
  const own = { ...entity, fields: ownNames(entity.fields) };
  made.set(entity, own);
  return own;
}

/** A schema whose entities and fields answer to their own names only. No entity is loaded for it. */
export function withOwnNames(schema: Schema): Schema {
  const entities: Record<string, Entity> = Object.create(null);
  for (const name of Object.keys(schema.entities)) {
    let entity: Entity | undefined;
    Object.defineProperty(entities, name, {
      enumerable: true,
      configurable: true,
      get: () => {
        const loaded = schema.entities[name];
        entity ??= loaded && owned(loaded);
        return entity;
      },
    });
  }
  return { ...schema, entities };
}

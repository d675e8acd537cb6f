import type { Entity } from '../../schema/model.ts';

/** What a row of the entity cannot be made without. */
export function requiredFields(entity: Entity): readonly string[] {
  return Object.values(entity.fields)
    .filter((field) => field.required && field.default !== 'constant' && field.write !== 'never')
    .map((field) => field.name);
}

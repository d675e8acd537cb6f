import type { Entity } from '../../schema/model.ts';

/** What a row of the entity cannot be made without. What is written only afterwards is not asked for then. */
export function requiredFields(entity: Entity): readonly string[] {
  return Object.values(entity.fields)
    .filter(
      (field) =>
        field.required && field.default !== 'constant' && field.write !== 'never' && field.write !== 'update',
    )
    .map((field) => field.name);
}

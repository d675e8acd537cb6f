import type { Entity, Field, FieldType, Schema } from '../../src/schema/model.ts';

/** A field with a label made of its name. */
export function field(name: string, type: FieldType, more: Partial<Field> = {}): Field {
  return { name, label: name, type, ...more };
}

export function entity(name: string, fields: readonly Field[], more: Partial<Entity> = {}): Entity {
  return {
    name,
    label: name,
    id: 'id',
    display: 'name',
    fields: Object.fromEntries(
      [field('id', { kind: 'integer' }, { write: 'never' }), ...fields].map((each) => [each.name, each]),
    ),
    ...more,
  };
}

export function schema(entities: readonly Entity[], more: Partial<Schema> = {}): Schema {
  return {
    system: 'odoo',
    version: '17.0',
    language: 'en_US',
    modules: ['crm', 'mail'],
    entities: Object.fromEntries(entities.map((each) => [each.name, each])),
    ...more,
  };
}

export const stage: Entity = entity(
  'crm.stage',
  [
    field('name', { kind: 'text', max: 64 }, { required: true, label: 'Stage Name' }),
    field('team_id', { kind: 'reference', targets: ['crm.team'] }, { label: 'Sales Team' }),
    field('state', {
      kind: 'enum',
      options: [
        { value: 'a', label: 'New' },
        { value: 'b', label: 'Won' },
      ],
    }),
  ],
  {
    label: 'CRM Stages',
    access: { model: 'crm.stage' },
    keys: [['team_id', 'name']],
    rows: [
      { id: 1, name: 'New', team_id: null },
      { id: 2, name: 'Won', team_id: 7 },
    ],
  },
);

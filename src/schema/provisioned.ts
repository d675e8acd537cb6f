import type { Entity, Field, FieldType } from './model.ts';

interface ProvisionedColumn {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly unique: boolean;
}

/** A field as a schema shows it that `provision` makes. */
export function provisionedField({ name, label, type, unique }: ProvisionedColumn): Field {
  return { name, label, type, provisioned: true, ...(unique ? { unique: true as const } : {}) };
}

/** An entity as a schema shows it that `provision` makes: its own columns, and the id that every entity has. */
export function provisionedEntity(
  name: string,
  label: string,
  columns: readonly ProvisionedColumn[],
): Entity {
  const id: Field = {
    name: 'id',
    label: 'ID',
    type: { kind: 'integer' },
    write: 'never',
    unique: true,
    provisioned: true,
  };
  const fields = Object.fromEntries([
    ['id', id],
    ...columns.map((column) => [column.name, provisionedField(column)] as const),
  ]);
  return { name, label, id: 'id', display: ['name', 'x_name'].find((one) => one in fields) ?? null, fields };
}

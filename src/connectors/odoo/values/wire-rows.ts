import type { Entity, FieldType, JsonValue } from '../../../schema/model.ts';
import type { CallOptions, TargetValues } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import type { WireValues } from '../alike.ts';
import type { OdooSession } from '../session.ts';
import { isModelReference, toWire } from './values.ts';

/** Canonical values of rows as Odoo takes them in `create` and `write`. @throws ConnectorError `record` */
export async function wireRows(
  session: OdooSession,
  entity: Entity | string,
  rows: readonly TargetValues[],
  options?: CallOptions,
): Promise<readonly WireValues[]> {
  const types = await typesOf(session, entity, rows, options);
  const models = new Set<string>();
  for (const row of rows)
    for (const [field, value] of Object.entries(row)) {
      const type = types.get(field);
      if (type !== undefined && isModelReference(type) && typeof value === 'string') models.add(value);
    }
  const ids = models.size === 0 ? new Map<string, number>() : await session.modelIds(models, options);
  const name = typeof entity === 'string' ? entity : entity.name;
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([field, value]) => {
        const type = types.get(field);
        if (type === undefined) throw new ConnectorError('record', `Odoo has no field ${name}.${field}`);
        return [field, toWire(`${name}.${field}`, type, value, ids)];
      }),
    ),
  );
}

/**
 * As {@link wireRows}, of rows that are made: the records of another model that they hold (lines of an invoice) are made
 * with them, by commands `[0, 0, values]`.
 */
export async function wireNewRows(
  session: OdooSession,
  entity: Entity | string,
  rows: readonly TargetValues[],
  options?: CallOptions,
): Promise<readonly WireValues[]> {
  const types = await typesOf(session, entity, rows, options);
  const plain = rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([field]) => types.get(field)?.kind !== 'children')),
  );
  const wire = await wireRows(session, entity, plain, options);
  const made: WireValues[] = [];
  for (const [index, row] of rows.entries()) {
    const lists: Record<string, JsonValue> = {};
    for (const [field, value] of Object.entries(row)) {
      const type = types.get(field);
      if (type?.kind !== 'children' || value === null) continue;
      const name = `${typeof entity === 'string' ? entity : entity.name}.${field}`;
      const children = await wireNewRows(session, type.entity, newRows(name, value), options);
      lists[field] = children.map((values) => [0, 0, values]);
    }
    made.push({ ...wire[index], ...lists });
  }
  return made;
}

async function typesOf(
  session: OdooSession,
  entity: Entity | string,
  rows: readonly TargetValues[],
  options?: CallOptions,
): Promise<ReadonlyMap<string, FieldType>> {
  const types = new Map<string, FieldType>();
  for (const field of new Set(rows.flatMap((row) => Object.keys(row))))
    types.set(field, await session.typeOf(entity, field, options));
  return types;
}

function newRows(path: string, value: TargetValues[string]): readonly TargetValues[] {
  const rows: readonly unknown[] = Array.isArray(value) ? value : [value];
  return rows.map((row) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      throw new ConnectorError('record', `${path} takes new rows, not ${JSON.stringify(row)}`);
    // A JSON value that is neither a scalar nor an array is an object.
    return row as TargetValues;
  });
}

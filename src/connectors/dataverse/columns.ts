import type { Entity, Field } from '../../schema/model.ts';
import { ConnectorError } from '../contract.ts';
import { derivedFrom } from './derived.ts';

export const LOGICAL_NAME = 'Microsoft.Dynamics.CRM.lookuplogicalname';
const FORMATTED = 'OData.Community.Display.V1.FormattedValue';

/** Begins the key of `Entity.access` that names a lookup's navigation property: `expand:activityid`. */
export const EXPAND = 'expand:';
/** Begins the key of `Entity.access` that names the id column of the rows in a list: `list:accountleads_association`. */
export const LIST = 'list:';
/** What an activity says of its kind. */
export const ACTIVITY_KIND = 'activitytypecode';

/** How a field is read from a row: which property is selected, and what of it is the value. */
export type Column =
  | { readonly field: Field; readonly read: 'value'; readonly property: string }
  /** `expand`: the navigation property whose record says of which kind it is. */
  | {
      readonly field: Field;
      readonly read: 'reference';
      readonly property: string;
      readonly expand: string | null;
    }
  /** A companion: told by an annotation of the base column. */
  | {
      readonly field: Field;
      readonly read: 'annotation';
      readonly property: string;
      readonly annotation: string;
    }
  /** Many to many: the records under a navigation property, of which only the ids are asked for. */
  | {
      readonly field: Field;
      readonly read: 'list';
      readonly property: string;
      readonly target: string;
      readonly id: string;
    }
  /** Made by the connector of other columns of the row, and of records that these lead to. */
  | {
      readonly field: Field;
      readonly read: 'derived';
      readonly property: string;
      readonly properties: readonly string[];
      readonly expands: readonly string[];
    }
  /** A body: one request a record. */
  | { readonly field: Field; readonly read: 'body'; readonly property: string };

/** The column of a field; null for a field that can be dropped but not read. */
export function columnOf(entity: Entity, field: Field): Column | null {
  const derived = derivedFrom(entity.name, field, entity.access);
  if (derived !== null) return { field, read: 'derived', property: field.name, ...derived };
  switch (field.type.kind) {
    case 'other':
      return null;
    case 'binary':
      return { field, read: 'body', property: field.name };
    case 'reference':
      return {
        field,
        read: 'reference',
        property: propertyOf(field),
        expand: entity.access?.[EXPAND + field.name] ?? null,
      };
    case 'references': {
      const id = entity.access?.[LIST + field.name];
      if (id === undefined) return null;
      return { field, read: 'list', property: field.name, target: field.type.target, id };
    }
    case 'text': {
      if (field.companionOf === undefined) return { field, read: 'value', property: field.name };
      const base = entity.fields[field.companionOf];
      if (base === undefined) return null;
      const annotation = field.name === `${base.name}name` ? FORMATTED : LOGICAL_NAME;
      return { field, read: 'annotation', property: propertyOf(base), annotation };
    }
    default:
      return { field, read: 'value', property: field.name };
  }
}

/** @throws ConnectorError for a field that the entity does not have or that cannot be read */
export function columnsOf(entity: Entity, fields: readonly string[]): readonly Column[] {
  return fields.map((name) => {
    const field = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined;
    const column = field === undefined ? null : columnOf(entity, field);
    if (column === null) {
      throw new ConnectorError('record', `${entity.name}.${name} cannot be read from Dataverse.`);
    }
    return column;
  });
}

/** Lookups are read as `_x_value`. */
function propertyOf(field: Field): string {
  return field.type.kind === 'reference' ? `_${field.name}_value` : field.name;
}

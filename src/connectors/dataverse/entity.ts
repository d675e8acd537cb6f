import type { Entity, Field } from '../../schema/model.ts';
import { ConnectorError } from '../contract.ts';
import { fieldOf } from './attribute.ts';
import { EXPAND, LIST } from './columns.ts';
import { derivedFields, lookedThrough, THROUGH } from './derived.ts';
import type { Json, JsonRecord } from './json.ts';
import { type Attribute, labelOf, textOf } from './metadata-value.ts';
import type { TableFacts } from './table-facts.ts';

/** The table that shows the records of all activity tables together. */
export const POINTER = 'activitypointer';

/**
 * The entity that a table's definition and facts describe. `activities` are the tables whose records are activities, and
 * `idOf` gives the id column of any table.
 * @throws ConnectorError for a table whose records cannot be told apart
 */
export function entityOf(
  name: string,
  definition: JsonRecord,
  facts: TableFacts,
  activities: readonly string[],
  idOf: (table: string) => string | null,
): Entity {
  const attributes = new Map<string, Attribute>(
    facts.attributes.map((attribute) => [textOf(attribute.LogicalName) ?? '', attribute]),
  );
  const columns = [...attributes.values()]
    .map((attribute) => fieldOf(attribute, name, attributes))
    .filter((field) => field !== null);
  const lists = listsOf(name, facts.lists, idOf).filter(({ field }) => !attributes.has(field.name));
  const derived = derivedFields(name, new Set(columns.map((column) => column.name)));
  const fields = [...columns, ...lists.map(({ field }) => field), ...derived];
  const pointers = pointersOf(fields, facts.lookups);
  const byName: Readonly<Record<string, Field>> = Object.fromEntries(
    fields
      .toSorted((left, right) => (left.name < right.name ? -1 : 1))
      .map((field) => [
        field.name,
        pointers.has(field.name)
          ? { ...field, type: { kind: 'reference' as const, targets: activities.toSorted() } }
          : field,
      ]),
  );
  const id = textOf(definition.PrimaryIdAttribute);
  const set = textOf(definition.EntitySetName);
  if (id === null || byName[id] === undefined || set === null) {
    throw new ConnectorError(
      'record',
      `The table "${name}" has no readable primary key, so its records cannot be told apart.`,
    );
  }
  const display = textOf(definition.PrimaryNameAttribute);
  const keys = facts.keys
    .filter(isActive)
    .map((key) => (Array.isArray(key.KeyAttributes) ? key.KeyAttributes : []))
    .map((key) => key.filter((field: Json): field is string => typeof field === 'string'))
    .filter((key) => key.length > 0 && key.every((field) => byName[field] !== undefined));
  return {
    name,
    label: labelOf(definition.DisplayName) ?? name,
    id,
    display: display !== null && byName[display] !== undefined ? display : null,
    access: {
      set,
      ...Object.fromEntries([...pointers].map(([field, path]) => [`${EXPAND}${field}`, path])),
      ...throughOf(name, facts.lookups),
      ...Object.fromEntries(lists.map(({ field, id: row }) => [`${LIST}${field.name}`, row])),
    },
    fields: byName,
    ...(keys.length === 0 ? {} : { keys }),
  };
}

/**
 * The navigation properties of the lookups that derived fields look through. Of a lookup to several tables it is the one
 * to the first: a plug-in's class, before an endpoint of a service.
 */
function throughOf(table: string, lookups: readonly JsonRecord[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const lookup of lookedThrough(table)) {
    const paths = lookups
      .filter(({ ReferencingAttribute: attribute }) => attribute === lookup)
      .toSorted((one, other) =>
        (textOf(one.ReferencedEntity) ?? '') < (textOf(other.ReferencedEntity) ?? '') ? -1 : 1,
      )
      .map(({ ReferencingEntityNavigationPropertyName: path }) => textOf(path));
    const [path] = paths;
    if (path !== undefined && path !== null) found[THROUGH + lookup] = path;
  }
  return found;
}

/**
 * The lists that relationships of many to many make of the table, under their navigation properties. A relationship of a
 * table with itself makes two. Such a relationship has no name for people.
 */
function listsOf(
  table: string,
  relationships: readonly JsonRecord[],
  idOf: (table: string) => string | null,
): readonly { readonly field: Field; readonly id: string }[] {
  const found = new Map<string, { readonly field: Field; readonly id: string }>();
  for (const relationship of relationships) {
    for (const [near, far] of [
      ['Entity1', 'Entity2'],
      ['Entity2', 'Entity1'],
    ] as const) {
      const name = textOf(relationship[`${near}NavigationPropertyName`]);
      const target = textOf(relationship[`${far}LogicalName`]);
      const id = target === null ? null : idOf(target);
      if (relationship[`${near}LogicalName`] !== table || name === null || target === null || id === null)
        continue;
      found.set(name, { field: { name, label: name, type: { kind: 'references', target } }, id });
    }
  }
  return [...found.values()];
}

/** A key whose index is being made, or could not be, keeps nothing unique. */
function isActive({ EntityKeyIndexStatus: status }: JsonRecord): boolean {
  return status === 'Active' || status === null || status === undefined;
}

/**
 * Lookups that say of every activity only that it is an `activitypointer`, with the navigation property under which the
 * kind stands: records of emails, appointments … could not be found by such a reference.
 */
function pointersOf(fields: readonly Field[], lookups: readonly JsonRecord[]): ReadonlyMap<string, string> {
  const names = new Set(
    fields
      .filter(({ type }) => type.kind === 'reference' && type.targets.join() === POINTER)
      .map(({ name }) => name),
  );
  const found = new Map<string, string>();
  for (const relationship of lookups) {
    const field = textOf(relationship.ReferencingAttribute) ?? '';
    const navigation = textOf(relationship.ReferencingEntityNavigationPropertyName);
    if (relationship.ReferencedEntity === POINTER && names.has(field) && navigation !== null)
      found.set(field, navigation);
  }
  return found;
}

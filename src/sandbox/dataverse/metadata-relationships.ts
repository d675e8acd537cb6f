import type { Catalog } from './catalog.ts';
import { guidOf } from './guid.ts';
import { type Definition, label } from './metadata.ts';
import type { ManyToManySchema, ManyToOneSchema, TableSchema } from './schema.ts';

/** `OneToManyRelationshipMetadata`, for both directions. */
export function relationshipDefinition(
  catalog: Catalog,
  table: TableSchema,
  relationship: ManyToOneSchema,
): Definition {
  return {
    MetadataId: guidOf(`relationship ${relationship.SchemaName}`),
    SchemaName: relationship.SchemaName,
    RelationshipType: 'OneToManyRelationship',
    ReferencingEntity: table.LogicalName,
    ReferencingAttribute: relationship.ReferencingAttribute,
    ReferencingEntityNavigationPropertyName: relationship.ReferencingEntityNavigationPropertyName ?? null,
    ReferencedEntity: relationship.ReferencedEntity,
    ReferencedAttribute:
      relationship.ReferencedAttribute ??
      catalog.get(relationship.ReferencedEntity)?.PrimaryIdAttribute ??
      `${relationship.ReferencedEntity}id`,
    ReferencedEntityNavigationPropertyName: relationship.ReferencedEntityNavigationPropertyName ?? null,
    IsCustomRelationship: false,
    IsHierarchical: false,
    IsManaged: true,
    IsValidForAdvancedFind: true,
    HasChanged: null,
  };
}

/** Relationships in which other tables refer to this one. */
export function oneToManyDefinitions(catalog: Catalog, table: TableSchema): readonly Definition[] {
  const found: Definition[] = [];
  for (const child of catalog.all()) {
    for (const relationship of child.ManyToOne) {
      if (relationship.ReferencedEntity === table.LogicalName)
        found.push(relationshipDefinition(catalog, child, relationship));
    }
  }
  return found;
}

/** A key as the metadata give it. */
export function keyDefinitions(table: TableSchema): readonly Definition[] {
  return (table.Keys ?? []).map((key) => ({
    MetadataId: guidOf(`key ${table.LogicalName}.${key.LogicalName}`),
    LogicalName: key.LogicalName,
    SchemaName: key.SchemaName,
    EntityLogicalName: table.LogicalName,
    DisplayName: label(key.SchemaName),
    KeyAttributes: key.KeyAttributes,
    EntityKeyIndexStatus: key.EntityKeyIndexStatus,
    IsManaged: false,
    HasChanged: null,
  }));
}

/** What `KeyMetadata` has, for tables without a key too. */
export const keyProperties: readonly string[] = [
  'MetadataId',
  'LogicalName',
  'SchemaName',
  'EntityLogicalName',
  'DisplayName',
  'KeyAttributes',
  'EntityKeyIndexStatus',
  'IsManaged',
  'HasChanged',
];

export function manyToManyDefinitions(table: TableSchema): readonly Definition[] {
  return table.ManyToMany.map((relationship: ManyToManySchema) => ({
    MetadataId: guidOf(`relationship ${relationship.SchemaName}`),
    SchemaName: relationship.SchemaName,
    RelationshipType: 'ManyToManyRelationship',
    IntersectEntityName: relationship.IntersectEntityName,
    Entity1LogicalName: relationship.Entity1LogicalName,
    Entity1IntersectAttribute: relationship.Entity1IntersectAttribute ?? null,
    Entity1NavigationPropertyName: relationship.Entity1NavigationPropertyName ?? null,
    Entity2LogicalName: relationship.Entity2LogicalName,
    Entity2IntersectAttribute: relationship.Entity2IntersectAttribute ?? null,
    Entity2NavigationPropertyName: relationship.Entity2NavigationPropertyName ?? null,
    IsCustomRelationship: false,
    IsManaged: true,
    HasChanged: null,
  }));
}

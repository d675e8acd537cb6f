/**
 * Tables such as a customer's own solutions add, for a sandbox as large as a grown environment: columns of every type,
 * lookups between them, global choices, alternate keys. They have no records.
 */
import { Random } from './generate/random.ts';
import { inventedColumns } from './invented-columns.ts';
import type { AttributeSchema, KeySchema, ManyToManySchema, ManyToOneSchema, TableSchema } from './schema.ts';

const PREFIX = 'cr365_';
const THINGS = ['machine', 'visit', 'permit', 'contract', 'sample', 'vehicle', 'course', 'claim'];

export function inventedTableName(number: number): string {
  const thing = THINGS[number % THINGS.length] ?? '';
  return `${PREFIX}${thing}${String(number).padStart(4, '0')}`;
}

/** The number of an invented table; null for any other name. */
export function inventedTableNumber(name: string): number | null {
  const digits = /^cr365_[a-z]+(\d{4,})$/.exec(name)?.[1];
  if (digits === undefined) return null;
  return inventedTableName(Number(digits)) === name ? Number(digits) : null;
}

/** Table `number` of `count`. Its columns and relationships are made when they are looked at. */
export function inventedTable(number: number, count: number, seed: number): TableSchema {
  const name = inventedTableName(number);
  const title = `${capital(THINGS[number % THINGS.length] ?? '')} ${number}`;
  const near = (step: number): string => inventedTableName((number + step) % count);
  let attributes: readonly AttributeSchema[] | null = null;
  return {
    LogicalName: name,
    SchemaName: name,
    DisplayName: title,
    DisplayCollectionName: `${title} records`,
    EntitySetName: `${name}s`,
    PrimaryIdAttribute: `${name}id`,
    PrimaryNameAttribute: `${PREFIX}name`,
    OwnershipType: 'UserOwned',
    IsActivity: false,
    ObjectTypeCode: 10_000 + number,
    IsCustomEntity: true,
    get Attributes() {
      attributes ??= inventedColumns(name, title, [near(1), near(2), near(7)], new Random(seed, name));
      return attributes;
    },
    get ManyToOne() {
      return this.Attributes.flatMap((attribute) => manyToOne(name, attribute));
    },
    get ManyToMany() {
      return count < 2
        ? []
        : [manyToMany(name, near(1)), manyToMany(inventedTableName((number + count - 1) % count), name)];
    },
    get Keys() {
      return keysOf(number);
    },
  };
}

function manyToOne(table: string, attribute: AttributeSchema): readonly ManyToOneSchema[] {
  const { LogicalName: column, Targets: targets = [] } = attribute;
  return targets.map((target) => ({
    SchemaName: `${PREFIX}${table}_${column}_${target}`,
    ReferencingAttribute: column,
    ReferencedEntity: target,
    // A polymorphic lookup has a navigation property for each of its targets.
    ReferencingEntityNavigationPropertyName: targets.length > 1 ? `${column}_${target}` : column,
    ReferencedEntityNavigationPropertyName: `${table}_${column}_${target}`,
  }));
}

function manyToMany(left: string, right: string): ManyToManySchema {
  const intersect = `${left}_${right.slice(PREFIX.length)}`;
  return {
    SchemaName: intersect,
    IntersectEntityName: intersect,
    Entity1LogicalName: left,
    Entity1IntersectAttribute: `${left}id`,
    Entity1NavigationPropertyName: `${intersect}_right`,
    Entity2LogicalName: right,
    Entity2IntersectAttribute: `${right}id`,
    Entity2NavigationPropertyName: `${intersect}_left`,
  };
}

function keysOf(number: number): readonly KeySchema[] {
  const key = (
    name: string,
    columns: readonly string[],
    status: KeySchema['EntityKeyIndexStatus'],
  ): KeySchema => ({
    LogicalName: `${PREFIX}${name}`,
    SchemaName: `${PREFIX}${name}`,
    KeyAttributes: columns.map((column) => PREFIX + column),
    EntityKeyIndexStatus: status,
  });
  return [
    key('numberkey', ['number'], 'Active'),
    ...(number % 2 === 0 ? [key('placekey', ['site', 'position'], 'Active')] : []),
    ...(number % 3 === 0 ? [key('codekey', ['code'], 'Failed')] : []),
  ];
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/**
 * The tables of the sandbox as Dataverse describes them: names, types, options, relationships, read from
 * `data/schema/` (sources and licences there) plus the custom columns. Everything else in this folder asks this file
 * what a column is.
 */
import { customAttributes } from './custom-attributes.ts';
import { customTable } from './custom-table.ts';
import account from './data/schema/account.json' with { type: 'json' };
import activitymimeattachment from './data/schema/activitymimeattachment.json' with { type: 'json' };
import activityparty from './data/schema/activityparty.json' with { type: 'json' };
import activitypointer from './data/schema/activitypointer.json' with { type: 'json' };
import annotation from './data/schema/annotation.json' with { type: 'json' };
import appointment from './data/schema/appointment.json' with { type: 'json' };
import businessunit from './data/schema/businessunit.json' with { type: 'json' };
import connection from './data/schema/connection.json' with { type: 'json' };
import connectionrole from './data/schema/connectionrole.json' with { type: 'json' };
import contact from './data/schema/contact.json' with { type: 'json' };
import email from './data/schema/email.json' with { type: 'json' };
import incident from './data/schema/incident.json' with { type: 'json' };
import lead from './data/schema/lead.json' with { type: 'json' };
import opportunity from './data/schema/opportunity.json' with { type: 'json' };
import phonecall from './data/schema/phonecall.json' with { type: 'json' };
import pricelevel from './data/schema/pricelevel.json' with { type: 'json' };
import processstage from './data/schema/processstage.json' with { type: 'json' };
import product from './data/schema/product.json' with { type: 'json' };
import productpricelevel from './data/schema/productpricelevel.json' with { type: 'json' };
import sdkmessageprocessingstep from './data/schema/sdkmessageprocessingstep.json' with { type: 'json' };
import systemuser from './data/schema/systemuser.json' with { type: 'json' };
import task from './data/schema/task.json' with { type: 'json' };
import team from './data/schema/team.json' with { type: 'json' };
import transactioncurrency from './data/schema/transactioncurrency.json' with { type: 'json' };
import uom from './data/schema/uom.json' with { type: 'json' };
import workflow from './data/schema/workflow.json' with { type: 'json' };
import { fileTable } from './file-table.ts';
import { sparseTables } from './sparse-tables.ts';

export interface OptionSchema {
  readonly Value: number;
  readonly Label: string;
  /** On status reasons: the state that the reason belongs to. */
  readonly State?: number | undefined;
  readonly DefaultStatus?: number | undefined;
  readonly InvariantName?: string | undefined;
}

export interface AttributeSchema {
  readonly LogicalName: string;
  readonly SchemaName: string;
  readonly AttributeType: string;
  /** Only where AttributeType is Virtual. */
  readonly AttributeTypeName?: string | undefined;
  /** The column that this one only repeats. */
  readonly AttributeOf?: string | undefined;
  readonly DisplayName?: string | undefined;
  readonly RequiredLevel: string;
  readonly IsValidForCreate: boolean;
  readonly IsValidForUpdate: boolean;
  readonly IsValidForRead: boolean;
  readonly Format?: string | undefined;
  readonly MaxLength?: number | undefined;
  readonly MinValue?: number | undefined;
  readonly MaxValue?: number | undefined;
  readonly Precision?: number | undefined;
  readonly PrecisionSource?: number | undefined;
  readonly DateTimeBehavior?: string | undefined;
  readonly DefaultValue?: boolean | undefined;
  readonly DefaultFormValue?: number | undefined;
  readonly Targets?: readonly string[] | undefined;
  readonly Options?: readonly OptionSchema[] | undefined;
  /** The name of the global choice that the options are of. */
  readonly GlobalChoice?: string | undefined;
  /** 1 calculated, 2 rollup; absent: a column that holds what was written. */
  readonly SourceType?: 1 | 2 | undefined;
  readonly AutoNumberFormat?: string | undefined;
  readonly MaxSizeInKB?: number | undefined;
}

/** An alternate key. Only an active one is kept unique: the index of a pending or failed one does not exist. */
export interface KeySchema {
  readonly LogicalName: string;
  readonly SchemaName: string;
  readonly KeyAttributes: readonly string[];
  readonly EntityKeyIndexStatus: 'Active' | 'Pending' | 'InProgress' | 'Failed';
}

export interface ManyToOneSchema {
  readonly SchemaName: string;
  readonly ReferencingAttribute: string;
  readonly ReferencedEntity: string;
  readonly ReferencedAttribute?: string | undefined;
  readonly ReferencingEntityNavigationPropertyName?: string | undefined;
  readonly ReferencedEntityNavigationPropertyName?: string | undefined;
}

export interface ManyToManySchema {
  readonly SchemaName: string;
  readonly IntersectEntityName: string;
  readonly Entity1LogicalName: string;
  readonly Entity1IntersectAttribute?: string | undefined;
  readonly Entity1NavigationPropertyName?: string | undefined;
  readonly Entity2LogicalName: string;
  readonly Entity2IntersectAttribute?: string | undefined;
  readonly Entity2NavigationPropertyName?: string | undefined;
}

export interface TableSchema {
  readonly LogicalName: string;
  readonly SchemaName: string;
  readonly DisplayName: string;
  readonly DisplayCollectionName: string;
  readonly EntitySetName: string;
  readonly PrimaryIdAttribute: string;
  readonly PrimaryNameAttribute: string | null;
  readonly OwnershipType: string;
  readonly IsActivity: boolean;
  readonly ObjectTypeCode: number;
  readonly Attributes: readonly AttributeSchema[];
  readonly ManyToOne: readonly ManyToOneSchema[];
  readonly ManyToMany: readonly ManyToManySchema[];
  readonly Keys?: readonly KeySchema[];
  /** Absent: false. */
  readonly IsCustomEntity?: true;
}

const published: readonly TableSchema[] = [
  account,
  activitymimeattachment,
  activityparty,
  activitypointer,
  annotation,
  appointment,
  businessunit,
  connection,
  connectionrole,
  contact,
  email,
  incident,
  lead,
  opportunity,
  phonecall,
  pricelevel,
  processstage,
  product,
  productpricelevel,
  sdkmessageprocessingstep,
  systemuser,
  task,
  team,
  transactioncurrency,
  uom,
  workflow,
  ...sparseTables,
];

/** Every table, by logical name in alphabetical order. */
export const tables: ReadonlyMap<string, TableSchema> = new Map(
  published
    .toSorted((one, other) => (one.LogicalName < other.LogicalName ? -1 : 1))
    .map((table) => [table.LogicalName, withCustomisations(table)]),
);

/** Adds the custom columns, and to polymorphic lookups the tables that are here but were not where `data/schema/` was
 * read: an environment without the Sales application has notes on no lead. */
function withCustomisations(table: TableSchema): TableSchema {
  const here = new Set(published.map((other) => other.LogicalName));
  const attributes = table.Attributes.map((attribute) => {
    const { Targets: targets = [] } = attribute;
    if (targets.length < 2) return attribute;
    const related = table.ManyToOne.filter(
      (relationship) =>
        relationship.ReferencingAttribute === attribute.LogicalName &&
        here.has(relationship.ReferencedEntity),
    ).map((relationship) => relationship.ReferencedEntity);
    return { ...attribute, Targets: [...new Set([...targets, ...related])].sort() };
  });
  return { ...table, Attributes: [...attributes, ...(customAttributes[table.LogicalName] ?? [])] };
}

const byEntitySet: ReadonlyMap<string, TableSchema> = new Map(
  [...tables.values()].map((table) => [table.EntitySetName, table]),
);

/** The table of a logical name that is known to exist.
 * @throws Error for any other: that is a defect of the sandbox. */
export function tableOf(logicalName: string): TableSchema {
  const table =
    tables.get(logicalName) ??
    [customTable, fileTable].find(({ LogicalName }) => LogicalName === logicalName);
  if (table === undefined) throw new Error(`The sandbox has no table ${logicalName}.`);
  return table;
}

/** `accounts` -> account. */
export function tableOfEntitySet(set: string): TableSchema | undefined {
  return byEntitySet.get(set);
}

/** The tables whose rows `activitypointers` shows together. */
export const activityTables: readonly string[] = [...tables.values()]
  .filter((table) => table.IsActivity && table.LogicalName !== 'activitypointer')
  .map((table) => table.LogicalName);

export function isLookup(attribute: AttributeSchema): boolean {
  return ['Lookup', 'Customer', 'Owner'].includes(attribute.AttributeType);
}

export interface Column {
  /** The property of the row: `name`, `_ownerid_value`. */
  readonly property: string;
  readonly attribute: AttributeSchema;
}

const columnsByTable = new Map<string, ReadonlyMap<string, Column>>();

/**
 * The properties that a row of the table has in the Web API, by property name. Companion columns (`AttributeOf`), type
 * columns of lookups, party lists and computed virtual columns exist in the metadata only.
 */
export function columnsOf(table: TableSchema): ReadonlyMap<string, Column> {
  let columns = columnsByTable.get(table.LogicalName);
  if (columns === undefined) {
    columns = new Map(
      table.Attributes.filter(isProperty).map((attribute) => {
        const property = isLookup(attribute) ? `_${attribute.LogicalName}_value` : attribute.LogicalName;
        return [property, { property, attribute }];
      }),
    );
    columnsByTable.set(table.LogicalName, columns);
  }
  return columns;
}

function isProperty(attribute: AttributeSchema): boolean {
  // Called companions of their ids, images are properties all the same.
  if (attribute.AttributeTypeName === 'ImageType') return attribute.IsValidForRead;
  if (attribute.AttributeOf !== undefined || !attribute.IsValidForRead) return false;
  switch (attribute.AttributeType) {
    case 'PartyList':
    case 'CalendarRules':
      return false;
    case 'Virtual':
      return attribute.AttributeTypeName !== undefined && attribute.AttributeTypeName !== 'VirtualType';
    case 'EntityName':
      return !/(?:idtype|regardingobjecttypecode)$/.test(attribute.LogicalName);
    default:
      return true;
  }
}

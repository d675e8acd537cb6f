/**
 * Tables of which the sandbox has only what is commonly read: roles, and what plug-in steps are registered with. Names and
 * types as in Microsoft's entity reference of `role`, `sdkmessage`, `sdkmessagefilter` and `plugintype`; their other
 * columns are left out.
 */
import type { AttributeSchema, ManyToManySchema, ManyToOneSchema, TableSchema } from './schema.ts';

interface Sparse {
  readonly name: string;
  readonly schemaName: string;
  readonly label: string;
  readonly plural: string;
  readonly display: string;
  readonly code: number;
  readonly texts: Readonly<Record<string, string>>;
  readonly flags?: Readonly<Record<string, string>>;
  readonly lookups?: Readonly<Record<string, readonly [label: string, target: string]>>;
  readonly lists?: readonly ManyToManySchema[];
}

const fixed = {
  RequiredLevel: 'None',
  IsValidForCreate: false,
  IsValidForUpdate: false,
  IsValidForRead: true,
};

function sparse(table: Sparse): TableSchema {
  const column = (
    name: string,
    type: string,
    label: string,
    rest: Partial<AttributeSchema> = {},
  ): AttributeSchema => ({
    LogicalName: name,
    SchemaName: name,
    AttributeType: type,
    DisplayName: label,
    ...fixed,
    ...rest,
  });
  const lookups = Object.entries(table.lookups ?? {});
  return {
    LogicalName: table.name,
    SchemaName: table.schemaName,
    DisplayName: table.label,
    DisplayCollectionName: table.plural,
    EntitySetName: `${table.name}s`,
    PrimaryIdAttribute: `${table.name}id`,
    PrimaryNameAttribute: table.display,
    OwnershipType: table.name === 'role' ? 'BusinessOwned' : 'OrganizationOwned',
    IsActivity: false,
    ObjectTypeCode: table.code,
    Attributes: [
      column(`${table.name}id`, 'Uniqueidentifier', table.label, { RequiredLevel: 'SystemRequired' }),
      ...Object.entries(table.texts).map(([name, label]) =>
        name === 'primaryobjecttypecode'
          ? column(name, 'EntityName', label)
          : column(name, 'String', label, { MaxLength: name === 'typename' ? 256 : 100 }),
      ),
      ...Object.entries(table.flags ?? {}).map(([name, label]) => column(name, 'Boolean', label)),
      ...lookups.map(([name, [label, target]]) => column(name, 'Lookup', label, { Targets: [target] })),
      column('versionnumber', 'BigInt', 'Version number'),
      column('createdon', 'DateTime', 'Created On', { Format: 'DateAndTime', DateTimeBehavior: 'UserLocal' }),
      column('modifiedon', 'DateTime', 'Modified On', {
        Format: 'DateAndTime',
        DateTimeBehavior: 'UserLocal',
      }),
    ],
    ManyToOne: lookups.map(
      ([name, [, target]]): ManyToOneSchema => ({
        SchemaName: `${table.name}_${name}`,
        ReferencingAttribute: name,
        ReferencedEntity: target,
        ReferencingEntityNavigationPropertyName: name,
        ReferencedEntityNavigationPropertyName: `${table.name}_${name}`,
      }),
    ),
    ManyToMany: table.lists ?? [],
  };
}

/** Roles of teams and of users: one relationship each, seen from both sides. */
function holders(holder: 'team' | 'systemuser'): ManyToManySchema {
  const name = `${holder}roles_association`;
  return {
    SchemaName: name,
    IntersectEntityName: `${holder}roles`,
    Entity1LogicalName: holder,
    Entity1IntersectAttribute: `${holder}id`,
    Entity1NavigationPropertyName: name,
    Entity2LogicalName: 'role',
    Entity2IntersectAttribute: 'roleid',
    Entity2NavigationPropertyName: name,
  };
}

export const sparseTables: readonly TableSchema[] = [
  sparse({
    name: 'plugintype',
    schemaName: 'PluginType',
    label: 'Plug-in Type',
    plural: 'Plug-in Types',
    display: 'name',
    code: 4602,
    texts: {
      name: 'Name',
      typename: 'Type Name',
      assemblyname: 'Assembly Name',
      friendlyname: 'Display Name',
    },
  }),
  sparse({
    name: 'role',
    schemaName: 'Role',
    label: 'Security Role',
    plural: 'Security Roles',
    display: 'name',
    code: 1036,
    texts: { name: 'Name' },
    flags: { ismanaged: 'State' },
    lookups: {
      businessunitid: ['Business Unit', 'businessunit'],
      parentrootroleid: ['Parent Root Role', 'role'],
    },
    lists: [holders('systemuser'), holders('team')],
  }),
  sparse({
    name: 'sdkmessage',
    schemaName: 'SdkMessage',
    label: 'Sdk Message',
    plural: 'Sdk Messages',
    display: 'name',
    code: 4606,
    texts: { name: 'Name', categoryname: 'Category Name' },
  }),
  sparse({
    name: 'sdkmessagefilter',
    schemaName: 'SdkMessageFilter',
    label: 'Sdk Message Filter',
    plural: 'Sdk Message Filters',
    display: 'name',
    code: 4607,
    texts: { name: 'Name', primaryobjecttypecode: 'Primary Object Type Code' },
    flags: { iscustomprocessingstepallowed: 'Custom Processing Step Allowed' },
    lookups: { sdkmessageid: ['SDK Message ID', 'sdkmessage'] },
  }),
];

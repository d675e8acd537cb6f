import type { AttributeSchema, TableSchema } from './schema.ts';

const writable = { IsValidForCreate: true, IsValidForUpdate: true, IsValidForRead: true } as const;
const readOnly = { IsValidForCreate: false, IsValidForUpdate: false, IsValidForRead: true } as const;

function column(
  name: string,
  type: string,
  label: string,
  rest: Partial<AttributeSchema> = {},
): AttributeSchema {
  return {
    LogicalName: name,
    SchemaName: name,
    AttributeType: type,
    DisplayName: label,
    RequiredLevel: 'None',
    ...writable,
    ...rest,
  };
}

/** A table that the customer's own solution added, publisher prefix `new_`: the devices that stand at the customers'. */
export const customTable: TableSchema = {
  LogicalName: 'new_device',
  SchemaName: 'new_Device',
  DisplayName: 'Device',
  DisplayCollectionName: 'Devices',
  EntitySetName: 'new_devices',
  PrimaryIdAttribute: 'new_deviceid',
  PrimaryNameAttribute: 'new_name',
  OwnershipType: 'UserOwned',
  IsActivity: false,
  ObjectTypeCode: 10_365,
  IsCustomEntity: true,
  Attributes: [
    column('createdby', 'Lookup', 'Created By', { Targets: ['systemuser'], ...readOnly }),
    column('createdon', 'DateTime', 'Created On', {
      Format: 'DateAndTime',
      DateTimeBehavior: 'UserLocal',
      ...readOnly,
    }),
    column('modifiedby', 'Lookup', 'Modified By', { Targets: ['systemuser'], ...readOnly }),
    column('modifiedon', 'DateTime', 'Modified On', {
      Format: 'DateAndTime',
      DateTimeBehavior: 'UserLocal',
      ...readOnly,
    }),
    column('new_accountid', 'Lookup', 'Customer', { Targets: ['account'] }),
    column('new_condition', 'Picklist', 'Condition', {
      Options: [
        { Value: 365_000_000, Label: 'Good' },
        { Value: 365_000_001, Label: 'Worn' },
        { Value: 365_000_002, Label: 'Broken' },
      ],
    }),
    column('new_deviceid', 'Uniqueidentifier', 'Device', {
      RequiredLevel: 'SystemRequired',
      IsValidForUpdate: false,
    }),
    column('new_installedon', 'DateTime', 'Installed On', {
      Format: 'DateOnly',
      DateTimeBehavior: 'DateOnly',
    }),
    column('new_name', 'String', 'Name', { MaxLength: 100, RequiredLevel: 'ApplicationRequired' }),
    column('new_productid', 'Lookup', 'Product', { Targets: ['product'] }),
    column('new_serialnumber', 'String', 'Serial Number', { MaxLength: 40 }),
    column('ownerid', 'Owner', 'Owner', {
      Targets: ['systemuser', 'team'],
      RequiredLevel: 'SystemRequired',
    }),
    column('owningbusinessunit', 'Lookup', 'Owning Business Unit', {
      Targets: ['businessunit'],
      ...readOnly,
    }),
    column('owningteam', 'Lookup', 'Owning Team', { Targets: ['team'], ...readOnly }),
    column('owninguser', 'Lookup', 'Owning User', { Targets: ['systemuser'], ...readOnly }),
    column('statecode', 'State', 'Status', {
      RequiredLevel: 'SystemRequired',
      IsValidForCreate: false,
      Options: [
        { Value: 0, Label: 'Active', DefaultStatus: 1, InvariantName: 'Active' },
        { Value: 1, Label: 'Inactive', DefaultStatus: 2, InvariantName: 'Inactive' },
      ],
    }),
    column('statuscode', 'Status', 'Status Reason', {
      Options: [
        { Value: 1, Label: 'Active', State: 0 },
        { Value: 2, Label: 'Inactive', State: 1 },
      ],
    }),
    column('versionnumber', 'BigInt', 'Version Number', { ...readOnly }),
  ],
  ManyToOne: [
    {
      SchemaName: 'new_account_new_device',
      ReferencingAttribute: 'new_accountid',
      ReferencedEntity: 'account',
      ReferencingEntityNavigationPropertyName: 'new_accountid',
      ReferencedEntityNavigationPropertyName: 'new_account_new_device',
    },
    {
      SchemaName: 'new_product_new_device',
      ReferencingAttribute: 'new_productid',
      ReferencedEntity: 'product',
      ReferencingEntityNavigationPropertyName: 'new_productid',
      ReferencedEntityNavigationPropertyName: 'new_product_new_device',
    },
  ],
  ManyToMany: [],
  Keys: [],
};

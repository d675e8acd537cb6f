import { guidOf } from './guid.ts';
import { privilegesOf } from './privileges.ts';
import { type AttributeSchema, isLookup, type OptionSchema, type TableSchema } from './schema.ts';

/** A piece of metadata as JSON, all its properties. `@odata.type` says which derived type it is. */
export interface Definition {
  readonly [property: string]: DefinitionValue;
}
export type DefinitionValue =
  | string
  | number
  | boolean
  | null
  | Definition
  | readonly (string | Definition)[];

/** `EntityMetadata` of a table, without what `$expand` adds. @param tracked tables whose changes are tracked */
export function entityDefinition(table: TableSchema, tracked: ReadonlySet<string>): Definition {
  return {
    MetadataId: guidOf(table.LogicalName),
    LogicalName: table.LogicalName,
    SchemaName: table.SchemaName,
    EntitySetName: table.EntitySetName,
    LogicalCollectionName: table.EntitySetName,
    CollectionSchemaName: table.EntitySetName,
    DisplayName: label(table.DisplayName),
    DisplayCollectionName: label(table.DisplayCollectionName),
    Description: label(null),
    PrimaryIdAttribute: table.PrimaryIdAttribute,
    PrimaryNameAttribute: table.PrimaryNameAttribute,
    PrimaryImageAttribute: null,
    ObjectTypeCode: table.ObjectTypeCode,
    OwnershipType: table.OwnershipType,
    IsActivity: table.IsActivity,
    IsActivityParty: partyTables.has(table.LogicalName),
    IsCustomEntity: table.IsCustomEntity === true,
    IsManaged: table.IsCustomEntity !== true,
    IsIntersect: false,
    IsPrivate: false,
    IsLogicalEntity: false,
    IsChildEntity: false,
    IsValidForAdvancedFind: true,
    IsCustomizable: managed(true, 'iscustomizable'),
    ChangeTrackingEnabled: tracked.has(table.LogicalName),
    CanChangeTrackingBeEnabled: managed(true, 'canchangetrackingbeenabled'),
    HasNotes: noteTables.has(table.LogicalName),
    HasActivities: partyTables.has(table.LogicalName),
    DataProviderId: null,
    DataSourceId: null,
    ExternalName: null,
    TableType: 'Standard',
    Privileges: privilegesOf(table),
    HasChanged: null,
  };
}

const partyTables: ReadonlySet<string> = new Set(['account', 'contact', 'lead', 'opportunity', 'systemuser']);
const noteTables: ReadonlySet<string> = new Set([
  'account',
  'contact',
  'lead',
  'opportunity',
  'incident',
  'product',
  'phonecall',
  'email',
  'appointment',
  'task',
]);

/** `AttributeMetadata`, the properties that every type has. */
function commonAttribute(table: TableSchema, attribute: AttributeSchema): Definition {
  const custom = isCustom(attribute);
  return {
    MetadataId: guidOf(`${table.LogicalName}.${attribute.LogicalName}`),
    LogicalName: attribute.LogicalName,
    SchemaName: attribute.SchemaName,
    EntityLogicalName: table.LogicalName,
    AttributeType: attribute.AttributeType,
    AttributeTypeName: { Value: attribute.AttributeTypeName ?? `${attribute.AttributeType}Type` },
    AttributeOf: attribute.AttributeOf ?? null,
    DisplayName: label(attribute.DisplayName ?? null),
    Description: label(null),
    RequiredLevel: {
      Value: attribute.RequiredLevel,
      CanBeChanged: attribute.RequiredLevel !== 'SystemRequired',
      ManagedPropertyLogicalName: 'canmodifyrequirementlevelsettings',
    },
    IsValidForCreate: attribute.IsValidForCreate,
    IsValidForUpdate: attribute.IsValidForUpdate,
    IsValidForRead: attribute.IsValidForRead,
    IsCustomAttribute: custom,
    IsManaged: !/^(?:new|cr365)_/.test(attribute.LogicalName),
    IsPrimaryId: attribute.LogicalName === table.PrimaryIdAttribute,
    IsPrimaryName: attribute.LogicalName === table.PrimaryNameAttribute,
    IsLogical: attribute.AttributeOf !== undefined,
    IsValidODataAttribute: attribute.AttributeOf === undefined,
    IsSecured: false,
    IsValidForAdvancedFind: managed(attribute.AttributeOf === undefined, 'canmodifysearchsettings'),
    ColumnNumber: table.Attributes.indexOf(attribute) + 1,
    SourceType: attribute.SourceType ?? 0,
    AutoNumberFormat: attribute.AutoNumberFormat ?? '',
    InheritsFrom: null,
    ExternalName: null,
    HasChanged: null,
  };
}

/** The properties of `AttributeMetadata`: what `$select` may name without a cast. */
export function commonAttributeProperties(table: TableSchema): ReadonlySet<string> {
  const [first] = table.Attributes;
  return new Set(first === undefined ? [] : Object.keys(commonAttribute(table, first)));
}

/** `AttributeMetadata` of the column's own type; `OptionSet` and `GlobalOptionSet` stand in it for `$expand`. */
export function attributeDefinition(table: TableSchema, attribute: AttributeSchema): Definition {
  return {
    '@odata.type': `#Microsoft.Dynamics.CRM.${attributeTypeOf(attribute)}`,
    ...commonAttribute(table, attribute),
    ...ownProperties(table, attribute),
  };
}

/** Properties that appear only where `$expand` names them. */
export const expandOnly: ReadonlySet<string> = new Set(['OptionSet', 'GlobalOptionSet']);

/** The derived type of a column: what a cast segment names. */
export function attributeTypeOf(attribute: AttributeSchema): string {
  if (isLookup(attribute) || attribute.AttributeType === 'PartyList') return 'LookupAttributeMetadata';
  switch (attribute.AttributeType) {
    case 'Uniqueidentifier':
      return 'UniqueIdentifierAttributeMetadata';
    case 'Virtual':
      switch (attribute.AttributeTypeName) {
        case 'ImageType':
          return 'ImageAttributeMetadata';
        case 'FileType':
          return 'FileAttributeMetadata';
        case 'MultiSelectPicklistType':
          return 'MultiSelectPicklistAttributeMetadata';
        default:
          return 'AttributeMetadata';
      }
    case 'CalendarRules':
      return 'AttributeMetadata';
    default:
      return `${attribute.AttributeType}AttributeMetadata`;
  }
}

/** The types that a cast may name, also where a table has no column of them. */
export const attributeTypes: ReadonlySet<string> = new Set([
  'BigIntAttributeMetadata',
  'BooleanAttributeMetadata',
  'DateTimeAttributeMetadata',
  'DecimalAttributeMetadata',
  'DoubleAttributeMetadata',
  'EntityNameAttributeMetadata',
  'FileAttributeMetadata',
  'ImageAttributeMetadata',
  'IntegerAttributeMetadata',
  'LookupAttributeMetadata',
  'ManagedPropertyAttributeMetadata',
  'MemoAttributeMetadata',
  'MoneyAttributeMetadata',
  'MultiSelectPicklistAttributeMetadata',
  'PicklistAttributeMetadata',
  'StateAttributeMetadata',
  'StatusAttributeMetadata',
  'StringAttributeMetadata',
  'UniqueIdentifierAttributeMetadata',
]);

/** Properties of a derived type beside the common ones. They are the same for every column of the type. */
export function ownAttributeProperties(type: string): readonly string[] {
  switch (type) {
    case 'StringAttributeMetadata':
      return ['Format', 'FormatName', 'MaxLength', 'DatabaseLength', 'ImeMode', 'YomiOf'];
    case 'MemoAttributeMetadata':
      return ['Format', 'FormatName', 'MaxLength', 'ImeMode'];
    case 'IntegerAttributeMetadata':
      return ['Format', 'MinValue', 'MaxValue'];
    case 'BigIntAttributeMetadata':
      return ['MinValue', 'MaxValue'];
    case 'DecimalAttributeMetadata':
    case 'DoubleAttributeMetadata':
      return ['Precision', 'MinValue', 'MaxValue', 'ImeMode'];
    case 'MoneyAttributeMetadata':
      return [
        'Precision',
        'PrecisionSource',
        'MinValue',
        'MaxValue',
        'IsBaseCurrency',
        'CalculationOf',
        'ImeMode',
      ];
    case 'DateTimeAttributeMetadata':
      return ['Format', 'DateTimeBehavior', 'ImeMode'];
    case 'LookupAttributeMetadata':
      return ['Targets', 'Format'];
    case 'BooleanAttributeMetadata':
      return ['DefaultValue', 'OptionSet', 'GlobalOptionSet'];
    case 'PicklistAttributeMetadata':
    case 'MultiSelectPicklistAttributeMetadata':
    case 'StateAttributeMetadata':
    case 'StatusAttributeMetadata':
      return ['DefaultFormValue', 'OptionSet', 'GlobalOptionSet'];
    case 'ImageAttributeMetadata':
    case 'FileAttributeMetadata':
      return ['MaxSizeInKB'];
    default:
      return [];
  }
}

function ownProperties(table: TableSchema, attribute: AttributeSchema): Definition {
  const own: Record<string, DefinitionValue> = {};
  for (const property of ownAttributeProperties(attributeTypeOf(attribute))) {
    own[property] = ownProperty(table, attribute, property);
  }
  return own;
}

function ownProperty(table: TableSchema, attribute: AttributeSchema, property: string): DefinitionValue {
  switch (property) {
    case 'Format':
      return isLookup(attribute) || attribute.AttributeType === 'PartyList'
        ? 'None'
        : (attribute.Format ?? null);
    case 'FormatName':
      return { Value: attribute.Format ?? 'Text' };
    case 'MaxLength':
      return attribute.MaxLength ?? null;
    case 'DatabaseLength':
      return attribute.MaxLength === undefined ? null : attribute.MaxLength * 2;
    case 'MinValue':
      return attribute.MinValue ?? null;
    case 'MaxValue':
      return attribute.MaxValue ?? null;
    case 'Precision':
      return attribute.Precision ?? null;
    case 'PrecisionSource':
      return attribute.PrecisionSource ?? null;
    case 'IsBaseCurrency':
      return attribute.LogicalName.endsWith('_base');
    case 'CalculationOf':
      return attribute.LogicalName.endsWith('_base') ? attribute.LogicalName.slice(0, -5) : null;
    case 'DateTimeBehavior':
      return { Value: attribute.DateTimeBehavior ?? 'UserLocal' };
    case 'Targets':
      return attribute.Targets ?? [];
    case 'DefaultValue':
      return attribute.DefaultValue ?? false;
    case 'DefaultFormValue':
      return attribute.DefaultFormValue ?? -1;
    case 'MaxSizeInKB':
      return attribute.MaxSizeInKB ?? (attribute.AttributeTypeName === 'FileType' ? 32768 : 10240);
    case 'OptionSet':
      // A global choice stands in a member of its own.
      return attribute.GlobalChoice === undefined ? optionSet(table, attribute) : null;
    case 'GlobalOptionSet':
      return attribute.GlobalChoice === undefined ? null : optionSet(table, attribute);
    case 'ImeMode':
      return 'Auto';
    default:
      return null;
  }
}

/** The choice of a column, its own or a global one. */
export function optionSet(table: TableSchema, attribute: AttributeSchema): Definition {
  const name = attribute.GlobalChoice ?? `${table.LogicalName}_${attribute.LogicalName}`;
  const common = {
    MetadataId: guidOf(`optionset ${name}`),
    Name: name,
    IsGlobal: attribute.GlobalChoice !== undefined,
    IsCustomOptionSet: isCustom(attribute),
    IsManaged: true,
    DisplayName: label(attribute.DisplayName ?? null),
    Description: label(null),
    HasChanged: null,
  };
  const options = attribute.Options ?? [];
  if (attribute.AttributeType !== 'Boolean') {
    return {
      ...common,
      OptionSetType: attribute.AttributeType === 'Virtual' ? 'Picklist' : attribute.AttributeType,
      Options: options.map((option) => optionDefinition(attribute, option)),
    };
  }
  const choice = (value: number): DefinitionValue => {
    const option = options.find((candidate) => candidate.Value === value);
    return option === undefined ? null : optionDefinition(attribute, option);
  };
  return { ...common, OptionSetType: 'Boolean', TrueOption: choice(1), FalseOption: choice(0) };
}

function optionDefinition(attribute: AttributeSchema, option: OptionSchema): Definition {
  const common = {
    Value: option.Value,
    Label: label(option.Label),
    Description: label(null),
    Color: null,
    ExternalValue: null,
    ParentValues: [],
    IsManaged: true,
    MetadataId: null,
    HasChanged: null,
  };
  switch (attribute.AttributeType) {
    case 'State':
      return {
        '@odata.type': '#Microsoft.Dynamics.CRM.StateOptionMetadata',
        ...common,
        DefaultStatus: option.DefaultStatus ?? null,
        InvariantName: option.InvariantName ?? null,
      };
    case 'Status':
      return {
        '@odata.type': '#Microsoft.Dynamics.CRM.StatusOptionMetadata',
        ...common,
        State: option.State ?? null,
        TransitionData: null,
      };
    default:
      return common;
  }
}

function isCustom(attribute: AttributeSchema): boolean {
  return /^(?:new|cr365|msdyn|adx|msa|mspp)_/.test(attribute.LogicalName);
}

export function label(text: string | null): Definition {
  if (text === null) return { LocalizedLabels: [], UserLocalizedLabel: null };
  const localized = {
    Label: text,
    LanguageCode: 1033,
    IsManaged: true,
    MetadataId: guidOf(`label ${text}`),
    HasChanged: null,
  };
  return { LocalizedLabels: [localized], UserLocalizedLabel: localized };
}

function managed(value: boolean, name: string): Definition {
  return { Value: value, CanBeChanged: true, ManagedPropertyLogicalName: name };
}

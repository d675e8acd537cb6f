import type { Random } from './generate/random.ts';
import type { AttributeSchema, OptionSchema } from './schema.ts';

const PREFIX = 'cr365_';
const WORDS = ['Planned', 'Ordered', 'Delivered', 'Installed', 'Checked', 'Broken', 'Sold', 'Scrapped'];

type Rest = Partial<AttributeSchema> & { readonly title?: string };

/**
 * The columns of an invented table: those that the platform gives every table, then about forty of its own. `others` are
 * tables that it refers to.
 */
export function inventedColumns(
  table: string,
  title: string,
  others: readonly [string, string, string],
  random: Random,
): readonly AttributeSchema[] {
  const [first, second, third] = others;
  const own = (name: string, type: string, rest: Rest = {}): AttributeSchema =>
    column(PREFIX + name, type, rest);
  const virtual = (name: string, of: string, typeName = 'VirtualType'): AttributeSchema =>
    column(name, 'Virtual', { AttributeTypeName: typeName, AttributeOf: of, ...readOnly });
  const lookup = (name: string, targets: readonly string[], rest: Rest = {}): readonly AttributeSchema[] => [
    column(name, 'Lookup', { Targets: targets, ...rest }),
    column(`${name}name`, 'String', { AttributeOf: name, MaxLength: 100, ...readOnly }),
    ...(targets.length > 1 ? [column(`${name}type`, 'EntityName', { AttributeOf: name, ...readOnly })] : []),
  ];
  const choice = (name: string, rest: Rest): readonly AttributeSchema[] => [
    own(name, 'Picklist', { DefaultFormValue: -1, ...rest }),
    virtual(`${PREFIX}${name}name`, PREFIX + name),
  ];
  const money = (name: string): readonly AttributeSchema[] => {
    const limits = { MinValue: 0, MaxValue: 922337203685477, PrecisionSource: random.int(0, 2) };
    return [
      own(name, 'Money', { ...limits, Precision: random.int(2, 4) }),
      own(`${name}_base`, 'Money', { ...limits, Precision: 4, ...readOnly }),
    ];
  };
  return [
    column(`${table}id`, 'Uniqueidentifier', {
      RequiredLevel: 'SystemRequired',
      IsValidForUpdate: false,
      title,
    }),
    column('createdon', 'DateTime', { Format: 'DateAndTime', DateTimeBehavior: 'UserLocal', ...readOnly }),
    column('modifiedon', 'DateTime', { Format: 'DateAndTime', DateTimeBehavior: 'UserLocal', ...readOnly }),
    ...lookup('createdby', ['systemuser'], readOnly),
    ...lookup('modifiedby', ['systemuser'], readOnly),
    column('ownerid', 'Owner', { Targets: ['systemuser', 'team'], RequiredLevel: 'SystemRequired' }),
    column('owneridname', 'String', { AttributeOf: 'ownerid', MaxLength: 100, ...readOnly }),
    column('owneridtype', 'EntityName', { RequiredLevel: 'SystemRequired' }),
    column('statecode', 'State', {
      RequiredLevel: 'SystemRequired',
      IsValidForCreate: false,
      Options: [
        { Value: 0, Label: 'Active', DefaultStatus: 1, InvariantName: 'Active' },
        { Value: 1, Label: 'Inactive', DefaultStatus: 2, InvariantName: 'Inactive' },
      ],
    }),
    virtual('statecodename', 'statecode'),
    column('statuscode', 'Status', {
      Options: [
        { Value: 1, Label: 'Active', State: 0 },
        { Value: 2, Label: 'Inactive', State: 1 },
        ...options(random).map((option) => ({ ...option, State: random.int(0, 1) })),
      ],
    }),
    virtual('statuscodename', 'statuscode'),
    column('versionnumber', 'BigInt', { ...readOnly }),
    ...lookup('transactioncurrencyid', ['transactioncurrency']),
    column('exchangerate', 'Decimal', {
      Precision: 12,
      MinValue: 1e-12,
      MaxValue: 100000000000,
      ...readOnly,
    }),
    own('name', 'String', {
      MaxLength: random.int(100, 850),
      RequiredLevel: 'ApplicationRequired',
      title: 'Name',
    }),
    own('number', 'String', { MaxLength: 100, AutoNumberFormat: 'M-{SEQNUM:5}', title: 'Number' }),
    own('code', 'String', { MaxLength: random.int(4, 40), RequiredLevel: 'Recommended' }),
    own('site', 'String', { MaxLength: 60 }),
    own('email', 'String', { MaxLength: 100, Format: 'Email' }),
    own('phone', 'String', { MaxLength: 50, Format: 'Phone' }),
    own('website', 'String', { MaxLength: 200, Format: 'Url' }),
    own('notes', 'Memo', { MaxLength: random.int(500, 10_000), Format: 'TextArea' }),
    own('position', 'Integer', { MinValue: 0, MaxValue: random.int(10, 100_000), Format: 'None' }),
    own('minutes', 'Integer', { MinValue: 0, MaxValue: 2147483647, Format: 'Duration' }),
    own('weight', 'Decimal', { Precision: random.int(1, 6), MinValue: -1000.5, MaxValue: 1000.5 }),
    own('ratio', 'Double', { Precision: random.int(1, 5), MinValue: 0, MaxValue: 1 }),
    own('counter', 'BigInt', {}),
    ...money('price'),
    ...money('cost'),
    own('approved', 'Boolean', { DefaultValue: random.chance(50), Options: yesNo(random) }),
    virtual(`${PREFIX}approvedname`, `${PREFIX}approved`),
    own('duedate', 'DateTime', { Format: 'DateOnly', DateTimeBehavior: 'DateOnly' }),
    own('starts', 'DateTime', { Format: 'DateAndTime', DateTimeBehavior: 'TimeZoneIndependent' }),
    own('visited', 'DateTime', { Format: 'DateAndTime', DateTimeBehavior: 'UserLocal' }),
    ...choice('kind', { Options: options(random) }),
    ...choice('priority', { Options: GLOBAL_PRIORITY, GlobalChoice: `${PREFIX}priority` }),
    own('features', 'Virtual', { AttributeTypeName: 'MultiSelectPicklistType', Options: options(random) }),
    virtual(`${PREFIX}featuresname`, `${PREFIX}features`),
    own('regions', 'Virtual', {
      AttributeTypeName: 'MultiSelectPicklistType',
      Options: GLOBAL_REGION,
      GlobalChoice: `${PREFIX}region`,
    }),
    virtual(`${PREFIX}regionsname`, `${PREFIX}regions`),
    ...lookup(`${PREFIX}partof`, [first]),
    ...lookup(`${PREFIX}account`, ['account']),
    ...lookup(`${PREFIX}about`, [second, third, 'contact'].toSorted()),
    own('total', 'Money', {
      Precision: 2,
      MinValue: 0,
      MaxValue: 1e9,
      PrecisionSource: 0,
      SourceType: 1,
      ...readOnly,
    }),
    own('visits', 'Integer', { MinValue: 0, MaxValue: 2147483647, SourceType: 2, ...readOnly }),
    own('visits_date', 'DateTime', { Format: 'DateAndTime', DateTimeBehavior: 'UserLocal', ...readOnly }),
    own('manual', 'Virtual', { AttributeTypeName: 'FileType', MaxSizeInKB: random.int(1, 131_072) }),
    own('photo', 'Virtual', { AttributeTypeName: 'ImageType', MaxSizeInKB: 10_240 }),
    column(`${PREFIX}photo_url`, 'String', { AttributeOf: `${PREFIX}photo`, MaxLength: 200, ...readOnly }),
  ];
}

const readOnly = { IsValidForCreate: false, IsValidForUpdate: false } as const;

const GLOBAL_PRIORITY: readonly OptionSchema[] = ['Low', 'Normal', 'High'].map(numbered);
const GLOBAL_REGION: readonly OptionSchema[] = ['North', 'East', 'South', 'West'].map(numbered);

function numbered(label: string, index: number): OptionSchema {
  return { Value: 365_000_000 + index, Label: label };
}

function options(random: Random): readonly OptionSchema[] {
  const from = random.int(0, WORDS.length - 3);
  return WORDS.slice(from, from + random.int(2, 5)).map(numbered);
}

function yesNo(random: Random): readonly OptionSchema[] {
  const [yes, no] = random.pick([
    ['Yes', 'No'],
    ['Approved', 'Refused'],
    ['Allow', 'Do Not Allow'],
  ] as const);
  return [
    { Value: 1, Label: yes },
    { Value: 0, Label: no },
  ];
}

function column(name: string, type: string, rest: Rest): AttributeSchema {
  const { title, ...given } = rest;
  return {
    LogicalName: name,
    SchemaName: name,
    AttributeType: type,
    DisplayName: title ?? name.replace(PREFIX, ''),
    RequiredLevel: 'None',
    IsValidForCreate: true,
    IsValidForUpdate: true,
    IsValidForRead: true,
    ...given,
  };
}

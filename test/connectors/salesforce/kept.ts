import type { FieldDescribe, SObjectDescribe } from '../../../src/connectors/salesforce/describe-shape.ts';
import type { Entity, Field, JsonValue, ReferenceRow } from '../../../src/schema/model.ts';

/** A part of a describe with whatever properties it has. */
export type Described = Readonly<Record<string, JsonValue | undefined>>;

/** What becomes of each property of a part of a describe: where in the model it is, or why it is not. */
export type Table<M> = Readonly<Record<string, Kept<M> | { readonly because: string }>>;

interface Kept<M> {
  /** For the reader: the place in the model. */
  readonly as: string;
  /** The property, told from the model alone. */
  readonly recover: (model: M) => JsonValue | undefined;
  /** What is compared, where that is not the property as it stands. */
  readonly of?: (described: Described) => JsonValue | undefined;
}

const SCREENS = 'it is about screens';
const COLLECTORS = 'a remark of who compiled the files; no live describe has it';
const FOLLOWS = 'it follows from other properties: ';

export const OBJECT: Table<Entity> = {
  name: { as: 'name', recover: ({ name }) => name },
  label: { as: 'label', recover: ({ label }) => label },
  keyPrefix: { as: 'access.prefix', recover: ({ access }) => access?.prefix },
  createable: { as: 'write', recover: ({ write }) => write === undefined || write === 'create' },
  updateable: { as: 'write', recover: ({ write }) => write === undefined || write === 'update' },
  deletable: { as: 'lasting', recover: ({ lasting }) => lasting !== true },
  fields: { as: 'fields', recover: ({ fields }) => Object.keys(fields), of: namesOf },
  recordTypeInfos: { because: 'they are rows of RecordType: see RECORD_TYPE' },
  actionOverrides: { because: SCREENS },
  activateable: { because: 'reserved by Salesforce' },
  associateEntityType: { because: 'it marks share and history tables, which are not migrated' },
  associateParentEntity: { because: 'it marks share and history tables, which are not migrated' },
  childRelationships: { because: `${FOLLOWS}the reference fields of the children say it` },
  compactLayoutable: { because: SCREENS },
  custom: { because: `${FOLLOWS}the name of a custom object ends in __c` },
  customSetting: { because: 'settings of code are no records of customers' },
  deepCloneable: { because: 'reserved by Salesforce' },
  defaultImplementation: { because: 'reserved by Salesforce' },
  deprecatedAndHidden: { because: 'discovery does not list what is gone' },
  extendedBy: { because: 'reserved by Salesforce' },
  extendsInterfaces: { because: 'reserved by Salesforce' },
  feedEnabled: { because: SCREENS },
  hasSubtypes: { because: 'reserved by Salesforce' },
  implementedBy: { because: 'reserved by Salesforce' },
  implementsInterfaces: { because: 'reserved by Salesforce' },
  isInterface: { because: 'reserved by Salesforce' },
  isSubtype: { because: 'reserved by Salesforce' },
  labelPlural: { because: SCREENS },
  layoutable: { because: SCREENS },
  listviewable: { because: SCREENS },
  lookupLayoutable: { because: SCREENS },
  mergeable: { because: 'no migration merges records' },
  mruEnabled: { because: SCREENS },
  namedLayoutInfos: { because: SCREENS },
  networkScopeFieldName: { because: 'it is about communities' },
  queryable: { because: 'what cannot be queried is no entity: the connector asks before it describes' },
  replicateable: { because: 'changes are asked for by SystemModstamp, which every object has that is moved' },
  retrieveable: { because: 'records are read by query' },
  searchLayoutable: { because: SCREENS },
  searchable: { because: 'it is about full-text search' },
  sobjectDescribeOption: { because: 'it says how much was asked for' },
  supportedScopes: { because: SCREENS },
  triggerable: { because: 'whether there could be triggers says nothing of whether there are' },
  undeletable: { because: 'rollback makes no use of the recycle bin' },
  urls: { because: 'the connector makes them of the name' },
};

function namesOf({ fields }: Described): JsonValue {
  // Snapshots are sorted; the order of fields is of no use.
  const list = (Array.isArray(fields) ? fields : []) as readonly { readonly name: string }[];
  return list.map(({ name }) => name).toSorted();
}

interface FieldIn {
  readonly field: Field;
  readonly entity: Entity;
}

export const FIELD: Table<FieldIn> = {
  name: { as: 'name', recover: ({ field }) => field.name },
  label: { as: 'label', recover: ({ field }) => field.label },
  type: {
    as: 'type.kind and format',
    recover: nativeType,
    of: ({ type, htmlFormatted }) => alike(type, htmlFormatted),
  },
  length: { as: 'type.max', recover: lengthOf, of: ({ length }) => length ?? 0 },
  precision: {
    as: 'type.precision',
    recover: ({ field: { type } }) =>
      (type.kind === 'decimal' || type.kind === 'money' ? type.precision : 0) ?? 0,
  },
  scale: {
    as: 'type.scale',
    recover: ({ field: { type } }) =>
      (type.kind === 'decimal' || type.kind === 'money' ? type.scale : 0) ?? 0,
  },
  digits: {
    as: 'type.min and type.max of an integer',
    recover: ({ field: { type } }) => (type.kind === 'integer' ? String(type.max ?? '').length : 0),
  },
  nillable: { as: 'required', recover: ({ field }) => field.required !== true },
  createable: { as: 'write', recover: ({ field: { write } }) => write === undefined || write === 'create' },
  updateable: { as: 'write', recover: ({ field: { write } }) => write === undefined || write === 'update' },
  defaultedOnCreate: {
    as: 'default',
    recover: ({ field }) => field.default !== undefined,
  },
  defaultValue: {
    as: 'defaultValue',
    recover: ({ field }) => (field.type.kind === 'boolean' ? field.defaultValue : undefined),
  },
  defaultValueFormula: {
    as: 'default: session where it asks who is logged in; the formula itself is run by Salesforce alone',
    recover: ({ field }) => field.default === 'session' && field.type.kind === 'text',
    of: ({ defaultValueFormula }) => String(defaultValueFormula ?? '').includes('$User'),
  },
  unique: { as: 'unique', recover: ({ field }) => field.unique === true && field.name !== 'Id' },
  caseSensitive: {
    as: 'caseless, where it is unique: elsewhere nothing depends on it',
    recover: ({ field }) => field.unique === true && field.name !== 'Id' && field.caseless !== true,
    of: ({ unique, caseSensitive }) => unique === true && caseSensitive === true,
  },
  externalId: { as: 'key', recover: ({ field }) => field.key === 'external' },
  idLookup: { as: 'key', recover: ({ field }) => field.key !== undefined },
  nameField: { as: 'display of the entity', recover: ({ field, entity }) => entity.display === field.name },
  filterable: { as: 'unsearchable', recover: ({ field }) => field.unsearchable !== true },
  calculated: {
    as: 'computed, without a default',
    recover: ({ field }) =>
      field.computed === true && field.default === undefined && field.type.kind !== 'record',
  },
  autoNumber: {
    as: 'computed, with a default',
    recover: ({ field }) => field.computed === true && field.default !== undefined,
  },
  htmlFormatted: { as: 'type html', recover: ({ field }) => field.type.kind === 'html' },
  compoundFieldName: { as: 'part', recover: ({ field }) => field.part },
  referenceTo: {
    as: 'type.targets',
    recover: ({ field: { type } }) => (type.kind === 'reference' ? type.targets : []),
  },
  relationshipName: { as: 'access.relationship', recover: ({ field }) => field.access?.relationship },
  cascadeDelete: { as: 'onDelete', recover: ({ field }) => field.onDelete === 'cascade' },
  restrictedDelete: { as: 'onDelete', recover: ({ field }) => field.onDelete === 'restrict' },
  picklistValues: {
    as: 'type.options, each as OPTION says',
    recover: ({ field: { type } }) =>
      type.kind === 'enum' || type.kind === 'enums' ? type.options.map(({ value }) => value) : [],
    of: ({ picklistValues }) =>
      ((Array.isArray(picklistValues) ? picklistValues : []) as readonly { readonly value: string }[]).map(
        ({ value }) => value,
      ),
  },
  restrictedPicklist: {
    as: 'type.open',
    recover: ({ field: { type } }) => (type.kind === 'enum' || type.kind === 'enums') && type.open !== true,
  },
  controllerName: {
    as: 'allowed',
    recover: ({ field }) => field.allowed?.find(({ by }) => by !== 'RecordTypeId')?.by,
  },
  dependentPicklist: {
    as: 'allowed',
    recover: ({ field }) => (field.allowed ?? []).some(({ by }) => by !== 'RecordTypeId'),
  },
  encrypted: { as: 'format', recover: ({ field }) => field.format === 'masked' },
  polymorphicForeignKey: {
    as: 'type.targets',
    recover: ({ field: { type } }) => type.kind === 'reference' && type.targets.length > 1,
  },
  polymorphic: {
    as: 'type.targets',
    recover: ({ field: { type } }) => type.kind === 'reference' && type.targets.length > 1,
  },
  aggregatable: { because: 'no migration sums up in the system' },
  aiPredictionField: { because: 'it is about predictions' },
  byteLength: { because: `${FOLLOWS}three bytes for each character of the length` },
  calculatedFormula: { because: 'what is computed is not written; the formula is for people' },
  custom: { because: `${FOLLOWS}the name of a custom field ends in __c` },
  deprecatedAndHidden: { because: 'discovery does not list what is gone' },
  displayLocationInDecimal: { because: SCREENS },
  extraTypeInfo: { because: `${FOLLOWS}htmlFormatted and compoundFieldName say it` },
  filteredLookupInfo: { because: 'it says that a lookup is filtered and not by which condition' },
  formulaTreatNullNumberAsZero: { because: 'what is computed is not written' },
  groupable: { because: 'no migration groups in the system' },
  highScaleNumber: { because: `${FOLLOWS}scale says it` },
  inlineHelpText: { because: SCREENS },
  mask: { because: SCREENS },
  maskType: { because: SCREENS },
  namePointing: { because: `${FOLLOWS}it is polymorphic` },
  permissionable: { because: 'preflight asks for the rights themselves' },
  queryByDistance: { because: 'no migration asks for distances' },
  referenceTargetField: { because: 'only of external objects, which hold no records of their own' },
  relationshipOrder: { because: `${FOLLOWS}a master is required and takes its details along` },
  searchPrefilterable: { because: 'it is about full-text search' },
  soapType: { because: `${FOLLOWS}type says it` },
  sortable: { because: 'records are read in order of their id' },
  writeRequiresMasterRead: { because: 'preflight asks for the rights themselves' },
  conditional: { because: COLLECTORS },
  unverified: { because: COLLECTORS },
  verified: { because: COLLECTORS },
};

/** Types that a migration treats alike have one word; what else there is to them stands in other properties. */
function alike(type: JsonValue | undefined, html: JsonValue | undefined): JsonValue {
  if (html === true) return 'html';
  switch (type) {
    // Both offer values; whether others are taken is `restrictedPicklist`.
    case 'combobox':
      return 'picklist';
    case 'long':
      return 'int';
    case 'address':
    case 'location':
      return 'compound';
    default:
      return type ?? null;
  }
}

function nativeType({ field, entity }: FieldIn): string {
  const { type, format } = field;
  switch (type.kind) {
    case 'text':
      if (field.name === entity.id) return 'id';
      if (format === 'lines') return 'textarea';
      return format === undefined ? 'string' : format === 'masked' ? 'encryptedstring' : format;
    case 'integer':
      return 'int';
    case 'decimal':
      return format ?? 'double';
    case 'money':
      return 'currency';
    case 'instant':
      return 'datetime';
    case 'enum':
      return 'picklist';
    case 'enums':
      return 'multipicklist';
    case 'binary':
      return 'base64';
    case 'record':
      return 'compound';
    case 'other':
      return type.native;
    default:
      return type.kind;
  }
}

function lengthOf({ field: { type } }: FieldIn): number {
  switch (type.kind) {
    case 'text':
    case 'html':
    case 'enum':
    case 'enums':
      return type.max ?? 0;
    // An id always has 18 characters.
    case 'reference':
      return 18;
    default:
      return 0;
  }
}

/** The values of a picklist; which of them a controlling field allows is compared value by value. */
export function OPTION(
  described: SObjectDescribe,
  { controllerName }: FieldDescribe,
): Table<{ readonly field: Field; readonly value: string }> {
  const controller = described.fields.find(({ name }) => name === controllerName);
  const option = ({ type }: Field, wanted: string) =>
    type.kind === 'enum' || type.kind === 'enums'
      ? type.options.find(({ value }) => value === wanted)
      : undefined;
  return {
    value: { as: 'value', recover: ({ field, value }) => option(field, value)?.value },
    label: {
      as: 'label; the value where it has none',
      recover: ({ field, value }) => option(field, value)?.label,
      of: ({ label, value }) => label ?? value,
    },
    active: { as: 'inactive', recover: ({ field, value }) => option(field, value)?.inactive !== true },
    defaultValue: {
      as: 'defaultValue of the field',
      recover: ({ field: { defaultValue }, value }) =>
        Array.isArray(defaultValue) ? defaultValue.includes(value) : defaultValue === value,
    },
    validFor: {
      as: 'allowed',
      recover: ({ field, value }) => {
        const by = field.allowed?.find((one) => one.by === controllerName);
        return by === undefined ? null : bitsOf(by.cases.map(({ options }) => options.includes(value)));
      },
      of: ({ validFor }) => (controller === undefined ? null : validFor),
    },
  };
}

function bitsOf(allowed: readonly boolean[]): string {
  const bytes = Buffer.alloc(Math.ceil(allowed.length / 8));
  for (const [index, yes] of allowed.entries())
    if (yes) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (0x80 >> (index & 7));
  return bytes.toString('base64');
}

export const RECORD_TYPE: Table<ReferenceRow> = {
  recordTypeId: { as: 'Id', recover: ({ Id }) => Id },
  name: { as: 'Name', recover: ({ Name }) => Name },
  developerName: { as: 'DeveloperName', recover: ({ DeveloperName }) => DeveloperName },
  active: { as: 'IsActive', recover: ({ IsActive }) => IsActive },
  master: { as: 'only those that are not the master are rows', recover: () => false },
  available: { because: 'it is about the login of the discovery; preflight asks for the rights themselves' },
  defaultRecordTypeMapping: {
    because: 'it is about the login of the discovery: RecordTypeId has the default session',
  },
  urls: { because: 'the connector makes them of the name' },
};

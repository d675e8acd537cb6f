import type {
  FieldDescribe,
  PicklistValuesByField,
  RecordTypeInfo,
  SObjectDescribe,
} from '../../../src/connectors/salesforce/describe-shape.ts';

/**
 * A made-up custom object with every property that a live describe has (REST API, version 59.0), which the recorded ones in
 * `data` lack: the properties and their values are those of the API, the object is nobody's.
 */

/** A field with everything that describe says of one, plain text by default. */
function field(name: string, type: string, more: Partial<LiveField> = {}): LiveField {
  return {
    aggregatable: true,
    aiPredictionField: false,
    autoNumber: false,
    byteLength: 0,
    calculated: false,
    calculatedFormula: null,
    cascadeDelete: false,
    caseSensitive: false,
    compoundFieldName: null,
    controllerName: null,
    createable: true,
    custom: name.endsWith('__c'),
    defaultValue: null,
    defaultValueFormula: null,
    defaultedOnCreate: false,
    dependentPicklist: false,
    deprecatedAndHidden: false,
    digits: 0,
    displayLocationInDecimal: false,
    encrypted: false,
    externalId: false,
    extraTypeInfo: null,
    filterable: true,
    filteredLookupInfo: null,
    formulaTreatNullNumberAsZero: false,
    groupable: true,
    highScaleNumber: false,
    htmlFormatted: false,
    idLookup: false,
    inlineHelpText: null,
    label: name.replace(/__[cs]$/, '').replaceAll('_', ' '),
    length: 0,
    mask: null,
    maskType: null,
    name,
    nameField: false,
    namePointing: false,
    nillable: true,
    permissionable: true,
    picklistValues: [],
    polymorphicForeignKey: false,
    precision: 0,
    queryByDistance: false,
    referenceTargetField: null,
    referenceTo: [],
    relationshipName: null,
    relationshipOrder: null,
    restrictedDelete: false,
    restrictedPicklist: false,
    scale: 0,
    searchPrefilterable: false,
    soapType: 'xsd:string',
    sortable: true,
    type,
    unique: false,
    updateable: true,
    writeRequiresMasterRead: false,
    ...more,
  };
}

type LiveField = Required<FieldDescribe> & Readonly<Record<string, unknown>>;

const entry = (value: string, more: Partial<FieldDescribe['picklistValues'][number]> = {}) => ({
  active: true,
  defaultValue: false,
  label: value,
  validFor: null,
  value,
  ...more,
});

/** The bits of a `validFor`, the first value of the controlling field first. */
const bits = (...allowed: readonly boolean[]): string => {
  const bytes = Buffer.alloc(Math.ceil(allowed.length / 8));
  for (const [index, yes] of allowed.entries())
    if (yes) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (0x80 >> (index & 7));
  return bytes.toString('base64');
};

const readOnly = { createable: false, updateable: false };

export const ONSITE = '012000000000001AAA';
export const REMOTE = '012000000000002AAA';

const RECORD_TYPES: readonly (RecordTypeInfo & Readonly<Record<string, unknown>>)[] = [
  {
    active: true,
    available: true,
    defaultRecordTypeMapping: true,
    developerName: 'OnSite',
    master: false,
    name: 'On site',
    recordTypeId: ONSITE,
    urls: {},
  },
  {
    active: false,
    available: true,
    defaultRecordTypeMapping: false,
    developerName: 'Remote',
    master: false,
    name: 'Remote',
    recordTypeId: REMOTE,
    urls: {},
  },
  {
    active: true,
    available: true,
    defaultRecordTypeMapping: false,
    developerName: 'Master',
    master: true,
    name: 'Master',
    recordTypeId: '012000000000000AAA',
    urls: {},
  },
];

export const VISIT: SObjectDescribe & Readonly<Record<string, unknown>> = {
  actionOverrides: [],
  activateable: false,
  associateEntityType: null,
  associateParentEntity: null,
  childRelationships: [],
  compactLayoutable: true,
  createable: true,
  custom: true,
  customSetting: false,
  deepCloneable: false,
  defaultImplementation: null,
  deletable: false,
  deprecatedAndHidden: false,
  extendedBy: null,
  extendsInterfaces: null,
  feedEnabled: false,
  fields: [
    field('Id', 'id', {
      ...readOnly,
      length: 18,
      nillable: false,
      defaultedOnCreate: true,
      idLookup: true,
      soapType: 'tns:ID',
    }),
    field('Name', 'string', {
      ...readOnly,
      length: 80,
      nillable: false,
      autoNumber: true,
      defaultedOnCreate: true,
      nameField: true,
      idLookup: true,
    }),
    field('OwnerId', 'reference', {
      length: 18,
      nillable: false,
      defaultedOnCreate: true,
      referenceTo: ['Group', 'User'],
      relationshipName: 'Owner',
      polymorphicForeignKey: true,
      namePointing: true,
    }),
    field('CurrencyIsoCode', 'picklist', {
      length: 255,
      defaultedOnCreate: true,
      restrictedPicklist: true,
      picklistValues: [entry('EUR', { defaultValue: true }), entry('TRY')],
    }),
    field('RecordTypeId', 'reference', {
      length: 18,
      defaultedOnCreate: true,
      referenceTo: ['RecordType'],
      relationshipName: 'RecordType',
    }),
    field('Account__c', 'reference', {
      length: 18,
      nillable: false,
      updateable: false,
      referenceTo: ['Account'],
      relationshipName: 'Account__r',
      relationshipOrder: 0,
      cascadeDelete: true,
      writeRequiresMasterRead: true,
    }),
    field('Device__c', 'reference', {
      length: 18,
      referenceTo: ['Product2'],
      relationshipName: 'Device__r',
      restrictedDelete: true,
    }),
    field('Code__c', 'string', {
      length: 40,
      unique: true,
      externalId: true,
      idLookup: true,
      defaultValueFormula: '$User.Alias',
      defaultedOnCreate: true,
    }),
    field('Serial__c', 'string', { length: 40, unique: true, caseSensitive: true }),
    field('Group__c', 'string', { length: 40, externalId: true, idLookup: true }),
    field('Kind__c', 'picklist', {
      length: 255,
      restrictedPicklist: true,
      picklistValues: [
        entry('Repair', { defaultValue: true }),
        entry('Audit'),
        entry('Old', { active: false }),
      ],
    }),
    field('Cause__c', 'picklist', {
      length: 255,
      controllerName: 'Kind__c',
      dependentPicklist: true,
      picklistValues: [
        entry('Broken', { validFor: bits(true, false, false) }),
        entry('Yearly', { validFor: bits(false, true, true) }),
        entry('Never', { validFor: bits(false, false, false) }),
      ],
    }),
    field('Urgent__c', 'boolean', { nillable: false, defaultedOnCreate: true, defaultValue: false }),
    field('Answer__c', 'picklist', {
      length: 255,
      controllerName: 'Urgent__c',
      dependentPicklist: true,
      picklistValues: [
        entry('Later', { validFor: bits(true, false) }),
        entry('Now', { validFor: bits(true, true) }),
      ],
    }),
    field('Skills__c', 'multipicklist', {
      length: 4099,
      restrictedPicklist: true,
      filterable: false,
      picklistValues: [
        entry('Gas', { defaultValue: true }),
        entry('Power', { defaultValue: true }),
        entry('Water'),
      ],
    }),
    field('Cost__c', 'currency', { precision: 18, scale: 2, soapType: 'xsd:double' }),
    field('Share__c', 'percent', { precision: 5, scale: 2, soapType: 'xsd:double' }),
    field('Hours__c', 'double', { precision: 6, scale: 1, soapType: 'xsd:double' }),
    field('Floors__c', 'int', { digits: 8, soapType: 'xsd:int' }),
    field('Starts__c', 'time', { soapType: 'xsd:time' }),
    field('Day__c', 'date', { soapType: 'xsd:date' }),
    field('At__c', 'datetime', { soapType: 'xsd:dateTime' }),
    field('Mail__c', 'email', { length: 80 }),
    field('Phone__c', 'phone', { length: 40 }),
    field('Site__c', 'url', { length: 255 }),
    field('Pin__c', 'encryptedstring', { length: 175, encrypted: true, mask: '*', maskType: 'all' }),
    field('Notes__c', 'textarea', { length: 32768, filterable: false, extraTypeInfo: 'plaintextarea' }),
    field('Report__c', 'textarea', {
      length: 32768,
      filterable: false,
      htmlFormatted: true,
      extraTypeInfo: 'richtextarea',
    }),
    field('Total__c', 'double', {
      ...readOnly,
      precision: 18,
      scale: 2,
      calculated: true,
      calculatedFormula: 'Hours__c * 2',
    }),
    field('Place__c', 'location', { ...readOnly, soapType: 'urn:location' }),
    field('Place__Latitude__s', 'double', { precision: 10, scale: 6, compoundFieldName: 'Place__c' }),
    field('Place__Longitude__s', 'double', { precision: 11, scale: 6, compoundFieldName: 'Place__c' }),
    field('Photo__c', 'base64', { filterable: false, soapType: 'xsd:base64Binary' }),
    field('Reviewed__c', 'boolean', {
      createable: false,
      nillable: false,
      defaultedOnCreate: true,
      defaultValue: false,
    }),
    field('Extra__c', 'anyType', { ...readOnly, soapType: 'xsd:anyType' }),
  ],
  hasSubtypes: false,
  implementedBy: null,
  implementsInterfaces: null,
  isInterface: false,
  isSubtype: false,
  keyPrefix: 'a01',
  label: 'Visit',
  labelPlural: 'Visits',
  layoutable: true,
  listviewable: null,
  lookupLayoutable: null,
  mergeable: false,
  mruEnabled: true,
  name: 'Visit__c',
  namedLayoutInfos: [],
  networkScopeFieldName: null,
  queryable: true,
  recordTypeInfos: RECORD_TYPES,
  replicateable: true,
  retrieveable: true,
  searchLayoutable: true,
  searchable: true,
  sobjectDescribeOption: 'FULL',
  supportedScopes: [],
  triggerable: true,
  undeletable: true,
  updateable: true,
  urls: {},
};

/** What `picklist-values` answers for each record type of {@link VISIT}. */
export const VISIT_PICKLISTS: Readonly<Record<string, PicklistValuesByField>> = {
  [ONSITE]: {
    picklistFieldValues: {
      Kind__c: { defaultValue: { value: 'Audit' }, values: [{ value: 'Repair' }, { value: 'Audit' }] },
    },
  },
  [REMOTE]: { picklistFieldValues: { Kind__c: { defaultValue: null, values: [{ value: 'Repair' }] } } },
};

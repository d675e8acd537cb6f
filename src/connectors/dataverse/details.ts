import { isRecord } from './json.ts';
import { type Attribute, typeOf } from './metadata-value.ts';

/** What is asked of each concrete type (`…/Attributes/Microsoft.Dynamics.CRM.<type>`), which the common list leaves out. */
export const DETAILS: Readonly<Record<string, string>> = {
  StringAttributeMetadata: '$select=LogicalName,MaxLength,Format',
  MemoAttributeMetadata: '$select=LogicalName,MaxLength,Format',
  IntegerAttributeMetadata: '$select=LogicalName,MinValue,MaxValue,Format',
  DecimalAttributeMetadata: '$select=LogicalName,Precision,MinValue,MaxValue',
  DoubleAttributeMetadata: '$select=LogicalName,Precision,MinValue,MaxValue',
  BigIntAttributeMetadata: '$select=LogicalName,MinValue,MaxValue',
  MoneyAttributeMetadata: '$select=LogicalName,Precision,PrecisionSource,IsBaseCurrency,MinValue,MaxValue',
  BooleanAttributeMetadata:
    '$select=LogicalName,DefaultValue&$expand=OptionSet($select=TrueOption,FalseOption)',
  FileAttributeMetadata: '$select=LogicalName,MaxSizeInKB',
  ImageAttributeMetadata: '$select=LogicalName,MaxSizeInKB',
  DateTimeAttributeMetadata: '$select=LogicalName,Format,DateTimeBehavior',
  LookupAttributeMetadata: '$select=LogicalName,Targets',
  PicklistAttributeMetadata:
    '$select=LogicalName,DefaultFormValue&$expand=OptionSet($select=Options),GlobalOptionSet($select=Options,Name)',
  MultiSelectPicklistAttributeMetadata:
    '$select=LogicalName,DefaultFormValue&$expand=OptionSet($select=Options),GlobalOptionSet($select=Options,Name)',
  StateAttributeMetadata: '$select=LogicalName&$expand=OptionSet($select=Options)',
  StatusAttributeMetadata: '$select=LogicalName,DefaultFormValue&$expand=OptionSet($select=Options)',
};

/** The concrete type whose details an attribute needs; null where the common properties say it all. */
export function detailOf(attribute: Attribute): string | null {
  switch (typeOf(attribute)) {
    case 'Lookup':
    case 'Customer':
    case 'Owner':
      return 'LookupAttributeMetadata';
    case 'MultiSelectPicklistType':
      return 'MultiSelectPicklistAttributeMetadata';
    case 'FileType':
      return 'FileAttributeMetadata';
    case 'ImageType':
      return 'ImageAttributeMetadata';
    case 'String':
    case 'Memo':
    case 'Boolean':
    case 'BigInt':
    case 'Double':
    case 'Integer':
    case 'Decimal':
    case 'Money':
    case 'DateTime':
    case 'Picklist':
    case 'State':
    case 'Status':
      return `${typeOf(attribute)}AttributeMetadata`;
    default:
      return null;
  }
}

/** Whether it is a choice that came without its options, not even an empty list. */
export function needsOptions(attribute: Attribute): boolean {
  switch (typeOf(attribute)) {
    case 'Picklist':
    case 'State':
    case 'Status':
    case 'MultiSelectPicklistType':
      return ![attribute.OptionSet, attribute.GlobalOptionSet].some(
        (set) => isRecord(set) && Array.isArray(set.Options),
      );
    default:
      return false;
  }
}

import type { Field, FieldType, Option } from '../../schema/model.ts';
import { isRecord, type Json, type JsonRecord } from './json.ts';

/** An attribute as the metadata describe it: the common properties, and those of its concrete type beside them. */
export type Attribute = JsonRecord;

/** What is asked of each concrete type (`…/Attributes/Microsoft.Dynamics.CRM.<type>`), which the common list leaves out. */
export const DETAILS: Readonly<Record<string, string>> = {
  StringAttributeMetadata: '$select=LogicalName,MaxLength,Format',
  MemoAttributeMetadata: '$select=LogicalName,MaxLength,Format',
  IntegerAttributeMetadata: '$select=LogicalName,MinValue,MaxValue',
  DecimalAttributeMetadata: '$select=LogicalName,Precision',
  MoneyAttributeMetadata: '$select=LogicalName,Precision,PrecisionSource,IsBaseCurrency',
  DateTimeAttributeMetadata: '$select=LogicalName,Format,DateTimeBehavior',
  LookupAttributeMetadata: '$select=LogicalName,Targets',
  PicklistAttributeMetadata:
    '$select=LogicalName&$expand=OptionSet($select=Options),GlobalOptionSet($select=Options)',
  MultiSelectPicklistAttributeMetadata:
    '$select=LogicalName&$expand=OptionSet($select=Options),GlobalOptionSet($select=Options)',
  StateAttributeMetadata: '$select=LogicalName&$expand=OptionSet($select=Options)',
  StatusAttributeMetadata: '$select=LogicalName&$expand=OptionSet($select=Options)',
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
    case 'String':
    case 'Memo':
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

/** Columns that hold a file as base64: too large for lists, read one record at a time. */
export const BODIES: Readonly<Record<string, string>> = {
  annotation: 'documentbody',
  activitymimeattachment: 'body',
};

/** Columns that the platform itself fills in every row, though the metadata call them optional. */
const PLATFORM_FILLED: ReadonlySet<string> = new Set(['createdon', 'modifiedon']);

/** Columns that hold markup, though the metadata call them plain text. */
const MARKUP: ReadonlySet<string> = new Set(['email.description']);

/**
 * The field of an attribute; null where it cannot be read at all.
 * `siblings` are all attributes of the table by logical name.
 */
export function fieldOf(
  attribute: Attribute,
  table: string,
  siblings: ReadonlyMap<string, Attribute>,
): Field | null {
  const name = textOf(attribute.LogicalName) ?? '';
  if (attribute.IsValidForRead === false) return null;
  const base = baseOf(attribute, name, siblings);
  const creates = attribute.IsValidForCreate !== false;
  const updates = attribute.IsValidForUpdate !== false;
  const level = isRecord(attribute.RequiredLevel) ? attribute.RequiredLevel.Value : null;
  return {
    name,
    label: labelOf(attribute.DisplayName) ?? name,
    type: typeOfField(attribute, name, table, siblings, base),
    // ApplicationRequired is a rule of forms: records made by other ways are without it.
    ...((level === 'SystemRequired' || PLATFORM_FILLED.has(name)) && base === null
      ? { required: true as const }
      : {}),
    ...(updates ? {} : { write: creates ? ('create' as const) : ('never' as const) }),
    ...(attribute.IsPrimaryId === true ? { unique: true as const } : {}),
    ...(base === null ? {} : { companionOf: base }),
  };
}

/** The column that this one only repeats, by its own word, by the naming rule of lookups, or as its base currency. */
function baseOf(attribute: Attribute, name: string, siblings: ReadonlyMap<string, Attribute>): string | null {
  const declared = textOf(attribute.AttributeOf);
  if (declared !== null) return declared;
  const type = typeOf(attribute);
  if (type === 'EntityName') {
    const base = [name.replace(/type$/, ''), name.replace(/typecode$/, 'id')].find(
      (candidate) => candidate !== name && isLookup(siblings.get(candidate)),
    );
    return base ?? null;
  }
  if (type === 'Money' && attribute.IsBaseCurrency === true) {
    const base = name.replace(/_base$/, '');
    return base !== name && siblings.has(base) ? base : null;
  }
  return null;
}

function isLookup(attribute: Attribute | undefined): boolean {
  return attribute !== undefined && ['Lookup', 'Customer', 'Owner'].includes(typeOf(attribute));
}

function typeOfField(
  attribute: Attribute,
  name: string,
  table: string,
  siblings: ReadonlyMap<string, Attribute>,
  base: string | null,
): FieldType {
  if (BODIES[table] === name) return { kind: 'binary' };
  const type = typeOf(attribute);
  if (base !== null && type !== 'Money') {
    // Companions are no properties of a row. Their text stands in the annotations of the base column, if anywhere.
    const original = siblings.get(base);
    const readable = original !== undefined && original.IsValidForRead !== false;
    const told = readable && (type === 'EntityName' ? isLookup(original) : name === `${base}name`);
    return told ? { kind: 'text' } : { kind: 'other', native: `${type} companion` };
  }
  if (MARKUP.has(`${table}.${name}`)) return { kind: 'html' };
  switch (type) {
    case 'String':
    case 'Memo': {
      const max = numberOf(attribute.MaxLength);
      return max === null ? { kind: 'text' } : { kind: 'text', max };
    }
    case 'Uniqueidentifier':
      return { kind: 'text', max: 36 };
    case 'EntityName':
      return { kind: 'text' };
    case 'Integer': {
      const min = numberOf(attribute.MinValue);
      const max = numberOf(attribute.MaxValue);
      return { kind: 'integer', ...(min === null ? {} : { min }), ...(max === null ? {} : { max }) };
    }
    case 'BigInt':
      // 64 bits: more than a JavaScript number holds.
      return { kind: 'decimal', precision: 19, scale: 0 };
    case 'Decimal': {
      const scale = numberOf(attribute.Precision);
      return scale === null ? { kind: 'decimal' } : { kind: 'decimal', scale };
    }
    case 'Double':
      return { kind: 'float' };
    case 'Money': {
      const scale = numberOf(attribute.Precision);
      const currency = 'transactioncurrencyid';
      return {
        kind: 'money',
        ...(scale === null ? {} : { scale }),
        // Base amounts are in the organization's currency, which no column names.
        ...(siblings.has(currency) && attribute.IsBaseCurrency !== true ? { currency } : {}),
      };
    }
    case 'Boolean':
      return { kind: 'boolean' };
    case 'DateTime':
      switch (textOf(attribute.DateTimeBehavior) ?? wrappedText(attribute.DateTimeBehavior)) {
        case 'DateOnly':
          return { kind: 'date' };
        case 'TimeZoneIndependent':
          return { kind: 'local' };
        default:
          return { kind: 'instant' };
      }
    case 'Picklist':
    case 'State':
    case 'Status':
      return { kind: 'enum', options: optionsOf(attribute) };
    case 'MultiSelectPicklistType':
      return { kind: 'enums', options: optionsOf(attribute) };
    case 'Lookup':
    case 'Customer':
    case 'Owner':
      return { kind: 'reference', targets: stringsOf(attribute.Targets).toSorted() };
    default:
      return { kind: 'other', native: type };
  }
}

/** `AttributeType`, or for virtual columns the concrete name (`MultiSelectPicklistType`, `ImageType`, `VirtualType`). */
function typeOf(attribute: Attribute): string {
  const type = textOf(attribute.AttributeType) ?? 'unknown';
  return type === 'Virtual' ? (wrappedText(attribute.AttributeTypeName) ?? 'VirtualType') : type;
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

function optionsOf(attribute: Attribute): readonly Option[] {
  const sets = [attribute.OptionSet, attribute.GlobalOptionSet];
  for (const set of sets) {
    const options = isRecord(set) ? set.Options : undefined;
    if (!Array.isArray(options)) continue;
    return options.flatMap((option: Json) => {
      const value = isRecord(option) ? numberOf(option.Value) : null;
      return isRecord(option) && value !== null
        ? [{ value, label: labelOf(option.Label) ?? String(value) }]
        : [];
    });
  }
  return [];
}

/** The label in the user's language. */
export function labelOf(label: Json): string | null {
  if (!isRecord(label)) return null;
  const localized = label.LocalizedLabels;
  const candidates = [label.UserLocalizedLabel, ...(Array.isArray(localized) ? localized : [])];
  for (const candidate of candidates) {
    const text = isRecord(candidate) ? textOf(candidate.Label) : null;
    if (text !== null && text !== '') return text;
  }
  return null;
}

export function textOf(value: Json): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOf(value: Json): number | null {
  return typeof value === 'number' ? value : null;
}

function stringsOf(value: Json): readonly string[] {
  return Array.isArray(value) ? value.filter((item: Json): item is string => typeof item === 'string') : [];
}

/** `{ "Value": "x" }`, as managed properties and type names are wrapped. */
function wrappedText(value: Json): string | null {
  return isRecord(value) ? textOf(value.Value) : null;
}

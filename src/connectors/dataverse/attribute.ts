import type { Field, FieldType, Option, WriteLimit } from '../../schema/model.ts';
import { factsOf } from './facts.ts';
import { formatOf } from './format.ts';
import {
  type Attribute,
  labelOf,
  numberOf,
  optionsIn,
  stringsOf,
  textOf,
  typeOf,
  wrappedText,
} from './metadata-value.ts';
import { reasonsByState } from './status-reasons.ts';

/** Columns that hold a file as base64: too large for lists, read one record at a time. */
export const BODIES: Readonly<Record<string, string>> = {
  annotation: 'documentbody',
  activitymimeattachment: 'body',
};

/** Columns of files and of images ("Use file column data", "Use image column data"), by the word for them in `Field.access`. */
const FILES: Readonly<Record<string, 'file' | 'image'>> = { FileType: 'file', ImageType: 'image' };

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
  const file = FILES[typeOf(attribute)];
  const base = baseOf(attribute, name, siblings);
  const level = wrappedText(attribute.RequiredLevel);
  const source = numberOf(attribute.SourceType);
  const type = typeOfField(attribute, name, table, siblings, base);
  const format = formatOf(attribute, type);
  const write = writeOf(attribute);
  const allowed = reasonsByState(attribute, siblings);
  const facts = factsOf(attribute, level);
  return {
    name,
    label: labelOf(attribute.DisplayName) ?? name,
    type,
    ...(format === undefined ? {} : { format }),
    // ApplicationRequired is a rule of forms: records made by other ways are without it.
    ...((level === 'SystemRequired' || PLATFORM_FILLED.has(name)) && base === null
      ? { required: true as const }
      : {}),
    // A number is given to every record; it can be overridden, so that the column is not computed.
    ...((textOf(attribute.AutoNumberFormat) ?? '') === '' ? {} : { default: 'constant' as const }),
    ...(write === undefined ? {} : { write }),
    ...(attribute.IsPrimaryId === true ? { unique: true as const } : {}),
    // Calculated columns and rollups.
    ...(source === 1 || source === 2 ? { computed: true as const } : {}),
    ...(base === null ? {} : { companionOf: base }),
    ...(allowed === null ? {} : { allowed }),
    ...(file === undefined ? {} : { access: { body: file } }),
    ...(Object.keys(facts).length === 0 ? {} : { facts }),
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
  // The metadata call an image the companion of its id; it is the image all the same.
  if (FILES[type] !== undefined) return { kind: 'binary' };
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

function optionsOf(attribute: Attribute): readonly Option[] {
  return optionsIn(attribute).flatMap((option) => {
    const value = numberOf(option.Value);
    return value === null ? [] : [{ value, label: labelOf(option.Label) ?? String(value) }];
  });
}

function writeOf(attribute: Attribute): WriteLimit | undefined {
  const updates = attribute.IsValidForUpdate !== false;
  if (attribute.IsValidForCreate !== false) return updates ? undefined : 'create';
  return updates ? 'update' : 'never';
}

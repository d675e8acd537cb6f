/**
 * Salesforce's describe in the words of the schema model. This folder knows what describe answers, and nothing else yet: no
 * client, no records.
 */
import type { Entity, Field, FieldType, Format, ReferenceRow, WriteLimit } from '../../schema/model.ts';
import { compoundOf, nestedFields } from './compound.ts';
import type { FieldDescribe, PicklistValuesByField, SObjectDescribe } from './describe-shape.ts';
import { allowedOf, optionsOf } from './picklists.ts';

/**
 * The entity that a describe speaks of.
 *
 * @param byRecordType the answers of `picklist-values` by the id of the record type, of those that were read
 */
export function entityOf(
  describe: SObjectDescribe,
  byRecordType: Readonly<Record<string, PicklistValuesByField>> = {},
): Entity {
  const plain = describe.fields.map((field) => fieldOf(field, describe, byRecordType));
  const fields = plain.map((field) => withParts(field, plain));
  const write = writeOf(describe);
  return {
    name: describe.name,
    label: describe.label,
    id: describe.fields.find(({ type }) => type === 'id')?.name ?? 'Id',
    display: displayOf(describe),
    ...(describe.keyPrefix ? { access: { prefix: describe.keyPrefix } } : {}),
    ...(write === undefined ? {} : { write }),
    ...(describe.deletable === false ? { lasting: true as const } : {}),
    fields: Object.fromEntries(fields.map((field) => [field.name, field])),
  };
}

/** The rows of `RecordType` that an object brings: those of its own, active or not, in the order of the describe. */
export function recordTypeRows({ name, recordTypeInfos = [] }: SObjectDescribe): readonly ReferenceRow[] {
  return recordTypeInfos
    .filter(({ master }) => !master)
    .map((info) => ({
      Id: info.recordTypeId,
      Name: info.name,
      DeveloperName: info.developerName,
      SobjectType: name,
      IsActive: info.active,
    }));
}

/** What a person knows a record by, where the describe does not mark it. */
const NAMES = ['Name', 'Subject', 'CaseNumber', 'Title', 'MasterLabel'];

function displayOf({ fields }: SObjectDescribe): string | null {
  const marked = fields.find(({ nameField }) => nameField);
  return marked?.name ?? NAMES.find((name) => fields.some((field) => field.name === name)) ?? null;
}

/** Read-only flags lie both ways: some fields are only written afterwards (`IsPartner`), others never again. */
function writeOf({
  createable,
  updateable,
}: {
  readonly createable: boolean;
  readonly updateable: boolean;
}): WriteLimit | undefined {
  if (createable) return updateable ? undefined : 'create';
  return updateable ? 'update' : 'never';
}

function fieldOf(
  field: FieldDescribe,
  describe: SObjectDescribe,
  byRecordType: Readonly<Record<string, PicklistValuesByField>>,
): Field {
  const type = typeOf(field, describe);
  const format = formatOf(field, type);
  const filled = defaultOf(field);
  const value = defaultValueOf(field);
  const write = writeOf(field);
  const part = compoundOf(field, describe);
  const allowed = allowedOf(field, describe, byRecordType);
  const onDelete = field.cascadeDelete ? 'cascade' : field.restrictedDelete ? 'restrict' : undefined;
  const key = field.externalId ? 'external' : field.idLookup ? 'lookup' : undefined;
  return {
    name: field.name,
    label: field.label,
    type,
    ...(format === undefined ? {} : { format }),
    ...(field.nillable ? {} : { required: true }),
    ...(filled === undefined ? {} : { default: filled }),
    ...(value === undefined ? {} : { defaultValue: value }),
    ...(write === undefined ? {} : { write }),
    ...(field.unique || field.type === 'id' ? { unique: true } : {}),
    ...(field.unique && field.caseSensitive === false ? { caseless: true } : {}),
    ...(key === undefined ? {} : { key }),
    ...(field.filterable === false ? { unsearchable: true } : {}),
    ...(field.calculated || field.autoNumber ? { computed: true } : {}),
    ...(part === null ? {} : { part }),
    ...(allowed === undefined ? {} : { allowed }),
    // What takes its referrers along, or cannot be deleted while it has some, leaves none behind.
    ...(onDelete === undefined ? {} : { enforced: true, onDelete }),
    ...(field.relationshipName === null ? {} : { access: { relationship: field.relationshipName } }),
  };
}

function typeOf(field: FieldDescribe, { fields }: SObjectDescribe): FieldType {
  const max = field.length !== null && field.length > 0 ? { max: field.length } : {};
  if (field.htmlFormatted) return { kind: 'html', ...max };
  switch (field.type) {
    case 'string':
    case 'textarea':
    case 'email':
    case 'phone':
    case 'url':
    case 'encryptedstring':
    case 'id':
    case 'time':
      return { kind: 'text', ...max };
    case 'boolean':
    case 'date':
      return { kind: field.type };
    case 'datetime':
      return { kind: 'instant' };
    case 'int':
    case 'long': {
      const { digits = 0 } = field;
      const most = 10 ** digits - 1;
      return digits > 0 && digits < 16 ? { kind: 'integer', min: -most, max: most } : { kind: 'integer' };
    }
    case 'double':
    case 'percent':
      return { kind: 'decimal', ...digitsOf(field) };
    case 'currency':
      return {
        kind: 'money',
        ...digitsOf(field),
        // Organizations with one currency have no such field.
        ...(fields.some(({ name }) => name === CURRENCY) ? { currency: CURRENCY } : {}),
      };
    case 'picklist':
    case 'combobox':
    case 'multipicklist':
      return {
        kind: field.type === 'multipicklist' ? 'enums' : 'enum',
        options: optionsOf(field),
        ...(field.restrictedPicklist ? {} : { open: true }),
        ...max,
      };
    case 'reference':
      return { kind: 'reference', targets: field.referenceTo };
    case 'base64':
      return { kind: 'binary' };
    case 'address':
    case 'location':
      return { kind: 'record', fields: {} };
    default:
      return { kind: 'other', native: field.type };
  }
}

const CURRENCY = 'CurrencyIsoCode';
const OF_USER: ReadonlySet<string> = new Set([CURRENCY, 'RecordTypeId']);

/** Both, or neither: a describe that was recorded without them says 0. */
function digitsOf({ precision, scale }: FieldDescribe): {
  readonly precision?: number;
  readonly scale?: number;
} {
  return precision === 0 ? {} : { precision, scale };
}

function formatOf(field: FieldDescribe, type: FieldType): Format | undefined {
  if (type.kind === 'html') return undefined;
  switch (field.type) {
    case 'textarea':
      return 'lines';
    case 'encryptedstring':
      return 'masked';
    case 'email':
    case 'phone':
    case 'url':
    case 'time':
    case 'percent':
      return field.type;
    default:
      return undefined;
  }
}

/** Owners, currencies and record types are filled in from who is logged in; so is what a formula asks of `$User`. */
function defaultOf(field: FieldDescribe): Field['default'] {
  const formula = field.defaultValueFormula ?? '';
  if (!field.defaultedOnCreate && formula === '') return undefined;
  const ofUser = OF_USER.has(field.name) || field.referenceTo.includes('User');
  return ofUser || /\$(User|UserRole|Profile|Permission)\b/i.test(formula) ? 'session' : 'constant';
}

function defaultValueOf(field: FieldDescribe): Field['defaultValue'] {
  if (field.defaultValue !== undefined && field.defaultValue !== null) return field.defaultValue;
  const chosen = field.picklistValues.filter(({ defaultValue }) => defaultValue).map(({ value }) => value);
  return field.type === 'multipicklist' && chosen.length > 0 ? chosen : chosen[0];
}

/** An address or a name with what it is put together from. */
function withParts(field: Field, all: readonly Field[]): Field {
  const parts = all.filter(({ part }) => part === field.name);
  // A name is known by the part that it cannot be without.
  const first = parts.find(({ required }) => required) ?? parts[0];
  if (first === undefined) return field.type.kind === 'record' ? { ...field, type: { kind: 'json' } } : field;
  const type: FieldType =
    field.type.kind === 'record' ? { kind: 'record', fields: nestedFields(field.name, parts) } : field.type;
  return { ...field, type, computed: true, companionOf: first.name };
}

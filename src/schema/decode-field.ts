import type { JsonObject, Place } from './decode.ts';
import {
  arrayAt,
  countAt,
  fail,
  flagAt,
  inside,
  numberAt,
  objectAt,
  onlyKeys,
  stringAt,
  stringsAt,
} from './decode.ts';
import type {
  AllowedBy,
  AllowedCase,
  Field,
  FieldType,
  JsonValue,
  Option,
  Origin,
  Proposal,
} from './model.ts';

const FIELD_KEYS = [
  'label',
  'type',
  'format',
  'required',
  'default',
  'defaultValue',
  'write',
  'unique',
  'caseless',
  'key',
  'unsearchable',
  'computed',
  'companionOf',
  'part',
  'allowed',
  'enforced',
  'onDelete',
  'hierarchy',
  'mirrors',
  'per',
  'access',
  'provisioned',
  'facts',
  'origin',
];

/** The properties that are `true` or not there. */
type Flag =
  | 'required'
  | 'unique'
  | 'caseless'
  | 'unsearchable'
  | 'computed'
  | 'enforced'
  | 'hierarchy'
  | 'provisioned';

/** Reads one field as a snapshot holds it: without its name, which is the key it stands under. */
function decodeField(name: string, value: JsonValue | undefined, place: Place): Field {
  const object = objectAt(value, place);
  onlyKeys(object, FIELD_KEYS, place);
  const flag = <K extends Flag>(key: K) =>
    flagAt(object, key, place) === undefined ? {} : ({ [key]: true } as { readonly [P in K]: true });
  return {
    name,
    label: stringAt(object.label, inside(place, 'label')),
    type: decodeType(object.type, inside(place, 'type')),
    ...optional('format', object, place, oneOf(FORMATS)),
    ...flag('required'),
    ...optional('default', object, place, oneOf(['constant', 'session'])),
    ...(object.defaultValue === undefined ? {} : { defaultValue: object.defaultValue }),
    ...optional('write', object, place, decodeWriteLimit),
    ...flag('unique'),
    ...flag('caseless'),
    ...optional('key', object, place, oneOf(['external', 'lookup'])),
    ...flag('unsearchable'),
    ...flag('computed'),
    ...optional('companionOf', object, place, stringAt),
    ...optional('part', object, place, stringAt),
    ...optional('allowed', object, place, decodeAllowed),
    ...flag('enforced'),
    ...optional('onDelete', object, place, oneOf(['cascade', 'restrict'])),
    ...flag('hierarchy'),
    ...optional('mirrors', object, place, decodeMirrors),
    ...optional('per', object, place, decodePer),
    ...optional('access', object, place, decodeAccess),
    ...flag('provisioned'),
    ...optional('facts', object, place, objectAt),
    ...optional('origin', object, place, decodeOrigin),
  };
}

function decodeOrigin(value: JsonValue | undefined, place: Place): Origin {
  const object = objectAt(value, place);
  onlyKeys(object, ['kind', 'confidence', 'evidence', 'required', 'unique', 'proposed'], place);
  return {
    kind: oneOf(['inferred'])(object.kind, inside(place, 'kind')),
    confidence: shareAt(object.confidence, inside(place, 'confidence')),
    evidence: stringAt(object.evidence, inside(place, 'evidence')),
    ...(flagAt(object, 'required', place) === undefined ? {} : { required: true as const }),
    ...(flagAt(object, 'unique', place) === undefined ? {} : { unique: true as const }),
    ...optional('proposed', object, place, decodeProposal),
  };
}

function decodeProposal(value: JsonValue | undefined, place: Place): Proposal {
  const object = objectAt(value, place);
  onlyKeys(object, ['type', 'confidence', 'evidence'], place);
  return {
    type: decodeType(object.type, inside(place, 'type')),
    confidence: shareAt(object.confidence, inside(place, 'confidence')),
    evidence: stringAt(object.evidence, inside(place, 'evidence')),
  };
}

function shareAt(value: JsonValue | undefined, place: Place): number {
  const share = numberAt(value, place);
  return share >= 0 && share <= 1 ? share : fail(place, 'must be from 0 to 1');
}

/** What may be written when, of a field or an entity. */
export function decodeWriteLimit(value: JsonValue | undefined, place: Place) {
  return oneOf(['create', 'update', 'never'])(value, place);
}

/** What a connector keeps for itself: texts by name. */
export function decodeAccess(value: JsonValue | undefined, place: Place): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(objectAt(value, place)).map(([key, text]) => [key, stringAt(text, inside(place, key))]),
  );
}

const FORMATS = ['lines', 'email', 'phone', 'url', 'time', 'masked', 'percent'] as const;

/** A reference and a field of the row that it leads to. */
function decodeMirrors(value: JsonValue | undefined, place: Place): string {
  const path = stringAt(value, place);
  return /^[^.]+\.[^.]+$/.test(path)
    ? path
    : fail(place, 'must be a reference and a field, such as "partner_id.email"');
}

function decodePer(value: JsonValue | undefined, place: Place): NonNullable<Field['per']> {
  return arrayAt(value, place).map((item, index) =>
    oneOf(['company', 'language'])(item, inside(place, index)),
  );
}

function decodeAllowed(value: JsonValue | undefined, place: Place): readonly AllowedBy[] {
  return arrayAt(value, place).map((item, index) => {
    const at = inside(place, index);
    const object = objectAt(item, at);
    onlyKeys(object, ['by', 'cases'], at);
    const cases = inside(at, 'cases');
    return {
      by: stringAt(object.by, inside(at, 'by')),
      cases: arrayAt(object.cases, cases).map((one, number) => decodeCase(one, inside(cases, number))),
    };
  });
}

function decodeCase(value: JsonValue, place: Place): AllowedCase {
  const object = objectAt(value, place);
  onlyKeys(object, ['is', 'options', 'default'], place);
  const options = inside(place, 'options');
  return {
    is: scalarAt(object.is, inside(place, 'is')),
    options: arrayAt(object.options, options).map((item, index) => scalarAt(item, inside(options, index))),
    ...optional('default', object, place, scalarAt),
  };
}

/** Reads fields by name, in the order of the file. */
export function decodeFields(value: JsonValue | undefined, place: Place): Readonly<Record<string, Field>> {
  return Object.fromEntries(
    Object.entries(objectAt(value, place)).map(([name, field]) => [
      name,
      decodeField(name, field, inside(place, name)),
    ]),
  );
}

/** Reads a type, refusing kinds and properties that the model does not have. */
function decodeType(value: JsonValue | undefined, place: Place): FieldType {
  const object = objectAt(value, place);
  const kind = stringAt(object.kind, inside(place, 'kind'));
  const only = (...keys: readonly string[]): void => onlyKeys(object, ['kind', ...keys], place);
  const text = (key: string): string => stringAt(object[key], inside(place, key));
  switch (kind) {
    case 'float':
    case 'boolean':
    case 'date':
    case 'instant':
    case 'local':
    case 'binary':
    case 'json':
      only();
      return { kind };
    case 'text':
    case 'html':
      only('max');
      return { kind, ...optional('max', object, place, countAt) };
    case 'integer':
      only('min', 'max');
      return {
        kind,
        ...optional('min', object, place, numberAt),
        ...optional('max', object, place, numberAt),
      };
    case 'decimal':
      only('precision', 'scale');
      return {
        kind,
        ...optional('precision', object, place, countAt),
        ...optional('scale', object, place, countAt),
      };
    case 'money':
      only('precision', 'scale', 'currency');
      return {
        kind,
        ...optional('precision', object, place, countAt),
        ...optional('scale', object, place, countAt),
        ...optional('currency', object, place, stringAt),
      };
    case 'enum':
    case 'enums': {
      only('options', 'open', 'max');
      const open = flagAt(object, 'open', place);
      const options = decodeOptions(object.options, inside(place, 'options'));
      const max = optional('max', object, place, countAt);
      return open === undefined ? { kind, options, ...max } : { kind, options, open, ...max };
    }
    case 'reference':
      only('targets', 'typeField');
      return {
        kind,
        targets: stringsAt(object.targets, inside(place, 'targets')),
        ...optional('typeField', object, place, stringAt),
      };
    case 'reference_id':
      only('model');
      return { kind, model: text('model') };
    case 'references':
      only('target');
      return { kind, target: text('target') };
    case 'children':
      only('entity', 'via');
      return { kind, entity: text('entity'), via: text('via') };
    case 'record':
    case 'records':
      only('fields');
      return { kind, fields: decodeFields(object.fields, inside(place, 'fields')) };
    case 'other':
      only('native');
      return { kind, native: text('native') };
    default:
      return fail(inside(place, 'kind'), `"${kind}" is not a kind of type that this version knows`);
  }
}

function decodeOptions(value: JsonValue | undefined, place: Place): readonly Option[] {
  return arrayAt(value, place).map((item, index) => {
    const at = inside(place, index);
    const option = objectAt(item, at);
    onlyKeys(option, ['value', 'label', 'inactive'], at);
    return {
      value: scalarAt(option.value, inside(at, 'value')),
      label: stringAt(option.label, inside(at, 'label')),
      ...(flagAt(option, 'inactive', at) === undefined ? {} : { inactive: true as const }),
    };
  });
}

/** The value of an option. */
export function scalarAt(value: JsonValue | undefined, place: Place): Option['value'] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return fail(place, 'must be a text, a number or true or false');
}

function oneOf<const T extends string>(words: readonly T[]) {
  return (value: JsonValue | undefined, place: Place): T => {
    const word = words.find((candidate) => candidate === value);
    return word ?? fail(place, `must be one of ${words.join(', ')}, or be left out`);
  };
}

/** `{ [key]: decoded }` where the property is there, `{}` where it is not. */
export function optional<K extends string, T>(
  key: K,
  object: JsonObject,
  place: Place,
  decode: (value: JsonValue | undefined, place: Place) => T,
): { readonly [P in K]?: T } {
  const value = object[key];
  // TypeScript widens computed keys to an index signature.
  return value === undefined
    ? {}
    : ({ [key]: decode(value, inside(place, key)) } as { readonly [P in K]: T });
}

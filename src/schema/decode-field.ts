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
import type { Field, FieldType, JsonValue, Option, Origin, Proposal } from './model.ts';

const FIELD_KEYS = [
  'label',
  'type',
  'required',
  'default',
  'write',
  'unique',
  'computed',
  'companionOf',
  'enforced',
  'hierarchy',
  'provisioned',
  'facts',
  'origin',
];

/** Reads one field as a snapshot holds it: without its name, which is the key it stands under. */
export function decodeField(name: string, value: JsonValue | undefined, place: Place): Field {
  const object = objectAt(value, place);
  onlyKeys(object, FIELD_KEYS, place);
  const flag = <K extends 'required' | 'unique' | 'computed' | 'enforced' | 'hierarchy' | 'provisioned'>(
    key: K,
  ) => (flagAt(object, key, place) === undefined ? {} : ({ [key]: true } as { readonly [P in K]: true }));
  return {
    name,
    label: stringAt(object.label, inside(place, 'label')),
    type: decodeType(object.type, inside(place, 'type')),
    ...flag('required'),
    ...optional('default', object, place, oneOf(['constant', 'session'])),
    ...optional('write', object, place, oneOf(['create', 'never'])),
    ...flag('unique'),
    ...flag('computed'),
    ...optional('companionOf', object, place, stringAt),
    ...flag('enforced'),
    ...flag('hierarchy'),
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
export function decodeType(value: JsonValue | undefined, place: Place): FieldType {
  const object = objectAt(value, place);
  const kind = stringAt(object.kind, inside(place, 'kind'));
  const only = (...keys: readonly string[]): void => onlyKeys(object, ['kind', ...keys], place);
  const text = (key: string): string => stringAt(object[key], inside(place, key));
  switch (kind) {
    case 'html':
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
      only('scale', 'currency');
      return {
        kind,
        ...optional('scale', object, place, countAt),
        ...optional('currency', object, place, stringAt),
      };
    case 'enum':
    case 'enums': {
      only('options', 'open');
      const open = flagAt(object, 'open', place);
      const options = decodeOptions(object.options, inside(place, 'options'));
      return open === undefined ? { kind, options } : { kind, options, open };
    }
    case 'reference': {
      only('targets');
      return { kind, targets: stringsAt(object.targets, inside(place, 'targets')) };
    }
    case 'reference_id':
      only('model');
      return { kind, model: text('model') };
    case 'references':
      only('target');
      return { kind, target: text('target') };
    case 'children':
      only('entity', 'via');
      return { kind, entity: text('entity'), via: text('via') };
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
    onlyKeys(option, ['value', 'label'], at);
    return {
      value: scalarAt(option.value, inside(at, 'value')),
      label: stringAt(option.label, inside(at, 'label')),
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

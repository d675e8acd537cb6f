import {
  arrayAt,
  countAt,
  fail,
  flagAt,
  inside,
  numberAt,
  objectAt,
  onlyKeys,
  type Place,
  parseJson,
  stringAt,
  stringsAt,
} from './decode.ts';
import { optional, scalarAt } from './decode-field.ts';
import { block, line, objectBlock, present, sorted } from './layout.ts';
import type { EntityProfile, FieldProfile, JsonValue, OptionCount, Profile } from './model.ts';
import { sortedEntries } from './order.ts';

/**
 * The text of `_profile.json`: one field a line, or one entity a line where only counts are known. Give the profile that was
 * there `before`: where nothing but the day differs its date is kept, so that a discovery which saw nothing new changes no
 * file.
 */
export function profileToText(profile: Profile, before: Profile | null = null): string {
  const entities = sortedEntries(profile.entities).map(
    ([name, entity]) => [name, entityText(entity)] as const,
  );
  const text = (taken: string): string =>
    block([
      ['taken', line(taken)],
      ['entities', objectBlock(entities)],
    ]);
  if (before !== null && text(before.taken) === profileToText(before)) return text(before.taken);
  return text(profile.taken);
}

function entityText({ rows, filled, fields }: EntityProfile): string {
  const counts = line({ rows, filled: sorted(filled) });
  if (fields === undefined) return counts;
  const lines = sortedEntries(fields).map(
    ([name, field]) => `\n      ${JSON.stringify(name)}: ${line(fieldJson(field))}`,
  );
  return `${counts.slice(0, -2)}, "fields": {${lines.join(',')}${lines.length === 0 ? '' : '\n    '}} }`;
}

/** Properties in one order, whatever the order they were made in. */
function fieldJson(field: FieldProfile): JsonValue {
  const {
    blank,
    distinct,
    estimated,
    length,
    range,
    scale,
    years,
    options,
    others,
    targets,
    patterns,
    shapes,
  } = field;
  return present({
    blank,
    distinct,
    estimated,
    length: length && { min: length.min, max: length.max, average: length.average },
    range: range && { min: range.min, max: range.max },
    scale,
    years: years && { min: years.min, max: years.max },
    options: options?.map(({ value, count }) => ({ value, count })),
    others,
    targets: targets && sorted(targets),
    patterns: patterns && sorted(patterns),
    shapes,
  });
}

/** The inverse of {@link profileToText}; profiles that only count are read too. @throws SnapshotError */
export function profileFromText(text: string, path: string): Profile {
  const root: Place = { path, at: '' };
  const object = objectAt(parseJson(text, path), root);
  onlyKeys(object, ['taken', 'entities'], root);
  return {
    taken: stringAt(object.taken, inside(root, 'taken')),
    entities: membersAt(object.entities, inside(root, 'entities'), decodeEntity),
  };
}

function decodeEntity(value: JsonValue | undefined, place: Place): EntityProfile {
  const object = objectAt(value, place);
  onlyKeys(object, ['rows', 'filled', 'fields'], place);
  return {
    rows: countAt(object.rows, inside(place, 'rows')),
    filled: membersAt(object.filled, inside(place, 'filled'), countAt),
    ...optional('fields', object, place, (fields, at) => membersAt(fields, at, decodeFieldProfile)),
  };
}

function decodeFieldProfile(value: JsonValue | undefined, place: Place): FieldProfile {
  const object = objectAt(value, place);
  onlyKeys(
    object,
    [
      'blank',
      'distinct',
      'estimated',
      'length',
      'range',
      'scale',
      'years',
      'options',
      'others',
      'targets',
      'patterns',
      'shapes',
    ],
    place,
  );
  const counts = (given: JsonValue | undefined, at: Place) => membersAt(given, at, countAt);
  return {
    ...optional('blank', object, place, countAt),
    ...optional('distinct', object, place, countAt),
    ...(flagAt(object, 'estimated', place) === undefined ? {} : { estimated: true as const }),
    ...optional('length', object, place, (given, at) => {
      onlyKeys(objectAt(given, at), ['min', 'max', 'average'], at);
      return { ...spanAt(given, at), average: numberAt(objectAt(given, at).average, inside(at, 'average')) };
    }),
    ...optional('range', object, place, onlySpanAt),
    ...optional('scale', object, place, countAt),
    ...optional('years', object, place, onlySpanAt),
    ...optional('options', object, place, (given, at) =>
      arrayAt(given, at).map((item, index) => decodeOption(item, inside(at, index))),
    ),
    ...optional('others', object, place, countAt),
    ...optional('targets', object, place, counts),
    ...optional('patterns', object, place, counts),
    ...optional('shapes', object, place, stringsAt),
  };
}

function decodeOption(value: JsonValue, place: Place): OptionCount {
  const object = objectAt(value, place);
  onlyKeys(object, ['value', 'count'], place);
  return {
    value: scalarAt(object.value, inside(place, 'value')),
    count: countAt(object.count, inside(place, 'count')),
  };
}

function onlySpanAt(
  value: JsonValue | undefined,
  place: Place,
): { readonly min: number; readonly max: number } {
  onlyKeys(objectAt(value, place), ['min', 'max'], place);
  return spanAt(value, place);
}

function spanAt(value: JsonValue | undefined, place: Place): { readonly min: number; readonly max: number } {
  const object = objectAt(value, place);
  const min = numberAt(object.min, inside(place, 'min'));
  const max = numberAt(object.max, inside(place, 'max'));
  return min <= max ? { min, max } : fail(place, 'the smallest is larger than the largest');
}

function membersAt<T>(
  value: JsonValue | undefined,
  place: Place,
  decode: (value: JsonValue | undefined, place: Place) => T,
): Readonly<Record<string, T>> {
  return Object.fromEntries(
    Object.entries(objectAt(value, place)).map(([name, member]) => [
      name,
      decode(member, inside(place, name)),
    ]),
  );
}

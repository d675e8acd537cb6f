import type { JsonObject, Place } from './decode.ts';
import { arrayAt, fail, inside, objectAt, onlyKeys, stringAt, stringsAt } from './decode.ts';
import type { JsonValue, Unread } from './model.ts';

const THINGS: readonly Unread['what'][] = [
  'modules',
  'labels',
  'entity',
  'fields',
  'keys',
  'relationships',
  'defaults',
  'rows',
  'external ids',
];

/** What could not be read, with its properties in the order in which a person reads them. */
export function unreadJson({ what, entity, fields, why, help }: Unread): JsonObject {
  return {
    what,
    ...(entity === undefined ? {} : { entity }),
    ...(fields === undefined ? {} : { fields }),
    why,
    help,
  };
}

/** The inverse of {@link unreadJson}, for a list. @throws SnapshotError */
export function decodeUnread(value: JsonValue, place: Place): readonly Unread[] {
  return arrayAt(value, place).map((item, index) => {
    const at = inside(place, index);
    const object = objectAt(item, at);
    onlyKeys(object, ['what', 'entity', 'fields', 'why', 'help'], at);
    const what = THINGS.find((thing) => thing === object.what);
    return {
      what: what ?? fail(inside(at, 'what'), `must be one of ${THINGS.join(', ')}`),
      ...(object.entity === undefined ? {} : { entity: stringAt(object.entity, inside(at, 'entity')) }),
      ...(object.fields === undefined ? {} : { fields: stringsAt(object.fields, inside(at, 'fields')) }),
      why: stringAt(object.why, inside(at, 'why')),
      help: stringAt(object.help, inside(at, 'help')),
    };
  });
}

import type { JsonValue } from './model.ts';
import { SnapshotError } from './snapshot-error.ts';

/**
 * A JSON value together with the place where it stands, so that every complaint can name file and place. Unknown properties
 * are complaints too: a misspelt `requird` that is passed over would switch off a check.
 */
export interface Place {
  readonly path: string;
  readonly at: string;
}

export function fail(place: Place, problem: string): never {
  throw new SnapshotError(place.path, place.at === '' ? problem : `${place.at}: ${problem}`);
}

/** The place of a member or element. */
export function inside(place: Place, key: string | number): Place {
  const step = typeof key === 'number' ? `[${key}]` : key;
  return {
    path: place.path,
    at: place.at === '' || typeof key === 'number' ? place.at + step : `${place.at}.${step}`,
  };
}

/** Parses JSON text. The parser's own words are kept: they give line and column. */
export function parseJson(text: string, path: string): JsonValue {
  try {
    // JSON.parse gives JsonValue by its own definition.
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw new SnapshotError(
      path,
      `not valid JSON (${error instanceof Error ? error.message : String(error)})`,
      {
        cause: error,
      },
    );
  }
}

export type JsonObject = Readonly<Record<string, JsonValue>>;

export function objectAt(value: JsonValue | undefined, place: Place): JsonObject {
  if (value === undefined) return fail(place, 'is missing');
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return fail(place, 'must be an object');
  // Arrays are excluded above; TypeScript does not narrow readonly arrays out of the union.
  return value as JsonObject;
}

export function arrayAt(value: JsonValue | undefined, place: Place): readonly JsonValue[] {
  if (value === undefined) return fail(place, 'is missing');
  if (!Array.isArray(value)) return fail(place, 'must be a list');
  return value;
}

export function stringAt(value: JsonValue | undefined, place: Place): string {
  if (value === undefined) return fail(place, 'is missing');
  if (typeof value !== 'string') return fail(place, 'must be a text');
  return value;
}

export function numberAt(value: JsonValue | undefined, place: Place): number {
  if (value === undefined) return fail(place, 'is missing');
  if (typeof value !== 'number') return fail(place, 'must be a number');
  return value;
}

/** A whole number of at least zero: a count or a length. */
export function countAt(value: JsonValue | undefined, place: Place): number {
  const count = numberAt(value, place);
  if (!Number.isSafeInteger(count) || count < 0) return fail(place, 'must be a whole number, zero or more');
  return count;
}

export function stringsAt(value: JsonValue | undefined, place: Place): readonly string[] {
  return arrayAt(value, place).map((item, index) => stringAt(item, inside(place, index)));
}

/** A flag that is either there as `true` or not there. */
export function flagAt(object: JsonObject, key: string, place: Place): true | undefined {
  const value = object[key];
  if (value === undefined) return undefined;
  if (value !== true) return fail(inside(place, key), 'must be true, or be left out');
  return true;
}

/** Refuses properties that nobody reads. */
export function onlyKeys(object: JsonObject, allowed: readonly string[], place: Place): void {
  for (const key of Object.keys(object)) {
    if (!allowed.includes(key)) fail(inside(place, key), 'is not a property that a snapshot has here');
  }
}

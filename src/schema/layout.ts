import type { JsonObject } from './decode.ts';
import type { JsonValue } from './model.ts';
import { sortedEntries } from './order.ts';

/** Leaves out what is undefined. */
export function present(object: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(object).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  );
}

/** The same members in sorted order. */
export function sorted(object: JsonObject): JsonObject {
  return Object.fromEntries(sortedEntries(object));
}

/** One line of JSON with a space after each colon and comma, which reads better in a diff than bare JSON. */
export function line(value: JsonValue): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(line).join(', ')}]`;
  const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${line(item)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

/** A whole file: one property a line, values already written. */
export function block(members: readonly (readonly [string, string])[]): string {
  return `{\n${members.map(([key, text]) => `  ${JSON.stringify(key)}: ${text}`).join(',\n')}\n}\n`;
}

/** An object one level down, one member a line. */
export function objectBlock(members: readonly (readonly [string, string])[]): string {
  if (members.length === 0) return '{}';
  return `{\n${members.map(([key, text]) => `    ${JSON.stringify(key)}: ${text}`).join(',\n')}\n  }`;
}

/** A list one level down, one item a line. */
export function listBlock(items: readonly string[]): string {
  if (items.length === 0) return '[]';
  return `[\n${items.map((item) => `    ${item}`).join(',\n')}\n  ]`;
}

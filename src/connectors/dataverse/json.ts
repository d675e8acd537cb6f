/** JSON as it came: nothing about its shape is known yet. */
export type Json = unknown;
export type JsonRecord = Readonly<Record<string, Json>>;

export function isRecord(value: Json): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

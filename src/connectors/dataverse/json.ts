/** JSON as it came: nothing about its shape is known yet. */
export type Json = unknown;
export type JsonRecord = Readonly<Record<string, Json>>;

export function isRecord(value: Json): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Parses JSON; numbers under a key of `exact` come as the text that stood in the source, so that `12.50` keeps its zero
 * and nineteen digits keep their last.
 * @throws SyntaxError
 */
export function parseExact(text: string, exact: ReadonlySet<string>): Json {
  if (exact.size === 0) return JSON.parse(text);
  return JSON.parse(text, (key: string, value: Json, context?: { readonly source?: string }) =>
    typeof value === 'number' && exact.has(key) ? (context?.source ?? String(value)) : value,
  );
}

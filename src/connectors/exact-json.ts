/**
 * Parses JSON; numbers under a key of `exact` come as the text that stood in the source, so that `12.50` keeps its zero
 * and nineteen digits keep their last.
 * @throws SyntaxError
 */
export function parseExact(text: string, exact: ReadonlySet<string>): unknown {
  if (exact.size === 0) return JSON.parse(text);
  return JSON.parse(text, (key: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' && exact.has(key) ? (context?.source ?? String(value)) : value,
  );
}

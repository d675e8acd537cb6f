/**
 * Parses JSON; numbers under a key of `exact` come as the text that stood in the source, so that `12.50` keeps its zero
 * and nineteen digits keep their last. With `keepsLarge` so does every whole number that a JavaScript number would round.
 * @throws SyntaxError
 */
export function parseExact(text: string, exact: ReadonlySet<string>, keepsLarge = false): unknown {
  if (exact.size === 0 && !keepsLarge) return JSON.parse(text);
  return JSON.parse(text, (key: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' && (exact.has(key) || (keepsLarge && isRounded(value, context?.source)))
      ? (context?.source ?? String(value))
      : value,
  );
}

function isRounded(value: number, source: string | undefined): boolean {
  return !Number.isFinite(value) || (/^-?\d+$/.test(source ?? '') && !Number.isSafeInteger(value));
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };

/** `\\n`, `\\r`, `\\t` and `\\\\` as what they stand for in programs. */
export function unescapeText(text: string): string {
  return text.replace(/\\([nrt\\])/g, (_, letter: string) => ESCAPES[letter] ?? letter);
}

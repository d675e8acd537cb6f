/** Yes and no as people and programs write them, in lower case. */
const PAIRS: readonly (readonly [yes: string, no: string])[] = [
  ['true', 'false'],
  ['yes', 'no'],
  ['y', 'n'],
  ['t', 'f'],
  ['on', 'off'],
  ['ja', 'nein'],
  ['evet', 'hayır'],
  ['oui', 'non'],
  ['sí', 'no'],
  ['1', '0'],
];

const MEANINGS: ReadonlyMap<string, boolean> = new Map(
  PAIRS.flatMap(([yes, no]) => [[yes, true] as const, [no, false] as const]),
);

/** What a word for yes or no means; undefined for any other text. */
export function booleanOfWord(text: string): boolean | undefined {
  return MEANINGS.get(text.trim().toLowerCase());
}

/** Whether it is one of the words, as they stand. */
export function isBooleanWord(text: string): boolean {
  return text.length <= 5 && MEANINGS.has(text.toLowerCase());
}

/** Whether these words, all that a column holds, are both of one pair: then it is a column of yes and no. */
export function isBooleanPair(words: Iterable<string>): boolean {
  const seen = new Set([...words].map((word) => word.toLowerCase()));
  return seen.size === 2 && PAIRS.some(([yes, no]) => seen.has(yes) && seen.has(no));
}

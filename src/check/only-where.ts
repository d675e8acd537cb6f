import type { Combination } from './combinations.ts';
import { answerText } from './conditions.ts';

/** At most so many words are put together to say where; beyond it nobody reads them. */
const MOST_WORDS = 3;

/**
 * Which combinations these are, in as few words of a condition as say it exactly: `where tags == path and not target has
 * crm.lead`. Where none do, how many they are and which is the first. Null where they are all.
 */
export function onlyWhere(combinations: readonly Combination[], some: readonly number[]): string | null {
  const first = combinations[some[0] ?? 0];
  if (some.length === combinations.length || first === undefined) return null;
  const wanted = new Set(some);
  const words = wordsOf(first);
  const having = new Map(words.map((word) => [word, new Set<number>()]));
  for (const [index, one] of combinations.entries())
    for (const word of wordsOf(one)) having.get(word)?.add(index);
  let sets: readonly Said[] = [{ words: [], from: 0, in: null }];
  for (let count = 1; count <= MOST_WORDS; count += 1) {
    sets = sets.flatMap((before) =>
      words.slice(before.from).map((word, index): Said => {
        const own = having.get(word) ?? new Set();
        return {
          words: [...before.words, word],
          from: before.from + index + 1,
          in: before.in === null ? own : before.in.intersection(own),
        };
      }),
    );
    const exact = sets.find((one) => one.in?.size === wanted.size && one.in.isSubsetOf(wanted));
    if (exact) return `where ${exact.words.join(' and ')}`;
  }
  return (
    oneOfSeveral(combinations, wanted) ??
    `in ${some.length} of ${combinations.length} combinations, the first where ${differing(first, combinations[0])}`
  );
}

interface Said {
  readonly words: readonly string[];
  /** Where the words begin that may follow. */
  readonly from: number;
  readonly in: ReadonlySet<number> | null;
}

/** `where tags == path or tags == flat`: the answers to one question. */
function oneOfSeveral(combinations: readonly Combination[], wanted: ReadonlySet<number>): string | null {
  const columns = combinations[0]?.answers.length ?? 0;
  for (let column = 0; column < columns; column += 1) {
    const said = new Map<string, boolean>();
    let exact = true;
    for (const [index, { answers }] of combinations.entries()) {
      const answer = answers[column];
      if (answer === undefined) continue;
      const text = answerText(answer);
      exact &&= (said.get(text) ?? wanted.has(index)) === wanted.has(index);
      said.set(text, wanted.has(index));
    }
    if (exact) return `where ${[...said].flatMap(([text, isIn]) => (isIn ? [text] : [])).join(' or ')}`;
  }
  return null;
}

/** What tells it from the project as it stands. */
function differing(one: Combination, own: Combination | undefined): string {
  const usual = new Set(own === undefined ? [] : wordsOf(own));
  const words = wordsOf(one).filter((word) => !usual.has(word));
  return words.length === 0 ? 'everything is as it stands' : words.join(' and ');
}

/** The answers, and whose schemas they are: words that are true everywhere are never needed. */
function wordsOf({ variant, answers }: Combination): readonly string[] {
  const schemas =
    variant === null ? "the schemas are the project's own" : `the schemas are those of ${variant}`;
  return [...answers.map(answerText), schemas];
}

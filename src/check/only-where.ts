import type { Combination } from './combinations.ts';
import { answerText } from './conditions.ts';

/** At most so many words are put together to say where; more than that nobody reads. */
const MOST_WORDS = 3;

/**
 * Which combinations these are, in as few words of a condition as say it exactly: `where tags == path and not target has
 * crm.lead`. Where none do, how many they are and which is the first. Null where they are all.
 */
export function onlyWhere(combinations: readonly Combination[], some: readonly number[]): string | null {
  const first = combinations[some[0] ?? 0];
  if (some.length === combinations.length || first === undefined) return null;
  const wanted = new Set(some);
  const having = new Map<string, Set<number>>();
  for (const [index, one] of combinations.entries())
    for (const word of wordsOf(one)) having.set(word, (having.get(word) ?? new Set()).add(index));
  // Only what is true of all of them can say where they are.
  const words = wordsOf(first).filter((word) => wanted.isSubsetOf(having.get(word) ?? new Set()));
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
    const exact = sets.find((one) => one.in?.size === wanted.size);
    if (exact) return `where ${exact.words.join(' and ')}`;
  }
  const either = oneOfSeveral(having, wanted);
  if (either !== null) return `where ${either.join(' or ')}`;
  const number = `in ${some.length} of ${combinations.length} combinations`;
  return `${number}, the first where ${differing(first, combinations[0])}`;
}

interface Said {
  readonly words: readonly string[];
  /** Where the words begin that may follow. */
  readonly from: number;
  readonly in: ReadonlySet<number> | null;
}

/** Words that together say it, each for a part: the one first that says most of what is left. */
function oneOfSeveral(
  having: ReadonlyMap<string, ReadonlySet<number>>,
  wanted: ReadonlySet<number>,
): readonly string[] | null {
  const fitting = [...having].filter(([, own]) => own.isSubsetOf(wanted));
  const said: string[] = [];
  let left = wanted;
  while (left.size > 0 && said.length < MOST_WORDS) {
    const [best] = fitting.toSorted(([, a], [, b]) => left.intersection(b).size - left.intersection(a).size);
    if (best === undefined || left.isDisjointFrom(best[1])) return null;
    said.push(best[0]);
    left = left.difference(best[1]);
  }
  return left.size === 0 ? said : null;
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

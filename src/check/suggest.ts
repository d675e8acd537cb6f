import { distance } from 'fastest-levenshtein';

/** Beyond this length nothing is suggested: nobody misspells a name of that length by accident. */
const LONGEST = 100;
const MOST = 5;

/** The known names nearest to a misspelt one, best first, five at most; near is 0.4 of the length plus one edit. */
export function suggestions(input: string, known: Iterable<string>): readonly string[] {
  if (input.length > LONGEST) return [];
  const limit = Math.floor(input.length * 0.4) + 1;
  const wanted = input.toLowerCase();
  const near: { name: string; edits: number }[] = [];
  for (const name of known) {
    if (Math.abs(name.length - input.length) > limit) continue;
    const lower = name.toLowerCase();
    const edits = lower === wanted ? 0 : distance(wanted, lower);
    if (edits <= limit) near.push({ name, edits });
  }
  near.sort((a, b) => a.edits - b.edits || (a.name < b.name ? -1 : 1));
  return near.slice(0, MOST).map((candidate) => candidate.name);
}

/** "did you mean `a`, `b` or `c`?", or null where nothing is near. */
export function didYouMean(input: string, known: Iterable<string>): string | null {
  const names = suggestions(input, known).map((name) => `\`${name}\``);
  return names.length === 0 ? null : `did you mean ${orList(names)}?`;
}

export function orList(items: readonly string[]): string {
  return joined(items, 'or');
}

export function andList(items: readonly string[]): string {
  return joined(items, 'and');
}

function joined(items: readonly string[], word: string): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${word} ${items[items.length - 1]}`;
}

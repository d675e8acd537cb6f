import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js';
import { remembered } from './remembered.ts';

/**
 * Regular expressions as RE2 knows them: a search takes time in proportion to the text, whatever the pattern and the
 * text are. What would need more (looking around, references back) is no pattern.
 */
const read = remembered(256, (pattern: string): RE2JS | { readonly reason: string } => {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) {
      const at = error.getPattern();
      return { reason: `${error.getDescription()}${at && at !== pattern ? ` in \`${at}\`` : ''}` };
    }
    if (error instanceof RE2JSException) return { reason: error.message };
    throw error;
  }
});

/** Where a pattern was found, with its groups from 0 (the whole) on; null for one that took no part. */
interface Found {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | null)[];
}

/** What is wrong with a pattern, in RE2's words; null where nothing is. */
export function patternProblem(pattern: string): string | null {
  if (pattern === '') return 'it is empty, and would be found everywhere';
  const compiled = read(pattern);
  return compiled instanceof RE2JS ? null : compiled.reason;
}

/** Whether the pattern is found in a text; null where it is no pattern. */
export function isFound(pattern: string, text: string): boolean | null {
  const compiled = read(pattern);
  return compiled instanceof RE2JS ? compiled.test(text) : null;
}

/**
 * The places where a pattern is found, from left to right, none within another; null where it is no pattern. Each is a
 * search from the end of the one before: a pattern that reads on to the end for every place (`a.*b|a` in a text of a's
 * alone) takes time with the square of the text, and nothing takes more.
 */
export function findAll(
  pattern: string,
  text: string,
  most = Number.POSITIVE_INFINITY,
): readonly Found[] | null {
  const compiled = read(pattern);
  if (!(compiled instanceof RE2JS)) return null;
  const matcher = compiled.matcher(text);
  const found: Found[] = [];
  while (found.length < most && matcher.find()) {
    const groups: (string | null)[] = [];
    for (let group = 0; group <= matcher.groupCount(); group += 1) groups.push(matcher.group(group));
    found.push({ start: matcher.start(), end: matcher.end(), groups });
  }
  return found;
}

/** A part of a replacement: a text, or the number of a group. */
type Part = string | number;

/** What stands in place of a match: `$0` the whole of it, `$1` to `$99` a group, `$<name>` a group by name, `$$` a dollar. */
export function readReplacement(pattern: string, replacement: string): readonly Part[] | { reason: string } {
  const compiled = read(pattern);
  if (!(compiled instanceof RE2JS)) return compiled;
  const groups = compiled.groupCount();
  const names = new Map(Object.entries(compiled.namedGroups()));
  const parts: Part[] = [];
  for (const [token, digits, name] of replacement.matchAll(/\$(?:(\d{1,2})|<(\w*)>|\$)?|[^$]+/g)) {
    if (!token.startsWith('$')) parts.push(token);
    else if (token === '$$') parts.push('$');
    else if (digits !== undefined) {
      const both = Number(digits);
      const isOne = both > groups && digits.length === 2;
      const group = isOne ? Number(digits[0]) : both;
      if (group > groups) return { reason: `the pattern has ${countOf(groups)}, and no \`$${digits}\`` };
      parts.push(group, ...(isOne ? [digits.slice(1)] : []));
    } else if (name !== undefined) {
      const group = names.get(name);
      if (group === undefined) return { reason: `the pattern has no group named \`${name}\`` };
      parts.push(group);
    } else return { reason: 'behind `$` stands the number of a group; a dollar sign is written `$$`' };
  }
  return parts;
}

function countOf(groups: number): string {
  return groups === 0 ? 'no groups in parentheses' : groups === 1 ? 'one group' : `${groups} groups`;
}

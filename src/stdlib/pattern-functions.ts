import { define } from './define.ts';
import { Failure } from './failure.ts';
import { findAll, isFound, readReplacement } from './pattern.ts';
import { quote } from './text-functions.ts';

const VALUE = { name: 'value', type: 'text' } as const;
const PATTERN = { name: 'pattern', type: 'pattern' } as const;

/** Functions that look for regular expressions, in time that grows with the text and no faster. */
export const patternFunctions = [
  define({
    name: 'matches',
    params: [VALUE, PATTERN],
    result: 'boolean',
    doc: 'Whether a regular expression is found somewhere in the text; `^` and `$` hold it to the ends.',
    examples: [
      { args: ['SO-2024-17', '^SO-[0-9]+'], result: true },
      { args: ['our SO-2024-17', '^SO-[0-9]+'], result: false },
      { args: ['KAYA', '(?i)kaya'], result: true },
    ],
    implement: ([value, pattern]) => isFound(pattern, value) ?? unreadable(pattern),
  }),
  define({
    name: 'extract',
    params: [VALUE, PATTERN],
    result: { nullable: 'text' },
    loses: true,
    doc: 'What the first group in parentheses holds where the regular expression is found first, or all that is found where it has no group; null where it is not found.',
    examples: [
      { args: ['see order 4711, please', 'order ([0-9]+)'], result: '4711' },
      { args: ['see order 4711, please', '[0-9]+'], result: '4711' },
      { args: ['no order', '[0-9]+'], result: null },
    ],
    implement: ([value, pattern]) => {
      const found = findAll(pattern, value, 1);
      return found === null ? unreadable(pattern) : (found[0]?.groups.slice(0, 2).at(-1) ?? null);
    },
  }),
  define({
    name: 'extract_all',
    params: [VALUE, PATTERN],
    result: { list: 'text' },
    loses: true,
    doc: 'As `extract`, for each place where the regular expression is found; empty texts are left out.',
    examples: [
      {
        args: ['ayse@example.com, can@example.com', '[^@ ,]+@[^@ ,]+'],
        result: ['ayse@example.com', 'can@example.com'],
      },
      { args: ['none', '[0-9]+'], result: [] },
    ],
    implement: ([value, pattern]) =>
      findAll(pattern, value)?.flatMap(({ groups }) => groups.slice(0, 2).at(-1) || []) ??
      unreadable(pattern),
  }),
  define({
    name: 'replace_pattern',
    params: [VALUE, PATTERN, { name: 'with', type: 'replacement' }],
    result: 'text',
    doc: 'Each place where the regular expression is found replaced: `$1` is what its first group in parentheses holds, `$0` all that was found, `$$` a dollar sign.',
    examples: [
      { args: ['Kaya, Ayşe', '(\\pL+), (\\pL+)', '$2 $1'], result: 'Ayşe Kaya' },
      { args: ['000471', '^0+', ''], result: '471' },
      { args: ['12/2024', '(?P<month>[0-9]+)/(?P<year>[0-9]+)', '$<year>-$<month>'], result: '2024-12' },
      { args: ['5 EUR', ' EUR', '$$'], result: '5$' },
    ],
    implement: ([value, pattern, replacement]) => {
      const found = findAll(pattern, value);
      const parts = readReplacement(pattern, replacement);
      if (found === null) return unreadable(pattern);
      if ('reason' in parts) return new Failure('convert', `${quote(replacement)}: ${parts.reason}`);
      let result = '';
      let end = 0;
      for (const one of found) {
        result += value.slice(end, one.start);
        for (const part of parts) result += typeof part === 'string' ? part : (one.groups[part] ?? '');
        end = one.end;
      }
      return result + value.slice(end);
    },
  }),
  define({
    name: 'split_pattern',
    params: [VALUE, PATTERN],
    result: { list: 'text' },
    doc: 'The parts between the places where a regular expression is found. An empty text has no parts.',
    examples: [
      { args: ['red;  blue,green', '[;,] *'], result: ['red', 'blue', 'green'] },
      { args: ['', ','], result: [] },
    ],
    implement: ([value, pattern]) => {
      const found = findAll(pattern, value);
      if (found === null) return unreadable(pattern);
      if (value === '') return [];
      const parts: string[] = [];
      let end = 0;
      for (const one of found) {
        // Nothing that was found parts nothing.
        if (one.start === one.end) continue;
        parts.push(value.slice(end, one.start));
        end = one.end;
      }
      return [...parts, value.slice(end)];
    },
  }),
];

// The checker has seen that a pattern is one: only a plan from elsewhere comes here.
function unreadable(pattern: string): Failure {
  return new Failure('convert', `${quote(pattern)} is no regular expression`);
}

import { isSupportedCountry } from 'libphonenumber-js';
import { formatProblem } from './format.ts';
import { patternProblem, readReplacement } from './pattern.ts';
import { isTimeZone } from './time.ts';
import type { StdLiteral } from './types.ts';

/** What stands in a map as a literal text, because `check` must see it; a wrong one is an error there. */
interface LiteralKind {
  /** As in "the … is written out". */
  readonly words: string;
  readonly example: string;
  /** What is wrong with a text, or null. `beside` are the literals of the same call. */
  readonly problem: (text: string, beside: Readonly<Partial<Record<StdLiteral, string>>>) => string | null;
  /** How one is written, where that is not plain from the problem. */
  readonly help: string;
  /** Whether it may come out of a record instead, and is only looked at where it is written out. */
  readonly isComputable?: true;
  /** Those that there are, to find the one that was meant. */
  readonly known?: () => readonly string[];
}

const FORMAT_HELP =
  "a format is made of `yyyy`, `MM`, `M`, `dd`, `d`, `HH`, `H`, `hh`, `h`, `mm`, `ss` and `a`, other letters stand in '…'";

export const literalKinds: Readonly<Record<StdLiteral, LiteralKind>> = {
  zone: {
    words: 'time zone',
    example: 'Europe/London',
    problem: (text) => (isTimeZone(text) ? null : `there is no time zone \`${text}\``),
    help: 'they are called as `Europe/London` is',
    known: () => Intl.supportedValuesOf('timeZone'),
  },
  locale: {
    words: 'language',
    example: 'tr',
    problem: (text) => (isLocale(text) ? null : `there is no language \`${text}\``),
    help: 'languages are written as in BCP 47: `tr`, `de`, `pt-BR`',
  },
  country: {
    words: 'country',
    example: 'TR',
    problem: (text) => (isSupportedCountry(text) ? null : `there is no country \`${text}\``),
    help: 'countries are written in the two capital letters of ISO 3166: `GB`, `TR`, `US`',
    isComputable: true,
  },
  pattern: {
    words: 'regular expression',
    example: '^[A-Z]+$',
    problem: (text) => {
      const reason = patternProblem(text);
      return reason === null ? null : `\`${text}\` is no regular expression: ${reason}`;
    },
    help: 'they are written as in RE2 (https://github.com/google/re2/wiki/Syntax), which looks neither ahead nor back; in a text, `\\\\` stands for a backslash and `\\{` for a brace',
  },
  replacement: {
    words: 'replacement',
    example: '$2 $1',
    problem: (text, { pattern }) => {
      const parts = pattern === undefined ? [] : readReplacement(pattern, text);
      return 'reason' in parts ? parts.reason : null;
    },
    help: '`$1` is what the first group in parentheses holds, `$0` all that was found, and `$$` a dollar sign',
  },
  mark: {
    words: 'decimal mark',
    example: ',',
    problem: (text) =>
      text === ',' || text === '.' ? null : `the decimal mark is a comma or a point, and not \`${text}\``,
    help: 'write what stands before the fraction: `","` or `"."`',
  },
  date_format: {
    words: 'format',
    example: 'dd.MM.yyyy',
    problem: (text) => inFormat(text, formatProblem(text, 'date')),
    help: FORMAT_HELP,
  },
  local_format: {
    words: 'format',
    example: 'dd.MM.yyyy HH:mm',
    problem: (text) => inFormat(text, formatProblem(text, 'local')),
    help: FORMAT_HELP,
  },
};

function inFormat(text: string, reason: string | null): string | null {
  return reason === null ? null : `\`${text}\` is no format: ${reason}`;
}

/** Whether a type of a signature is that of a literal. */
export function isLiteralKind(type: unknown): type is StdLiteral {
  return typeof type === 'string' && Object.hasOwn(literalKinds, type);
}

function isLocale(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

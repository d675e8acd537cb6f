import type { TokenType } from 'chevrotain';
import * as t from './tokens.ts';
import { keyword } from './tokens.ts';

/** What people write who come from another language, where the lexer can tell: what it is here. */
export interface Slip {
  /** How far it goes. */
  readonly image: string;
  readonly message: string;
  /** What to write, as an order. */
  readonly title: string;
  readonly safety: 'safe' | 'maybe';
  /** What stands there then. */
  readonly text: string;
  /** What else may be meant. */
  readonly other?: string;
  /** The token that is meant, so that the rest of the line is read as it is; a comment, a space, or a text. */
  readonly meant: TokenType | 'comment' | 'nothing' | { readonly payload: string };
}

const MARKS: Readonly<
  Record<string, { readonly text: string; readonly type: TokenType; readonly safety: Slip['safety'] }>
> = {
  '&&': { text: 'and', type: keyword('and'), safety: 'safe' },
  '&': { text: 'and', type: keyword('and'), safety: 'maybe' },
  // In some languages it puts texts together.
  '||': { text: 'or', type: keyword('or'), safety: 'maybe' },
  '===': { text: '==', type: t.EqualEqual, safety: 'safe' },
  '!==': { text: '!=', type: t.NotEqual, safety: 'safe' },
  '<>': { text: '!=', type: t.NotEqual, safety: 'safe' },
  ':=': { text: '=', type: t.Equal, safety: 'safe' },
};

const QUOTES: readonly (readonly [open: string, close: RegExp])[] = [
  ["'", /^'((?:[^'\\\r\n]|\\.|'')*)'/],
  ['“', /^“([^”"\r\n]*)[”"]/],
  ['”', /^”([^”"\r\n]*)[”"]/],
  ['„', /^„([^“”"\r\n]*)[“”"]/],
  ['«', /^«([^»\r\n]*)»/],
  ['‘', /^‘([^’\r\n]*)’/],
];

/** A word that stands alone behind `!`, so that `not` means the same. */
const ALONE =
  /^![^\S\r\n]*[\p{L}_][\p{L}\p{N}_.]*[^\S\r\n]*(?:$|[\r\n),|]|&&|\/\/|(?:and|or|then|else|because)\b)/u;

/** What a slip begins with: all else need not be looked at. */
export const SLIP_START = /=>|&|\|\||<>|:=|===|!==|!(?!=)|[;#'“”„«‘]/uy;

/** The slip that a text begins with, behind these tokens of the same line; null where it is none. */
export function slipAt(text: string, line: readonly t.Token[]): Slip | null {
  for (const image of ['===', '!==', '=>', '&&', '||', '<>', ':=', '&']) {
    if (!text.startsWith(image)) continue;
    if (image === '=>') return arrow(line);
    const mark = MARKS[image];
    if (mark)
      return {
        image,
        message: `\`${image}\` has no meaning here: write \`${mark.text}\``,
        title: `write \`${mark.text}\``,
        safety: mark.safety,
        text: mark.text,
        meant: mark.type,
      };
  }
  if (text.startsWith('!') && !text.startsWith('!='))
    return {
      image: '!',
      message: '`!` has no meaning here: write `not`',
      title: 'write `not`',
      safety: ALONE.test(text) ? 'safe' : 'maybe',
      text: 'not ',
      meant: keyword('not'),
    };
  if (text.startsWith(';'))
    return {
      image: ';',
      message: '`;` has no meaning here: a statement needs nothing at its end',
      title: 'take the `;` out',
      safety: 'safe',
      text: line.length > 0 && /^;[^\s]/.test(text) ? ' ' : '',
      meant: 'nothing',
    };
  if (text.startsWith('#')) {
    const image = /^#+[^\r\n]*/.exec(text)?.[0] ?? '#';
    return {
      image,
      message: '`#` has no meaning here: a comment starts with `//`',
      title: 'write `//`',
      safety: 'safe',
      text: image.replace(/^#+/, '//'),
      meant: 'comment',
    };
  }
  return quoted(text);
}

function arrow(line: readonly t.Token[]): Slip {
  const [first] = line;
  const last = line.at(-1);
  const before = line.at(-2);
  const head = ['map', 'table', 'owners', 'migration', 'else', '}'].includes(first?.image ?? '');
  const entry =
    last?.tokenType === t.WholeText || last?.tokenType === t.NumberToken || last?.image === 'else';
  const lambda = before?.image === '(' || before?.image === ',';
  const compares = line.some(({ image }) => ['when', 'require', 'if'].includes(image));
  return {
    image: '=>',
    message:
      compares && !lambda
        ? '`=>` has no meaning here: write `->`, or `>=` to compare'
        : '`=>` has no meaning here: write `->`',
    title: 'write `->`',
    safety: lambda || (!compares && (head || entry)) ? 'safe' : 'maybe',
    text: '->',
    ...(compares && !lambda ? { other: '>=' } : {}),
    meant: compares && !lambda ? t.GreaterEqual : t.Arrow,
  };
}

function quoted(text: string): Slip | null {
  for (const [open, pattern] of QUOTES) {
    if (!text.startsWith(open)) continue;
    const found = pattern.exec(text);
    if (!found) continue;
    const [image, inside = ''] = found;
    const plain = open === "'" ? inside.replaceAll("''", "'").replaceAll("\\'", "'") : inside;
    const escaped = plain.replace(/["{}]/g, (mark) => `\\${mark}`);
    return {
      image,
      message: `\`${open}\` has no meaning here: a text stands in straight double quotes, "like this"`,
      title: 'write it in `"…"`',
      // A brace or a backslash may have had a meaning of its own.
      safety: /[{}\\]/.test(plain) ? 'maybe' : 'safe',
      text: `"${escaped}"`,
      meant: { payload: plain },
    };
  }
  return null;
}

import type { TokenType } from 'chevrotain';
import type { Comment, Span } from './ast.ts';
import type { Fix } from './fix.ts';
import { SLIP_START, type Slip, slipAt } from './lexical-slips.ts';
import type { SyntaxError_, SyntaxProblem } from './problem.ts';
import type { SourceText } from './source.ts';
import {
  MARKS,
  NumberToken,
  Quoted,
  TextHead,
  TextMiddle,
  TextTail,
  type Token,
  WholeText,
  wordType,
} from './tokens.ts';

/** What the lexer makes of a text. The comments hold the `///` lines too, in the order of the text. */
export interface Lexed {
  readonly tokens: Token[];
  readonly comments: readonly Comment[];
  readonly errors: readonly SyntaxError_[];
}

/** Brackets and holes may be nested this deep: what follows would exhaust the stack of the parser. */
export const MAX_DEPTH = 64;

const SPACE = /[^\S\r\n]+/uy;
const LINE_BREAK = /\r\n?|\n/y;
const LINE_END = /[\r\n]/g;
const WORD = /[\p{L}_][\p{L}\p{M}\p{Nd}_]*/uy;
const NUMBER = /\d+(?:\.\d+)?/y;
/** What may not touch a number: `12abc`, `1.2.3`. */
const NUMBER_REST = /[\p{L}\p{M}\p{Nd}_]+(?:\.\d+)*|(?:\.\d+)+/uy;
const LINE_COMMENT = /\/\/[^\r\n]*/y;
const BLOCK_COMMENT = /\/\*[\s\S]*?\*\//y;
const QUOTED = /`([^`\r\n]*)`/y;
const PLAIN_TEXT = /[^"\\{\r\n]+/y;
/** Good and bad ones: a bad one is reported as a whole. */
const ESCAPE = /\\(?:u\{([0-9a-fA-F]{1,6})\}|([nt"\\{}])|u\{[^}"\r\n]*\}?|[^\r\n])?/uy;
/** Characters that no token starts with, taken together so that they make one error. */
const STRANGE = /[^\p{L}\p{M}\p{Nd}_\s"`<>=?+\-*/|.,:%()[\]{}]+|[\s\S]/uy;

const SINGLE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
  ['{', '{'],
  ['}', '}'],
]);

const HINTS: readonly (readonly [RegExp, string])[] = [
  [/^[“”„«»'‘’]/u, 'a text stands in straight double quotes, "like this"'],
  [/^[@$%^~]/, 'names are written as they are'],
];

/**
 * Cuts a text into tokens and comments; never throws, and goes on after each error.
 *
 * It is written by hand because a text with holes holds expressions that hold texts, a text must end with its line
 * even when a hole is open (so that one forgotten quote is one error), and identifiers need Unicode classes.
 */
export function lex(source: SourceText): Lexed {
  return new Scanner(source).run();
}

class Scanner {
  private readonly tokens: Token[] = [];
  private readonly comments: Comment[] = [];
  private readonly errors: SyntaxError_[] = [];
  private readonly text: string;
  private readonly file: string;
  private offset = 0;
  private line = 1;
  private lineStart = 0;
  /** What is open, and where it starts; a hole starts where its text does. */
  private readonly open: { readonly mark: '(' | '[' | '{' | 'hole'; readonly start: number }[] = [];
  private lineHasToken = false;
  /** Where the tokens of this line start. */
  private lineTokens = 0;

  constructor(source: SourceText) {
    this.text = source.text;
    this.file = source.path;
  }

  run(): Lexed {
    if (this.text.startsWith('\u{feff}')) this.offset = 1;
    while (this.offset < this.text.length) {
      this.next();
      if (this.open.length > MAX_DEPTH) {
        this.report(
          'too-deep',
          `brackets are nested more than ${MAX_DEPTH} deep here`,
          this.offset - 1,
          this.offset,
        );
        break;
      }
    }
    this.endHoles();
    return { tokens: this.tokens, comments: this.comments, errors: this.errors };
  }

  private next(): void {
    const start = this.offset;
    if (this.take(SPACE) !== null) return;
    if (this.take(LINE_BREAK) !== null) {
      this.endHoles(start);
      this.newLine();
      return;
    }
    const word = this.take(WORD);
    if (word !== null) {
      this.push(wordType(word), start, word);
      return;
    }
    const character = this.text[start];
    if (character === '"') {
      this.offset += 1;
      this.scanText(start, true, start);
      return;
    }
    if (character === '/' && this.scanComment(start)) return;
    if (character === '`') {
      this.scanQuoted(start);
      return;
    }
    SLIP_START.lastIndex = start;
    const slip = SLIP_START.test(this.text)
      ? slipAt(this.text.slice(start, this.lineEnd(start)), this.tokens.slice(this.lineTokens))
      : null;
    if (slip !== null) {
      this.scanSlip(slip, start);
      return;
    }
    if (this.take(NUMBER) !== null) {
      const end = this.offset;
      const number = this.text.slice(start, end);
      const rest = this.take(NUMBER_REST);
      if (rest !== null) {
        const whole = this.text.slice(start, this.offset);
        this.report(
          'bad-number',
          `\`${whole}\` is not a number; write digits, with at most one point between them`,
          start,
          this.offset,
        );
      }
      this.push(NumberToken, start, number);
      return;
    }
    this.scanMark(start);
  }

  /** Reports it, and goes on as if what is meant stood there. */
  private scanSlip({ image, message, title, safety, text, other, meant }: Slip, start: number): void {
    this.offset = start + image.length;
    const span = this.span(start, this.offset);
    const fixes: readonly Fix[] = [
      { title, safety, edits: [{ span, text }] },
      ...(other === undefined
        ? []
        : [{ title: `write \`${other}\``, safety, edits: [{ span, text: other }] }]),
    ];
    this.report('unexpected-character', message, start, this.offset, fixes);
    if (meant === 'nothing') return;
    if (meant === 'comment') {
      const ownLine = !this.lineHasToken;
      this.comments.push({ kind: 'Comment', text: image, block: false, ownLine, span });
      return;
    }
    if ('payload' in meant) this.push(WholeText, start, meant.payload);
    else this.push(meant, start, text.trim());
  }

  private scanMark(start: number): void {
    for (const length of [2, 1]) {
      const image = this.text.slice(start, start + length);
      const type = image.length === length ? MARKS.get(image) : undefined;
      if (type) {
        this.bracket(image, start, type);
        return;
      }
    }
    const strange = this.take(STRANGE) ?? '';
    const hint = HINTS.find(([pattern]) => pattern.test(strange))?.[1];
    const shown = /^[\p{C}\p{M}\p{Z}]/u.test(strange) ? codePoint(strange) : `\`${strange}\``;
    this.report(
      'unexpected-character',
      `${shown} has no meaning here${hint ? `: ${hint}` : ''}`,
      start,
      this.offset,
    );
  }

  private bracket(image: string, start: number, type: TokenType): void {
    this.offset += image.length;
    const top = this.open.at(-1)?.mark;
    if (image === '(' || image === '[' || image === '{') this.open.push({ mark: image, start });
    else if (image === '}') {
      // `{ f(x }` closes the brace and `"{ f(x }"` the hole: the parser says what is missing inside.
      const last = this.open.findLastIndex(({ mark }) => mark === '{' || mark === 'hole');
      const opening = this.open[last];
      if (opening) this.open.length = last;
      if (opening?.mark === 'hole') {
        this.scanText(start, false, opening.start);
        return;
      }
    } else if ((image === ')' && top === '(') || (image === ']' && top === '[')) this.open.pop();
    this.push(type, start, image);
  }

  /** Reads on in a text after its opening quote, or after the `}` of a hole, up to the next hole or the end. */
  private scanText(start: number, first: boolean, head: number): void {
    let value = '';
    for (;;) {
      value += this.take(PLAIN_TEXT) ?? '';
      const at = this.offset;
      const character = this.text[at];
      if (character === '"') {
        this.offset += 1;
        this.push(first ? WholeText : TextTail, start, value);
        return;
      }
      if (character === '{') {
        this.offset += 1;
        this.open.push({ mark: 'hole', start: head });
        this.push(first ? TextHead : TextMiddle, start, value);
        return;
      }
      if (character === '\\') {
        value += this.scanEscape(at);
        continue;
      }
      this.report(
        'unclosed-text',
        'this text is not closed: a `"` is missing before the end of the line',
        start,
        at,
        [{ title: 'close it', safety: 'maybe', edits: [{ span: this.span(at, at), text: '"' }] }],
      );
      this.push(first ? WholeText : TextTail, start, value);
      return;
    }
  }

  private scanEscape(at: number): string {
    ESCAPE.lastIndex = at;
    const match = ESCAPE.exec(this.text);
    const [image = '\\', code, single] = match ?? [];
    this.offset = at + image.length;
    if (single !== undefined) return SINGLE_ESCAPES.get(single) ?? single;
    const point = Number.parseInt(code ?? 'none', 16);
    if (point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff)) return String.fromCodePoint(point);
    this.report(
      'bad-escape',
      `\`${image}\` is not an escape; there are \\n \\t \\" \\\\ \\{ \\} and \\u{…} with the code point in hexadecimal`,
      at,
      this.offset,
    );
    return '';
  }

  /** A text ends with its line: holes that are still open there are closed, as one error. */
  private endHoles(end: number = this.offset): void {
    const first = this.open.findIndex(({ mark }) => mark === 'hole');
    const outermost = this.open[first];
    if (!outermost) return;
    const { start } = outermost;
    const holes = this.open.slice(first).filter(({ mark }) => mark === 'hole').length;
    this.report(
      'unclosed-text',
      'this text is not closed: a hole `{…}` in it, or the text itself, is open at the end of the line',
      start,
      end,
    );
    this.open.length = first;
    for (let count = 0; count < holes; count += 1) this.push(TextTail, end, '', end);
  }

  private scanComment(start: number): boolean {
    const ownLine = !this.lineHasToken;
    const line = this.take(LINE_COMMENT);
    if (line !== null) {
      this.comments.push({
        kind: 'Comment',
        text: line.trimEnd(),
        block: false,
        ownLine,
        span: this.span(start, start + line.trimEnd().length),
      });
      return true;
    }
    if (this.text[start + 1] !== '*') return false;
    let block = this.take(BLOCK_COMMENT);
    if (block === null) {
      this.report('unclosed-comment', 'this comment is not closed: `*/` is missing', start, start + 2);
      this.offset = this.text.length;
      block = this.text.slice(start);
    }
    if (/[\r\n]/.test(block)) this.endHoles(start);
    for (const match of block.matchAll(/\r\n?|\n/g)) {
      this.line += 1;
      this.lineStart = start + match.index + match[0].length;
    }
    this.comments.push({
      kind: 'Comment',
      text: block,
      block: true,
      ownLine,
      span: this.span(start, this.offset),
    });
    return true;
  }

  private scanQuoted(start: number): void {
    QUOTED.lastIndex = start;
    const match = QUOTED.exec(this.text);
    if (match) {
      this.offset = start + match[0].length;
      if (match[1] === '')
        this.report('unclosed-name', 'there is no name between these backticks', start, this.offset);
      this.push(Quoted, start, match[1] ?? '');
      return;
    }
    const end = start + (/[^\r\n]*/.exec(this.text.slice(start))?.[0].length ?? 0);
    this.offset = start + (/^`[\p{L}\p{M}\p{Nd}_]*/u.exec(this.text.slice(start, end))?.[0].length ?? 1);
    this.report('unclosed-name', 'this name in backticks is not closed', start, this.offset);
    this.push(Quoted, start, this.text.slice(start + 1, this.offset));
  }

  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.offset;
    const match = pattern.exec(this.text);
    if (!match) return null;
    this.offset += match[0].length;
    return match[0];
  }

  /** Where the line of an offset ends. */
  private lineEnd(offset: number): number {
    LINE_END.lastIndex = offset;
    return LINE_END.exec(this.text)?.index ?? this.text.length;
  }

  private newLine(): void {
    this.line += 1;
    this.lineStart = this.offset;
    this.lineHasToken = false;
    this.lineTokens = this.tokens.length;
  }

  private push(tokenType: TokenType, start: number, payload: string, end = this.offset): void {
    this.lineHasToken = true;
    this.tokens.push({
      image: this.text.slice(start, end),
      startOffset: start,
      endOffset: end - 1,
      startLine: this.line,
      endLine: this.line,
      startColumn: start - this.lineStart + 1,
      endColumn: end - this.lineStart,
      tokenType,
      // Chevrotain numbers every token type when it is created; the property is optional only for callers' own types.
      tokenTypeIdx: tokenType.tokenTypeIdx ?? 0,
      payload,
    });
  }

  private span(start: number, end: number): Span {
    return { file: this.file, start, end };
  }

  private report(
    problem: SyntaxProblem,
    message: string,
    start: number,
    end: number,
    fixes: readonly Fix[] = [],
  ): void {
    const span = this.span(start, Math.max(end, start + 1));
    this.errors.push({ code: 'syntax', problem, message, span, fixes });
  }
}

function codePoint(text: string): string {
  return `the character U+${(text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

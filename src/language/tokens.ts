import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';

/** Words that no expression may use as a name without backticks (language.md section 3). */
export const RESERVED = ['if', 'then', 'else', 'and', 'or', 'not', 'this', 'true', 'false', 'null'] as const;

/** Words that mean something in one place and are names everywhere else. */
export const SOFT = [
  'migration',
  'import',
  'choice',
  'owners',
  'provision',
  'field',
  'model',
  'row',
  'map',
  'table',
  'fn',
  'common',
  'skip',
  'manual',
  'require',
  'reconcile',
  'test',
  'given',
  'expect',
  'key',
  'initial',
  'later',
  'exact',
  'when',
  'match',
  'let',
  'use',
  'drop',
  'because',
  'unique',
  'from',
  'each',
  'in',
  'has',
  'source',
  'target',
  'module',
  'as',
  'date',
  'create',
  'reject',
  'warn',
  'queue',
  'of',
  'no',
] as const;

export type Keyword = (typeof RESERVED)[number] | (typeof SOFT)[number];

const abstract = (name: string, categories: TokenType[] = []) =>
  createToken({ name, pattern: Lexer.NA, categories });
const punctuation = (name: string, label: string) => createToken({ name, pattern: Lexer.NA, label });

/** Every word, reserved ones too: after a dot, left of `=`, as the name of an entity. */
export const AnyWord = abstract('AnyWord');
/** A word that may stand alone in an expression. */
export const FreeWord = abstract('FreeWord', [AnyWord]);
export const Identifier = abstract('Identifier', [FreeWord]);
/** A name in backticks: never a keyword. */
export const Quoted = abstract('Quoted', [FreeWord]);

export const NumberToken = abstract('Number');
/** A text without holes; its value, escapes resolved, is the payload. */
export const WholeText = abstract('Text');
/** `"…{`, `}…{` and `}…"` of a text with holes; payload as above. */
export const TextHead = abstract('TextHead');
export const TextMiddle = abstract('TextMiddle');
export const TextTail = abstract('TextTail');

export const Arrow = punctuation('Arrow', '->');
export const EqualEqual = punctuation('EqualEqual', '==');
export const NotEqual = punctuation('NotEqual', '!=');
export const LessEqual = punctuation('LessEqual', '<=');
export const GreaterEqual = punctuation('GreaterEqual', '>=');
export const PlusEqual = punctuation('PlusEqual', '+=');
export const QuestionEqual = punctuation('QuestionEqual', '?=');
export const QuestionQuestion = punctuation('QuestionQuestion', '??');
export const Less = punctuation('Less', '<');
export const Greater = punctuation('Greater', '>');
export const Question = punctuation('Question', '?');
export const Equal = punctuation('Equal', '=');
export const Plus = punctuation('Plus', '+');
export const Minus = punctuation('Minus', '-');
export const Star = punctuation('Star', '*');
export const Slash = punctuation('Slash', '/');
export const Bar = punctuation('Bar', '|');
export const Dot = punctuation('Dot', '.');
export const Comma = punctuation('Comma', ',');
export const Colon = punctuation('Colon', ':');
export const Percent = punctuation('Percent', '%');
export const LeftParen = punctuation('LeftParen', '(');
export const RightParen = punctuation('RightParen', ')');
export const LeftBracket = punctuation('LeftBracket', '[');
export const RightBracket = punctuation('RightBracket', ']');
export const LeftBrace = punctuation('LeftBrace', '{');
export const RightBrace = punctuation('RightBrace', '}');

/** The marks by their image, longest first, as the lexer tries them. */
export const MARKS: ReadonlyMap<string, TokenType> = new Map([
  ['->', Arrow],
  ['==', EqualEqual],
  ['!=', NotEqual],
  ['<=', LessEqual],
  ['>=', GreaterEqual],
  ['+=', PlusEqual],
  ['?=', QuestionEqual],
  ['??', QuestionQuestion],
  ['<', Less],
  ['>', Greater],
  ['?', Question],
  ['=', Equal],
  ['+', Plus],
  ['-', Minus],
  ['*', Star],
  ['/', Slash],
  ['|', Bar],
  ['.', Dot],
  [',', Comma],
  [':', Colon],
  ['%', Percent],
  ['(', LeftParen],
  [')', RightParen],
  ['[', LeftBracket],
  [']', RightBracket],
  ['{', LeftBrace],
  ['}', RightBrace],
]);

const keywordTypes = new Map<string, TokenType>([
  ...RESERVED.map((word) => [word, abstract(`'${word}'`, [AnyWord])] as const),
  ...SOFT.map((word) => [word, abstract(`'${word}'`, [FreeWord])] as const),
]);

/** The token type of a keyword. */
export function keyword(word: Keyword): TokenType {
  const type = keywordTypes.get(word);
  if (!type) throw new Error(`no token type for the keyword ${word}`);
  return type;
}

/** The token type of a bare word: a keyword's, or `Identifier`. */
export function wordType(word: string): TokenType {
  return keywordTypes.get(word) ?? Identifier;
}

/** All token types, for the parser's vocabulary. */
export const VOCABULARY: TokenType[] = [
  AnyWord,
  FreeWord,
  Identifier,
  Quoted,
  NumberToken,
  WholeText,
  TextHead,
  TextMiddle,
  TextTail,
  ...MARKS.values(),
  ...keywordTypes.values(),
];

/** A token of our lexer; `payload` is the value of a text or the name without its backticks. */
export interface Token extends IToken {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endOffset: number;
  readonly endLine: number;
  readonly payload: string;
}

/** How a token is called in a message. */
export function describeToken(token: IToken): string {
  switch (token.tokenType) {
    case WholeText:
    case TextHead:
      return 'a text';
    case TextMiddle:
    case TextTail:
      return 'the end of a hole in a text';
    case NumberToken:
      return `the number ${token.image}`;
    default:
      return token.tokenType.name === 'EOF' ? 'the end of the file' : `\`${token.image}\``;
  }
}

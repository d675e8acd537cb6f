import {
  EmbeddedActionsParser,
  EOF,
  type IOrAlt,
  type IParserConfig,
  type IRecognitionException,
  type IToken,
  isRecognitionException,
  MismatchedTokenException,
  type OrMethodOpts,
  type ParserMethod,
  type TokenType,
} from 'chevrotain';
import type { Comment, Span } from './ast.ts';
import type { Lexed } from './lexer.ts';
import type { FoundError, SyntaxProblem } from './problem.ts';
import * as t from './tokens.ts';
import { describeToken, type Keyword, keyword } from './tokens.ts';

export type Rule<R, A extends unknown[] = []> = ParserMethod<A, R>;

/** The alternatives of a choice that all give a `T`, with Chevrotain's options or bare. */
type Alternatives<T> = IOrAlt<T>[] | (Omit<OrMethodOpts<T>, 'DEF'> & { DEF: IOrAlt<T>[] });

/** What a list of things in braces (or a file) holds: it decides where reading goes on after an error. */
export type Level = 'file' | 'declaration' | 'provision' | 'statement' | 'entry' | 'arm' | 'line' | 'step';

const ASSIGN_MARKS: ReadonlySet<TokenType> = new Set([t.Equal, t.PlusEqual, t.QuestionEqual]);
const OPENING: ReadonlySet<TokenType> = new Set([t.LeftParen, t.LeftBracket, t.TextHead]);
const CLOSING: ReadonlySet<TokenType> = new Set([t.RightParen, t.RightBracket, t.TextTail]);
const MODES: readonly Keyword[] = ['key', 'initial', 'later', 'exact'];

/** Rules whose error is about the word that stands there, not about what is missing after the word before it. */
const FRESH_RULES: ReadonlySet<string> = new Set([
  'declaration',
  'statement',
  'provisionItem',
  'testStep',
  'tableEntry',
]);

/**
 * What all rules stand on: looking ahead at soft keywords, spans, `///` lines, and going on after an error.
 *
 * Chevrotain's own recovery works with follow sets, and since almost every word may be a name these hold almost
 * everything; so it is off, and each list of statements or declarations catches the error of an item and skips to
 * what looks like the next item on a line of its own.
 */
export abstract class ParserBase extends EmbeddedActionsParser {
  private file = '';
  private found: FoundError[] = [];
  private docs: ReadonlyMap<number, readonly Comment[]> = new Map();
  private claimed: Set<Comment> = new Set();
  /** Whether line starts say what belongs together; only once a text is known to be wrong. */
  private layoutCounts = false;

  constructor(config: IParserConfig) {
    super(t.VOCABULARY, {
      // One token ahead, and gates where more is needed: the soft keywords make wider tables large and no wiser.
      maxLookahead: 1,
      recoveryEnabled: false,
      skipValidations: true,
      errorMessageProvider: {
        buildMismatchTokenMessage: ({ expected }) => `${describeType(expected)} is missing here`,
        buildNotAllInputParsedMessage: ({ firstRedundant }) =>
          `${describeToken(firstRedundant)} is not expected here`,
        buildNoViableAltMessage: ({ actual, customUserDescription }) =>
          customUserDescription ?? `${describeToken(actual[0] ?? EOF_TOKEN)} is not expected here`,
        buildEarlyExitMessage: ({ actual, customUserDescription }) =>
          customUserDescription ?? `${describeToken(actual[0] ?? EOF_TOKEN)} is not expected here`,
      },
      ...config,
    });
  }

  /**
   * Makes ready for a text; the rules are called after it. Newlines mean nothing in a text that is right; one that is
   * wrong is read a second time with `layoutCounts`, so that its lines show where a mistake ends.
   */
  protected load(
    file: string,
    lexed: Lexed,
    docs: ReadonlyMap<number, readonly Comment[]>,
    layoutCounts: boolean,
  ): void {
    this.input = lexed.tokens;
    this.file = file;
    this.found = [];
    this.docs = docs;
    this.claimed = new Set();
    this.layoutCounts = layoutCounts;
  }

  /** The errors of the text that was parsed, and the `///` lines that became part of a declaration. */
  protected outcome(): { errors: readonly FoundError[]; claimed: ReadonlySet<Comment> } {
    const own = this.errors.map((error) => this.syntaxError(error));
    return { errors: [...this.found, ...own], claimed: this.claimed };
  }

  // ── Looking ahead ─────────────────────────────────────────────────────────────────────────────────────

  protected is(ahead: number, type: TokenType): boolean {
    return this.LA(ahead).tokenType === type;
  }

  protected isWord(ahead: number, ...words: readonly Keyword[]): boolean {
    const type = this.LA(ahead).tokenType;
    return words.some((word) => keyword(word) === type);
  }

  protected isAnyWord(ahead: number): boolean {
    return isOf(this.LA(ahead), t.AnyWord);
  }

  protected isFreeWord(ahead: number): boolean {
    return isOf(this.LA(ahead), t.FreeWord);
  }

  protected isText(ahead: number): boolean {
    return this.is(ahead, t.WholeText) || this.is(ahead, t.TextHead);
  }

  protected atEnd(ahead: number): boolean {
    return this.LA(ahead).tokenType === EOF;
  }

  /** Whether the word before it is the target of an assignment: `=`, `+=`, `?=`, `,` or `.` follows it. */
  protected isAssignMark(ahead: number): boolean {
    const type = this.LA(ahead).tokenType;
    return ASSIGN_MARKS.has(type) || type === t.Comma || type === t.Dot;
  }

  /** Whether a soft or reserved word joins two operands here, and is not the field that a new statement assigns. */
  protected isInfix(word: Keyword): boolean {
    return this.isWord(1, word) && !this.isAssignMark(2);
  }

  /** Whether an assignment, with or without `key`, `initial`, `later`, `exact`, starts here. */
  protected isAssignment(ahead = 1): boolean {
    if (!this.isAnyWord(ahead)) return false;
    if (this.isAssignMark(ahead + 1)) return true;
    return this.isWord(ahead, ...MODES) && this.isAnyWord(ahead + 1);
  }

  /** `a = ⏎ b = 1`: what follows is no value but the next assignment. */
  protected isNextAssignment(): boolean {
    let ahead = 1;
    while (this.isAnyWord(ahead) && this.is(ahead + 1, t.Dot)) ahead += 2;
    return this.isAnyWord(ahead) && ASSIGN_MARKS.has(this.LA(ahead + 1).tokenType);
  }

  /** Fails where an operand should stand and on a new line the next statement begins: `a = b |⏎ c = 1`. */
  protected needsOperand(missing = `a value is missing after \`${this.LA(0).image}\``): void {
    if (!this.layoutCounts || !this.isNextAssignment()) return;
    if ((this.LA(0).endLine ?? 0) < (this.LA(1).startLine ?? 0)) this.fail('missing-token', missing);
  }

  protected hasMode(): boolean {
    return this.isWord(1, ...MODES) && !this.isAssignMark(2);
  }

  /**
   * Whether `match` opens a match expression. It is the name of a field when no subject can follow: at the end, before
   * a mark, and before what is the next statement, arm or declaration.
   */
  protected isMatchExpression(): boolean {
    if (!this.isWord(1, 'match')) return false;
    const next = this.LA(2);
    if (next.tokenType === t.WholeText || next.tokenType === t.NumberToken)
      return !this.is(3, t.Arrow) && !this.is(3, t.Comma);
    if (this.isWord(2, 'this', 'true', 'false', 'null', 'not', 'if'))
      return (!this.isAssignMark(3) && !this.is(3, t.Arrow)) || this.is(3, t.Dot);
    if (next.tokenType === t.LeftParen || next.tokenType === t.TextHead) return true;
    if (!this.isFreeWord(2) || this.isWord(2, 'in', 'as')) return false;
    if (this.isWord(2, 'because') && this.isText(3)) return false;
    if (this.isWord(2, 'date') && this.isText(3)) return !this.is(4, t.Arrow);
    if (this.isAnyWord(3) && !this.isWord(3, 'in', 'as', 'and', 'or')) return false;
    let ahead = 3;
    while (this.is(ahead, t.Dot) && this.isAnyWord(ahead + 1)) ahead += 2;
    const after = this.LA(ahead).tokenType;
    return !ASSIGN_MARKS.has(after) && after !== t.Comma && after !== t.Arrow && after !== t.Colon;
  }

  /** Whether `else` adds a handler to a value: not before `->` (the `else` of a match expression), nor as a field. */
  protected isHandler(): boolean {
    return this.isInfix('else') && !this.is(2, t.Arrow);
  }

  /** Whether a declaration seems to start here; `if` and `require` are left out where a body may hold them. */
  protected isDeclaration(ahead: number, alsoStatements: boolean): boolean {
    if (this.isWord(ahead, 'import', 'test', 'reconcile', 'provision')) {
      return this.isText(ahead + 1) || this.is(ahead + 1, t.LeftBrace);
    }
    if (
      this.isWord(ahead, 'migration', 'choice', 'owners', 'table', 'fn', 'common', 'map', 'skip', 'manual')
    ) {
      return this.isAnyWord(ahead + 1);
    }
    return alsoStatements && this.isWord(ahead, 'if', 'require') && !this.isAssignMark(ahead + 1);
  }

  /** A declaration at the very start of a line: what is open there was never closed. */
  protected isOutside(ahead: number): boolean {
    return this.layoutCounts && this.LA(ahead).startColumn === 1 && this.isDeclaration(ahead, false);
  }

  /** Reads a token that stands for a value; a rule that reads a type of token twice numbers them. */
  protected take<const T>(type: TokenType, value: T, index = 0): T {
    this.consume(index, type);
    return value;
  }

  /** Chevrotain's `OR`, typed so that every alternative gives the same type. The second of a rule is `choose2`. */
  protected choose<T>(alternatives: Alternatives<T>): T {
    return this.or(0, Array.isArray(alternatives) ? { DEF: alternatives } : alternatives);
  }

  protected choose2<T>(alternatives: Alternatives<T>): T {
    return this.or(2, Array.isArray(alternatives) ? { DEF: alternatives } : alternatives);
  }

  protected choose3<T>(alternatives: Alternatives<T>): T {
    return this.or(3, Array.isArray(alternatives) ? { DEF: alternatives } : alternatives);
  }

  // ── Spans, values, documentation ──────────────────────────────────────────────────────────────────────

  /** The offset at which the next token starts. */
  protected begin(): number {
    return this.LA(1).startOffset;
  }

  /** From an offset of `begin` to the end of the last token read. */
  protected from(start: number): Span {
    return { file: this.file, start, end: Math.max(start, (this.LA(0).endOffset ?? start - 1) + 1) };
  }

  protected spanOf(token: IToken): Span {
    return { file: this.file, start: token.startOffset, end: (token.endOffset ?? token.startOffset) + 1 };
  }

  /** What a text says or a name is called, without quotes or backticks. */
  protected payload(token: IToken): string {
    return typeof token.payload === 'string' ? token.payload : token.image;
  }

  /** The `///` lines right above the next token; a declaration that asks for them owns them. */
  protected doc(): string | null {
    const lines = this.docs.get(this.LA(1).startOffset);
    if (!lines) return null;
    for (const line of lines) this.claimed.add(line);
    return lines.map((line) => line.text.replace(/^\/\/\/ ?/, '')).join('\n');
  }

  // ── Errors ────────────────────────────────────────────────────────────────────────────────────────────

  protected report(problem: SyntaxProblem, message: string, span: Span): void {
    this.found.push({ code: 'syntax', problem, message, span, found: this.LA(1).startOffset });
  }

  /** Gives up the current item: an error at the next token, or at the last one if something is missing after it. */
  protected fail(problem: SyntaxProblem, message: string): never {
    const token = this.LA(1);
    const last = problem === 'missing-token' || this.atEnd(1);
    this.report(problem, message, last ? this.after(this.LA(0)) : this.spanOf(token));
    throw new MismatchedTokenException(message, token, this.LA(0));
  }

  /**
   * Reads items until the bracket closes or the file ends. An item that fails is reported and skipped; the others are
   * read. `item` is one alternative of a Chevrotain repetition, so a rule may call this once.
   */
  protected repeat(level: Level, item: () => void): void {
    do {
      this.MANY({ GATE: () => !this.isClosed(level), DEF: () => this.attempt(level, item) });
    } while (this.ACTION(() => this.skipStray(level)));
  }

  private attempt(level: Level, item: () => void): void {
    const column = this.LA(1).startColumn ?? 1;
    const start = this.LA(1).startOffset;
    try {
      item();
    } catch (error) {
      if (!(error instanceof Error) || !isRecognitionException(error)) throw error;
      this.skip(level, start, column);
    }
  }

  private isClosed(level: Level): boolean {
    if (this.atEnd(1)) return true;
    if (level === 'file') return false;
    if (this.is(1, t.RightBrace)) return true;
    // These levels hold such declarations themselves, at the start of a line too where nobody indented.
    if (level === 'declaration' || (level === 'provision' && this.isWord(1, 'map'))) return false;
    return this.isOutside(1);
  }

  /** Something that starts no item stands where one could: it is reported once and skipped. */
  private skipStray(level: Level): boolean {
    if (this.isClosed(level)) return false;
    const token = this.LA(1);
    this.report(
      'unexpected-token',
      `${describeToken(token)} is not expected here; ${STARTS[level]}`,
      this.spanOf(token),
    );
    // A brace too many: what follows it is whole.
    if (token.tokenType === t.RightBrace) this.SKIP_TOKEN();
    else this.skip(level, token.startOffset, token.startColumn ?? 1);
    return true;
  }

  /** Skips to the next item: past at least one token when none was read since `start`. */
  private skip(level: Level, start: number, column: number): void {
    // Braces and the other brackets are counted apart: a `}` closes its block whatever else was left open in it.
    let braces = 0;
    let others = 0;
    const count = (token: IToken) => {
      if (token.tokenType === t.LeftBrace) braces += 1;
      else if (token.tokenType === t.RightBrace) {
        braces -= 1;
        others = 0;
      } else if (OPENING.has(token.tokenType)) others += 1;
      else if (CLOSING.has(token.tokenType)) others = Math.max(0, others - 1);
    };
    let read = 0;
    while (this.LA(-read).tokenType !== EOF && this.LA(-read).startOffset >= start) read += 1;
    for (let back = read - 1; back >= 0; back -= 1) count(this.LA(-back));
    const atTop = level === 'file';
    if (read === 0 && (atTop || !this.is(1, t.RightBrace)) && !this.atEnd(1)) count(this.SKIP_TOKEN());
    while (!this.atEnd(1)) {
      const token = this.LA(1);
      const ownLine = (this.LA(0).endLine ?? 0) < (token.startLine ?? 0);
      const outdented = (token.startColumn ?? 1) <= column;
      if (ownLine && braces <= 0 && (others === 0 || outdented) && this.startsItem(level)) return;
      if (this.isOutside(1)) return;
      if (!atTop && braces <= 0 && token.tokenType === t.RightBrace) return;
      count(this.SKIP_TOKEN());
    }
  }

  private startsItem(level: Level): boolean {
    switch (level) {
      case 'file':
      case 'declaration':
        return this.isDeclaration(1, true);
      case 'provision':
        return this.isWord(1, 'field', 'model', 'row', 'map', 'if');
      case 'statement':
        return (
          this.isAssignment() ||
          (this.isWord(1, 'when', 'match', 'let', 'use', 'drop', 'require', 'if') &&
            !this.is(2, t.RightParen))
        );
      case 'entry':
      case 'arm':
        return this.isText(1) || this.is(1, t.NumberToken) || this.isAnyWord(1);
      case 'line':
        return this.isAnyWord(1);
      case 'step':
        return this.isWord(1, 'given', 'expect');
    }
  }

  private syntaxError(error: IRecognitionException): FoundError {
    const previous =
      error instanceof MismatchedTokenException ? error.previousToken : this.previousOf(error.token);
    const fresh =
      !(error instanceof MismatchedTokenException) && FRESH_RULES.has(error.context.ruleStack.at(-1) ?? '');
    const far = error.token.tokenType === EOF || (previous.endLine ?? 0) < (error.token.startLine ?? 0);
    return {
      code: 'syntax',
      problem: fresh || error.message.includes('not expected') ? 'unexpected-token' : 'missing-token',
      message: error.message,
      found: error.token.startOffset,
      span: far && !fresh && previous.tokenType !== EOF ? this.after(previous) : this.spanOf(error.token),
    };
  }

  /** The last character of a token: where something is missing at the end of a line. */
  private after(token: IToken): Span {
    const end = (token.endOffset ?? 0) + 1;
    return { file: this.file, start: Math.max(0, end - 1), end };
  }

  private previousOf(token: IToken): IToken {
    const tokens = this.input;
    const index = token.tokenType === EOF ? tokens.length : tokens.indexOf(token);
    return tokens[index - 1] ?? EOF_TOKEN;
  }
}

const EOF_TOKEN: IToken = {
  image: '',
  startOffset: 0,
  endOffset: 0,
  startLine: 1,
  endLine: 1,
  startColumn: 1,
  tokenType: EOF,
  tokenTypeIdx: EOF.tokenTypeIdx ?? 1,
};

const STARTS: Readonly<Record<Level, string>> = {
  file: 'a declaration starts with a word such as `map`, `table` or `owners`',
  declaration: 'a declaration starts with a word such as `map`, `table` or `owners`',
  provision: 'a provision block holds `field`, `model`, `row`, `map` and `if`',
  statement: 'a statement starts with a field and `=`, or with a word such as `when` or `use`',
  entry: 'an entry of a table starts with a text, a number or `else`',
  arm: 'an arm starts with the name of an entity, a literal or `else`',
  line: 'a line starts with a word here',
  step: 'a test holds `given` and `expect`',
};

function isOf(token: IToken, category: TokenType): boolean {
  const type = token.tokenType;
  return type === category || category.categoryMatchesMap?.[token.tokenTypeIdx] === true;
}

function describeType(type: TokenType): string {
  switch (type) {
    case t.AnyWord:
    case t.FreeWord:
      return 'a name';
    case t.WholeText:
      return 'a text';
    case t.NumberToken:
      return 'a number';
    case EOF:
      return 'the end of the file';
    default:
      return `\`${(type.LABEL ?? type.name).replace(/^'|'$/g, '')}\``;
  }
}

import type { Comment, File, Span } from './ast.ts';
import { isTooDeep } from './depth.ts';
import { type Lexed, lex } from './lexer.ts';
import { DeclarationParser } from './parse-declarations.ts';
import type { FoundError, SyntaxError_ } from './problem.ts';
import { withSlips } from './slips.ts';
import { positionAt, type SourceText } from './source.ts';

/** A tree of what could be read, and what was wrong, in the order of the text. */
export interface Parsed {
  readonly file: File;
  readonly errors: readonly SyntaxError_[];
}

interface Found extends Parsed {
  readonly errors: readonly FoundError[];
}

class Parser extends DeclarationParser {
  constructor(validate: boolean) {
    super({ skipValidations: !validate });
    this.performSelfAnalysis();
  }

  run(source: SourceText, lexed: Lexed, layoutCounts: boolean): Found {
    this.load(source.path, lexed, documentation(lexed), layoutCounts);
    const tree = this.mapFile();
    const { errors, claimed } = this.outcome();
    const comments = lexed.comments.filter((comment) => !claimed.has(comment));
    const span = { file: source.path, start: 0, end: source.text.length };
    return {
      file: { kind: 'File', migration: tree.migration, declarations: tree.declarations, comments, span },
      errors,
    };
  }
}

let parser: Parser | undefined;

/**
 * Text to tree, by language.md section 3. Never throws: what cannot be read is reported and skipped up to the next
 * statement or declaration, and the tree holds the rest.
 */
export function parse(source: SourceText): Parsed {
  const lexed = lex(source);
  parser ??= new Parser(false);
  try {
    const plain = parser.run(source, lexed, false);
    const { file, errors } = plain.errors.length === 0 ? plain : parser.run(source, lexed, true);
    const deep = file.declarations.filter(isTooDeep);
    if (deep.length === 0)
      return { file, errors: inOrder(source, lexed.errors, withSlips(errors, lexed.tokens)) };
    const declarations = file.declarations.filter((each) => !deep.includes(each));
    const more = deep.map(({ span }) => tooDeep({ ...span, end: span.start + 1 }, 'this declaration'));
    return {
      file: { ...file, declarations },
      errors: inOrder(source, lexed.errors, [...withSlips(errors, lexed.tokens), ...more]),
    };
  } catch (error) {
    // The depth of brackets is limited, that of `if … else if …` is not: a stack that overflows is a text too deep.
    if (!(error instanceof RangeError)) throw error;
    parser = undefined;
    const span = { file: source.path, start: 0, end: source.text.length };
    return {
      file: { kind: 'File', migration: null, declarations: [], comments: lexed.comments, span },
      errors: [tooDeep({ ...span, end: Math.min(1, span.end) }, 'this file')],
    };
  }
}

function tooDeep(span: Span, where: string): SyntaxError_ {
  const message = `an expression in ${where} is nested too deep to be read; give parts of it names with \`let\``;
  return { code: 'syntax', problem: 'too-deep', message, span };
}

/** Builds a parser with Chevrotain's checks of the grammar on; throws when the grammar is ambiguous or recursive. */
export function validateGrammar(): void {
  new Parser(true);
}

/** The `///` lines right above a token, by the token's offset: a run that nothing interrupts. */
function documentation({ tokens, comments }: Lexed): ReadonlyMap<number, readonly Comment[]> {
  const result = new Map<number, readonly Comment[]>();
  if (!comments.some(isDoc)) return result;
  let next = 0;
  for (const token of tokens) {
    const first = next;
    while ((comments[next]?.span.start ?? Number.POSITIVE_INFINITY) < token.startOffset) next += 1;
    let start = next;
    for (
      let comment = comments[start - 1];
      start > first && comment && isDoc(comment);
      comment = comments[start - 1]
    ) {
      start -= 1;
    }
    if (start < next) result.set(token.startOffset, comments.slice(start, next));
  }
  return result;
}

function isDoc(comment: Comment): boolean {
  return comment.ownLine && !comment.block && /^\/\/\/(?!\/)/.test(comment.text);
}

/** In the order of the text; a line that the lexer could not read gives one error, not the parser's echo of it too. */
function inOrder(
  source: SourceText,
  lexical: readonly SyntaxError_[],
  syntactic: readonly SyntaxError_[],
): readonly SyntaxError_[] {
  const broken = new Set(lexical.map((error) => positionAt(source, error.span.start).line));
  const rest = syntactic.filter((error) => !broken.has(positionAt(source, error.span.start).line));
  return [...lexical, ...rest].sort((a, b) => a.span.start - b.span.start);
}

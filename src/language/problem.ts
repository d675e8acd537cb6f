import type { Span } from './ast.ts';
import type { Fix } from './fix.ts';

/** Kinds of what can be wrong with a text before anything is known of a schema. Stable names. */
export type SyntaxProblem =
  | 'unexpected-character'
  | 'unclosed-text'
  | 'unclosed-name'
  | 'unclosed-comment'
  | 'unclosed-bracket'
  | 'unexpected-token'
  | 'missing-token'
  | 'bad-escape'
  | 'bad-number'
  | 'too-deep';

/** As the parser finds it, with the offset of the token that stood where it could not go on; NaN at the end. */
export interface FoundError extends SyntaxError_ {
  readonly found: number;
}

/** One syntax error: plain data, a sentence for people, and where in the text it is. */
export interface SyntaxError_ {
  readonly code: 'syntax';
  readonly problem: SyntaxProblem;
  readonly message: string;
  readonly span: Span;
  /** What would mend it, where it can be told. */
  readonly fixes?: readonly Fix[];
}

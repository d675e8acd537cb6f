import type { Span } from './ast.ts';

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

/** One syntax error: plain data, a sentence for people, and where in the text it is. */
export interface SyntaxError_ {
  readonly code: 'syntax';
  readonly problem: SyntaxProblem;
  readonly message: string;
  readonly span: Span;
}

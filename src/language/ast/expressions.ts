import type { Id, Name, Node } from './nodes.ts';
import type { Body } from './statements.ts';

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type BinaryOperator = 'or' | 'and' | Comparison | 'in' | '??' | '+' | '-' | '*' | '/';

export type Expr =
  | Else
  | If
  | Pipe
  | Binary
  | Unary
  | As
  | Member
  | Index
  | Literal
  | Text
  | DateLiteral
  | This
  | NameRef
  | Call
  | List
  | Record
  | MatchExpr;

/** `value else handler else handler`. */
export interface Else extends Node {
  readonly kind: 'Else';
  readonly value: Expr;
  readonly handlers: readonly Handler[];
}

export type Handler = CreateHandler | RejectHandler | WarnHandler | QueueHandler | ValueHandler;

export interface CreateHandler extends Node {
  readonly kind: 'CreateHandler';
  readonly body: Body | null;
}
export interface RejectHandler extends Node {
  readonly kind: 'RejectHandler';
  readonly message: Text;
}
export interface WarnHandler extends Node {
  readonly kind: 'WarnHandler';
  readonly message: Text;
}
export interface QueueHandler extends Node {
  readonly kind: 'QueueHandler';
}
export interface ValueHandler extends Node {
  readonly kind: 'ValueHandler';
  readonly value: Expr;
}

export interface If extends Node {
  readonly kind: 'If';
  readonly condition: Expr;
  readonly then: Expr;
  readonly otherwise: Expr;
}

/** `value | fn(args)`; `args` is null where no parentheses were written. */
export interface Pipe extends Node {
  readonly kind: 'Pipe';
  readonly value: Expr;
  readonly fn: Id;
  readonly args: readonly Arg[] | null;
}

export interface Binary extends Node {
  readonly kind: 'Binary';
  readonly operator: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
}

export interface Unary extends Node {
  readonly kind: 'Unary';
  readonly operator: 'not' | '-';
  readonly operand: Expr;
}

export interface As extends Node {
  readonly kind: 'As';
  readonly value: Expr;
  readonly name: Name;
}

export interface Member extends Node {
  readonly kind: 'Member';
  readonly object: Expr;
  readonly member: Id;
}

/** Lookup, table or children: the binder decides which. */
export interface Index extends Node {
  readonly kind: 'Index';
  readonly object: Expr;
  readonly items: readonly { readonly left: Expr; readonly right: Expr | null }[];
}

/** A number keeps its digits as written. */
export interface Literal extends Node {
  readonly kind: 'Literal';
  readonly value:
    | { readonly kind: 'text'; readonly value: string }
    | { readonly kind: 'number'; readonly value: string }
    | { readonly kind: 'boolean'; readonly value: boolean }
    | { readonly kind: 'null' };
}

/** A text; `parts` alternates as written, strings with escapes resolved, neighbours merged. A text without holes has
 * exactly one string part (the empty text too). As an expression and in messages texts are always this node; a
 * {@link Literal} of kind text stands only in tables, patterns and type arguments. */
export interface Text extends Node {
  readonly kind: 'Text';
  readonly parts: readonly (string | Expr)[];
}

/** `date "2019-03-04"`. */
export interface DateLiteral extends Node {
  readonly kind: 'DateLiteral';
  readonly value: string;
}

export interface This extends Node {
  readonly kind: 'This';
}

export interface NameRef extends Node {
  readonly kind: 'NameRef';
  readonly id: Id;
}

export interface Call extends Node {
  readonly kind: 'Call';
  readonly callee: Id;
  readonly args: readonly Arg[];
}

/** `param` is null for a plain argument; otherwise the argument is the lambda `param -> value`. */
export interface Arg extends Node {
  readonly kind: 'Arg';
  readonly param: Id | null;
  readonly value: Expr;
}

export interface List extends Node {
  readonly kind: 'List';
  readonly items: readonly Expr[];
}

export interface Record extends Node {
  readonly kind: 'Record';
  readonly body: Body;
}

export interface MatchExpr extends Node {
  readonly kind: 'MatchExpr';
  readonly subject: Expr;
  readonly arms: readonly MatchArm[];
}

export interface MatchArm extends Node {
  readonly kind: 'MatchArm';
  readonly pattern: Pattern;
  readonly value: Expr;
}

export type Pattern =
  | { readonly kind: 'literals'; readonly values: readonly Literal[] }
  | {
      readonly kind: 'entities';
      readonly entities: readonly { readonly entity: Id; readonly binder: Id | null }[];
    }
  | { readonly kind: 'else' };

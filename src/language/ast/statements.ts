import type { Comparison, Expr, Text } from './expressions.ts';
import type { Documented, Id, Name, Node } from './nodes.ts';

/** `fact { ("and" | "or") fact }`, in the order written; `and` binds tighter. */
export interface Static extends Node {
  readonly kind: 'Static';
  readonly first: Fact;
  readonly rest: readonly { readonly operator: 'and' | 'or'; readonly fact: Fact }[];
}

export type Fact = HasFact | ChoiceFact;

export interface HasFact extends Node {
  readonly kind: 'Has';
  readonly negated: boolean;
  readonly side: 'source' | 'target';
  readonly what:
    | { readonly kind: 'module'; readonly name: Text }
    | { readonly kind: 'name'; readonly name: Name };
}

export interface ChoiceFact extends Node {
  readonly kind: 'ChoiceFact';
  readonly negated: boolean;
  readonly choice: Id;
  readonly operator: Comparison;
  readonly option: Id;
}

export interface Body extends Node {
  readonly kind: 'Body';
  readonly statements: readonly Statement[];
}

export type Statement = Assign | When | Match | Let | Use | Drop | RequireDecl | StaticIf;

export interface Assign extends Node {
  readonly kind: 'Assign';
  readonly mode: 'key' | 'initial' | 'later' | 'exact' | null;
  readonly targets: readonly Name[];
  readonly operator: '=' | '+=' | '?=';
  readonly value: Expr;
  readonly because: Text | null;
}

export interface When extends Node {
  readonly kind: 'When';
  readonly condition: Expr;
}

export interface Match extends Node {
  readonly kind: 'Match';
  readonly pairs: readonly { readonly target: Expr; readonly source: Expr }[];
}

export interface Let extends Node {
  readonly kind: 'Let';
  readonly name: Id;
  readonly value: Expr;
}

export interface Use extends Node {
  readonly kind: 'Use';
  readonly name: Id;
}

export interface Drop extends Node {
  readonly kind: 'Drop';
  readonly names: readonly Name[];
  readonly because: Text;
}

/** As a declaration it speaks of the whole, in a body of the record. */
export interface RequireDecl extends Documented {
  readonly kind: 'Require';
  readonly condition: Expr;
  readonly action: 'reject' | 'warn';
  readonly message: Text;
}

export interface StaticIf extends Node {
  readonly kind: 'StaticIf';
  readonly condition: Static;
  readonly then: Body;
  readonly otherwise: Body | null;
}

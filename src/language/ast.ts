/**
 * The syntax tree of a `.map` file: plain, readonly data, one interface a production of the grammar
 * (`grammar/map.ebnf`, `language.md` section 3). It knows no schema. Parentheses leave no node; the printer
 * puts them back where precedence needs them.
 */

/** A half-open range of UTF-16 code units in one file's text. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

interface Node {
  readonly span: Span;
}

/** An identifier; `quoted` when it was written in backticks. */
export interface Id extends Node {
  readonly kind: 'Id';
  readonly name: string;
  readonly quoted: boolean;
}

/** A dotted name, `res.partner.x_source_id`. */
export interface Name extends Node {
  readonly kind: 'Name';
  readonly ids: readonly Id[];
}

/** A `//` or `/* … *​/` comment as it stands in the text, delimiters included; `///` becomes `doc` of a declaration. */
export interface Comment extends Node {
  readonly kind: 'Comment';
  readonly text: string;
  readonly block: boolean;
  /** Nothing but white space stands before it on its line. */
  readonly ownLine: boolean;
}

export interface File extends Node {
  readonly kind: 'File';
  readonly migration: MigrationHeader | null;
  readonly declarations: readonly Declaration[];
  readonly comments: readonly Comment[];
}

export interface MigrationHeader extends Node {
  readonly kind: 'MigrationHeader';
  readonly doc: string | null;
  readonly source: Id;
  readonly target: Id;
}

// ── Declarations ────────────────────────────────────────────────────────────────────────────────────────

export type Declaration =
  | ImportDecl
  | ChoiceDecl
  | OwnersDecl
  | ProvisionDecl
  | TableDecl
  | FnDecl
  | CommonDecl
  | MapDecl
  | FateDecl
  | BranchDecl
  | RequireDecl
  | ReconcileDecl
  | TestDecl;

interface Documented extends Node {
  /** The `///` lines above the declaration, without the slashes, joined by newlines. */
  readonly doc: string | null;
}

export interface ImportDecl extends Documented {
  readonly kind: 'Import';
  readonly path: Text;
}

export interface ChoiceDecl extends Documented {
  readonly kind: 'Choice';
  readonly name: Id;
  readonly options: readonly Id[];
  readonly chosen: Id;
  readonly because: Text | null;
}

export interface OwnersDecl extends Documented {
  readonly kind: 'Owners';
  readonly source: Name;
  readonly target: Name;
  readonly body: Body;
  /** What becomes of a person whom nobody is found for: the queue, or the one fallback, by login or e-mail. */
  readonly otherwise: QueueHandler | Text;
}

export interface ProvisionDecl extends Documented {
  readonly kind: 'Provision';
  readonly items: readonly ProvisionItem[];
}

export type ProvisionItem = ProvisionField | ProvisionModel | ProvisionRow | MapDecl | ProvisionBranch;

export interface ProvisionField extends Documented {
  readonly kind: 'ProvisionField';
  /** Each is entity and field in one dotted name; the last id is the field. */
  readonly names: readonly Name[];
  readonly column: Column;
}

export interface ProvisionModel extends Documented {
  readonly kind: 'ProvisionModel';
  readonly name: Name;
  readonly label: Text;
  readonly columns: readonly { readonly name: Id; readonly column: Column; readonly doc: string | null }[];
}

export interface ProvisionRow extends Documented {
  readonly kind: 'ProvisionRow';
  readonly entity: Name;
  readonly body: Body;
}

export interface ProvisionBranch extends Node {
  readonly kind: 'ProvisionBranch';
  readonly condition: Static;
  readonly then: readonly ProvisionItem[];
  readonly otherwise: readonly ProvisionItem[] | null;
}

export interface Column extends Node {
  readonly kind: 'Column';
  readonly type: TypeExpr;
  readonly unique: boolean;
  readonly label: Text;
}

export type TypeExpr = ListType | NamedType;

export interface ListType extends Node {
  readonly kind: 'ListType';
  readonly of: TypeExpr;
  readonly nullable: boolean;
}

/** `text`, `char(64)`, `selection("a", "b")`, `multiselect(from Label.title)`, `systemuser | team`. */
export interface NamedType extends Node {
  readonly kind: 'NamedType';
  readonly names: readonly Name[];
  readonly args: readonly Literal[] | null;
  readonly from: Name | null;
  readonly nullable: boolean;
}

export interface TableDecl extends Documented {
  readonly kind: 'Table';
  readonly name: Id;
  readonly from: readonly Name[];
  readonly to: Name;
  readonly attributes: readonly Name[] | null;
  readonly entries: readonly TableEntry[];
}

export interface TableEntry extends Node {
  readonly kind: 'TableEntry';
  /** `null` is the `else` entry. */
  readonly keys: readonly Literal[] | null;
  readonly values: readonly Literal[] | RejectHandler;
  readonly because: Text | null;
}

export interface FnDecl extends Documented {
  readonly kind: 'Fn';
  readonly name: Id;
  readonly params: readonly { readonly name: Id; readonly type: TypeExpr }[];
  readonly result: TypeExpr | null;
  readonly value: Expr;
}

export interface CommonDecl extends Documented {
  readonly kind: 'Common';
  readonly name: Id;
  readonly body: Body;
}

export interface MapDecl extends Documented {
  readonly kind: 'Map';
  readonly name: Id | null;
  readonly source: Name;
  readonly each: { readonly name: Id; readonly list: Expr } | null;
  /** The chain: tried in order, at least one; only the last may be a skip. */
  readonly arms: readonly (MapArm | SkipArm)[];
}

export interface MapArm extends Node {
  readonly kind: 'MapArm';
  readonly target: Name;
  readonly body: Body;
}

export interface SkipArm extends Node {
  readonly kind: 'SkipArm';
  readonly because: Text;
}

export interface FateDecl extends Documented {
  readonly kind: 'Fate';
  readonly fate: 'skip' | 'manual';
  readonly names: readonly Name[];
  readonly because: Text;
  readonly body: Body | null;
}

export interface BranchDecl extends Documented {
  readonly kind: 'Branch';
  readonly condition: Static;
  readonly then: readonly Declaration[];
  readonly otherwise: readonly Declaration[] | null;
}

export interface ReconcileDecl extends Documented {
  readonly kind: 'Reconcile';
  readonly thresholds: readonly Threshold[];
}

export interface Threshold extends Node {
  readonly kind: 'Threshold';
  readonly measure: Id;
  readonly operator: '=' | Comparison;
  /** As written, without the percent sign: "99.9". */
  readonly percent: string;
  /** `of sample 300`. */
  readonly of: { readonly what: Id; readonly count: string } | null;
}

export interface TestDecl extends Documented {
  readonly kind: 'Test';
  readonly title: Text;
  readonly steps: readonly (GivenStep | ExpectStep)[];
}

export interface GivenStep extends Node {
  readonly kind: 'Given';
  readonly entity: Name;
  readonly body: Body;
}

export interface ExpectStep extends Node {
  readonly kind: 'Expect';
  readonly outcome:
    | { readonly kind: 'reject' | 'queue' | 'warn'; readonly text: Text }
    | { readonly kind: 'record'; readonly negated: boolean; readonly entity: Name; readonly body: Body };
}

// ── Static conditions ───────────────────────────────────────────────────────────────────────────────────

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

// ── Bodies and statements ───────────────────────────────────────────────────────────────────────────────

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

// ── Expressions ─────────────────────────────────────────────────────────────────────────────────────────

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

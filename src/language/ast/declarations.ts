import type { Comparison, Expr, Literal, QueueHandler, RejectHandler, Text } from './expressions.ts';
import type { Comment, Documented, Id, Name, Node } from './nodes.ts';
import type { Body, RequireDecl, Static } from './statements.ts';

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

/**
 * The plan: what the compiler hands to the runtime, and all that the two share. One JSON document, canonical, under
 * `plan.schema.json`; `language.md` section 7. It speaks of source records, target rows and small typed expression
 * trees; of the language only spans are left.
 */
import type { FieldType, JsonValue, Option } from '../schema/model.ts';

/** Raised when the shape or the meaning of a plan changes; the runtime refuses every other number. */
export const PLAN_FORMAT = 2;

export interface Plan {
  readonly format: typeof PLAN_FORMAT;
  /** The systems named in `migration a -> b`. */
  readonly source: string;
  readonly target: string;
  /** SHA-256, hex, of the canonical form of what the plan was made from: of the schemas the entities that it speaks of. */
  readonly digests: { readonly maps: string; readonly source: string; readonly target: string };
  readonly settings: PlanSettings;
  /** What must exist in the target first, in the order to make it. */
  readonly provision: readonly ProvisionStep[];
  /** What must be extracted: every entity and field that a map, a guard or a walk reads, sorted. */
  readonly extract: readonly ExtractPlan[];
  /** What the target must still look like: every target field written or read. Otherwise it has drifted. */
  readonly expects: readonly ExpectedField[];
  readonly tables: Readonly<Record<string, TablePlan>>;
  /** Keyed by {@link MapPlan.id}. */
  readonly maps: Readonly<Record<string, MapPlan>>;
  /** The order of work: first passes so that references are met, each second pass once all that it waits for is there. */
  readonly order: readonly { readonly map: string; readonly pass: 1 | 2 }[];
  /** Source entities that do not move, with the reason. */
  readonly fates: readonly {
    readonly entity: string;
    readonly fate: 'skip' | 'manual';
    readonly because: string;
    /** What the body gives for the hand-off inventory, of each record. */
    readonly columns: readonly { readonly name: string; readonly value: Expr }[];
  }[];
  /** What must hold of the whole before anything moves: conditions without a record in hand. */
  readonly requires: readonly RequirePlan[];
  readonly thresholds: readonly ThresholdPlan[];
  /** Static `if`s that asked what a system has. Absent where none did. */
  readonly branches?: readonly BranchPlan[];
  /** Every span that a node refers to by its index (`at`). */
  readonly spans: readonly PlanSpan[];
}

export interface PlanSettings {
  /** IANA name: of dates in the source that name none. */
  readonly timezone: string;
  readonly language: string;
}

export interface PlanSpan {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

/** Index into {@link Plan.spans}. */
export type At = number;

export type ProvisionStep =
  | {
      readonly kind: 'field';
      readonly entity: string;
      readonly field: string;
      readonly type: FieldType;
      readonly label: string;
      readonly unique: boolean;
      /** The field of the source whose values are the options, as far as there are any when the field is made. */
      readonly optionsFrom?: { readonly entity: string; readonly field: string };
      /** The `///` lines above it: why it is needed. */
      readonly doc?: string;
      readonly at: At;
    }
  | {
      /** An entity of its own, with all its fields. */
      readonly kind: 'model';
      readonly entity: string;
      readonly label: string;
      readonly fields: readonly {
        readonly name: string;
        readonly type: FieldType;
        readonly label: string;
        readonly unique: boolean;
        readonly doc?: string;
      }[];
      readonly doc?: string;
      readonly at: At;
    }
  | {
      readonly kind: 'row';
      readonly entity: string;
      /** Literal values; the row exists when one with these does. */
      readonly key: Readonly<Record<string, JsonValue>>;
      readonly values: Readonly<Record<string, JsonValue>>;
      readonly doc?: string;
      readonly at: At;
    };

export interface ExtractPlan {
  readonly entity: string;
  /** The id field first, the others sorted. */
  readonly fields: readonly string[];
}

export interface ExpectedField {
  readonly entity: string;
  readonly field: string;
  readonly type: FieldType;
  /** Written by a map (so it must still be writable), or only read. */
  readonly written: boolean;
  /** Made by the plan's own `provision`: absent before it was applied. */
  readonly provisioned: boolean;
}

export interface TablePlan {
  /** How the values of each key column are compared. */
  readonly domains: readonly Domain[];
  /** Keys in order of writing; each has one value per key column. */
  readonly entries: readonly {
    readonly keys: readonly JsonValue[];
    readonly result: TableResult;
    readonly at: At;
  }[];
  /** The `else` entry; without one a key that is not there is the failure `none` (open vocabularies must have one). */
  readonly otherwise: { readonly result: TableResult; readonly at: At } | null;
  /** Where values are attributes of target rows, the entity and attribute paths: the result is that row's id. */
  readonly rows: { readonly entity: string; readonly paths: readonly string[] } | null;
}
export type TableResult =
  | { readonly kind: 'values'; readonly values: readonly JsonValue[] }
  | { readonly kind: 'reject'; readonly message: string };

/**
 * When a map is applied: `provision` brings configuration into the target (stages, tags, teams), before anything else
 * moves; `run` is the migration.
 */
export type Phase = 'provision' | 'run';

export interface MapPlan {
  /** `Name`, or `source->target` for a map without one, or `owners source->target`. Unique in the plan. */
  readonly id: string;
  readonly kind: 'map' | 'owners';
  readonly phase: Phase;
  /** Source entity; one unit of work is one of its records, or one element of `each` of one. */
  readonly source: string;
  readonly each: { readonly name: string; readonly list: Expr } | null;
  /** Tried in order: the first whose guard holds takes the record. A record that none takes is `skipped`. */
  readonly arms: readonly ArmPlan[];
  /** `owners` only: who takes the records of unmatched people. `fallback` is a login or e-mail. */
  readonly unmatched: { readonly kind: 'queue' } | { readonly kind: 'fallback'; readonly who: string } | null;
  /** What was left behind on purpose, for the loss ledger. */
  readonly drops: readonly { readonly field: string; readonly because: string; readonly at: At }[];
  /** Source entities that it reads, its own among them, sorted. */
  readonly reads: readonly string[];
  readonly at: At;
}

export type ArmPlan = WriteArm | SkipArmPlan;

export interface SkipArmPlan {
  readonly kind: 'skip';
  readonly because: string;
  readonly at: At;
}

export interface WriteArm {
  readonly kind: 'write';
  readonly target: string;
  readonly guard: Expr | null;
  /** Evaluated lazily, each seeing those before it. */
  readonly lets: readonly { readonly name: string; readonly value: Expr }[];
  readonly requires: readonly RequirePlan[];
  /** Together they find the record again. Empty for `owners` only. */
  readonly key: readonly Assignment[];
  /** Lines of `match`, tried in order; all pairs of a line must agree; a null on either side never matches. */
  readonly match: readonly {
    readonly pairs: readonly {
      /** Over a target row: its fields are read by `{ op: 'column' }`. */
      readonly target: Expr;
      readonly source: Expr;
      readonly as: Domain;
    }[];
    readonly at: At;
  }[];
  readonly assignments: readonly Assignment[];
  readonly at: At;
}

/** A condition, and what becomes of whatever it does not hold for. */
export interface RequirePlan {
  readonly condition: Expr;
  readonly action: 'reject' | 'warn';
  readonly message: Expr;
  readonly at: At;
}

export interface Assignment {
  /** One field, or the pair that a `ref_pair` fills: model field first, id field second. */
  readonly fields: readonly string[];
  /** Canonical type of the (last) field. */
  readonly type: FieldType;
  /** `add`: lists only, takes nothing away. */
  readonly mode: 'set' | 'add';
  /** `initial`: only on create. `later`: only in the map's second pass. */
  readonly when: 'always' | 'initial' | 'later';
  /** Verified under no normaliser, for every record. */
  readonly exact: boolean;
  /** The target cannot be without: null or a blank text rejects the record. */
  readonly required: boolean;
  readonly value: Expr;
  readonly because: string | null;
  readonly at: At;
}

export interface ThresholdPlan {
  readonly measure: string;
  readonly operator: '=' | '==' | '!=' | '<' | '<=' | '>' | '>=';
  /** 0 to 100. */
  readonly percent: number;
  readonly sample: number | null;
  readonly at: At;
}

/** A static `if` that asked what a system has, and what its taken side does: which a run does no otherwise until it is compiled anew. */
export interface BranchPlan {
  /** What was asked, and whether it was there when the plan was made. */
  readonly asked: readonly {
    readonly side: 'source' | 'target';
    readonly what: 'module' | 'name';
    /** Of a module, of an entity, or `entity.field`. */
    readonly name: string;
    readonly there: boolean;
  }[];
  readonly holds: boolean;
  /** Source entities of the taken side and what becomes of them; null: they do not move. */
  readonly moves: readonly { readonly source: string; readonly target: string | null; readonly at: At }[];
  /** Fields that the taken side fills, where the `if` stands in a block. */
  readonly fills: readonly string[];
  /** Of the condition. */
  readonly at: At;
}

/** How two values are compared or reckoned with; both sides have been brought to it. */
export type Domain = 'text' | 'number' | 'decimal' | 'boolean' | 'date' | 'instant' | 'reference';

/**
 * How two numbers are reckoned with: `integer` exactly, and what is no whole number of at most 2^53 - 1 is a failure;
 * `number` in binary floating point, and what is not finite is a failure; `decimal` exactly but for the quotient.
 */
export type Reckoning = 'integer' | 'number' | 'decimal';

/**
 * An expression. Its value is canonical ({@link FieldType}), a source reference `{ entity, id }` ({@link SourceRef}),
 * a target id, a list, a nested object, null, or a failure. A failure passes through every node except `else`.
 * Null passes through `get`, `id`, `record_of`, `download`, `target_get`, `label`, `table`, `translate`, `ref_pair`,
 * `row_pair`, `arithmetic`, `convert`, and a `lookup` with
 * a null condition; functions say for themselves (`nulls` in the standard library).
 */
export type Expr = ExprNode & { readonly at?: At };

export type ExprNode =
  | { readonly op: 'literal'; readonly value: JsonValue }
  /** The record in hand, as a source reference. */
  | { readonly op: 'this' }
  /** A `let`, a lambda's parameter, the element of `each`, a binder of `match`. */
  | { readonly op: 'local'; readonly name: string }
  /** A field of a source record (failure `dangling` where the reference leads nowhere) or of a nested object. */
  | { readonly op: 'get'; readonly of: Expr; readonly field: string }
  /** The id of the record that a source reference leads to, whether it is there or not. */
  | { readonly op: 'id'; readonly of: Expr }
  /**
   * The whole record that a source reference leads to, as an object of the fields that hold a value (failure `dangling`
   * where it leads nowhere). References in it stay references.
   */
  | { readonly op: 'record_of'; readonly of: Expr; readonly records: readonly ExtractPlan[] }
  /** A field of the target row in hand: only inside `match`. */
  | { readonly op: 'column'; readonly field: string }
  /** A field of a target row whose id `of` gives. */
  | { readonly op: 'target_get'; readonly of: Expr; readonly entity: string; readonly field: string }
  /** The file at an address (failure `io`): asked of the source's system, or of the web. */
  | { readonly op: 'download'; readonly of: Expr }
  | { readonly op: 'call'; readonly fn: string; readonly args: readonly (Expr | Lambda)[] }
  | { readonly op: 'if'; readonly condition: Expr; readonly then: Expr; readonly otherwise: Expr }
  | { readonly op: 'and' | 'or'; readonly left: Expr; readonly right: Expr }
  | { readonly op: 'not'; readonly of: Expr }
  /** With a null on either side false, except `== null` and `!= null` (a literal null), which ask for it. */
  | {
      readonly op: 'compare';
      readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>=';
      readonly as: Domain;
      readonly left: Expr;
      readonly right: Expr;
    }
  | { readonly op: 'in'; readonly as: Domain; readonly left: Expr; readonly right: Expr }
  | { readonly op: 'coalesce'; readonly left: Expr; readonly right: Expr }
  | {
      readonly op: 'arithmetic';
      readonly operator: '+' | '-' | '*' | '/';
      readonly as: Reckoning;
      readonly left: Expr;
      readonly right: Expr;
    }
  | { readonly op: 'negate'; readonly as: Reckoning; readonly of: Expr }
  /** A widening that loses nothing: integer to decimal string, date to text, anything to its text. */
  | { readonly op: 'convert'; readonly to: 'decimal' | 'number' | 'text'; readonly of: Expr }
  | { readonly op: 'text'; readonly parts: readonly (string | Expr)[] }
  /** Nulls are left out. */
  | { readonly op: 'list'; readonly items: readonly Expr[] }
  | {
      readonly op: 'record';
      readonly fields: readonly { readonly name: string; readonly value: Expr }[];
    }
  | {
      readonly op: 'match';
      readonly subject: Expr;
      readonly arms: readonly {
        readonly pattern:
          | { readonly kind: 'values'; readonly as: Domain; readonly values: readonly JsonValue[] }
          | {
              readonly kind: 'entities';
              readonly entities: readonly { readonly entity: string; readonly binder: string | null }[];
            }
          | { readonly kind: 'otherwise' };
        readonly value: Expr;
      }[];
    }
  /** The label of an option; a value without one is its own text. */
  | { readonly op: 'label'; readonly of: Expr; readonly options: readonly Option[] }
  | { readonly op: 'table'; readonly table: string; readonly keys: readonly Expr[] }
  /**
   * From a source reference to the id of the row that became of it, through the first candidate map of its entity that
   * has it. Failures: `dangling` (no such record, or it was skipped), `rejected` (it was), `unmatched` (it waits, or
   * nobody was found). `entity`: the row has to be one of it, for a candidate that makes rows of several; another one
   * is `dangling`. Absent: every candidate makes rows of one entity alone.
   */
  | {
      readonly op: 'translate';
      readonly of: Expr;
      readonly candidates: Candidates;
      readonly entity?: string;
    }
  /** As `translate`, for a pair of fields, or a field that takes several entities: the value is `{ "model": entity, "id": row id }`, or null. */
  | { readonly op: 'ref_pair'; readonly of: Expr; readonly candidates: Candidates }
  /** The same pair of a row of that entity, whose id `of` gives. */
  | { readonly op: 'row_pair'; readonly of: Expr; readonly entity: string }
  /**
   * The row of a target entity whose paths (dotted through references) equal the values. Failures: `none`, `several`.
   */
  | {
      readonly op: 'lookup';
      readonly entity: string;
      readonly where: readonly { readonly path: string; readonly value: Expr }[];
    }
  /** The source records of an entity whose fields equal the values, in order of their id, as references. */
  | {
      readonly op: 'children';
      readonly entity: string;
      readonly where: readonly { readonly field: string; readonly as: Domain; readonly value: Expr }[];
    }
  | { readonly op: 'else'; readonly of: Expr; readonly handlers: readonly Handler[] };

export interface Lambda {
  readonly op: 'lambda';
  readonly param: string;
  readonly body: Expr;
}

/** Source entity -> ids of the maps that translate it, in order of preference. */
export type Candidates = Readonly<Record<string, readonly string[]>>;

export type Handler =
  | { readonly kind: 'value'; readonly value: Expr }
  /** The record goes to quarantine. */
  | { readonly kind: 'reject'; readonly message: Expr; readonly at: At }
  /** Null, and the message is told. */
  | { readonly kind: 'warn'; readonly message: Expr; readonly at: At }
  /** The record waits for a person. */
  | { readonly kind: 'queue'; readonly at: At }
  /** Handles `none` (and `dangling`) only: makes the row, once for all records that ask for the same one. */
  | {
      readonly kind: 'create';
      readonly entity: string;
      readonly values: readonly { readonly field: string; readonly value: Expr }[];
      /** Those of the values that find the row again, where no lookup before it says by what it is known. */
      readonly key?: readonly string[];
      readonly at: At;
    };

export type { FailureKind } from '../stdlib/failure-kind.ts';

/** A reference to a record of the source. */
export interface SourceRef {
  readonly entity: string;
  readonly id: string;
}

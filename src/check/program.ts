/**
 * What checking a project leaves: every declaration bound to both schemas, every expression typed and already in the
 * plan's form. The rules read it, `lower` makes the plan of it. Plain data.
 */
import type * as ast from '../language/ast.ts';
import type { Domain, Phase, TablePlan, ThresholdPlan } from '../plan/types.ts';
import type { Entity, Field, JsonValue, Profile, Schema } from '../schema/model.ts';
import type { Typed } from './types.ts';

export interface CheckedProgram {
  /** Text was lost to mistakes of syntax, or a file or a target is not there: nothing can be said of what is missing. */
  readonly incomplete: boolean;
  readonly header: ast.MigrationHeader | null;
  readonly source: Schema;
  /** As discovered, with what `provision` adds. */
  readonly target: Schema;
  readonly profile: Profile | null;
  readonly maps: readonly CheckedMap[];
  readonly tables: ReadonlyMap<string, CheckedTable>;
  readonly provision: readonly CheckedProvision[];
  readonly fates: readonly CheckedFate[];
  /** What must hold of the whole. */
  readonly requires: readonly CheckedRequire[];
  readonly tests: readonly CheckedTest[];
  readonly thresholds: readonly Omit<ThresholdPlan, 'at'>[];
  readonly thresholdSpans: readonly ast.Span[];
  /** Source entities of which a field was named that is not there. */
  readonly misread: ReadonlySet<string>;
  /** Every source field that an expression reads, by entity and field; where first. */
  readonly reads: ReadonlyMap<string, ReadonlyMap<string, ast.Span>>;
  /** Every target field that an expression reads (lookup paths, match, walks). */
  readonly targetReads: ReadonlyMap<string, ReadonlyMap<string, ast.Span>>;
}

export interface CheckedMap {
  /** `Name`, `source->target`, or `owners source->target`. */
  readonly id: string;
  readonly kind: 'map' | 'owners';
  readonly phase: Phase;
  readonly source: Entity;
  readonly each: { readonly name: string; readonly list: Typed } | null;
  readonly arms: readonly CheckedArm[];
  readonly unmatched: { readonly kind: 'queue' } | { readonly kind: 'fallback'; readonly who: string } | null;
  readonly drops: readonly CheckedDrop[];
  /** The source fields that this map itself reads, as `entity.field`. */
  readonly reads: ReadonlySet<string>;
  readonly span: ast.Span;
}

export type CheckedArm = CheckedWrite | CheckedSkip;

interface CheckedSkip {
  readonly kind: 'skip';
  readonly because: string;
  readonly span: ast.Span;
}

export interface CheckedWrite {
  readonly kind: 'write';
  readonly target: Entity;
  readonly guard: Typed | null;
  readonly guardSpan: ast.Span | null;
  readonly lets: readonly { readonly name: string; readonly value: Typed }[];
  readonly requires: readonly CheckedRequire[];
  readonly matches: readonly {
    readonly pairs: readonly { readonly target: Typed; readonly source: Typed; readonly as: Domain }[];
    readonly span: ast.Span;
  }[];
  /** A target was not understood: what seems to be missing may be there. */
  readonly incomplete: boolean;
  /** Keys too; `mode` tells them apart. */
  readonly assignments: readonly CheckedAssignment[];
  /** The name of the target in the header of the arm: where what is missing is reported. */
  readonly span: ast.Span;
}

export interface CheckedRequire {
  readonly condition: Typed;
  readonly action: 'reject' | 'warn';
  readonly message: Typed;
  readonly span: ast.Span;
}

export interface CheckedAssignment {
  readonly fields: readonly CheckedTargetField[];
  readonly mode: 'key' | 'initial' | 'later' | 'exact' | null;
  readonly operator: '=' | '+=' | '?=';
  readonly value: Typed;
  readonly because: string | null;
  readonly span: ast.Span;
}

export interface CheckedTargetField {
  readonly field: Field;
  readonly span: ast.Span;
}

export interface CheckedDrop {
  readonly field: string;
  readonly because: string;
  readonly span: ast.Span;
}

export interface CheckedTable {
  readonly name: string;
  /** The columns of the key, as types. */
  readonly keys: readonly Typed['type'][];
  readonly result: Typed['type'];
  readonly plan: {
    readonly domains: readonly Domain[];
    readonly entries: readonly {
      readonly keys: readonly JsonValue[];
      readonly result: TablePlan['entries'][number]['result'];
      readonly span: ast.Span;
    }[];
    readonly otherwise: {
      readonly result: TablePlan['entries'][number]['result'];
      readonly span: ast.Span;
    } | null;
    readonly rows: TablePlan['rows'];
  };
  readonly span: ast.Span;
}

export type CheckedProvision =
  | {
      readonly kind: 'model';
      readonly entity: Entity;
      /** In order of writing. */
      readonly fields: readonly Field[];
      /** The `///` lines above the model, and above its fields by their name. */
      readonly doc: string | null;
      readonly docs: ReadonlyMap<string, string>;
      readonly span: ast.Span;
    }
  | {
      readonly kind: 'field';
      readonly entity: Entity;
      readonly field: Field;
      readonly unique: boolean;
      /** The field of the source whose values are the options. */
      readonly optionsFrom: { readonly entity: string; readonly field: string } | null;
      readonly doc: string | null;
      readonly span: ast.Span;
    }
  | {
      readonly kind: 'row';
      readonly entity: Entity;
      readonly key: Readonly<Record<string, JsonValue>>;
      readonly values: Readonly<Record<string, JsonValue>>;
      readonly doc: string | null;
      readonly span: ast.Span;
    };

export interface CheckedFate {
  readonly entity: Entity;
  readonly fate: 'skip' | 'manual';
  readonly because: string;
  /** What the hand-off inventory says of each record. */
  readonly columns: readonly { readonly name: string; readonly value: Typed }[];
  readonly span: ast.Span;
}

export interface CheckedTest {
  readonly title: string;
  readonly given: readonly CheckedGiven[];
  readonly expects: readonly CheckedExpectation[];
  readonly span: ast.Span;
}

/** A record that a test puts into the source, or a row that it puts into the target, by dotted paths. */
export type CheckedGiven =
  | {
      readonly side: 'source';
      readonly entity: Entity;
      readonly id: string;
      readonly values: Readonly<Record<string, JsonValue>>;
      readonly span: ast.Span;
    }
  | {
      readonly side: 'target';
      readonly entity: Entity;
      readonly values: readonly { readonly path: string; readonly value: JsonValue }[];
      readonly span: ast.Span;
    };

export type CheckedExpectation =
  | { readonly kind: 'reject' | 'queue' | 'warn'; readonly text: string; readonly span: ast.Span }
  | {
      readonly kind: 'record';
      readonly negated: boolean;
      readonly entity: Entity;
      readonly values: readonly { readonly path: string; readonly value: JsonValue }[];
      readonly span: ast.Span;
    };

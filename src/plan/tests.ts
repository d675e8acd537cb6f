/** The `test` blocks of a project, beside its plan: data that the runner of `mapc test` applies the plan to. */
import type { JsonValue } from '../schema/model.ts';
import type { PlanSpan } from './types.ts';

export interface TestPlan {
  readonly title: string;
  readonly given: readonly GivenPlan[];
  readonly expects: readonly ExpectationPlan[];
  readonly span: PlanSpan;
}

export type GivenPlan =
  | {
      readonly side: 'source';
      readonly entity: string;
      readonly id: string;
      /** Fields that are not named are null. */
      readonly values: Readonly<Record<string, JsonValue>>;
    }
  | { readonly side: 'target'; readonly entity: string; readonly values: readonly PathValue[] };

/** A value at the end of a dotted path through references. */
export interface PathValue {
  readonly path: string;
  readonly value: JsonValue;
}

export type ExpectationPlan =
  /** Some record has this outcome, and its reason holds the text. */
  | { readonly kind: 'reject' | 'queue' | 'warn'; readonly text: string; readonly span: PlanSpan }
  /** A row with these values is there; with `negated`, none is. */
  | {
      readonly kind: 'record';
      readonly negated: boolean;
      readonly entity: string;
      readonly values: readonly PathValue[];
      readonly span: PlanSpan;
    };

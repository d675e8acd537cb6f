/** The shape of a function of the standard library: its signature is plain data, so that the checker can read it. */

import type { JsonValue } from '../schema/model.ts';
import type { Failure } from './failure.ts';
import type { FailureKind } from './failure-kind.ts';

export type StdScalar =
  | 'text'
  | 'html'
  | 'integer'
  | 'float'
  | 'decimal'
  | 'money'
  | 'boolean'
  | 'date'
  | 'instant'
  | 'local'
  | 'json'
  | 'binary'
  | StdLiteral;

/** Literal texts; the checker asks `literalKinds` what is wrong with one. */
export type StdLiteral =
  /** The name of an IANA time zone. */
  | 'zone'
  /** A BCP 47 tag. */
  | 'locale'
  /** Two letters of ISO 3166; the one that may come out of a record too. */
  | 'country'
  /** A regular expression. */
  | 'pattern'
  /** What stands in place of what the pattern of the same call finds. */
  | 'replacement'
  /** What stands before the fraction of a number. */
  | 'mark'
  /** How a day is written. */
  | 'date_format'
  /** How a day with its time is written. */
  | 'local_format';

/**
 * The language of signatures. `any` takes everything (references too) and is never a result. A variable stands for one
 * type throughout a signature; with `of` only for one of these. `nullable` says that a result, or what a lambda gives,
 * may be null.
 */
export type StdType =
  | StdScalar
  | 'any'
  | { readonly list: StdType }
  | { readonly var: 'a' | 'b'; readonly of?: readonly StdScalar[] }
  | { readonly anyOf: readonly StdScalar[] }
  | { readonly nullable: StdType }
  | { readonly lambda: StdType; readonly to: StdType };

export interface StdParam {
  readonly name: string;
  readonly type: StdType;
  /** Only the last ones. */
  readonly optional?: true;
}

/**
 * How the values of a type variable are compared or reckoned with; as `Domain` in the plan. `integer` is `number`, exact:
 * a sum that a whole number cannot hold is a failure.
 */
export type StdDomain =
  | 'text'
  | 'integer'
  | 'number'
  | 'decimal'
  | 'boolean'
  | 'date'
  | 'instant'
  | 'reference';

export type StdLambda = (value: JsonValue) => JsonValue | Failure;
export type StdArg = JsonValue | StdLambda;

/** A function, or one of several with the same name that differ in their parameters. */
export interface StdFunction {
  /** What a plan calls it by; unique. The same as `name` unless the name has several signatures. */
  readonly id: string;
  /** What a map writes: `name(x, y)` or `x | name(y)`. */
  readonly name: string;
  readonly params: readonly StdParam[];
  readonly result: StdType;
  /** What it can fail with itself; failures of its arguments and lambdas come on top. */
  readonly fails: readonly FailureKind[];
  /** `pass`: a null among the arguments gives null, and it is not called. `accept`: it takes nulls as they are. */
  readonly nulls: 'pass' | 'accept';
  /** Something of the value is gone afterwards: reported as lossy. */
  readonly loses?: true;
  /**
   * It must know how values of this type variable compare. The plan calls it by `id:domain` (`sum:decimal`), see
   * `instanceOf`; called by the bare id it goes by what the values look like.
   */
  readonly domainOf?: 'a' | 'b';
  /** One or two sentences for hovers and the reference. */
  readonly doc: string;
  readonly examples: readonly StdExample[];
  /** Pure, never throws. Arguments have the JavaScript types of `params` already; `callFunction` sees to it. */
  readonly implement: (
    args: readonly (StdArg | undefined)[],
    domain: StdDomain | null,
  ) => JsonValue | Failure;
}

export interface StdExample {
  /** A lambda in an example is named after what it reads of an object: `{ "lambda": "name" }`. */
  readonly args: readonly JsonValue[];
  /** For functions with `domainOf`. */
  readonly domain?: StdDomain;
  readonly result?: JsonValue;
  readonly fails?: FailureKind;
}

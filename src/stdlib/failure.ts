import type { FailureKind } from './failure-kind.ts';

/**
 * Why a value could not be had, in place of the value (`language.md` section 5). It is returned, never thrown.
 * `pending` is no failure of the data: a fact of the target has not been fetched yet.
 */
export class Failure {
  readonly kind: FailureKind | 'pending';
  /** Plain words, without a full stop: part of a longer sentence. */
  readonly reason: string;
  /** Set by `else reject` and `else queue`: no later `else` catches it. */
  readonly disposition: 'reject' | 'queue' | null;
  /** Index into the plan's spans, where it is known. */
  readonly at: number | null;

  constructor(
    kind: FailureKind | 'pending',
    reason: string,
    more: { readonly disposition?: 'reject' | 'queue'; readonly at?: number } = {},
  ) {
    this.kind = kind;
    this.reason = reason;
    this.disposition = more.disposition ?? null;
    this.at = more.at ?? null;
  }
}

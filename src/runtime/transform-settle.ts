import type { At, FailureKind } from '../plan/types.ts';
import { canonicalJson } from '../schema/digest.ts';
import type { Failure } from '../stdlib/failure.ts';
import type { Notes } from './evaluate-scope.ts';
import type { Need } from './types.ts';

/** The end of a unit that is not written. */
export interface Verdict {
  readonly kind: 'rejected' | 'queued';
  readonly reason: string;
  readonly failure: FailureKind | null;
  readonly at: At;
}

export interface Pending {
  readonly kind: 'pending';
  readonly needs: readonly Need[];
}

/** One thing that a unit needs: null where it went well. */
export type Part = () => Verdict | 'pending' | null;

/**
 * Does all parts of a unit, so that what is missing is asked for in one round, and comes to the end that it would have
 * come to with every answer at hand: the first verdict counts, and no row is derived for a unit that is rejected
 * anyway, so verdicts in which a derived row had a part come after all others.
 * @param needs what had been asked for before
 */
export function settle(
  notes: Notes,
  parts: Iterable<Part>,
  needs: ReadonlyMap<string, Need> = new Map(),
): Verdict | Pending | null {
  const open = new Map(needs);
  const facts = (): readonly Need[] => [...open.values()].filter(({ kind }) => kind !== 'derive');
  let late: Verdict | null = null;
  for (const part of parts) {
    notes.needs = new Map();
    notes.derived = false;
    const end = part();
    for (const need of notes.needs.values()) open.set(canonicalJson({ ...need }), need);
    if (end === null || end === 'pending') continue;
    if (notes.derived) late ??= end;
    else return facts().length > 0 ? { kind: 'pending', needs: facts() } : end;
  }
  if (facts().length > 0) return { kind: 'pending', needs: facts() };
  return open.size > 0 ? { kind: 'pending', needs: [...open.values()] } : late;
}

/**
 * What becomes of a unit by a failure that no handler took: a record that waits for a person makes this one wait, and
 * everything else rejects it.
 * @param what the part of the map that failed, for the reason
 */
export function verdictOf(failure: Failure, at: At, what: string): Verdict | 'pending' {
  const { kind, disposition } = failure;
  if (kind === 'pending') return 'pending';
  return {
    kind: disposition === 'queue' || (disposition === null && kind === 'unmatched') ? 'queued' : 'rejected',
    // What a map says in its own words stands alone.
    reason: disposition === 'reject' ? failure.reason : `${what}: ${failure.reason}`,
    failure: kind,
    at: failure.at ?? at,
  };
}

import type { At, Plan } from '../plan/types.ts';
import { Failure } from '../stdlib/failure.ts';
import { compileExpr } from './evaluate.ts';
import { type EvaluationContext, textOf } from './evaluate-context.ts';
import { Notes, type Result, type Scope } from './evaluate-scope.ts';
import type { RecordStore } from './types.ts';

/** A `require` of the whole that does not hold. */
interface Unheld {
  readonly action: 'reject' | 'warn';
  readonly message: string;
  readonly at: At;
}

/**
 * What the plan requires of the whole, asked of the staged records: those conditions that do not hold (null does not),
 * or cannot be had. They speak of the source only.
 */
export function unheldRequires(plan: Plan, store: RecordStore): readonly Unheld[] {
  const context: EvaluationContext = {
    plan,
    store,
    ids: { get: () => null },
    answers: {
      get: () => ({ kind: 'failed', reason: 'a `require` of the whole speaks of the source only' }),
    },
    translate: { to: 'target' },
  };
  const scope: Scope = { record: null, row: null, locals: null, notes: new Notes() };
  const said = (result: Result): string => (result instanceof Failure ? result.reason : textOf(result));
  return plan.requires.flatMap(({ condition, action, message, at }): readonly Unheld[] => {
    const holds = compileExpr(condition, context)(scope);
    if (holds === true) return [];
    if (holds instanceof Failure) return [{ action, message: holds.reason, at }];
    return [{ action, message: said(compileExpr(message, context)(scope)), at }];
  });
}

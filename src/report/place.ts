import type { At, PlanSpan } from '../plan/types.ts';

/** `main.map:12`; empty where the plan has no such span. */
export function placeText(spans: readonly PlanSpan[], at: At): string {
  const span = spans[at];
  return span === undefined ? '' : `${span.file}:${span.line}`;
}

/** A plan that this program cannot run. The message says what is wrong with it and what to do. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}

/**
 * From a checked program to the plan. This room knows both ends, the checker's program and the plan's types, and decides
 * nothing: what is extracted, in which order, which assignment waits, was proved before.
 */
export { type LowerInput, lower } from './lower.ts';
export { lowerTests } from './tests.ts';

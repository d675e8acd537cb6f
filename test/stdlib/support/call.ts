import type { JsonValue } from '../../../src/schema/model.ts';
import { callFunction, type Failure, findInstance, type StdArg } from '../../../src/stdlib/index.ts';

/** Calls a function by the id that a plan holds. */
export function callNamed(id: string, ...args: readonly StdArg[]): JsonValue | Failure {
  const instance = findInstance(id);
  if (instance === null) throw new Error(`no function ${id}`);
  return callFunction(instance, args);
}

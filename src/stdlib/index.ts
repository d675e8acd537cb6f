/**
 * The standard library: every function's signature, documentation and implementation in one table. It knows types and
 * values, and nothing of syntax, schemas of systems, plans or targets: functions are pure, do no input or output, and
 * never throw; what cannot be had is a `Failure`.
 *
 * A name with several signatures has several entries (`overloads`), tried in order; the plan calls the one that fits by
 * its `id`, and where an entry has `domainOf`, by `instanceOf(entry, domain)`.
 */
import { NotJsonError } from '../schema/canonical-json.ts';
import type { JsonValue } from '../schema/model.ts';
import { addressFunctions } from './address-functions.ts';
import { calendarFunctions } from './calendar-functions.ts';
import { argumentFits } from './define.ts';
import { Failure } from './failure.ts';
import { hashFunctions } from './hash-functions.ts';
import { letterFunctions } from './letter-functions.ts';
import { listFunctions } from './list-functions.ts';
import { listPartFunctions } from './list-part-functions.ts';
import { markupFunctions } from './markup-functions.ts';
import { numberFunctions } from './number-functions.ts';
import { patternFunctions } from './pattern-functions.ts';
import { roundingFunctions } from './rounding-functions.ts';
import { quote, textFunctions } from './text-functions.ts';
import { timeFunctions } from './time-functions.ts';
import type { StdArg, StdDomain, StdFunction } from './types.ts';

export { Failure } from './failure.ts';
export { foreignName } from './foreign-names.ts';
export { isLiteralKind, literalKinds } from './literals.ts';
export { isTimeZone } from './time.ts';
export type * from './types.ts';

/** All functions, grouped as a reference would list them. */
export const stdlib: readonly StdFunction[] = [
  ...letterFunctions,
  ...textFunctions,
  ...markupFunctions,
  ...patternFunctions,
  ...addressFunctions,
  ...hashFunctions,
  ...numberFunctions,
  ...roundingFunctions,
  ...timeFunctions,
  ...calendarFunctions,
  ...listFunctions,
  ...listPartFunctions,
];

const byId = new Map(stdlib.map((entry) => [entry.id, entry]));
const byName = Map.groupBy(stdlib, (entry) => entry.name);

const DOMAINS: ReadonlySet<string> = new Set<StdDomain>([
  'text',
  'integer',
  'number',
  'decimal',
  'boolean',
  'date',
  'instant',
  'reference',
]);

/** The names that a map can call, sorted. */
export const functionNames: readonly string[] = [...byName.keys()].sort();

/** The signatures of a name, in the order to try them; empty for an unknown name. */
export function overloads(name: string): readonly StdFunction[] {
  return byName.get(name) ?? [];
}

/** What a plan calls an entry by; the domain is that of the type variable which the entry's `domainOf` names. */
export function instanceOf(entry: StdFunction, domain: StdDomain | null): string {
  return entry.domainOf === undefined || domain === null ? entry.id : `${entry.id}:${domain}`;
}

interface StdInstance {
  readonly entry: StdFunction;
  readonly domain: StdDomain | null;
}

/** Finds what a plan's `call` names; null where this library has no such function. */
export function findInstance(name: string): StdInstance | null {
  const [id = '', domain] = name.split(':');
  const entry = byId.get(id);
  if (entry === undefined) return null;
  if (domain === undefined) return { entry, domain: null };
  return entry.domainOf !== undefined && isDomain(domain) ? { entry, domain } : null;
}

function isDomain(text: string): text is StdDomain {
  return DOMAINS.has(text);
}

/**
 * Calls a function: nulls pass as it says, and an argument that is not of its type (a source that does not keep to its
 * own schema) is the failure `convert`. Never throws for what the arguments hold.
 */
export function callFunction(instance: StdInstance, args: readonly StdArg[]): JsonValue | Failure {
  const { entry, domain } = instance;
  if (entry.nulls === 'pass' && args.includes(null)) return null;
  for (const [index, param] of entry.params.entries()) {
    const arg = args[index];
    if (arg === undefined ? param.optional === true : argumentFits(param.type, arg)) continue;
    const given = arg === undefined || typeof arg === 'function' ? '' : `: ${quote(arg)}`;
    return new Failure('convert', `${entry.name} cannot work with this ${param.name}${given}`);
  }
  try {
    return entry.implement(args, domain);
  } catch (error) {
    // What a replacement or a padding would make of a long text can be longer than any text.
    if (error instanceof RangeError && /string length/i.test(error.message))
      return new Failure('convert', `what ${entry.name} would give is too long for a text`);
    // Of an object or a list that is compared as a whole.
    if (error instanceof NotJsonError)
      return new Failure('convert', `${entry.name} cannot compare what holds a number that is not finite`);
    throw error;
  }
}

import type { JsonValue } from '../schema/model.ts';
import type { Failure } from './failure.ts';
import { isLiteralKind } from './literals.ts';
import type { StdArg, StdDomain, StdFunction, StdLambda, StdParam, StdType } from './types.ts';

/** The JavaScript type of an argument, from its type in the signature. */
type ArgOf<T> = T extends 'integer' | 'float'
  ? number
  : T extends 'boolean'
    ? boolean
    : T extends 'any' | 'json'
      ? JsonValue
      : T extends string
        ? string
        : T extends { readonly list: unknown }
          ? readonly JsonValue[]
          : T extends { readonly lambda: unknown }
            ? StdLambda
            : T extends { readonly anyOf: readonly (infer S)[] }
              ? ArgOf<S>
              : JsonValue;

type ArgsOf<P extends readonly StdParam[]> = {
  readonly [I in keyof P]: P[I] extends { readonly optional: true }
    ? ArgOf<P[I]['type']> | undefined
    : ArgOf<P[I]['type']>;
};

type Definition<P extends readonly StdParam[]> = Omit<
  StdFunction,
  'id' | 'params' | 'fails' | 'nulls' | 'implement'
> & {
  readonly id?: string;
  readonly params: P;
  readonly fails?: StdFunction['fails'];
  readonly nulls?: StdFunction['nulls'];
  readonly implement: (args: ArgsOf<P>, domain: StdDomain | null) => JsonValue | Failure;
};

/** Defines a function so that its implementation is typed by its own signature. */
export function define<const P extends readonly StdParam[]>(definition: Definition<P>): StdFunction {
  const { implement, ...rest } = definition;
  return {
    ...rest,
    id: definition.id ?? definition.name,
    fails: definition.fails ?? [],
    nulls: definition.nulls ?? 'pass',
    // `callFunction` has compared every argument with `params` before: that is what this cast rests on.
    implement: (args, domain) => implement(args as unknown as ArgsOf<P>, domain),
  };
}

/** Whether an argument has the JavaScript type that a signature asks for. Nulls are the caller's to see to. */
export function argumentFits(type: StdType, arg: StdArg): boolean {
  if (typeof type === 'string') {
    switch (type) {
      case 'integer':
        return Number.isSafeInteger(arg);
      case 'float':
        return typeof arg === 'number';
      case 'boolean':
        return typeof arg === 'boolean';
      case 'any':
      case 'json':
        return typeof arg !== 'function';
      case 'text':
      case 'html':
      case 'decimal':
      case 'money':
      case 'date':
      case 'instant':
      case 'local':
      case 'binary':
        return typeof arg === 'string';
      default:
        return isLiteralKind(type) && typeof arg === 'string';
    }
  }
  if ('list' in type) return Array.isArray(arg);
  if ('lambda' in type) return typeof arg === 'function';
  if ('anyOf' in type) return type.anyOf.some((one) => argumentFits(one, arg));
  if ('nullable' in type) return arg === null || argumentFits(type.nullable, arg);
  return typeof arg !== 'function';
}

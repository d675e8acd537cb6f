/** How the signatures of the standard library meet the types of a map. */
import { isLiteralKind, type StdScalar, type StdType } from '../../stdlib/index.ts';
import { type Base, elementsOf, otherCurrency, type Type, type as typeOf } from '../types.ts';
import { join } from './unify.ts';

/** What the type variables of a signature stand for in one call. */
export type Bindings = Map<'a' | 'b', Type>;

/** Whether a value of the type may stand there; binds the variables on the way. Nulls are looked at for lambdas and
 * nullable parameters only: other nulls pass through a function or are taken as they are. */
export function accepts(wanted: StdType, given: Type, bindings: Bindings): boolean {
  const { base } = given;
  if (base.kind === 'error') return true;
  if (typeof wanted === 'string') {
    if (wanted === 'any' || wanted === 'json') return true;
    return base.kind === 'null' || fitsScalar(wanted, base);
  }
  if ('nullable' in wanted) return accepts(wanted.nullable, given, bindings);
  if ('anyOf' in wanted) return base.kind === 'null' || wanted.anyOf.some((scalar) => isScalar(scalar, base));
  if ('list' in wanted) {
    const of = elementsOf(base);
    return of !== null && (of.base.kind === 'null' || accepts(wanted.list, of, bindings));
  }
  if ('lambda' in wanted) return false;
  if (wanted.of && !wanted.of.some((scalar) => isScalar(scalar, base)) && base.kind !== 'enum') return false;
  const bound = bindings.get(wanted.var);
  if (bound) return bound.base.kind === base.kind && !otherCurrency(bound.base, base);
  bindings.set(wanted.var, typeOf(base));
  return true;
}

/**
 * As `accepts`, for an argument. A variable that stands for another argument already comes to stand for what both fit
 * without loss; `isExact` says where a whole number is made a decimal for that.
 */
export function acceptsArgument(wanted: StdType, given: Type, bindings: Bindings): boolean {
  const bound = typeof wanted === 'object' && 'var' in wanted ? bindings.get(wanted.var) : undefined;
  if (typeof wanted !== 'object' || !('var' in wanted) || !bound || given.base.kind === 'error')
    return accepts(wanted, given, bindings);
  if (!accepts(wanted, given, new Map())) return false;
  const both = join(inLightOf(bound.base, given.base), inLightOf(given.base, bound.base));
  if (both === null) return false;
  bindings.set(wanted.var, typeOf(both));
  return true;
}

/** Whether an argument that is a whole number is wanted as a decimal. */
export function isExact(wanted: StdType, bindings: Bindings): boolean {
  if (wanted === 'decimal') return true;
  const bound = typeof wanted === 'object' && 'var' in wanted ? bindings.get(wanted.var)?.base.kind : null;
  return bound === 'decimal' || bound === 'money';
}

/** A whole number beside a decimal is a decimal without a fraction. */
function inLightOf(base: Base, other: Base): Base {
  return base.kind === 'integer' && (other.kind === 'decimal' || other.kind === 'money')
    ? { kind: 'decimal', scale: 0 }
    : base;
}

/** Among several types none is widened to another: what the function is given would not say which was meant. */
function isScalar(wanted: StdScalar, base: Base): boolean {
  return wanted === 'json' || wanted === base.kind;
}

function fitsScalar(wanted: StdScalar | 'any', base: Base): boolean {
  switch (wanted) {
    case 'any':
    case 'json':
      return true;
    case 'float':
      return base.kind === 'float' || base.kind === 'integer';
    case 'decimal':
      return base.kind === 'decimal' || base.kind === 'integer';
    default:
      return base.kind === (isLiteralKind(wanted) ? 'text' : wanted);
  }
}

/** The type that a signature means with its variables bound. */
export function resolve(type: StdType, bindings: Bindings): Type {
  if (typeof type === 'string') return typeOf(scalar(type));
  if ('nullable' in type) return { ...resolve(type.nullable, bindings), nullable: true };
  if ('list' in type) return typeOf({ kind: 'list', of: resolve(type.list, bindings) });
  if ('var' in type) return bindings.get(type.var) ?? typeOf({ kind: 'null' });
  if ('anyOf' in type) return typeOf(scalar(type.anyOf[0] ?? 'json'));
  return typeOf({ kind: 'json' });
}

function scalar(name: StdScalar | 'any'): Base {
  if (name === 'any') return { kind: 'json' };
  return { kind: isLiteralKind(name) ? 'text' : name };
}

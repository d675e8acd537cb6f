import type * as ast from '../../language/ast.ts';
import type { Context } from '../context.ts';
import { type Base, describe, ERROR_BASE, otherCurrency, type Type, type Typed } from '../types.ts';
import { isError } from './infer.ts';
import { toEither, translate } from './references.ts';

/** Brings the values of several branches to one base. Reports where there is none that loses nothing. */
export function unify(
  cx: Context,
  values: readonly Typed[],
  span: ast.Span,
): { readonly base: Base; readonly values: readonly Typed[] } {
  const row = values.find((value) => value.type.base.kind === 'row')?.type.base;
  const either = values.find((value) => value.type.base.kind === 'either')?.type.base;
  const brought = values.map((value) =>
    either?.kind === 'either'
      ? toEither(cx, value, either.entities)
      : row?.kind === 'row' && value.type.base.kind === 'source'
        ? translate(cx, value, row.entity)
        : value,
  );
  const decimal = brought.some(
    (value) => value.type.base.kind === 'decimal' || value.type.base.kind === 'money',
  );
  const widened = brought.map((value) =>
    decimal && value.type.base.kind === 'integer' ? toDecimal(cx, value) : value,
  );
  let base: Base = { kind: 'null' };
  for (const value of widened) {
    if (isError(value)) return { base: ERROR_BASE, values: widened };
    const next = join(base, value.type.base);
    if (next === null) {
      cx.report('branches-differ', span, { left: describe(base), right: describe(value.type.base) });
      return { base: ERROR_BASE, values: widened };
    }
    base = next;
  }
  return { base, values: widened };
}

export function toDecimal(cx: Context, value: Typed): Typed {
  return {
    ...value,
    type: { ...value.type, base: { kind: 'decimal', scale: 0 } },
    expr: { op: 'convert', to: 'decimal', of: value.expr, at: cx.at(value.span) },
  };
}

/** The base that both fit without loss, or null. */
export function join(left: Base, right: Base): Base | null {
  if (left.kind === 'null') return right;
  if (right.kind === 'null') return left;
  if (left.kind === 'text' && right.kind === 'text')
    return left.max === undefined || right.max === undefined
      ? { kind: 'text' }
      : { kind: 'text', max: Math.max(left.max, right.max) };
  if (left.kind === 'source' && right.kind === 'source')
    return {
      kind: 'source',
      entities: [...new Set([...left.entities, ...right.entities])],
      whole: left.whole && right.whole,
    };
  if (left.kind === 'row' && right.kind === 'row') return left.entity === right.entity ? left : null;
  if (left.kind === 'either' && right.kind === 'either')
    return { kind: 'either', entities: [...new Set([...left.entities, ...right.entities])] };
  if (left.kind === 'new' && right.kind === 'new') return left.entity === right.entity ? left : null;
  if (left.kind === 'enum' && right.kind === 'enum') return left.of === right.of ? left : null;
  if (left.kind === 'enums' && right.kind === 'enums') return left.of === right.of ? left : null;
  if (left.kind === 'list' && right.kind === 'list') {
    const of = joinInside(left.of, right.of);
    return of === null ? null : { kind: 'list', of };
  }
  if (left.kind === 'record' && right.kind === 'record') return joinRecords(left.fields, right.fields);
  if (otherCurrency(left, right)) return null;
  if (exact(left) && exact(right)) {
    const scale =
      left.scale === undefined || right.scale === undefined
        ? {}
        : { scale: Math.max(left.scale, right.scale) };
    if (left.kind === 'decimal' && right.kind === 'decimal') return { kind: 'decimal', ...scale };
    return { kind: 'money', ...scale, ...currencyOf(left, right) };
  }
  if (numeric(left) && numeric(right)) {
    if (left.kind === right.kind) return left;
    if (left.kind === 'float' || right.kind === 'float')
      return left.kind === 'integer' || right.kind === 'integer' ? { kind: 'float' } : null;
    return left.kind === 'money' || right.kind === 'money' ? { kind: 'money' } : { kind: 'decimal' };
  }
  return left.kind === right.kind ? left : null;
}

/** Of records one, which may be without what only one of them has. */
function joinRecords(
  left: Readonly<Record<string, Type>>,
  right: Readonly<Record<string, Type>>,
): Base | null {
  const fields: Record<string, Type> = {};
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const a = Object.hasOwn(left, name) ? left[name] : undefined;
    const b = Object.hasOwn(right, name) ? right[name] : undefined;
    const both =
      a && b ? joinInside(a, b) : a ? { ...a, nullable: true } : b ? { ...b, nullable: true } : null;
    if (both === null) return null;
    fields[name] = both;
  }
  return { kind: 'record', fields };
}

/** Inside of a list or a record nothing is converted: a whole number there is no decimal. */
function joinInside(left: Type, right: Type): Type | null {
  const base = join(left.base, right.base);
  if (base === null) return null;
  const converts = (one: Base): boolean =>
    one.kind === 'integer' && (base.kind === 'decimal' || base.kind === 'money');
  if (converts(left.base) || converts(right.base)) return null;
  return { ...left, base, nullable: left.nullable || right.nullable };
}

function currencyOf(...bases: readonly Base[]): { readonly currency?: string } {
  for (const base of bases)
    if (base.kind === 'money' && base.currency !== undefined) return { currency: base.currency };
  return {};
}

function exact(base: Base): base is Base & { readonly kind: 'decimal' | 'money' } {
  return base.kind === 'decimal' || base.kind === 'money';
}

export function numeric(base: Base): boolean {
  return base.kind === 'integer' || base.kind === 'float' || base.kind === 'decimal' || base.kind === 'money';
}

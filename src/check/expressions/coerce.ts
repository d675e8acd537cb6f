import type * as ast from '../../language/ast.ts';
import type { Expr } from '../../plan/types.ts';
import type { Entity, Field, Option } from '../../schema/model.ts';
import type { Context, Scope } from '../context.ts';
import { lengthEvidence, withEvidence } from '../evidence.ts';
import { fittingFixes, shortenFixes } from '../fixes/conversions.ts';
import { pairFixes } from '../fixes/references.ts';
import { andList, didYouMean } from '../suggest.ts';
import { type Base, baseOfField, describe, type Type, type Typed } from '../types.ts';
import { infer, inferTowards, isError } from './infer.ts';
import { toEither, translate } from './references.ts';
import { toDecimal } from './unify.ts';
import { wholeRecord } from './whole-record.ts';

/** The value of an assignment to a field of the target, brought to its type. Reports where it does not fit. */
export function coerce(cx: Context, scope: Scope, expr: ast.Expr, entity: Entity, field: Field): Typed {
  const name = `${entity.name}.${field.name}`;
  if (field.type.kind === 'reference_id') return referenceId(cx, scope, expr, entity, field);
  const base = baseOfField(field.type, 'target', name, true);
  return bring(cx, inferTowards(cx, scope, expr, base), base, name, {
    side: 'target',
    entity: entity.name,
    field: field.name,
  });
}

function referenceId(cx: Context, scope: Scope, expr: ast.Expr, entity: Entity, field: Field): Typed {
  const value = infer(cx, scope, expr);
  const { kind } = value.type.base;
  if (kind === 'row' || kind === 'null' || kind === 'error') return value;
  if (kind === 'pair') {
    cx.report(
      'not-a-pair',
      expr.span,
      {},
      {
        schema: { side: 'target', entity: entity.name, field: field.name },
        fixes: pairFixes(cx.places, expr.span, entity, field),
      },
    );
    return cx.error(expr.span);
  }
  return misfit(
    cx,
    value,
    { kind: 'row', entity: 'the model beside it' },
    `${entity.name}.${field.name}`,
    null,
  );
}

type Place = { readonly side: 'target'; readonly entity: string; readonly field: string } | null;

/** Brings a value to a base without losing anything. Reports where that cannot be. */
export function bring(cx: Context, value: Typed, base: Base, target: string, place: Place = null): Typed {
  const from = value.type.base;
  if (from.kind === 'error' || base.kind === 'error' || from.kind === 'null') return value;
  return meet(cx, value, base, target, place) ?? misfit(cx, value, base, target, place);
}

/** The value as one of that base; null where it does not fit. Reports only what has a report of its own. */
function meet(
  cx: Context,
  value: Typed,
  base: Exclude<Base, { kind: 'error' }>,
  target: string,
  place: Place,
): Typed | null {
  const from = value.type.base;
  switch (base.kind) {
    case 'text':
      return from.kind === 'text' ? fits(cx, value, from.max, base.max, target, place) : null;
    case 'float':
      return from.kind === 'float' || from.kind === 'integer' ? value : null;
    case 'decimal':
    case 'money':
      if (from.kind === 'integer') return withBase(toDecimal(cx, value), base);
      return (from.kind === 'decimal' || from.kind === base.kind) && keepsDigits(from, base)
        ? withBase(value, base)
        : null;
    case 'enums':
      // Of an open vocabulary any text may be a word.
      if (base.open && from.kind === 'list' && (from.of.base.kind === 'text' || from.of.base.kind === 'null'))
        return withBase(value, base);
      return from.kind === base.kind && areAmong(from.options, base.options) ? value : null;
    case 'enum':
      return from.kind === base.kind && areAmong(from.options, base.options) ? value : null;
    case 'row':
      if (from.kind === 'source') return translate(cx, value, base.entity);
      // A new row inside a list of rows is made with the row around.
      return (from.kind === 'row' || from.kind === 'new') && from.entity === base.entity ? value : null;
    case 'either':
      if (from.kind === 'source' || (from.kind === 'row' && base.entities.includes(from.entity)))
        return toEither(cx, value, base.entities);
      return from.kind === 'either' && from.entities.every((one) => base.entities.includes(one))
        ? value
        : null;
    case 'source':
      return from.kind === 'source' && from.entities.some((entity) => base.entities.includes(entity))
        ? value
        : null;
    case 'list':
      return list(cx, value, base, target, place);
    case 'html':
    case 'date':
    case 'instant':
    case 'integer':
    case 'boolean':
    case 'local':
    case 'binary':
    case 'duration':
    case 'pair':
      return from.kind === base.kind ? value : null;
    case 'record':
      return from.kind === 'record' ? record(cx, value, from.fields, base.fields, target) : null;
    case 'json':
      return wholeRecord(cx, value);
    case 'null':
    case 'new':
    case 'other':
      return null;
    default:
      return base satisfies never;
  }
}

/** Whether no digit behind the point is lost. */
function keepsDigits(from: Base, base: Base & { kind: 'decimal' | 'money' }): boolean {
  const digits = 'scale' in from ? from.scale : undefined;
  return base.scale === undefined || (digits !== undefined && digits <= base.scale);
}

function areAmong(options: readonly Option[], others: readonly Option[]): boolean {
  return options.every((option) => others.some((other) => other.value === option.value));
}

/** What makes a value fit that does not; null where nothing is known that would. */
function helpFor(from: Base, base: Base): string | null {
  switch (base.kind) {
    case 'text':
      if (from.kind === 'enum') return 'write `label(…)` for what people see of it';
      if (from.kind === 'html') return 'write `text(…)` for the text of it';
      return from.kind === 'row' || from.kind === 'source' ? null : 'write it into a text: `"{…}"`';
    case 'html':
      return from.kind === 'text' ? 'write `html(…)`, which escapes it' : null;
    case 'float':
      return from.kind === 'decimal' ? 'write `float(…)`, which rounds' : null;
    case 'decimal':
    case 'money':
      if (from.kind === 'decimal' || from.kind === base.kind)
        return `write \`| round(${base.scale ?? 0})\`, with the reason in \`because\``;
      return from.kind === 'float' ? 'write `decimal(…)`' : null;
    case 'enum':
      return 'a `table` says which option stands for which value';
    case 'enums':
      return 'the options of the two are not the same';
    case 'row':
      return from.kind === 'text' ? `look it up: \`${base.entity}[… = …]\`` : null;
    case 'date':
      return from.kind === 'instant' ? 'a day needs a zone: `| date("Europe/London")`' : null;
    case 'instant':
      return from.kind === 'date' || from.kind === 'local'
        ? 'a moment needs a zone: `| instant("Europe/London")`'
        : null;
    default:
      return null;
  }
}

/** One row stands for a list of one; references in a list are translated one by one. */
function list(cx: Context, value: Typed, base: Base & { kind: 'list' }, target: string, place: Place): Typed {
  const from = value.type.base;
  if (from.kind === 'list') {
    const wanted = base.of.base;
    const own = from.of.base;
    if (own.kind === 'null' || own.kind === 'error') return value;
    const given: Typed = { ...value, type: from.of, expr: { op: 'local', name: ELEMENT } };
    const element = bring(cx, given, wanted, target, place);
    if (isError(element)) return element;
    if (element.expr === given.expr) return withBase(value, own.kind === 'new' ? from : base);
    return cx.typed(
      value.span,
      base,
      { op: 'call', fn: 'each', args: [value.expr, { op: 'lambda', param: ELEMENT, body: element.expr }] },
      { nullable: value.type.nullable, parts: [value, element] },
    );
  }
  const one = bring(cx, value, base.of.base, target, place);
  if (isError(one)) return one;
  return cx.typed(value.span, base, { op: 'list', items: [one.expr] }, { parts: [one] });
}

/** No identifier of a map begins with a digit, so this never hides a name of anybody's. */
export const ELEMENT = '1';

/**
 * A nested record where one with these fields is wanted: each fits, what must be there is there, and nothing is there
 * that has no place. Fields that may be empty may be left out.
 */
function record(
  cx: Context,
  value: Typed,
  from: Readonly<Record<string, Type>>,
  fields: Readonly<Record<string, Type>>,
  target: string,
): Typed {
  const surplus = Object.keys(from).filter((name) => !Object.hasOwn(fields, name));
  const missing = Object.keys(fields).filter((name) => !Object.hasOwn(from, name) && !fields[name]?.nullable);
  if (!sameFields(cx, value.span, target, surplus, missing, Object.keys(fields))) return cx.error(value.span);
  const brought: { readonly name: string; readonly value: Typed }[] = [];
  let same = true;
  for (const [name, wanted] of Object.entries(fields)) {
    const own = Object.hasOwn(from, name) ? from[name] : undefined;
    if (own === undefined) continue;
    const expr: Expr = { op: 'get', of: value.expr, field: name, at: cx.at(value.span) };
    const one = fieldOf(cx, { ...value, type: own, expr }, wanted, `${target}.${name}`);
    if (isError(one)) return one;
    same &&= one.expr === expr;
    brought.push({ name, value: one });
  }
  const base: Base = { kind: 'record', fields };
  if (same) return withBase(value, base);
  const made: Expr = {
    op: 'record',
    fields: brought.map((one) => ({ name: one.name, value: one.value.expr })),
  };
  const nothing: Expr = { op: 'literal', value: null };
  const parts = [value, ...brought.map((one) => one.value)];
  if (!value.type.nullable) return cx.typed(value.span, base, made, { parts });
  const condition: Expr = { op: 'compare', operator: '==', as: 'text', left: value.expr, right: nothing };
  return cx.typed(
    value.span,
    base,
    { op: 'if', condition, then: nothing, otherwise: made },
    { nullable: true, parts },
  );
}

/** Whether a nested record has the fields that are wanted. Reports where it has others, or not all. */
export function sameFields(
  cx: Context,
  span: ast.Span,
  target: string,
  surplus: readonly string[],
  missing: readonly string[],
  known: readonly string[],
): boolean {
  const [first] = surplus;
  const named = (names: readonly string[]): string => andList(names.map((name) => `\`${name}\``));
  if (first !== undefined || missing.length > 0)
    cx.report(
      'type-mismatch',
      span,
      {
        target,
        expected: `a nested record with ${named(known)}`,
        actual: first === undefined ? `one without ${named(missing)}` : `one with ${named(surplus)}`,
      },
      { help: first === undefined ? `add ${named(missing)}` : (didYouMean(first, known) ?? `leave it out`) },
    );
  return first === undefined && missing.length === 0;
}

/** The value of a field of a nested record. Reports where it does not fit, or may be null and must not. */
export function fieldOf(cx: Context, value: Typed, wanted: Type, target: string): Typed {
  const brought = bring(cx, value, wanted.base, target);
  if (isError(brought) || wanted.nullable || !brought.type.nullable) return brought;
  cx.report('nullable-required', value.span, { target });
  return cx.error(value.span);
}

function fits(
  cx: Context,
  value: Typed,
  longest: number | undefined,
  max: number | undefined,
  target: string,
  place: Place,
): Typed {
  if (max === undefined || (longest !== undefined && longest <= max)) return value;
  cx.report(
    'too-long',
    value.span,
    { target, max, actual: describe(value.type.base) },
    {
      help: withEvidence(
        `write \`| truncate(${max})\`, with the reason in \`because\``,
        lengthEvidence(cx.profile, value.origin ?? null),
      ),
      ...(place ? { schema: place } : {}),
      fixes: shortenFixes(cx.places, value, max),
    },
  );
  return cx.error(value.span);
}

function isRequired(cx: Context, place: Place): boolean {
  return place !== null && cx.target.entities[place.entity]?.fields[place.field]?.required === true;
}

function withBase(value: Typed, base: Base): Typed {
  return { ...value, type: { ...value.type, base } };
}

function misfit(cx: Context, value: Typed, base: Base, target: string, place: Place): Typed {
  const help = helpFor(value.type.base, base);
  cx.report(
    'type-mismatch',
    value.span,
    { target, expected: describe(base), actual: describe(value.type.base) },
    {
      help,
      ...(place ? { schema: place } : {}),
      fixes: fittingFixes(cx.places, value, base, isRequired(cx, place)),
    },
  );
  return cx.error(value.span);
}

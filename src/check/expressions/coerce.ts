import type * as ast from '../../language/ast.ts';
import type { Entity, Field, Option } from '../../schema/model.ts';
import type { Context, Scope } from '../context.ts';
import { lengthEvidence, withEvidence } from '../evidence.ts';
import { fittingFixes, shortenFixes } from '../fixes/conversions.ts';
import { pairFixes } from '../fixes/references.ts';
import { type Base, baseOfField, describe, type Typed } from '../types.ts';
import { infer, inferTowards, isError } from './infer.ts';
import { toEither, translate } from './references.ts';
import { toDecimal } from './unify.ts';

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
    case 'record':
    case 'duration':
    case 'pair':
      return from.kind === base.kind ? value : null;
    case 'json':
      return value;
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
    if (own.kind === 'source' && wanted.kind === 'row') {
      const element = translate(
        cx,
        { ...value, type: { ...from.of }, expr: { op: 'local', name: ELEMENT } },
        wanted.entity,
      );
      if (isError(element)) return element;
      return cx.typed(
        value.span,
        base,
        { op: 'call', fn: 'each', args: [value.expr, { op: 'lambda', param: ELEMENT, body: element.expr }] },
        { nullable: value.type.nullable, parts: [value, element] },
      );
    }
    const element = bring(cx, { ...value, type: from.of }, wanted, target, place);
    return isError(element) ? element : withBase(value, own.kind === 'new' ? from : base);
  }
  const one = bring(cx, value, base.of.base, target, place);
  if (isError(one)) return one;
  return cx.typed(value.span, base, { op: 'list', items: [one.expr] }, { parts: [one] });
}

/** No identifier of a map begins with a digit, so this never hides a name of anybody's. */
const ELEMENT = '1';

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

import type * as ast from '../../language/ast.ts';
import type { Entity, Field } from '../../schema/model.ts';
import type { Context, Scope } from '../context.ts';
import { type Base, baseOfField, describe, type Typed } from '../types.ts';
import { infer, inferTowards, isError } from './infer.ts';
import { translate } from './references.ts';
import { toDecimal } from './unify.ts';

/** The value of an assignment to a field of the target, brought to its type. Reports where it does not fit. */
export function coerce(cx: Context, scope: Scope, expr: ast.Expr, entity: Entity, field: Field): Typed {
  const name = `${entity.name}.${field.name}`;
  if (field.type.kind === 'reference' && field.type.targets.length > 1) {
    cx.report('not-built', expr.span, {
      what: `a reference to several entities in the target (\`${name}\`)`,
    });
    return cx.error(expr.span);
  }
  if (field.type.kind === 'reference_id') return referenceId(cx, scope, expr, name);
  const base = baseOfField(field.type, 'target', name, true);
  return bring(cx, inferTowards(cx, scope, expr, base), base, name, {
    side: 'target',
    entity: entity.name,
    field: field.name,
  });
}

function referenceId(cx: Context, scope: Scope, expr: ast.Expr, name: string): Typed {
  const value = infer(cx, scope, expr);
  const { kind } = value.type.base;
  if (kind === 'row' || kind === 'null' || kind === 'error') return value;
  if (kind === 'pair') {
    cx.report('not-a-pair', expr.span, {});
    return cx.error(expr.span);
  }
  return misfit(cx, value, { kind: 'row', entity: 'the model beside it' }, name, null);
}

type Place = { readonly side: 'target'; readonly entity: string; readonly field: string } | null;

/** Brings a value to a base without losing anything. Reports where that cannot be. */
export function bring(cx: Context, value: Typed, base: Base, target: string, place: Place = null): Typed {
  const from = value.type.base;
  if (from.kind === 'error' || base.kind === 'error' || from.kind === 'null') return value;
  switch (base.kind) {
    case 'text':
      if (from.kind === 'text') return fits(cx, value, from.max, base.max, target, place);
      if (from.kind === 'enum')
        return misfit(cx, value, base, target, place, 'write `label(…)` for what people see of it');
      if (from.kind === 'html')
        return misfit(cx, value, base, target, place, 'write `text(…)` for the text of it');
      if (from.kind === 'row' || from.kind === 'source') return misfit(cx, value, base, target, place);
      return misfit(cx, value, base, target, place, 'write it into a text: `"{…}"`');
    case 'html':
      if (from.kind === 'html') return value;
      return misfit(
        cx,
        value,
        base,
        target,
        place,
        from.kind === 'text' ? 'write `html(…)`, which escapes it' : null,
      );
    case 'float':
      if (from.kind === 'float' || from.kind === 'integer') return value;
      return misfit(
        cx,
        value,
        base,
        target,
        place,
        from.kind === 'decimal' ? 'write `float(…)`, which rounds' : null,
      );
    case 'decimal':
    case 'money':
      if (from.kind === 'integer') return withBase(toDecimal(cx, value), base);
      if (from.kind === 'decimal' || from.kind === base.kind) {
        const digits = 'scale' in from ? from.scale : undefined;
        if (base.scale !== undefined && (digits === undefined || digits > base.scale))
          return misfit(
            cx,
            value,
            base,
            target,
            place,
            `write \`| round(${base.scale})\`, with the reason in \`because\``,
          );
        return withBase(value, base);
      }
      return misfit(cx, value, base, target, place, from.kind === 'float' ? 'write `decimal(…)`' : null);
    case 'enum':
      if (
        from.kind === 'enum' &&
        from.options.every((option) => base.options.some((own) => own.value === option.value))
      )
        return value;
      return misfit(cx, value, base, target, place, 'a `table` says which option stands for which value');
    case 'row':
      if (from.kind === 'row' && from.entity === base.entity) return value;
      if (from.kind === 'source') return translate(cx, value, base.entity);
      // A new row inside a list of rows is made with the row around.
      if (from.kind === 'new' && from.entity === base.entity) return value;
      return misfit(
        cx,
        value,
        base,
        target,
        place,
        from.kind === 'text' ? `look it up: \`${base.entity}[… = …]\`` : null,
      );
    case 'source':
      if (from.kind === 'source' && from.entities.some((entity) => base.entities.includes(entity)))
        return value;
      return misfit(cx, value, base, target, place);
    case 'list':
      return list(cx, value, base, target, place);
    case 'date':
      if (from.kind === 'date') return value;
      return misfit(
        cx,
        value,
        base,
        target,
        place,
        from.kind === 'instant' ? 'a day needs a zone: `| date("Europe/London")`' : null,
      );
    case 'instant':
      if (from.kind === 'instant') return value;
      return misfit(
        cx,
        value,
        base,
        target,
        place,
        from.kind === 'date' || from.kind === 'local'
          ? 'a moment needs a zone: `| instant("Europe/London")`'
          : null,
      );
    case 'enums':
      if (
        from.kind === 'enums' &&
        from.options.every((option) => base.options.some((own) => own.value === option.value))
      )
        return value;
      return misfit(cx, value, base, target, place, 'its options are others');
    case 'integer':
    case 'boolean':
    case 'local':
    case 'binary':
    case 'record':
    case 'duration':
    case 'pair':
      return from.kind === base.kind ? value : misfit(cx, value, base, target, place);
    case 'json':
      return value;
    case 'null':
    case 'new':
    case 'other':
      return misfit(cx, value, base, target, place);
    default:
      return base satisfies never;
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
      help: `write \`| truncate(${max})\`, with the reason in \`because\``,
      ...(place ? { schema: place } : {}),
    },
  );
  return cx.error(value.span);
}

function withBase(value: Typed, base: Base): Typed {
  return { ...value, type: { ...value.type, base } };
}

function misfit(
  cx: Context,
  value: Typed,
  base: Base,
  target: string,
  place: Place,
  help: string | null = null,
): Typed {
  cx.report(
    'type-mismatch',
    value.span,
    { target, expected: describe(base), actual: describe(value.type.base) },
    { help, ...(place ? { schema: place } : {}) },
  );
  return cx.error(value.span);
}

import type * as ast from '../../language/ast.ts';
import type { Entity, Field } from '../../schema/model.ts';
import type { Context, Scope } from '../context.ts';
import type { Typed } from '../types.ts';
import { coerce } from './coerce.ts';

/** The value of a field of a row that is made on the way. Reports where the field takes none, or not this one. */
export function newValue(
  cx: Context,
  scope: Scope,
  value: ast.Expr,
  entity: Entity,
  field: Field,
  span: ast.Span,
): Typed {
  const schema = { side: 'target', entity: entity.name, field: field.name } as const;
  cx.readTarget(entity, field, span);
  if (field.write === 'never')
    cx.report('not-writable', span, { field: field.name, entity: entity.name }, { schema });
  const typed = coerce(cx, scope, value, entity, field);
  if (field.required && typed.type.nullable && typed.type.base.kind !== 'error')
    cx.report('nullable-required', typed.span, { target: `${entity.name}.${field.name}` }, { schema });
  return typed;
}

import type * as ast from '../../language/ast.ts';
import type { Expr } from '../../plan/types.ts';
import type { Entity } from '../../schema/model.ts';
import type { Context, Scope } from '../context.ts';
import { removeFixes } from '../fixes/lines.ts';
import { andList } from '../suggest.ts';
import { openFailures, type Type, type Typed, type as typeOf } from '../types.ts';
import { reportFailures } from './else.ts';
import { type Expected, infer } from './infer.ts';
import { findField, spell } from './names.ts';
import { newValue } from './new-value.ts';
import { requiredFields } from './required.ts';

/** `{ name = value … }`: a new row where rows of the target are expected, a nested record elsewhere (for `json`). */
export function inferRecord(cx: Context, scope: Scope, node: ast.Record, expected: Expected): Typed {
  const entity =
    expected?.kind === 'row' || expected?.kind === 'new' ? cx.target.entities[expected.entity] : undefined;
  return entity ? newRow(cx, scope, node, entity) : nestedRecord(cx, scope, node);
}

function newRow(cx: Context, scope: Scope, node: ast.Record, entity: Entity): Typed {
  const fields: { name: string; value: Expr }[] = [];
  const parts: Typed[] = [];
  for (const { target, value } of assignments(cx, node.body, 'a new row')) {
    const field = findField(cx, 'target', entity, spell(target.ids), target.span);
    if (!field) continue;
    const typed = newValue(cx, scope, value, entity, field, target.span);
    parts.push(typed);
    fields.push({ name: field.name, value: typed.expr });
  }
  const given = new Set(fields.map((field) => field.name));
  // The field that points back to the row around is filled by the system.
  const owner = Object.values(scope.writes?.fields ?? {}).find(
    (field) => field.type.kind === 'children' && field.type.entity === entity.name,
  );
  const via = owner?.type.kind === 'children' ? owner.type.via : null;
  const missing = requiredFields(entity).filter((field) => !given.has(field) && field !== via);
  if (missing.length > 0)
    cx.report(
      'required-unassigned',
      node.span,
      { entity: entity.name, fields: andList(missing.map((field) => `\`${field}\``)) },
      { schema: { side: 'target', entity: entity.name, field: missing[0] ?? null } },
    );
  return cx.typed(node.span, { kind: 'new', entity: entity.name }, { op: 'record', fields }, { parts });
}

function nestedRecord(cx: Context, scope: Scope, node: ast.Record): Typed {
  const fields: { name: string; value: Expr }[] = [];
  const types: Record<string, Type> = {};
  const parts: Typed[] = [];
  for (const { target, value } of assignments(cx, node.body, 'a record')) {
    const typed = infer(cx, scope, value);
    const name = spell(target.ids);
    const open = openFailures(typed.type.failures);
    if (open.size > 0) reportFailures(cx, typed, open);
    parts.push(typed);
    types[name] = typeOf(typed.type.base, typed.type.nullable);
    fields.push({ name, value: typed.expr });
  }
  return cx.typed(node.span, { kind: 'record', fields: types }, { op: 'record', fields }, { parts });
}

/** The plain assignments of a body; everything else is reported. */
export function assignments(
  cx: Context,
  body: ast.Body,
  where: string,
): readonly { readonly target: ast.Name; readonly value: ast.Expr; readonly statement: ast.Assign }[] {
  return body.statements.flatMap((statement) => {
    const [target] = statement.kind === 'Assign' ? statement.targets : [];
    if (statement.kind === 'Assign' && target && statement.targets.length === 1 && statement.operator === '=')
      return [{ target, value: statement.value, statement }];
    cx.report(
      'not-allowed-here',
      statement.span,
      { what: 'this statement', where },
      { help: 'only `field = value` stands there', fixes: removeFixes(cx.places, statement.span) },
    );
    return [];
  });
}

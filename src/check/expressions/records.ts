import type * as ast from '../../language/ast.ts';
import type { Expr } from '../../plan/types.ts';
import type { Entity } from '../../schema/model.ts';
import type { Context, Scope } from '../context.ts';
import { removeFixes } from '../fixes/lines.ts';
import { andList } from '../suggest.ts';
import { openFailures, type Type, type Typed, type as typeOf } from '../types.ts';
import { fieldOf, sameFields } from './coerce.ts';
import { reportFailures } from './else.ts';
import { type Expected, inferTowards, isError } from './infer.ts';
import { findField, spell } from './names.ts';
import { newValue } from './new-value.ts';
import { requiredFields } from './required.ts';

/** `{ name = value … }`: a new row where rows of the target are expected, a nested record elsewhere (for `json`). */
export function inferRecord(cx: Context, scope: Scope, node: ast.Record, expected: Expected): Typed {
  const entity =
    expected?.kind === 'row' || expected?.kind === 'new' ? cx.target.entities[expected.entity] : undefined;
  if (entity) return newRow(cx, scope, node, entity);
  return nestedRecord(cx, scope, node, expected?.kind === 'record' ? expected.fields : null);
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

/** @param wanted the fields that the place has; null where any may stand */
function nestedRecord(
  cx: Context,
  scope: Scope,
  node: ast.Record,
  wanted: Readonly<Record<string, Type>> | null,
): Typed {
  const fields: { name: string; value: Expr }[] = [];
  const types: Record<string, Type> = {};
  let broken = false;
  const parts: Typed[] = [];
  for (const { target, value } of assignments(cx, node.body, 'a record')) {
    const name = spell(target.ids);
    const place = wanted !== null && Object.hasOwn(wanted, name) ? wanted[name] : undefined;
    const own = inferTowards(cx, scope, value, place?.base ?? null);
    if (wanted !== null && place === undefined) {
      sameFields(cx, target.span, '{ … }', [name], [], Object.keys(wanted));
      broken = true;
    }
    const typed = place ? fieldOf(cx, own, place, name) : own;
    broken ||= isError(typed);
    const open = openFailures(typed.type.failures);
    if (open.size > 0) reportFailures(cx, typed, open);
    parts.push(typed);
    types[name] = typeOf(typed.type.base, typed.type.nullable);
    fields.push({ name, value: typed.expr });
  }
  if (wanted !== null) {
    const missing = Object.keys(wanted).filter(
      (name) => !Object.hasOwn(types, name) && !wanted[name]?.nullable,
    );
    if (broken || !sameFields(cx, node.span, '{ … }', [], missing, Object.keys(wanted)))
      return cx.error(node.span);
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

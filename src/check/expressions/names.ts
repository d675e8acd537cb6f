import type * as ast from '../../language/ast.ts';
import type { Entity, Field, Schema } from '../../schema/model.ts';
import type { Context, Scope } from '../context.ts';
import type { Fix } from '../diagnostics/index.ts';
import { isWeakened } from '../evidence.ts';
import { provisionFixes } from '../fixes/provision.ts';
import { renameTo } from '../fixes/rename.ts';
import { goneEntity, goneField, renamedField, unreadName } from '../hints.ts';
import { didYouMean } from '../suggest.ts';
import { baseOfField, type Failures, type Typed, type as typeOf } from '../types.ts';

/** The dotted name that a chain of members spells, or null where something else is in it. */
export function dottedName(expr: ast.Expr): readonly ast.Id[] | null {
  if (expr.kind === 'NameRef') return [expr.id];
  if (expr.kind !== 'Member') return null;
  const start = dottedName(expr.object);
  return start === null ? null : [...start, expr.member];
}

export function spell(ids: readonly ast.Id[]): string {
  return ids.map((id) => id.name).join('.');
}

/** Where `entity.field` names the entity. */
export function entityPart({ ids, span }: ast.Name): ast.Span {
  const last = ids[ids.length - 2];
  return last ? { ...span, end: last.span.end } : span;
}

/** The entity of that name. Reports where there is none. */
export function findEntity(
  cx: Context,
  side: 'source' | 'target',
  name: string,
  span: ast.Span,
): Entity | null {
  const schema: Schema = side === 'source' ? cx.source : cx.target;
  const entity = schema.entities[name];
  if (entity) return entity;
  const known = Object.keys(schema.entities);
  cx.report(
    'unknown-entity',
    span,
    { name, side },
    {
      help:
        unreadName(schema, name, null) ??
        otherSide(cx, side, name) ??
        goneEntity(schema, name) ??
        didYouMean(name, known),
      fixes: renameTo(span, name, known),
    },
  );
  return null;
}

/** What to say where the other side has the entity. */
function otherSide(cx: Context, side: 'source' | 'target', name: string): string | null {
  const other = side === 'source' ? 'target' : 'source';
  return cx[other].entities[name]
    ? `\`${name}\` is an entity of the ${other}: the source stands left of \`->\`, the target right of it`
    : null;
}

/** The field of that name. Reports where there is none. */
export function findField(
  cx: Context,
  side: 'source' | 'target',
  entity: Entity,
  name: string,
  span: ast.Span,
): Field | null {
  const field = entity.fields[name];
  if (field) return field;
  reportUnknownField(cx, side, entity, name, span);
  return null;
}

function reportUnknownField(
  cx: Context,
  side: 'source' | 'target',
  entity: Entity,
  name: string,
  span: ast.Span,
): void {
  const schema = side === 'source' ? cx.source : cx.target;
  if (side === 'source') cx.misread.add(entity.name);
  cx.report(
    'unknown-field',
    span,
    { name, entity: entity.name, side },
    {
      help:
        unreadName(schema, entity.name, name) ??
        renamedHelp(schema, entity, name) ??
        ownFieldHelp(side, entity, name) ??
        didYouMean(name, Object.keys(entity.fields)),
      schema: { side, entity: entity.name, field: null },
      fixes: [
        ...fieldFixes(schema, entity, name, span, Object.keys(entity.fields)),
        ...(side === 'target' && name.startsWith('x_') ? provisionFixes(cx.places, entity, name, span) : []),
      ],
    },
  );
}

/** Names that start with `x_` are fields of one's own, which `provision` makes. */
function ownFieldHelp(side: 'source' | 'target', entity: Entity, name: string): string | null {
  if (side === 'source' || !name.startsWith('x_')) return null;
  const near = didYouMean(
    name,
    Object.keys(entity.fields).filter((field) => field.startsWith('x_')),
  );
  const declare = `declare it in \`provision { field ${entity.name}.${name} : char "…" }\``;
  return near === null ? declare : `${near} Otherwise ${declare}`;
}

/** A bare name: a local, a column of the target row in a `match`, or a field of the record in hand. */
export function inferName(cx: Context, scope: Scope, id: ast.Id): Typed {
  const param = scope.params.get(id.name);
  if (param) {
    const nullable = param.type.nullable && !scope.shown.present.has(id.name);
    return { ...param, type: { ...param.type, nullable }, span: id.span };
  }
  const local = scope.locals.get(id.name);
  const present = scope.shown.present.has(id.name);
  if (local) {
    const { type, loses } = local;
    return {
      type: present ? { ...type, nullable: false } : type,
      expr: { op: 'local', name: id.name, at: cx.at(id.span) },
      span: id.span,
      loses,
    };
  }
  if (scope.columns) {
    const field = findField(cx, 'target', scope.columns, id.name, id.span);
    if (!field) return cx.error(id.span);
    cx.readTarget(scope.columns, field, id.span);
    const base = baseOfField(field.type, 'target', `${scope.columns.name}.${field.name}`, true);
    return cx.typed(
      id.span,
      base,
      { op: 'column', field: field.name },
      { nullable: field.required !== true },
    );
  }
  const all = scope.entity ? undefined : cx.source.entities[id.name];
  if (all) {
    // Of the whole: every record of the entity.
    const element = typeOf({ kind: 'source', entities: [all.name], whole: true });
    return cx.typed(id.span, { kind: 'list', of: element }, { op: 'children', entity: all.name, where: [] });
  }
  if (!scope.entity) {
    const known = [...scope.locals.keys(), ...scope.params.keys()];
    cx.report(
      'unknown-name',
      id.span,
      { name: id.name },
      { help: didYouMean(id.name, known), fixes: renameTo(id.span, id.name, known) },
    );
    return cx.error(id.span);
  }
  const field = scope.entity.fields[id.name];
  if (!field) {
    cx.misread.add(scope.entity.name);
    const known = [...scope.locals.keys(), ...Object.keys(scope.entity.fields)];
    cx.report(
      'unknown-field',
      id.span,
      { name: id.name, entity: scope.entity.name, side: 'source' },
      {
        help:
          wordHelp(id.name) ?? renamedHelp(cx.source, scope.entity, id.name) ?? didYouMean(id.name, known),
        schema: { side: 'source', entity: scope.entity.name, field: null },
        fixes: literalFixes(id) ?? fieldFixes(cx.source, scope.entity, id.name, id.span, known),
      },
    );
    return cx.error(id.span);
  }
  const read = readSource(cx, scope.entity, field, { op: 'this', at: cx.at(id.span) }, id.span, false);
  return present ? { ...read, type: { ...read.type, nullable: false } } : read;
}

/** Reads a field of the source record that `of` leads to. */
export function readSource(
  cx: Context,
  entity: Entity,
  field: Field,
  of: Typed['expr'],
  span: ast.Span,
  nullable: boolean,
  failures?: Failures,
): Typed {
  cx.readField(entity, field, span);
  const base = baseOfField(field.type, 'source', `${entity.name}.${field.name}`, field.enforced === true);
  if (base.kind === 'other') {
    cx.report(
      'type-mismatch',
      span,
      { target: field.name, expected: 'nothing: it can only be dropped', actual: `a ${base.native} column` },
      { schema: { side: 'source', entity: entity.name, field: field.name } },
    );
    return cx.error(span);
  }
  const declared = field.required === true || field.name === entity.id;
  const always = declared && !isWeakened(cx.profile, entity, field);
  const read = cx.typed(
    span,
    base,
    { op: 'get', of, field: field.name },
    { nullable: nullable || !always, ...(failures ? { failures } : {}) },
  );
  return { ...read, origin: { entity: entity.name, field: field.name } };
}

/** How other languages write nothing, and truth. */
const LITERALS: Readonly<Record<string, string>> = {
  nil: 'null',
  none: 'null',
  undefined: 'null',
  null: 'null',
  true: 'true',
  false: 'false',
};

/** The literal that is meant, beyond doubt where only its letters are large. */
function literalFixes(id: ast.Id): readonly Fix[] | null {
  const literal = literalMeant(id.name);
  if (literal === null) return null;
  const safety = id.name.toLowerCase() === literal ? 'safe' : 'maybe';
  return [{ title: `write \`${literal}\``, safety, edits: [{ span: id.span, text: literal }] }];
}

/** A literal in other letters, or a handler without its text; null where the name is neither. */
function wordHelp(name: string): string | null {
  const literal = literalMeant(name);
  if (literal !== null) return `write \`${literal}\``;
  return name === 'reject' || name === 'warn' ? `\`${name}\` needs a text: \`else ${name} "…"\`` : null;
}

function literalMeant(name: string): string | null {
  const small = name.toLowerCase();
  return Object.hasOwn(LITERALS, small) ? (LITERALS[small] ?? null) : null;
}

function renamedHelp(schema: Schema, entity: Entity, name: string): string | null {
  const renamed = renamedField(schema, entity, name);
  return renamed ? `it is \`${renamed.now}\` (${renamed.note})` : goneField(schema, entity, name);
}

/** A name that was renamed is put right beyond doubt; a near one may be meant. */
function fieldFixes(
  schema: Schema,
  entity: Entity,
  name: string,
  span: ast.Span,
  known: readonly string[],
): readonly Fix[] {
  const renamed = renamedField(schema, entity, name);
  return renamed
    ? [{ title: `write \`${renamed.now}\``, safety: 'safe', edits: [{ span, text: renamed.now }] }]
    : renameTo(span, name, known);
}

import type { Entity, Field } from '../../schema/model.ts';
import type { Context } from '../context.ts';
import { baseOfField, type Failures, NO_FAILURES, type Typed, type as typeOf } from '../types.ts';
import { ELEMENT } from './coerce.ts';

/**
 * The value as JSON knows it: in place of a reference to a record of the source stands the whole record, and in a list
 * of them each. All of its fields are read then, but for files and what cannot be read. Other values stay as they are.
 */
export function wholeRecord(cx: Context, value: Typed): Typed {
  const { base } = value.type;
  if (base.kind === 'list' && base.of.base.kind === 'source') {
    const { origin: _, ...rest } = value;
    const element = wholeRecord(cx, { ...rest, type: base.of, expr: { op: 'local', name: ELEMENT } });
    return cx.typed(
      value.span,
      { kind: 'list', of: typeOf({ kind: 'json' }) },
      { op: 'call', fn: 'each', args: [value.expr, { op: 'lambda', param: ELEMENT, body: element.expr }] },
      { nullable: value.type.nullable, parts: [value, element] },
    );
  }
  if (base.kind !== 'source') return value;
  const entities = base.entities.flatMap((name) => cx.source.entities[name] ?? []);
  const records = entities.map((entity) => {
    const fields = Object.values(entity.fields).filter((field) => isKept(entity, field));
    for (const field of fields) cx.readField(entity, field, value.span);
    return { entity: entity.name, fields: fields.map(({ name }) => name).sort() };
  });
  const dangling: Failures = base.whole
    ? NO_FAILURES
    : new Map([['dangling', 'it may point to a record that is not there']]);
  return cx.typed(
    value.span,
    { kind: 'json' },
    { op: 'record_of', of: value.expr, records },
    { nullable: value.type.nullable, parts: [value], failures: dangling },
  );
}

function isKept(entity: Entity, field: Field): boolean {
  const { kind } = baseOfField(field.type, 'source', `${entity.name}.${field.name}`, false);
  return kind !== 'other' && kind !== 'binary' && field.type.kind !== 'children';
}

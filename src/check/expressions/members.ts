import type * as ast from '../../language/ast.ts';
import { functionNames } from '../../stdlib/index.ts';
import type { Context, Scope } from '../context.ts';
import { maybe } from '../fixes/make.ts';
import { instead } from '../fixes/precedence.ts';
import { apartFixes } from '../fixes/references.ts';
import { renameTo } from '../fixes/rename.ts';
import { didYouMean, orList } from '../suggest.ts';
import { baseOfField, describe, type Failures, TEXT, type Typed } from '../types.ts';
import { infer, isError } from './infer.ts';
import { findField, readSource } from './names.ts';
import { pathOf } from './narrowing.ts';

/** `object.member`: walks a reference of the source, a row of the target, or a nested record. Null walks to null. */
export function inferMember(cx: Context, scope: Scope, node: ast.Member): Typed {
  const value = member(cx, scope, node);
  const path = value.type.nullable && scope.shown.present.size > 0 ? pathOf(node) : null;
  return path !== null && scope.shown.present.has(path)
    ? { ...value, type: { ...value.type, nullable: false } }
    : value;
}

function member(cx: Context, scope: Scope, node: ast.Member): Typed {
  const object = infer(cx, scope, node.object);
  if (isError(object)) return object;
  const { base, nullable } = object.type;
  const name = node.member.name;
  switch (base.kind) {
    case 'source':
      return walk(cx, object, base, node);
    case 'row': {
      const entity = cx.target.entities[base.entity];
      const field = entity && findField(cx, 'target', entity, name, node.member.span);
      if (!entity || !field) return cx.error(node.span);
      cx.readTarget(entity, field, node.member.span);
      return cx.typed(
        node.span,
        baseOfField(field.type, 'target', `${entity.name}.${name}`, true),
        { op: 'target_get', of: object.expr, entity: entity.name, field: name },
        { nullable: nullable || field.required !== true, parts: [object] },
      );
    }
    case 'either':
      cx.report('ambiguous-reference', node.member.span, {
        entities: orList(base.entities.slice(0, 4).map((entity) => `\`${entity}\``)),
        member: name,
      });
      return cx.error(node.span);
    case 'record': {
      const field = Object.hasOwn(base.fields, name) ? base.fields[name] : undefined;
      if (!field) {
        cx.report(
          'no-members',
          node.member.span,
          { member: name, actual: 'the nested record' },
          {
            help: didYouMean(name, Object.keys(base.fields)),
            fixes: renameTo(node.member.span, name, Object.keys(base.fields)),
          },
        );
        return cx.error(node.span);
      }
      return cx.typed(
        node.span,
        field.base,
        { op: 'get', of: object.expr, field: name },
        { nullable: nullable || field.nullable, parts: [object] },
      );
    }
    default:
      cx.report(
        'no-members',
        node.member.span,
        { member: name, actual: describe(base) },
        {
          fixes: functionNames.includes(name)
            ? maybe(
                `write \`${name}(…)\``,
                instead(node.span, `${name}(${cx.places.text(node.object.span)})`),
              )
            : [],
        },
      );
      return cx.error(node.span);
  }
}

/** `.id`: the id of the record, of whatever entity it is and whether it is there or not. */
function idOf(cx: Context, object: Typed, entities: readonly string[], node: ast.Member): Typed {
  const lengths = entities.map((name) => {
    const entity = cx.source.entities[name];
    const type = entity?.fields[entity.id]?.type;
    return type?.kind === 'text' ? type.max : undefined;
  });
  const max = lengths.reduce(
    (longest, one) => (longest === undefined || one === undefined ? undefined : Math.max(longest, one)),
    lengths.length === 0 ? undefined : 0,
  );
  return cx.typed(
    node.span,
    max === undefined ? TEXT : { kind: 'text', max },
    { op: 'id', of: object.expr },
    { nullable: object.type.nullable, parts: [object] },
  );
}

function walk(
  cx: Context,
  object: Typed,
  base: Typed['type']['base'] & { kind: 'source' },
  node: ast.Member,
): Typed {
  const known = base.entities.filter((entity) => cx.source.entities[entity]);
  const [only] = known;
  if (node.member.name === 'id' && !(known.length === 1 && cx.source.entities[only ?? '']?.fields.id))
    return idOf(cx, object, known, node);
  if (base.entities.length > 1 || only === undefined) {
    cx.report(
      'ambiguous-reference',
      node.member.span,
      {
        entities: orList(base.entities.slice(0, 4).map((entity) => `\`${entity}\``)),
        member: node.member.name,
      },
      {
        ...(object.origin ? { schema: { side: 'source', ...object.origin } } : {}),
        fixes: apartFixes(
          cx.places,
          cx.source,
          node.object.span,
          node.span,
          base.entities,
          node.member.name,
          !base.whole,
        ),
      },
    );
    return cx.error(node.span);
  }
  const entity = cx.source.entities[only];
  if (!entity) return cx.error(node.span);
  const field = findField(cx, 'source', entity, node.member.name, node.member.span);
  if (!field) return cx.error(node.span);
  const dangling: Failures = base.whole
    ? new Map()
    : new Map([['dangling', `it may point to a \`${only}\` that is not there`]]);
  const read = readSource(cx, entity, field, object.expr, node.span, object.type.nullable, dangling);
  return cx.typed(node.span, read.type.base, read.expr, {
    nullable: read.type.nullable,
    parts: [object, read],
  });
}

/** Fixes that say what happens where a value is null, or cannot be had. */
import type * as ast from '../../language/ast.ts';
import type { Edit, Fix } from '../../language/index.ts';
import type { FailureKind } from '../../plan/types.ts';
import type { Schema } from '../../schema/model.ts';
import { requiredFields } from '../expressions/required.ts';
import type { Base, Failures, Typed } from '../types.ts';
import { maybe, quoted, safe } from './make.ts';
import { edit, insert, type Places } from './places.ts';
import { behind, instead } from './precedence.ts';

/** What stands for nothing in a value of the type, where a map must write something. */
function nothing(base: Base, text: string): string | null {
  switch (base.kind) {
    case 'text':
      return text;
    case 'integer':
    case 'float':
    case 'decimal':
    case 'money':
      return '0';
    case 'boolean':
      return 'false';
    default:
      return null;
  }
}

/** For a field that must hold something: the record is rejected, or something else stands there. */
export function requiredFixes(places: Places, value: Typed, mode: ast.Assign['mode']): readonly Fix[] {
  const statement = places.assignment(value.span);
  const { node } = places.expression(value.span) ?? {};
  const name = node?.kind === 'NameRef' ? places.text(node.span) : null;
  const rejected =
    name === null || statement === null
      ? []
      : maybe('reject the record where it is empty', [
          places.above(statement, `require ${name} != null else reject ${quoted(`no ${name}`)}`),
        ]);
  // What stands in for a key would stand in for all of them.
  return mode === 'key' ? rejected : [...rejected, ...defaultFixes(places, value, '"?"')];
}

/** `… ?? ""`: something else in place of null. */
export function defaultFixes(places: Places, value: Typed, text: string): readonly Fix[] {
  const other = nothing(value.type.base, text);
  return other === null
    ? []
    : maybe(`write \`?? ${other}\``, behind(places, value.span, '??', `?? ${other}`));
}

/** For a hole in a text: nothing stands there where the value is null. */
export function holeFixes(places: Places, value: Typed): readonly Fix[] {
  if (value.type.base.kind === 'text') return defaultFixes(places, value, '""');
  const { node } = places.expression(value.span) ?? {};
  if (node?.kind !== 'NameRef') return [];
  const name = places.text(node.span);
  return maybe('leave the place empty', instead(value.span, `if ${name} == null then "" else "{${name}}"`));
}

/**
 * A handler for a value that can fail.
 * @param required the field that it is for cannot be empty
 */
export function failureFixes(
  { places, target }: { readonly places: Places; readonly target: Schema },
  value: Typed,
  open: Failures,
  required: boolean,
): readonly Fix[] {
  const [first] = open.keys();
  if (first === undefined) return [];
  const append = (handler: string): readonly Edit[] | null =>
    behind(places, value.span, 'else', `else ${handler}`);
  const reject = `reject ${quoted(reasonFor(places, value, first))}`;
  const fallback = value.type.base.kind === 'boolean' ? 'false' : 'null';
  return [
    // To leave it empty would answer for people, too, who are only not found yet.
    ...(value.type.failures.has('unmatched')
      ? maybe('let the record wait until somebody says who it is', append('queue'))
      : []),
    ...(isMakable(target, value, open)
      ? maybe(
          'make the row that is not there',
          append(open.has('several') ? `create else ${reject}` : 'create'),
        )
      : []),
    ...(required || open.has('io') ? [] : maybe('leave it empty', append(fallback))),
    ...maybe('reject the record', append(reject)),
  ];
}

/** Without an `else` that is never used; where the value may be null, `??` may have been meant. */
export function needlessFixes(places: Places, node: ast.Else, value: Typed): readonly Fix[] {
  const [handler] = node.handlers;
  const other = handler?.kind === 'ValueHandler' ? handler.value : null;
  const isNull = other?.kind === 'Literal' && other.value.kind === 'null';
  const out = [edit(node.span.file, node.value.span.end, node.span.end, '')];
  if (!value.type.nullable || isNull) return safe('take the `else` out', out);
  const meant =
    other === null || node.handlers.length > 1
      ? []
      : maybe('write `??`', [
          ...(behind(places, value.span, '??', `?? ${places.text(other.span)}`) ?? []),
          ...out,
        ]);
  return [...meant, ...maybe('take the `else` out', out)];
}

/** Whether `else create` could make the row: the lookup says everything that a row needs. */
function isMakable(target: Schema, value: Typed, open: Failures): boolean {
  if (!open.has('none') || value.expr.op !== 'lookup') return false;
  const entity = target.entities[value.expr.entity];
  const given = new Set(value.expr.where.map(({ path }) => path));
  return entity !== undefined && given.size > 0 && requiredFields(entity).every((field) => given.has(field));
}

function reasonFor(places: Places, value: Typed, kind: FailureKind): string {
  const written = places.text(value.span);
  const what = /^[\p{L}\w.]+$/u.test(written) ? written : 'the value';
  const entity = value.expr.op === 'lookup' ? value.expr.entity : 'row';
  switch (kind) {
    case 'none':
      return `no ${entity} was found`;
    case 'several':
      return `several rows of ${entity} were found`;
    case 'convert':
      return `${what} cannot be converted`;
    case 'dangling':
      return what === 'the value'
        ? 'the record that it refers to is not there'
        : `the record that ${what} refers to is not there`;
    case 'rejected':
      return 'the record that it refers to did not move';
    case 'unmatched':
      return 'nobody was found for the owner';
    case 'io':
      return 'the content cannot be read';
    default:
      return kind satisfies never;
  }
}

/** ` because ""` behind an assignment, for the author to fill in; none where the value is a part of one. */
export function reasonEdit(places: Places, span: ast.Span): Edit | null {
  const statement = places.assignment(span);
  return statement === null || statement.because
    ? null
    : insert(span.file, statement.value.span.end, ' because ""');
}

export function reasonFixes(places: Places, span: ast.Span): readonly Fix[] {
  const reason = reasonEdit(places, span);
  return maybe('say why', reason && [reason]);
}

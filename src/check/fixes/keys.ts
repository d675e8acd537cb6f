/** Fixes for the keys of maps. */
import type * as ast from '../../language/ast.ts';
import type { Edit, Fix } from '../../language/index.ts';
import type { Entity } from '../../schema/model.ts';
import type { CheckedAssignment, CheckedMap, CheckedWrite } from '../program.ts';
import { addLineFixes, bodyOf } from './lines.ts';
import { identifier, maybe } from './make.ts';
import { edit, type Places } from './places.ts';
import { instead } from './precedence.ts';

/** The field for a key: a text that the target keeps unique, one of one's own first. */
export function keyField(target: Entity): string | null {
  const unique = Object.values(target.fields).filter(
    (one) => one.unique && one.write !== 'never' && one.write !== 'update' && one.type.kind === 'text',
  );
  return (unique.find(({ name }) => name.startsWith('x_')) ?? unique[0])?.name ?? null;
}

/**
 * The line for a map without a key, where the target has a field for it.
 * @param shared other maps write keys into the same entity, so that a word of its own comes first
 */
export function keyFixes(
  places: Places,
  map: CheckedMap,
  arm: CheckedWrite,
  shared: boolean,
): readonly Fix[] {
  const field = keyField(arm.target);
  const id = map.source.fields[map.source.id];
  // Of a map of a list, the id of the record around is the same for all.
  if (field === null || map.each !== null) return [];
  const read = identifier(map.source.id);
  const value = shared ? `"${map.source.name}:{${read}}"` : id?.type.kind === 'text' ? read : `"{${read}}"`;
  return addLineFixes(
    places,
    bodyOf(places, arm.span),
    `know its records by \`${map.source.id}\``,
    `key ${identifier(field)} = ${value}`,
  );
}

/** A key that says the same of every record, with the id behind it. */
export function idFixes(places: Places, map: CheckedMap, span: ast.Span): readonly Fix[] {
  const node = places.expression(span)?.node;
  // Of a map of a list, the id of the record around is the same for all.
  if (node?.kind !== 'Text' || map.each !== null) return [];
  return maybe(`put \`${map.source.id}\` behind it`, [
    edit(span.file, span.end - 1, span.end - 1, `:{${identifier(map.source.id)}}`),
  ]);
}

/** A field that is unique in place of the one that is not. */
export function uniqueFieldFixes(
  places: Places,
  target: Entity,
  written: ast.Span | undefined,
): readonly Fix[] {
  const field = keyField(target);
  if (field === null || written === undefined || places.statement(written)?.kind !== 'Assign') return [];
  return maybe(`write it into \`${field}\``, instead(written, identifier(field)));
}

/** The value without the function that loses a part of it. */
export function wholeFixes(places: Places, span: ast.Span, fn: string): readonly Fix[] {
  const node = places.expression(span)?.node;
  if (node?.kind !== 'Pipe' || node.fn.name !== fn) return [];
  return maybe('take the whole value', [edit(span.file, node.value.span.end, node.span.end, '')]);
}

/** A word of its own before each of these keys; none where one is no plain value. */
export function prefixFixes(
  places: Places,
  keys: readonly { readonly map: CheckedMap; readonly key: CheckedAssignment }[],
): readonly Fix[] {
  const edits: Edit[] = [];
  for (const { map, key } of keys) {
    const node = places.expression(key.value.span)?.node;
    if (node === undefined || key.value.type.nullable) return [];
    const written = places.text(node.span);
    edits.push(
      ...instead(
        node.span,
        node.kind === 'Text'
          ? `"${map.source.name}:${written.slice(1)}`
          : `"${map.source.name}:{${written}}"`,
      ),
    );
  }
  edits.sort((a, b) =>
    a.span.file < b.span.file ? -1 : a.span.file > b.span.file ? 1 : a.span.start - b.span.start,
  );
  const same = new Set(keys.map(({ map }) => map.source.name)).size < keys.length;
  return same ? [] : maybe('begin each with a word of its own', edits);
}

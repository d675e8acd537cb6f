/** Fixes that declare what the target does not have yet. */
import type * as ast from '../../language/ast.ts';
import type { Fix } from '../../language/index.ts';
import type { Entity } from '../../schema/model.ts';
import { identifier, maybe, quoted } from './make.ts';
import { insert, type Places } from './places.ts';

/** A field of one's own in `provision`, unique where it is a key; its type is what most such fields are. */
export function provisionFixes(places: Places, entity: Entity, name: string, span: ast.Span): readonly Fix[] {
  const statement = places.statement(span);
  const type = statement?.kind === 'Assign' && statement.mode === 'key' ? 'char(64) unique' : 'char';
  const words = name.slice('x_'.length).replaceAll('_', ' ').trim();
  const label = quoted(words.charAt(0).toUpperCase() + words.slice(1));
  const line = `field ${identifier(`${entity.name}.${name}`)} : ${type} ${label}`;
  const block = places.first('Provision');
  const last = block?.items.at(-1);
  const declaration = places.around(span).at(-1);
  const title = `provision \`${name}\``;
  if (last) return maybe(title, [places.below(last, line)]);
  return declaration === undefined || block !== null
    ? []
    : maybe(title, [
        insert(declaration.span.file, docStart(places, declaration), `provision {\n  ${line}\n}\n\n`),
      ]);
}

/** Where a declaration starts, with the `///` lines above it. */
function docStart(places: Places, { span }: { readonly span: ast.Span }): number {
  const before = places.text({ ...span, start: 0, end: span.start });
  return span.start - (/(?:^[^\S\n]*\/\/\/[^\n]*\n)+$/m.exec(before)?.[0].length ?? 0);
}

/** Fixes for the tests of a map. */
import type * as ast from '../../language/ast.ts';
import type { Fix } from '../../language/index.ts';
import type { Entity } from '../../schema/model.ts';
import { identifier, maybe, quoted } from './make.ts';
import type { Places } from './places.ts';

/** The record that a reference of a test leads to, given above the record that refers to it. */
export function givenFixes(
  places: Places,
  entity: Entity | undefined,
  span: ast.Span,
  id: string,
): readonly Fix[] {
  const step = places.around(span).find((node) => node.kind === 'Given');
  if (step === undefined || entity === undefined) return [];
  return maybe(`give the \`${entity.name}\``, [
    places.above(step, `given ${identifier(entity.name)} { ${identifier(entity.id)} = ${quoted(id)} }`),
  ]);
}

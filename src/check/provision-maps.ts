import type * as ast from '../language/ast.ts';
import { type Facts, takenItems } from './static.ts';

/** The maps of configuration: what `provision` applies before anything else moves. */
export function provisionedMaps(
  declarations: readonly ast.ProvisionDecl[],
  facts: Facts,
): readonly ast.MapDecl[] {
  return declarations
    .flatMap(({ items }) => takenItems(items, facts))
    .filter((item): item is ast.MapDecl => item.kind === 'Map');
}

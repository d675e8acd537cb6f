import type { FieldType } from '../../../schema/model.ts';
import { xmlText } from '../protocols/xml-text.ts';

/** A field as a view shows it. */
export interface ShownNode {
  readonly name: string;
  readonly kind: FieldType['kind'];
  /** The field that holds the currency of an amount of money. */
  readonly currency: string | null;
  /** External ids of the groups that alone see it; null: everybody. */
  readonly groups: string | null;
  readonly searched: boolean;
}

/** What a form has no widget for. */
const unshown: ReadonlySet<FieldType['kind']> = new Set(['json']);
/** What no list shows in a cell. */
const unlisted: ReadonlySet<FieldType['kind']> = new Set(['binary', 'html', 'json']);
/** What people can look for in a view of their own; in one of Odoo's only what is `searched`. */
const searchable: ReadonlySet<FieldType['kind']> = new Set(['text', 'reference', 'references', 'enum']);

/**
 * The elements of a form or a list for a field: without its currency an amount of money is a bare number, and of a list
 * of records only the names fit.
 * @param hidden the attribute by which this version and kind of view hides an element
 */
function nodesOf(node: ShownNode, hidden: 'invisible' | 'column_invisible'): readonly string[] {
  const groups = node.groups === null ? '' : ` groups="${xmlText(node.groups)}"`;
  const widget = node.kind === 'references' ? ' widget="many2many_tags"' : '';
  return [
    ...(node.currency === null ? [] : [`<field name="${node.currency}" ${hidden}="1"/>`]),
    `<field name="${node.name}"${widget}${groups}/>`,
  ];
}

function searchNodes(node: ShownNode): readonly string[] {
  return [`<field name="${node.name}"${node.groups === null ? '' : ` groups="${xmlText(node.groups)}"`}/>`];
}

/** What kind of view it is, and for whom: that says which elements it takes. */
export type ViewKind = 'form' | 'list' | 'search';

/** The elements of a view for fields. @param own a view of an entity that is made, not an addition to one of Odoo's */
export function viewNodes(
  kind: ViewKind,
  own: boolean,
  fields: readonly ShownNode[],
  major: number,
): readonly string[] {
  switch (kind) {
    case 'form':
      return fields.filter((node) => !unshown.has(node.kind)).flatMap((node) => nodesOf(node, 'invisible'));
    case 'list':
      return fields
        .filter((node) => !unlisted.has(node.kind))
        .flatMap((node) => nodesOf(node, major < 17 ? 'invisible' : 'column_invisible'));
    case 'search':
      return fields
        .filter((node) => node.searched || (own && searchable.has(node.kind)))
        .flatMap(searchNodes);
  }
}

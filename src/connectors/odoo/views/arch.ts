import { digestOf } from '../../../schema/digest.ts';
import type { FieldType } from '../../../schema/model.ts';
import { xmlText } from '../addon/xml.ts';
import { appendingArch, type FormPlace } from '../form-place.ts';

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
export const unshown: ReadonlySet<FieldType['kind']> = new Set(['json']);
/** What no list shows in a cell. */
export const unlisted: ReadonlySet<FieldType['kind']> = new Set(['binary', 'html', 'json']);
/** What people can look for in a view of their own; in one of Odoo's only what is `searched`. */
const searchable: ReadonlySet<FieldType['kind']> = new Set(['text', 'reference', 'references', 'enum']);

/**
 * The elements of a form or a list for a field: without its currency an amount of money is a bare number, and of a list
 * of records only the names fit.
 * @param hidden the attribute by which this version and kind of view hides an element
 */
export function nodesOf(node: ShownNode, hidden: 'invisible' | 'column_invisible'): readonly string[] {
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

function lines(nodes: readonly string[], indent: string): string {
  return nodes.map((node) => `\n${indent}${node}`).join('');
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

/** The change of one of Odoo's forms that appends the elements. */
export function addedForm(place: FormPlace, nodes: readonly string[]): string {
  return sealed(`<data>\n  ${appendingArch(place, nodes)}\n</data>`);
}

/** The change of one of Odoo's searches. */
export function addedSearch(nodes: readonly string[]): string {
  return sealed(
    `<data>\n  <xpath expr="/search" position="inside">${lines(nodes, '    ')}\n  </xpath>\n</data>`,
  );
}

/** A view of an entity that is made. @param list what this version of Odoo calls a list */
export function ownView(
  kind: ViewKind,
  label: string,
  nodes: readonly string[],
  list: 'tree' | 'list',
): string {
  const title = ` string="${xmlText(label)}"`;
  switch (kind) {
    case 'form':
      return sealed(
        `<form${title}>\n  <sheet>\n    <group>${lines(nodes, '      ')}\n    </group>\n  </sheet>\n</form>`,
      );
    case 'list':
      return sealed(`<${list}${title}>${lines(nodes, '  ')}\n</${list}>`);
    case 'search':
      return sealed(`<search${title}>${lines(nodes, '  ')}\n</search>`);
  }
}

const SEAL =
  /\n {2}<!-- mapc wrote this view \(([0-9a-f]{12})\)\. A view that people changed is left as it is\. -->/;

/** Puts a digest of the rest into the architecture, so that it shows whether somebody changed it since. */
function sealed(arch: string): string {
  const end = arch.indexOf('>') + 1;
  const seal = `\n  <!-- mapc wrote this view (${sealOf(arch)}). A view that people changed is left as it is. -->`;
  return `${arch.slice(0, end)}${seal}${arch.slice(end)}`;
}

function sealOf(arch: string): string {
  return digestOf(arch).slice(0, 12);
}

/** Whether it is as it was written. */
export function isUntouched(arch: string): boolean {
  const found = SEAL.exec(arch);
  return found !== null && sealOf(arch.replace(SEAL, '')) === found[1];
}

const NODE = /<field name="([^"]*)"([^>]*)\/>/g;

/** Names of the fields that an architecture names, wherever. */
export function fieldsOf(arch: string): ReadonlySet<string> {
  return new Set(
    [...arch.matchAll(/<field\b[^>]*?\sname=(?:"([^"]*)"|'([^']*)')/g)].map(
      ([, double, single]) => double ?? single ?? '',
    ),
  );
}

/** Fields that an untouched architecture shows, without those that stand there for others. */
export function shownFields(arch: string): ReadonlySet<string> {
  return new Set(
    [...arch.matchAll(NODE)].flatMap(([, name = '', rest = '']) => (isHidden(rest) ? [] : [name])),
  );
}

function isHidden(attributes: string): boolean {
  return /\b(?:column_)?invisible="1"/.test(attributes);
}

/** An untouched architecture with these elements behind its own. */
export function withNodes(arch: string, nodes: readonly string[]): string {
  const bare = arch.replace(SEAL, '');
  const last = [...bare.matchAll(NODE)].at(-1);
  if (last === undefined) return arch;
  const indent = /[^\n]*$/.exec(bare.slice(0, last.index))?.[0] ?? '';
  const at = last.index + last[0].length;
  return sealed(`${bare.slice(0, at)}${lines(nodes, indent)}${bare.slice(at)}`);
}

/** An untouched architecture without these fields; null where it would show nothing. */
export function withoutFields(arch: string, fields: ReadonlySet<string>): string | null {
  const bare = arch
    .replace(SEAL, '')
    .replace(/\n *<field name="([^"]*)"[^>]*\/>/g, (node, name: string) => (fields.has(name) ? '' : node));
  return shownFields(bare).size === 0 ? null : sealed(bare);
}

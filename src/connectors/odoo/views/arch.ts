import { digestOf } from '../../../schema/digest.ts';
import { xmlText } from '../protocols/xml-text.ts';
import { appendingArch, type FormPlace } from '../provision/form-place.ts';
import type { ViewKind } from './nodes.ts';

function lines(nodes: readonly string[], indent: string): string {
  return nodes.map((node) => `\n${indent}${node}`).join('');
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

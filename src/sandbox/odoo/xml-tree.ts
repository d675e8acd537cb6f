/** An element with its attributes in order; comments are elements named `!--`, which hold their text. */
export interface XmlElement {
  tag: string;
  readonly attributes: Map<string, string>;
  children: (XmlElement | string)[];
}

export const COMMENT = '!--';

/** @throws Error in the words of the parser that Odoo uses, where there are such */
export function parseXml(text: string): XmlElement {
  const root: XmlElement = { tag: '', attributes: new Map(), children: [] };
  const open: XmlElement[] = [root];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    const top = open.at(-1) ?? root;
    if (match.index > at) top.children.push(unescaped(text.slice(at, match.index)));
    at = match.index + match[0].length;
    const [whole, closing, tag, attributes = '', empty] = match;
    if (tag === undefined) {
      if (whole.startsWith('<!--'))
        top.children.push({ tag: COMMENT, attributes: new Map(), children: [whole.slice(4, -3)] });
    } else if (closing === '/') {
      if (top.tag !== tag) throw new Error(mismatch(text, top.tag, tag, at));
      open.pop();
    } else {
      const element: XmlElement = { tag, attributes: attributesOf(attributes), children: [] };
      top.children.push(element);
      if (empty !== '/') open.push(element);
    }
  }
  const rest = text.slice(at).trim();
  const elements = root.children.filter(isElement).filter(({ tag }) => tag !== COMMENT);
  const [first, second] = elements;
  if (open.length > 1 || rest.includes('<') || first === undefined)
    throw new Error(`Premature end of data in tag ${open.at(-1)?.tag ?? ''} line 1, line 1, column ${at}`);
  if (second !== undefined) throw new Error('Extra content at the end of the document, line 1, column 1');
  return first;
}

const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;

function mismatch(text: string, open: string, close: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  const opened = text.slice(0, text.indexOf(`<${open}`)).split('\n').length;
  return `Opening and ending tag mismatch: ${open} line ${opened} and ${close}, line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function attributesOf(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, name = '', double, single]) => [
      name,
      unescaped(double ?? single ?? ''),
    ]),
  );
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(#x?[0-9a-fA-F]+|\w+);/g, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name] ?? whole;
    return String.fromCodePoint(Number(name.startsWith('#x') ? `0x${name.slice(2)}` : name.slice(1)));
  });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** As lxml writes it. */
export function xmlText({ tag, attributes, children }: XmlElement): string {
  if (tag === COMMENT) return `<!--${children.join('')}-->`;
  const start =
    tag +
    [...attributes].map(([name, value]) => ` ${name}="${escaped(value).replaceAll('"', '&quot;')}"`).join('');
  if (children.length === 0) return `<${start}/>`;
  return `<${start}>${children.map((child) => (typeof child === 'string' ? escaped(child) : xmlText(child))).join('')}</${tag}>`;
}

export function isElement(child: XmlElement | string): child is XmlElement {
  return typeof child !== 'string';
}

/** Elements below this one that are no comments. */
export function elementsOf({ children }: XmlElement): readonly XmlElement[] {
  return children.filter(isElement).filter(({ tag }) => tag !== COMMENT);
}

/** The element and all below it in the order of the text, each with those that it stands in, the next one last. */
export function* walkXml(
  element: XmlElement,
  within: readonly XmlElement[] = [],
): Iterable<{ readonly element: XmlElement; readonly within: readonly XmlElement[] }> {
  yield { element, within };
  for (const child of elementsOf(element)) yield* walkXml(child, [...within, element]);
}

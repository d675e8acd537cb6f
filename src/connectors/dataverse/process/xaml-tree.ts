import { SaxesParser } from 'saxes';

/** An element of XAML; names without their prefixes (`SetEntityProperty`, and the attribute `x:Key` as `Key`). */
export interface XamlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XamlElement[];
  /** What is written between the tags, of this element itself, trimmed. */
  readonly text: string;
}

interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XamlElement[];
  text: string;
}

/** The root element of a XAML document; null for what is no well-formed XML. */
export function xamlTree(xaml: string): XamlElement | null {
  const open: Open[] = [];
  let root: XamlElement | null = null;
  let failed = false;
  // Prefixes are only cut off: the namespaces of XAML name assemblies, with commas and blanks in them.
  const parser = new SaxesParser({ xmlns: false });
  parser.on('error', () => {
    failed = true;
  });
  parser.on('opentag', (tag) => {
    const attributes = Object.entries(tag.attributes)
      .filter(([name]) => name !== 'xmlns' && !name.startsWith('xmlns:'))
      .map(([name, value]) => [plain(name), value] as const);
    open.push({ name: plain(tag.name), attributes: Object.fromEntries(attributes), children: [], text: '' });
  });
  const add = (text: string): void => {
    const inner = open.at(-1);
    if (inner !== undefined) inner.text += text;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', () => {
    const closed = open.pop();
    if (closed === undefined) return;
    const element: XamlElement = { ...closed, text: closed.text.trim() };
    const parent = open.at(-1);
    if (parent === undefined) root = element;
    else parent.children.push(element);
  });
  parser.write(xaml.replace(/^\uFEFF/, '').trimStart()).close();
  return failed ? null : root;
}

/** The first child of the name. */
export function child(element: XamlElement, name: string): XamlElement | null {
  return element.children.find((one) => one.name === name) ?? null;
}

/** The child that stands under a key: `<InArgument x:Key="Result">`. */
export function keyed(element: XamlElement | null, key: string): XamlElement | null {
  return element?.children.find(({ attributes }) => attributes.Key === key) ?? null;
}

function plain(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

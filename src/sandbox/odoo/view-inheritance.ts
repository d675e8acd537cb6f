import { COMMENT, elementsOf, isElement, walkXml, type XmlElement, xmlText } from './xml-tree.ts';

/** An element of a view and the one that it stands in; null for the root. */
interface Place {
  readonly element: XmlElement;
  readonly parent: XmlElement | null;
}

/**
 * Changes an architecture as the view that inherits it says.
 *
 * @returns the root, which may be another one by then
 * @throws Error where a place is not found, or a path is more than the sandbox understands
 */
export function applyInheritance(root: XmlElement, spec: XmlElement): XmlElement {
  const specs = spec.tag === 'data' ? elementsOf(spec) : [spec];
  let top = root;
  for (const one of specs) top = applyOne(top, one);
  return top;
}

function applyOne(root: XmlElement, spec: XmlElement): XmlElement {
  const place = locate(root, spec);
  if (place === null) {
    const shown = `<${spec.tag}${[...spec.attributes]
      .filter(([name]) => name !== 'position')
      .map(([name, value]) => ` ${name}="${value}"`)
      .join('')}>`;
    throw new Error(`Element '${shown}' cannot be located in parent view`);
  }
  const { element, parent } = place;
  const content = spec.children.map(copied);
  const position = spec.attributes.get('position') ?? 'inside';
  const beside = (from: number, gone: number): void => {
    if (parent === null) throw new Error(`Invalid position attribute: '${position}'`);
    const at = parent.children.indexOf(element);
    parent.children.splice(at + from, gone, ...content);
  };
  switch (position) {
    case 'inside':
      element.children.push(...content);
      return root;
    case 'after':
      beside(1, 0);
      return root;
    case 'before':
      beside(0, 0);
      return root;
    case 'replace':
      if (parent === null) return content.filter(isElement).find(({ tag }) => tag !== COMMENT) ?? root;
      beside(0, 1);
      return root;
    case 'attributes':
      for (const change of elementsOf(spec)) {
        const name = change.attributes.get('name') ?? '';
        const value = change.children.filter((child) => typeof child === 'string').join('');
        if (value === '') element.attributes.delete(name);
        else element.attributes.set(name, value);
      }
      return root;
    default:
      throw new Error(`Invalid position attribute: '${position}'`);
  }
}

function copied(child: XmlElement | string): XmlElement | string {
  if (typeof child === 'string') return child;
  return { tag: child.tag, attributes: new Map(child.attributes), children: child.children.map(copied) };
}

function locate(root: XmlElement, spec: XmlElement): Place | null {
  if (spec.tag === 'xpath') return findPath(root, spec.attributes.get('expr') ?? '');
  const wanted = [...spec.attributes].filter(([name]) => name !== 'position');
  const fits = (element: XmlElement): boolean =>
    spec.tag === 'field'
      ? element.attributes.get('name') === spec.attributes.get('name')
      : wanted.every(([name, value]) => element.attributes.get(name) === value);
  for (const { element, within } of walkXml(root))
    if (element.tag === spec.tag && fits(element)) return { element, parent: within.at(-1) ?? null };
  return null;
}

interface Step {
  /** At any depth. */
  readonly deep: boolean;
  readonly tag: string;
  readonly conditions: readonly string[];
}

/** The paths that the sandbox understands: steps by name, with attributes, a place, or an ancestor that must not be. */
function findPath(root: XmlElement, path: string): Place | null {
  const steps = [...path.matchAll(/(\/\/?)([\w*]+)((?:\[[^\]]*\])*)/g)].map(
    ([, slashes, tag = '', conditions = '']): Step => ({
      deep: slashes === '//',
      tag,
      conditions: [...conditions.matchAll(/\[([^\]]*)\]/g)].map(([, condition = '']) => condition.trim()),
    }),
  );
  const understood = steps.map((step) => `${step.deep ? '//' : '/'}${step.tag}`).join('');
  if (understood === '' || path.replace(/\[[^\]]*\]/g, '') !== understood)
    throw new Error(`This sandbox does not understand the path ${path}`);
  // What the root stands in.
  const document: XmlElement = { tag: '', attributes: new Map(), children: [root] };
  let found: { readonly element: XmlElement; readonly within: readonly XmlElement[] }[] = [
    { element: document, within: [] },
  ];
  for (const step of steps)
    found = found.flatMap(({ element, within }) => {
      const below = step.deep
        ? [...walkXml(element, within)].slice(1)
        : elementsOf(element).map((child) => ({ element: child, within: [...within, element] }));
      return below
        .filter((one) => step.tag === '*' || one.element.tag === step.tag)
        .filter((one) => step.conditions.every((condition) => holds(condition, one, path)));
    });
  const [first] = found;
  if (first === undefined) return null;
  const parent = first.within.at(-1);
  return { element: first.element, parent: parent === document ? null : (parent ?? null) };
}

function holds(
  condition: string,
  { element, within }: { readonly element: XmlElement; readonly within: readonly XmlElement[] },
  path: string,
): boolean {
  const attribute = /^@([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')$/.exec(condition);
  if (attribute !== null)
    return element.attributes.get(attribute[1] ?? '') === (attribute[2] ?? attribute[3]);
  const ancestor = /^not\(ancestor::(\w+)\)$/.exec(condition);
  if (ancestor !== null) return within.every(({ tag }) => tag !== ancestor[1]);
  if (/^\d+$/.test(condition)) {
    const kin = elementsOf(within.at(-1) ?? element).filter(({ tag }) => tag === element.tag);
    return kin[Number(condition) - 1] === element;
  }
  throw new Error(`This sandbox does not understand [${condition}] in the path ${path}`);
}

/** The lines around what is wrong; of a short architecture all. */
export function nearText(root: XmlElement): string {
  return xmlText(root).split('\n').slice(0, 5).join('\n');
}

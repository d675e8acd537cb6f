/**
 * What Odoo does to markup that is written into an HTML field, as far as clients see it: dangerous elements and
 * handlers go, text is escaped, open elements are closed, bare text at the start gets a paragraph, and several inline
 * elements without one get a span.
 */
export function sanitizeHtml(source: string): string {
  if (source.trim() === '') return source;
  const nodes = parse(source.trimStart());
  const top = nodes.filter((node) => node.kind !== 'comment');
  const first = top.findIndex((node) => !isBlank(node));
  if (first < 0) return '';
  const kept = top.slice(first);
  if (kept[0]?.kind === 'text') return leadingParagraph(kept);
  const html = kept.map(serialize).join('');
  const elements = kept.filter((node) => !isBlank(node));
  const only = elements[0];
  if (elements.length === 1 && only?.kind === 'element') {
    // A bare division around everything is taken for the wrapper that the parser itself puts there.
    const inner = /^<div>([\s\S]*)<\/div>(\s*)$/.exec(html);
    return inner === null ? html : `${inner[1] ?? ''}${inner[2] ?? ''}`;
  }
  const hasBlock = kept.some((node) => node.kind === 'element' && blockTags.has(node.name));
  return hasBlock ? html : `<span>${html}</span>`;
}

type Node = TextNode | ElementNode | CommentNode;
interface TextNode {
  readonly kind: 'text';
  readonly text: string;
}
interface CommentNode {
  readonly kind: 'comment';
  readonly text: string;
}
interface ElementNode {
  readonly kind: 'element';
  readonly name: string;
  readonly attributes: string;
  readonly children: Node[];
}

const removedWithContent = new Set(
  'script style form iframe object embed noscript title button select textarea input'.split(' '),
);
/** Their content stays. */
const unwrapped = new Set('html head body meta link base frame'.split(' '));
const voidTags = new Set('br hr img col area source track wbr input meta link base embed frame'.split(' '));
const blockTags = new Set(
  (
    'p div table ul ol dl h1 h2 h3 h4 h5 h6 blockquote pre section article header footer hr address figure main nav ' +
    'aside center'
  ).split(' '),
);

function parse(source: string): Node[] {
  const root: ElementNode = { kind: 'element', name: '', attributes: '', children: [] };
  const open: ElementNode[] = [root];
  const add = (node: Node): void => {
    open.at(-1)?.children.push(node);
  };
  const close = (name: string): void => {
    const depth = open.findLastIndex((element) => element.name === name);
    if (depth > 0) open.length = depth;
  };
  let index = 0;
  while (index < source.length) {
    const tag = source[index] === '<' ? tagAt(source, index) : null;
    if (tag === null) {
      let end = index + 1;
      while (end < source.length && !(source[end] === '<' && tagAt(source, end) !== null)) end++;
      add({ kind: 'text', text: source.slice(index, end) });
      index = end;
      continue;
    }
    const start = index;
    index = tag.end;
    if (tag.name === '!--') {
      add({ kind: 'comment', text: source.slice(start, tag.end) });
    } else if (removedWithContent.has(tag.name)) {
      if (tag.kind === 'open' && !voidTags.has(tag.name)) index = afterClosing(source, index, tag.name);
    } else if (tag.name !== '!' && !unwrapped.has(tag.name) && !tag.name.includes(':')) {
      if (tag.kind === 'close') close(tag.name);
      else {
        if (blockTags.has(tag.name)) close('p');
        const element: ElementNode = {
          kind: 'element',
          name: tag.name,
          attributes: keptAttributes(tag.attributes),
          children: [],
        };
        add(element);
        if (tag.kind === 'open' && !voidTags.has(tag.name)) open.push(element);
      }
    }
  }
  return root.children;
}

/** Text at the start and the inline elements after it become a paragraph; the rest stays. */
function leadingParagraph(nodes: readonly Node[]): string {
  const end = nodes.findIndex((node) => node.kind === 'element' && blockTags.has(node.name));
  const inline = end < 0 ? nodes : nodes.slice(0, end);
  const rest = end < 0 ? [] : nodes.slice(end);
  return `<p>${inline.map(serialize).join('')}</p>${rest.map(serialize).join('')}`;
}

function serialize(node: Node): string {
  if (node.kind === 'text') return escapeText(decodeEntities(node.text));
  if (node.kind === 'comment') return node.text;
  const start = `<${node.name}${node.attributes}>`;
  return voidTags.has(node.name) ? start : `${start}${node.children.map(serialize).join('')}</${node.name}>`;
}

function isBlank(node: Node): boolean {
  return node.kind === 'comment' || (node.kind === 'text' && node.text.trim() === '');
}

interface Tag {
  readonly name: string;
  readonly kind: 'open' | 'close' | 'self';
  readonly attributes: string;
  readonly end: number;
}

function tagAt(source: string, start: number): Tag | null {
  if (source.startsWith('<!--', start)) {
    const end = source.indexOf('-->', start);
    return { name: '!--', kind: 'self', attributes: '', end: end < 0 ? source.length : end + 3 };
  }
  if (source.startsWith('<!', start) || source.startsWith('<?', start)) {
    const end = source.indexOf('>', start);
    return { name: '!', kind: 'self', attributes: '', end: end < 0 ? source.length : end + 1 };
  }
  tagPattern.lastIndex = start;
  const match = tagPattern.exec(source);
  if (match === null) return null;
  const kind = match[1] === '/' ? 'close' : match[4] === '/' ? 'self' : 'open';
  return {
    name: (match[2] ?? '').toLowerCase(),
    kind,
    attributes: match[3] ?? '',
    end: tagPattern.lastIndex,
  };
}

const tagPattern =
  /<(\/?)([a-zA-Z][a-zA-Z0-9:-]*)((?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*)\s*(\/?)>/y;
const attributePattern = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;

function keptAttributes(source: string): string {
  let kept = '';
  for (const match of source.matchAll(attributePattern)) {
    const name = (match[1] ?? '').toLowerCase();
    const value = decodeEntities(match[2] ?? match[3] ?? match[4] ?? '');
    if (name.startsWith('on') || (name.startsWith('data-') && !name.startsWith('data-o'))) continue;
    const isScript = (name === 'href' || name === 'src') && /^\s*(javascript|vbscript):/i.test(value);
    kept += ` ${name}="${isScript ? '' : escapeAttribute(value)}"`;
  }
  return kept;
}

function afterClosing(source: string, from: number, name: string): number {
  const match = new RegExp(`</${name}\\s*>`, 'i').exec(source.slice(from));
  return match === null ? source.length : from + match.index + match[0].length;
}

const escapeText = (text: string): string =>
  escapeAmpersands(text).replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const escapeAttribute = (text: string): string => escapeAmpersands(text).replaceAll('"', '&quot;');
const escapeAmpersands = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('\u00a0', '&nbsp;');

/** Names of the characters 160 to 255, in order. */
const latin = (
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro ' +
  'para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil ' +
  'Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave ' +
  'Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml ' +
  'igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute ' +
  'thorn yuml'
).split(' ');

const entities = new Map<string, string>([
  ...latin.map((name, index): [string, string] => [name, String.fromCodePoint(160 + index)]),
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['euro', '€'],
  ['hellip', '…'],
  ['ndash', '–'],
  ['mdash', '—'],
  ['lsquo', '‘'],
  ['rsquo', '’'],
  ['sbquo', '‚'],
  ['ldquo', '“'],
  ['rdquo', '”'],
  ['bdquo', '„'],
  ['bull', '•'],
  ['trade', '™'],
]);

function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]+|#\d+|[a-z]\w*);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities.get(name) ?? whole;
    const code =
      name[1]?.toLowerCase() === 'x'
        ? Number.parseInt(name.slice(2), 16)
        : Number.parseInt(name.slice(1), 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/**
 * What Odoo does to markup that is written into an HTML field, as far as clients see it: dangerous elements and
 * handlers go, `&`, `<` and `>` in text are escaped, open elements are closed, and bare text gets a paragraph.
 */
export function sanitizeHtml(source: string): string {
  if (source.trim() === '') return source;
  const out: string[] = [];
  const open: string[] = [];
  let bareText = false;
  let index = 0;
  while (index < source.length) {
    const tag = source[index] === '<' ? tagAt(source, index) : null;
    if (tag === null) {
      let end = index + 1;
      while (end < source.length && !(source[end] === '<' && tagAt(source, end) !== null)) end++;
      const text = source.slice(index, end);
      if (open.length === 0 && text.trim() !== '') bareText = true;
      out.push(escapeText(text));
      index = end;
      continue;
    }
    index = tag.end;
    if (tag.name === '!') continue;
    if (removedWithContent.has(tag.name)) {
      if (tag.kind === 'open') index = afterClosing(source, index, tag.name);
      continue;
    }
    if (removedTags.has(tag.name)) continue;
    if (tag.kind === 'close') {
      const depth = open.lastIndexOf(tag.name);
      if (depth < 0) continue;
      while (open.length > depth) out.push(`</${open.pop()}>`);
      continue;
    }
    if (open.length === 0 && !blockTags.has(tag.name) && !inlineKeptBare.has(tag.name)) bareText = true;
    const empty = voidTags.has(tag.name);
    out.push(`<${tag.name}${keptAttributes(tag.attributes)}>`);
    if (!empty && tag.kind === 'open') open.push(tag.name);
    else if (!empty) out.push(`</${tag.name}>`);
  }
  while (open.length > 0) out.push(`</${open.pop()}>`);
  const html = out.join('');
  return bareText ? `<p>${html}</p>` : html;
}

const removedWithContent = new Set([
  'script',
  'style',
  'form',
  'iframe',
  'object',
  'embed',
  'noscript',
  'head',
  'title',
]);
const removedTags = new Set([
  'html',
  'body',
  'meta',
  'link',
  'base',
  'input',
  'button',
  'select',
  'textarea',
  'frame',
]);
const voidTags = new Set(['br', 'hr', 'img', 'col', 'area', 'source', 'track', 'wbr']);
const blockTags = new Set(
  (
    'p div table ul ol dl h1 h2 h3 h4 h5 h6 blockquote pre section article header footer hr address figure main nav ' +
    'aside tbody thead tr td th li'
  ).split(' '),
);
/** A single inline element at the top stays as it is: `<b>x</b>`, `<a …>`. */
const inlineKeptBare = new Set(
  'a b strong i em u s small big span font code sub sup img br abbr cite del ins mark q tt var'.split(' '),
);

interface Tag {
  readonly name: string;
  readonly kind: 'open' | 'close' | 'self';
  readonly attributes: string;
  readonly end: number;
}

function tagAt(source: string, start: number): Tag | null {
  if (source.startsWith('<!--', start)) {
    const end = source.indexOf('-->', start);
    return { name: '!', kind: 'self', attributes: '', end: end < 0 ? source.length : end + 3 };
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
    const value = match[2] ?? match[3] ?? match[4] ?? '';
    if (name.startsWith('on')) continue;
    if ((name === 'href' || name === 'src') && /^\s*(javascript|vbscript):/i.test(value)) continue;
    kept += ` ${name}="${escapeAttribute(value)}"`;
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
const escapeAmpersands = (text: string): string => text.replace(/&(?!#?[a-zA-Z0-9]+;)/g, '&amp;');

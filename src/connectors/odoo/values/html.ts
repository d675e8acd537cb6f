import { decodeEntities } from './html-entities.ts';

/**
 * HTML in a form in which what one writes to Odoo and what it gives back are the same text.
 *
 * Odoo's sanitiser (lxml) closes tags, wraps bare text into `<p>`, decodes and encodes entities anew, drops scripts,
 * forms, comments and events, rewrites styles, and puts embedded pictures into attachments. So the form keeps what a
 * reader would miss: the text, the block and inline tags around it, where links lead and which pictures stand there by
 * address. White space collapses, `<span>` and `<font>` and all other attributes are left out. Null and "" are the
 * empty text.
 */
export function canonicalHtml(markup: string): string {
  // Dropping what is empty can bring together what then simplifies again. Two or three passes do; the bound is for
  // markup that nobody writes.
  let form = markup;
  for (let pass = 0; pass < 20; pass++) {
    const next = onePass(form);
    if (next === form) break;
    form = next;
  }
  return form;
}

function onePass(markup: string): string {
  const root: Element = { tag: '', attributes: '', children: [] };
  const open: Element[] = [root];
  const top = (): Element => open.at(-1) ?? root;
  for (const token of tokens(markup)) {
    if (typeof token === 'string') {
      top().children.push(token);
    } else if (token.close) {
      const at = open.findLastIndex((element) => element.tag === token.tag);
      if (at > 0) open.length = at;
    } else {
      closeBefore(open, token.tag);
      const element: Element = { tag: token.tag, attributes: token.attributes, children: [] };
      top().children.push(element);
      if (!empty.has(token.tag)) open.push(element);
    }
  }
  let blocks = wrapped(root.children);
  // The sanitiser takes a div away that is around everything.
  for (
    let [only] = blocks;
    blocks.length === 1 && typeof only === 'object' && only.tag === 'div';
    [only] = blocks
  )
    blocks = wrapped(only.children);
  return blocks.map(print).join('').trim();
}

interface Element {
  readonly tag: string;
  readonly attributes: string;
  readonly children: (Element | string)[];
}

type Token = string | { readonly tag: string; readonly close: boolean; readonly attributes: string };

const empty: ReadonlySet<string> = new Set(['br', 'hr', 'img', 'col', 'wbr', 'area']);
/** Dropped with all that they hold. */
const killed: ReadonlySet<string> = new Set([
  'applet',
  'base',
  'button',
  'embed',
  'frame',
  'head',
  'iframe',
  'input',
  'link',
  'meta',
  'noscript',
  'object',
  'option',
  'script',
  'select',
  'style',
  'textarea',
  'title',
]);
/** Left out, while what they hold stays. */
const ignored: ReadonlySet<string> = new Set(['html', 'body', 'form', 'span', 'font', 'center', 'o:p']);
const blockTags: ReadonlySet<string> = new Set([
  'address',
  'article',
  'aside',
  'blockquote',
  'div',
  'dl',
  'fieldset',
  'footer',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'header',
  'hr',
  'li',
  'main',
  'nav',
  'ol',
  'p',
  'pre',
  'section',
  'table',
  'ul',
]);
const alone: Readonly<Record<string, readonly string[]>> = {
  li: ['li'],
  td: ['td', 'th'],
  th: ['td', 'th'],
  tr: ['td', 'th', 'tr'],
  dt: ['dt', 'dd'],
  dd: ['dt', 'dd'],
};

/** HTML lets some end tags be left out. */
function closeBefore(open: Element[], tag: string): void {
  const ends = [...(alone[tag] ?? []), ...(blockTags.has(tag) ? ['p'] : [])];
  for (;;) {
    const last = open.at(-1);
    if (last === undefined || !ends.includes(last.tag)) return;
    open.pop();
  }
}

function* tokens(markup: string): Generator<Token> {
  const pattern =
    /<!--[\s\S]*?(?:-->|$)|<[!?][^>]*>?|<(\/?)([A-Za-z][A-Za-z0-9:-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/g;
  let from = 0;
  let killing: { readonly tag: string; depth: number } | null = null;
  for (const match of markup.matchAll(pattern)) {
    if (killing === null && match.index > from) yield* text(markup.slice(from, match.index));
    from = match.index + match[0].length;
    const tag = match[2]?.toLowerCase();
    if (tag === undefined) continue;
    const close = match[1] === '/';
    if (killing !== null) {
      if (tag === killing.tag) killing.depth += close ? -1 : 1;
      if (killing.depth === 0) killing = null;
    } else if (killed.has(tag)) {
      if (!close && !['base', 'embed', 'frame', 'input', 'link', 'meta'].includes(tag))
        killing = { tag, depth: 1 };
    } else if (!ignored.has(tag)) {
      yield { tag, close, attributes: close ? '' : attributesOf(tag, match[3] ?? '') };
    }
  }
  if (killing === null && from < markup.length) yield* text(markup.slice(from));
}

function* text(raw: string): Generator<string> {
  yield decodeEntities(raw).replace(/[ \t\r\n\f]+/g, ' ');
}

function attributesOf(tag: string, raw: string): string {
  const wanted = tag === 'a' ? 'href' : tag === 'img' ? 'src' : null;
  if (wanted === null) return '';
  const match = new RegExp(`(?:^|\\s)${wanted}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(raw);
  const value = decodeEntities(match?.[1] ?? match?.[2] ?? match?.[3] ?? '').trim();
  if (value === '' || /^javascript:/i.test(value)) return '';
  if (tag === 'img' && /^(data:|\/web\/image\/|cid:)/i.test(value)) return ' src="embedded"';
  return ` ${wanted}="${value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;
}

/** Runs of text and inline tags between blocks become paragraphs, as the sanitiser makes them. */
function wrapped(children: readonly (Element | string)[]): readonly (Element | string)[] {
  const result: (Element | string)[] = [];
  let run: (Element | string)[] = [];
  const end = (): void => {
    if (run.some((child) => typeof child !== 'string' || child.trim() !== ''))
      result.push({ tag: 'p', attributes: '', children: run });
    run = [];
  };
  for (const child of children) {
    if (typeof child !== 'string' && blockTags.has(child.tag)) {
      end();
      result.push(child);
    } else run.push(child);
  }
  end();
  return result;
}

function print(node: Element | string): string {
  if (typeof node === 'string') return node.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  if (empty.has(node.tag)) return `<${node.tag}${node.attributes}>`;
  const inner = node.children.map(print).join('').replace(/ {2,}/g, ' ');
  const trimmed = blockTags.has(node.tag) || /^(td|th|tr|tbody|thead)$/.test(node.tag) ? inner.trim() : inner;
  // An empty paragraph or inline tag shows nothing.
  if (trimmed === '' && (node.tag === 'p' || !blockTags.has(node.tag)) && !/^t/.test(node.tag)) return '';
  return `<${node.tag}${node.attributes}>${trimmed}</${node.tag}>`;
}

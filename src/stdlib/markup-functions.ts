import { convert as htmlToText } from 'html-to-text';
import { define } from './define.ts';
import { truncateHtml } from './truncate-html.ts';

/** Functions over HTML, and between HTML and text. */
export const markupFunctions = [
  define({
    name: 'text',
    params: [{ name: 'markup', type: 'html' }],
    result: 'text',
    doc: 'The readable text of HTML: paragraphs and line breaks become lines, links keep their address in brackets.',
    examples: [
      { args: ['<p>Called back.</p><p>Wants a <b>quote</b>.</p>'], result: 'Called back.\n\nWants a quote.' },
      { args: ['a &lt; b<br>c'], result: 'a < b\nc' },
    ],
    implement: ([markup]) => readable(markup),
  }),
  define({
    name: 'html',
    params: [{ name: 'value', type: 'text' }],
    result: 'html',
    doc: 'Text as HTML: what would be markup is escaped, and every newline becomes <br>.',
    examples: [{ args: ['Tea & biscuits\n<1 hour>'], result: 'Tea &amp; biscuits<br>&lt;1 hour&gt;' }],
    implement: ([value]) => escapeHtml(value).replace(/\r\n|\r|\n/g, '<br>'),
  }),
  define({
    id: 'truncate_html',
    name: 'truncate',
    params: [
      { name: 'markup', type: 'html' },
      { name: 'length', type: 'integer' },
    ],
    result: 'html',
    loses: true,
    doc: 'HTML of at most so many characters, tags included: no tag or entity is cut in half, and open tags are closed.',
    examples: [
      { args: ['<p>Hello <b>world</b></p>', 21], result: '<p>Hello <b>w</b></p>' },
      { args: ['short', 10], result: 'short' },
    ],
    implement: ([markup, length]) => truncateHtml(markup, length),
  }),
];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function readable(markup: string): string {
  const upright = { uppercase: false };
  return htmlToText(markup, {
    wordwrap: false,
    // The default breaks off at 16 million characters with an ellipsis, which would lose text in silence.
    limits: { maxInputLength: Number.MAX_SAFE_INTEGER },
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: upright })),
    ],
  });
}

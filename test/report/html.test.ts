import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml, html } from '../../src/report/html.ts';
import { page } from '../../src/report/page.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('<', '>', '"', "'", '&', '</script>', '<!--', '${', '`', '\\', 'x', '\u0000'))
    .map((all) => all.join('')),
);

describe('html', () => {
  it('lets no text become markup, in content or in an attribute', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { markup } = html`<b title="${text}">${text}</b>`;
        expect(markup.match(/[<>]/g)).toEqual(['<', '>', '<', '>']);
        expect(markup.match(/["']/g)).toEqual(['"', '"']);
      }),
    );
  });

  it('loses nothing of a text but control characters', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const back = escapeHtml(text).replace(
          /&(amp|lt|gt|quot|#39);/g,
          (entity) => ENTITIES[entity] ?? entity,
        );
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what may not stand in HTML
        expect(back).toBe(text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, '\uFFFD'));
      }),
    );
  });

  it('takes its own markup as it is, lists one after another, and null as nothing', () => {
    const parts = ['a<', 'b'].map((text) => html`<i>${text}</i>`);
    expect(html`<p>${parts}${null}${7}</p>`.markup).toBe('<p><i>a&lt;</i><i>b</i>7</p>');
  });
});

describe('a page', () => {
  it('loads nothing from elsewhere and runs no script but its own', () => {
    const text = page({
      title: '</title><script>alert(1)</script>',
      subtitle: 's',
      body: html`<p></p>`,
      script: 'let a = 1 < 2;',
    });
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text).toContain('<script>let a = 1 < 2;</script>');
    expect(text).toMatch(/default-src &#39;none&#39;.*script-src &#39;sha256-/);
    expect(text).not.toMatch(/(?:src|href)\s*=|url\(|@import/i);
  });
});

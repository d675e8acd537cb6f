/** Markup that is safe to put into a page as it stands. Only {@link html} and {@link join} make it. */
export interface Html {
  readonly markup: string;
  readonly [made]: true;
}

const made: unique symbol = Symbol('made by html');

type HtmlValue = Html | string | number | null | readonly HtmlValue[];

/**
 * A template for markup: every text that is put in is escaped, for element content and for attributes in double quotes;
 * markup of this template is taken as it is; null is nothing; a list is its items one after another.
 */
export function html(texts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { markup: String.raw({ raw: texts.map(String) }, ...values.map(render)), [made]: true };
}

function render(value: HtmlValue): string {
  if (value === null) return '';
  if (typeof value === 'object') return 'markup' in value ? value.markup : value.map(render).join('');
  return escapeHtml(String(value));
}

/** Text as HTML shows it: also inside attributes in double or single quotes. Control characters become `�`. */
export function escapeHtml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are not allowed in HTML
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, '\uFFFD')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;')
  );
}

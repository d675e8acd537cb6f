/** Where a form has room for the fields that were made. */
export type FormPlace = 'notebook' | 'sheet' | 'form';

/**
 * Where to put a page of one's own into a form: its notebook, its sheet, or its end. Forms of lines inside of it do not count.
 * @param arch of the primary view itself: what other modules add to it may come later
 */
export function formPlace(arch: string): FormPlace {
  let depth = 0;
  let place: FormPlace = 'form';
  for (const [, closing, name, , selfClosing] of arch.matchAll(TAG)) {
    if (name === undefined) continue;
    if (name === 'field') {
      if (closing === '/') depth -= 1;
      else if (selfClosing !== '/') depth += 1;
    } else if (depth === 0 && closing !== '/') {
      if (name === 'notebook') return 'notebook';
      if (name === 'sheet') place = 'sheet';
    }
  }
  return place;
}

/** A comment, or a tag: closing mark, name, attributes, mark of an empty one. */
const TAG = /<!--[\s\S]*?-->|<(\/?)([\w.-]+)((?:"[^"]*"|'[^']*'|[^>"'/]|\/(?!>))*)(\/?)>/g;

/** What the page or group is called that holds the fields. */
export const MIGRATED = 'Migrated data';

/** The change of a form that appends elements (`<field …/>`), as the view's architecture. */
export function appendingArch(place: FormPlace, lines: readonly string[]): string {
  const group = (attributes: string): string =>
    `<group${attributes}>\n      ${lines.join('\n      ')}\n    </group>`;
  const [expr, inner] = {
    notebook: [
      '//notebook[not(ancestor::field)]',
      `<page string="${MIGRATED}" name="mapc_migrated_data">\n    ${group('')}\n    </page>`,
    ],
    sheet: ['//sheet[not(ancestor::field)]', group(` string="${MIGRATED}" name="mapc_migrated_data"`)],
    form: ['/form', group(` string="${MIGRATED}" name="mapc_migrated_data"`)],
  }[place];
  return `<xpath expr="${expr}" position="inside">\n    ${inner}\n  </xpath>`;
}

import type { JsonValue } from '../schema/model.ts';
import { type Html, html } from './html.ts';

/** The longest text of a value that a page shows, in characters. */
const LONGEST = 600;

/** A value as a person reads it; what is empty is said to be. */
export function valueHtml(value: JsonValue): Html {
  if (value === null) return html`<span class="quiet">empty</span>`;
  if (typeof value === 'string') {
    if (value === '') return html`<span class="quiet">empty text</span>`;
    const text = value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
    const note =
      value.length > LONGEST ? html` <span class="quiet">(${count(value.length)} characters)</span>` : null;
    return html`<span class="value">${text}</span>${note}`;
  }
  if (isReference(value))
    return html`<span class="quiet">${value.entity}</span> <span class="value">${value.id}</span>`;
  const text = JSON.stringify(value, null, Array.isArray(value) && value.every(isPlain) ? 0 : 1);
  return html`<span class="value">${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}</span>`;
}

/** How a staged record refers to another. */
function isReference(value: JsonValue): value is { readonly entity: string; readonly id: string } {
  return (
    value !== null &&
    typeof value === 'object' &&
    'entity' in value &&
    'id' in value &&
    typeof value.entity === 'string' &&
    typeof value.id === 'string' &&
    Object.keys(value).length === 2
  );
}

function isPlain(value: JsonValue): boolean {
  return value === null || typeof value !== 'object';
}

/** 12345 as "12,345". */
export function count(number: number): string {
  return number.toLocaleString('en-US');
}

/** 1, "field" as "1 field"; 2 as "2 fields". */
export function counted(number: number, what: string): string {
  return `${count(number)} ${what}${number === 1 ? '' : 's'}`;
}

/** The word that goes with one of them, or with several: "is", "are". */
export function oneOrMany(number: number, one: string, many: string): string {
  return number === 1 ? one : many;
}

/** 99.9 as "99.9 %", with as many digits as it takes to see that it is not 100. */
export function percent(number: number): string {
  for (const digits of [0, 1, 2, 3]) {
    const text = number.toFixed(digits);
    if (Number(text) === number || (digits >= 1 && Number(text) !== 100)) return `${text} %`;
  }
  return number < 100 ? 'just under 100 %' : `${number} %`;
}

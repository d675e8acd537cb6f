import { quote } from '../language/print-flat.ts';
import { RESERVED } from '../language/tokens.ts';

/** A name as a map writes it: in backticks where it is a reserved word or no word. */
export function identifier(name: string): string {
  const reserved: readonly string[] = RESERVED;
  return /^[\p{L}_][\p{L}\p{M}\p{Nd}_]*$/u.test(name) && !reserved.includes(name) ? name : `\`${name}\``;
}

/** The name of an entity, which may have points in it. */
export function entityName(name: string): string {
  return name.split('.').map(identifier).join('.');
}

/** A text as a map writes it, letter by letter. */
export function quoted(text: string): string {
  return quote(text);
}

/** Something of a schema for people to read, on one line: a label, a comment. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

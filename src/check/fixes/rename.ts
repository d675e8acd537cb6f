import type { Fix, Span } from '../../language/index.ts';
import { suggestions } from '../suggest.ts';
import { identifier, maybe, quoted } from './make.ts';

/** Replaces a misspelt name by the nearest one; safe where only one name is near, by a single edit. */
export function renameTo(span: Span, written: string, known: Iterable<string>): readonly Fix[] {
  const near = suggestions(written, known);
  const [best] = near;
  if (best === undefined) return [];
  return near.slice(0, 3).map((name) => ({
    title: `write \`${name}\``,
    safety: near.length === 1 && oneEdit(written, name) ? 'safe' : 'maybe',
    edits: [{ span, text: identifier(name) }],
  }));
}

/** Replaces a value by what is called nearly so: a person has to look, since another value may be a value too. */
export function valueFixes(span: Span, written: string, known: Iterable<string>): readonly Fix[] {
  return suggestions(written, new Set(known))
    .filter((name) => name !== written)
    .slice(0, 3)
    .flatMap((name) => maybe(`write \`${quoted(name)}\``, [{ span, text: quoted(name) }]));
}

/** A letter more, a letter less, another letter, or two swapped: a slip of the fingers. */
function oneEdit(a: string, b: string): boolean {
  if (a.toLowerCase() === b.toLowerCase()) return true;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  if (short.length !== long.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return (
    short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2)
  );
}

import type { Edit, Fix } from '../../language/index.ts';
import { RESERVED } from '../../language/tokens.ts';

/** A fix, or none where its edits cannot be made. Insertions at one place become one edit, in the order given. */
function fix(safety: Fix['safety'], title: string, edits: readonly Edit[] | null): readonly Fix[] {
  if (edits === null || edits.length === 0) return [];
  const merged: Edit[] = [];
  for (const one of edits) {
    const last = merged.at(-1);
    if (last && last.span.file === one.span.file && last.span.end === one.span.start)
      merged[merged.length - 1] = {
        span: { ...last.span, end: one.span.end },
        text: `${last.text}${one.text}`,
      };
    else merged.push(one);
  }
  return [{ safety, title, edits: merged }];
}

export function safe(title: string, edits: readonly Edit[] | null): readonly Fix[] {
  return fix('safe', title, edits);
}

export function maybe(title: string, edits: readonly Edit[] | null): readonly Fix[] {
  return fix('maybe', title, edits);
}

/** A name as a map writes it: in backticks where it is a reserved word or no word, part by part. */
export function identifier(name: string): string {
  return name.split('.').map(word).join('.');
}

function word(name: string): string {
  const reserved: readonly string[] = RESERVED;
  return /^[\p{L}_][\p{L}\p{M}\p{Nd}_]*$/u.test(name) && !reserved.includes(name) ? name : `\`${name}\``;
}

/** A text as a map writes it. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\"{}]/g, (mark) => `\\${mark}`).replace(/\n/g, '\\n')}"`;
}

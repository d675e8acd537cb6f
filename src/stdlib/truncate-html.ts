/** Elements that have no end tag. */
const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));

/**
 * HTML of at most `length` UTF-16 code units: whole tags, whole entities, whole characters, and the end tags of what
 * is still open. Markup that fits is given back as it stands.
 */
export function truncateHtml(markup: string, length: number): string {
  if (markup.length <= length) return markup;
  const open: string[] = [];
  let closing = 0;
  let kept = '';
  for (const [token] of markup.matchAll(/<!--[\s\S]*?-->|<[^<>]*>|&[a-zA-Z0-9#]{1,31};|[\s\S]/gu)) {
    const tag = /^<(\/?)([a-zA-Z][a-zA-Z0-9-]*)/.exec(token);
    const name = tag?.[2]?.toLowerCase();
    const ends = tag?.[1] === '/';
    const opens = name !== undefined && !ends && !VOID.has(name) && !token.endsWith('/>');
    if (ends && (name === undefined || open.at(-1) !== name)) continue;
    const more = opens ? name.length + 3 : 0;
    const less = ends && name !== undefined ? name.length + 3 : 0;
    if (kept.length + token.length + closing + more - less > length) break;
    kept += token;
    closing += more - less;
    if (opens) open.push(name);
    if (ends) open.pop();
  }
  // An element that was opened last and holds nothing would only be a stray empty mark, but it does no harm.
  return (
    kept +
    open
      .reverse()
      .map((name) => `</${name}>`)
      .join('')
  );
}

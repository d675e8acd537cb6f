const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Columns that a text takes in a terminal: marks none, East Asian wide characters and emoji two, a tab four. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += widthOf(segment);
  return width;
}

function widthOf(grapheme: string): number {
  if (grapheme === '\t') return 4;
  if (/^\p{Extended_Pictographic}/u.test(grapheme) && /[\u{1F000}-\u{1FFFF}]|\uFE0F/u.test(grapheme))
    return 2;
  return /^[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/u.test(
    grapheme,
  )
    ? 2
    : 1;
}

/** A line as a terminal shows it whole: tabs as four spaces, control characters as `�`, so that none moves the cursor. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  return text.replaceAll('\t', '    ').replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, '\uFFFD');
}

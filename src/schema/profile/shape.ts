/** Longer shapes are cut. */
const LONGEST = 24;
/** Letters in a row beyond these say nothing more. */
const RUN = 4;
const MARKS = new Set(' .,:;-_/+#()@&*\'"');

/**
 * A value as a shape that tells nothing of it: upper-case letters are `A`, others `a` (four in a row at most), digits `9`,
 * common marks stand for themselves and all else is `?`. "Zoë Smith" is `Aaa Aaaa`.
 */
export function shapeOf(value: string): string {
  let shape = '';
  let run = 0;
  for (const character of value) {
    const mark = maskOf(character);
    const letter = mark === 'a' || mark === 'A';
    run = letter ? run + 1 : 0;
    if (run > RUN) continue;
    if (shape.length === LONGEST) return `${shape}…`;
    shape += mark;
  }
  return shape;
}

function maskOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code >= 97 && code <= 122) return 'a';
  if (code >= 65 && code <= 90) return 'A';
  if (code >= 48 && code <= 57) return '9';
  if (code < 128) return MARKS.has(character) ? character : '?';
  if (/\p{Lu}/u.test(character)) return 'A';
  if (/\p{L}/u.test(character)) return 'a';
  return /\p{Nd}/u.test(character) ? '9' : '?';
}

/** Lines and their columns: what fits on one, and what is filled over several. */

/** Columns of a line. */
export const WIDTH = 120;
export const STEP = 2;

export function spaces(count: number): string {
  return ' '.repeat(count);
}

/** The column behind a text that starts at a column. */
export function columnAfter(text: string, column: number): number {
  const line = text.lastIndexOf('\n');
  return line < 0 ? column + text.length : text.length - line - 1;
}

/**
 * Pieces with blanks between them, on as few lines as they need: the first stands at `column`, further lines start at
 * `hang`, and `after` more characters find room behind the last piece.
 */
export function fill(pieces: readonly string[], column: number, hang: number, after = 0): string {
  let text = '';
  let at = column;
  for (const [index, piece] of pieces.entries()) {
    const room = index === pieces.length - 1 ? after : 0;
    if (index === 0) text = piece;
    else if (at + 1 + piece.length + room <= WIDTH) text += ` ${piece}`;
    else text += `\n${spaces(hang)}${piece}`;
    at = columnAfter(text, column);
  }
  return text;
}

/** Pieces of a list: a comma behind each but the last. */
export function listed(parts: readonly string[]): readonly string[] {
  return parts.map((part, index) => (index < parts.length - 1 ? `${part},` : part));
}

import { displayWidth } from './width.ts';

interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Columns of text, lined up for a terminal; no trailing blanks. Cells are plain, or painted by `paint`. */
export function tableText(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  paint: (text: string, row: number, column: number) => string = (text) => text,
): string {
  const widths = columns.map(({ title }, index) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[index] ?? ''))),
  );
  const line = (cells: readonly string[], at: number): string =>
    cells
      .map((cell, index) => {
        const gap = ' '.repeat(Math.max((widths[index] ?? 0) - displayWidth(cell), 0));
        const text = at < 0 ? cell : paint(cell, at, index);
        return columns[index]?.align === 'right' ? gap + text : text + gap;
      })
      .join('  ')
      .trimEnd();
  return [
    line(
      columns.map(({ title }) => title),
      -1,
    ),
    ...rows.map(line),
  ].join('\n');
}

import { ConnectorError } from '../contract.ts';

/** Cells that are told of at once: enough to see what is the matter, few enough to read. */
export const MOST_CELLS = 10;

/** Cells that do not fit their columns, each with file, line, column, value and type: mended together, not one by one. */
export class CellErrors extends ConnectorError {
  readonly cells: readonly string[];
  /** @param more whether reading stopped before the end */
  constructor(cells: readonly string[], more: boolean) {
    const [only = ''] = cells;
    const text =
      cells.length === 1 && !more
        ? `${only}.`
        : `${more ? `The first ${cells.length}` : cells.length} cells that do not fit their columns:\n${cells.map((cell) => `  ${cell}\n`).join('')}`;
    super('configuration', `${text}${text.endsWith('\n') ? '' : ' '}${HINT}`);
    this.cells = cells;
  }
}

const HINT =
  'Put right what the file holds, or declare the column `text` under `files` in mapc.yaml and convert it in the map, where an `else` says what happens to such a value.';

import { ConnectorError } from '../contract.ts';
import type { FileSpec } from './config.ts';
import type { Cells } from './row.ts';

/** Between the parts of an id of several columns. */
const BETWEEN = '|';

/** The id of a record from the columns that make it; null where one of them is empty. */
export function idOf(columns: readonly string[], cells: Cells): string | null {
  const parts = columns.map((name) => cells[name] ?? null);
  if (parts.some((part) => part === null)) return null;
  const texts = parts.map((part) => String(part).trim());
  // One column: its text. Several: joined, the joint escaped, so that different parts never give the same id.
  return texts.length === 1
    ? (texts[0] ?? null)
    : texts.map((text) => text.replace(/[|\\]/g, '\\$&')).join(BETWEEN);
}

/** Watches that no id comes twice. */
export class Ids {
  readonly #lines = new Map<string, number>();
  readonly #spec: FileSpec;
  readonly #columns: readonly string[];

  constructor(spec: FileSpec, columns: readonly string[]) {
    this.#spec = spec;
    this.#columns = columns;
  }

  /** The id of a record. @throws ConnectorError naming the value and both lines */
  next(cells: Cells, line: number): string {
    const { shown } = this.#spec;
    const what = this.#columns.join(' and ');
    const id = idOf(this.#columns, cells);
    if (id === null) {
      throw new ConnectorError(
        'configuration',
        `${shown}, line ${line}: ${what} is empty, but it identifies the record.`,
      );
    }
    const before = this.#lines.get(id);
    if (before !== undefined) {
      throw new ConnectorError(
        'configuration',
        `${shown}: ${what} is ${JSON.stringify(id)} on line ${before} and again on line ${line}; records need an id of their own. Clean the file (take out one of the two, or give it another ${what}), declare an id of several columns, \`id: [${this.#columns[0]}, …]\`, or fold lines with \`group\`.`,
      );
    }
    this.#lines.set(id, line);
    return id;
  }
}

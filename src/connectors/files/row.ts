import type { JsonValue } from '../../schema/model.ts';

/** Cells by column; those of a CSV file are texts or null. */
export type Cells = Readonly<Record<string, JsonValue>>;

export interface Row {
  /** 1-based: the line on which the row ends. */
  readonly line: number;
  readonly cells: Cells;
}

/** A name that stands twice in the header: the second column is called `X_2` until it proves to be the same. */
export interface Duplicate {
  readonly name: string;
  readonly of: string;
}

export interface Rows {
  readonly rows: AsyncIterable<Row>;
  /** Known once the first row has come. */
  readonly duplicates: readonly Duplicate[];
  /** The columns in order of the file; for JSONL in order of appearance, complete once all rows have come. */
  readonly columns: ReadonlySet<string>;
}

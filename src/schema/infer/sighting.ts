import type { JsonValue } from '../model.ts';
import { Column, type ColumnSummary, seeRecord } from '../profile/column.ts';

/** Records of one entity as they pass by: what all its columns hold, in bounded memory. */
export class Observer {
  readonly #typed: boolean;
  readonly #columns = new Map<string, Column>();
  #rows = 0;

  /** @param typed values say themselves what they are (JSON); otherwise all are texts (CSV) */
  constructor(typed: boolean) {
    this.#typed = typed;
  }

  see(record: Readonly<Record<string, JsonValue>>): void {
    this.#rows++;
    seeRecord(this.#columns, record, this.#typed);
  }

  /** Makes a column that no record may ever show. */
  expect(name: string): void {
    if (!this.#columns.has(name)) this.#columns.set(name, new Column(this.#typed));
  }

  sighting(entity: string): Sighting {
    return {
      entity,
      rows: this.#rows,
      typed: this.#typed,
      columns: new Map([...this.#columns].map(([name, column]) => [name, column.summary()])),
    };
  }
}

/** What was seen of one entity. */
export interface Sighting {
  readonly entity: string;
  readonly rows: number;
  readonly typed: boolean;
  /** In the order in which they came. */
  readonly columns: ReadonlyMap<string, ColumnSummary>;
}

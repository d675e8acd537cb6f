import type { Scalar } from './types.ts';

/** A stored row. Columns that are NULL are absent. */
export type Row = Record<string, Scalar>;

interface Table {
  readonly rows: Map<number, Row>;
  nextId: number;
  /** Built at the first look-up by a column, then kept: column -> value -> ids. */
  readonly indexes: Map<string, Map<Scalar, Set<number>>>;
}

interface Saved {
  /** Steps back to what was saved, from the first change to the last. */
  readonly undo: (() => void)[];
  readonly tables: ReadonlyMap<string, { readonly nextId: number; readonly ids: readonly number[] }>;
}

interface Relation {
  readonly forward: Map<number, Set<number>>;
  readonly backward: Map<number, Set<number>>;
}

/**
 * Rows in memory with one transaction at a time. Every change leaves its reverse in an undo log; sequences are not
 * rolled back, so an id is never given twice.
 */
export class Database {
  readonly #tables = new Map<string, Table>();
  readonly #relations = new Map<string, Relation>();
  #undo: (() => void)[] = [];
  #saved: Saved | null = null;

  commit(): void {
    if (this.#saved !== null) for (const step of this.#undo) this.#saved.undo.push(step);
    this.#undo = [];
  }

  /** Remembers everything as it is now, for `restore`; from here on all changes are kept in mind. */
  save(): void {
    this.commit();
    const tables = [...this.#tables].map(
      ([model, { nextId, rows }]) => [model, { nextId, ids: [...rows.keys()] }] as const,
    );
    this.#saved = { undo: [], tables: new Map(tables) };
  }

  /** Goes back to what was saved, sequences and the order of rows too, as often as one likes. False: nothing was. */
  restore(): boolean {
    if (this.#saved === null) return false;
    const { undo, tables } = this.#saved;
    this.#undo = undo.concat(this.#undo);
    this.rollback();
    this.#saved = { undo: [], tables };
    for (const [model, table] of this.#tables) {
      const { nextId, ids } = tables.get(model) ?? { nextId: 1, ids: [] };
      const rows = ids.map((id) => [id, table.rows.get(id) ?? {}] as const);
      table.nextId = nextId;
      table.rows.clear();
      for (const [id, row] of rows) table.rows.set(id, row);
      table.indexes.clear();
    }
    return true;
  }

  rollback(): void {
    for (let index = this.#undo.length - 1; index >= 0; index--) this.#undo[index]?.();
    this.#undo = [];
  }

  /** A point in the transaction to go back to. */
  savepoint(): number {
    return this.#undo.length;
  }

  rollbackTo(savepoint: number): void {
    while (this.#undo.length > savepoint) this.#undo.pop()?.();
  }

  /** Puts an undo step of another part of the system (the registry of models) into the same transaction. */
  onRollback(step: () => void): void {
    this.#undo.push(step);
  }

  nextId(model: string): number {
    return this.#table(model).nextId++;
  }

  /** Sequences start above the rows of the seed. */
  reserve(model: string, above: number): void {
    const table = this.#table(model);
    if (table.nextId <= above) table.nextId = above + 1;
  }

  get(model: string, id: number): Readonly<Row> | undefined {
    return this.#table(model).rows.get(id);
  }

  has(model: string, id: number): boolean {
    return this.#table(model).rows.has(id);
  }

  ids(model: string): Iterable<number> {
    return this.#table(model).rows.keys();
  }

  size(model: string): number {
    return this.#table(model).rows.size;
  }

  insert(model: string, id: number, row: Row): void {
    const table = this.#table(model);
    table.rows.set(id, row);
    if (table.nextId <= id) table.nextId = id + 1;
    for (const [column, index] of table.indexes) addTo(index, row[column] ?? null, id);
    this.#undo.push(() => this.#remove(table, id));
  }

  /** Sets columns; `null` clears. Returns the columns whose value changed. */
  update(model: string, id: number, changes: Readonly<Row>): string[] {
    const table = this.#table(model);
    const row = table.rows.get(id);
    if (row === undefined) return [];
    const changed: string[] = [];
    for (const [column, value] of Object.entries(changes)) {
      const before = row[column] ?? null;
      if (before === value) continue;
      changed.push(column);
      this.#set(table, id, row, column, before, value);
      this.#undo.push(() => this.#set(table, id, row, column, value, before));
    }
    return changed;
  }

  remove(model: string, id: number): void {
    const table = this.#table(model);
    const row = table.rows.get(id);
    if (row === undefined) return;
    this.#remove(table, id);
    this.#undo.push(() => {
      table.rows.set(id, row);
      for (const [column, index] of table.indexes) addTo(index, row[column] ?? null, id);
    });
  }

  /** Ids of the rows in which a column has one of these values. */
  lookup(model: string, column: string, values: readonly Scalar[]): Set<number> {
    const table = this.#table(model);
    let index = table.indexes.get(column);
    if (index === undefined) {
      index = new Map();
      for (const [id, row] of table.rows) addTo(index, row[column] ?? null, id);
      table.indexes.set(column, index);
    }
    if (values.length === 1) return index.get(values[0] ?? null) ?? new Set();
    const found = new Set<number>();
    for (const value of values) for (const id of index.get(value) ?? []) found.add(id);
    return found;
  }

  /** Forgets a column of every row: what dropping a field does. */
  dropColumn(model: string, column: string): void {
    const table = this.#table(model);
    for (const id of table.rows.keys()) this.update(model, id, { [column]: null });
    table.indexes.delete(column);
  }

  dropTable(model: string): void {
    for (const id of [...this.#table(model).rows.keys()]) this.remove(model, id);
  }

  /** The ids on the other side of a many-to-many relation. */
  linked(relation: string, side: 'forward' | 'backward', id: number): ReadonlySet<number> {
    return this.#relation(relation)[side].get(id) ?? emptySet;
  }

  link(relation: string, left: number, right: number): boolean {
    const store = this.#relation(relation);
    if (store.forward.get(left)?.has(right)) return false;
    linkBoth(store, left, right);
    this.#undo.push(() => unlinkBoth(store, left, right));
    return true;
  }

  unlink(relation: string, left: number, right: number): boolean {
    const store = this.#relation(relation);
    if (!store.forward.get(left)?.has(right)) return false;
    unlinkBoth(store, left, right);
    this.#undo.push(() => linkBoth(store, left, right));
    return true;
  }

  #table(model: string): Table {
    let table = this.#tables.get(model);
    if (table === undefined) {
      table = { rows: new Map(), nextId: 1, indexes: new Map() };
      this.#tables.set(model, table);
    }
    return table;
  }

  #relation(name: string): Relation {
    let relation = this.#relations.get(name);
    if (relation === undefined) {
      relation = { forward: new Map(), backward: new Map() };
      this.#relations.set(name, relation);
    }
    return relation;
  }

  #remove(table: Table, id: number): void {
    const row = table.rows.get(id);
    if (row === undefined) return;
    table.rows.delete(id);
    for (const [column, index] of table.indexes) index.get(row[column] ?? null)?.delete(id);
  }

  #set(table: Table, id: number, row: Row, column: string, before: Scalar, after: Scalar): void {
    if (after === null) delete row[column];
    else row[column] = after;
    const index = table.indexes.get(column);
    if (index === undefined) return;
    index.get(before)?.delete(id);
    addTo(index, after, id);
  }
}

const emptySet: ReadonlySet<number> = new Set();

function addTo(index: Map<Scalar, Set<number>>, value: Scalar, id: number): void {
  const ids = index.get(value);
  if (ids === undefined) index.set(value, new Set([id]));
  else ids.add(id);
}

function linkBoth(store: Relation, left: number, right: number): void {
  setOf(store.forward, left).add(right);
  setOf(store.backward, right).add(left);
}

function unlinkBoth(store: Relation, left: number, right: number): void {
  store.forward.get(left)?.delete(right);
  store.backward.get(right)?.delete(left);
}

function setOf(map: Map<number, Set<number>>, key: number): Set<number> {
  let set = map.get(key);
  if (set === undefined) {
    set = new Set();
    map.set(key, set);
  }
  return set;
}

import { activityTables, columnsOf, isLookup, tableOf } from './schema.ts';

/** What a lookup column holds. The record need not exist: dangling references are part of the data. */
export interface Reference {
  readonly entity: string;
  readonly id: string;
}

/** Money and decimals are strings with all their digits; instants end in `Z`; dates are `YYYY-MM-DD`. */
export type Cell = string | number | boolean | Reference | null;

/** A row by attribute name (`ownerid`, not `_ownerid_value`). Attributes that are left out are null. */
export type Row = Readonly<Record<string, Cell>>;

export type Rows = Readonly<Record<string, readonly Row[]>>;

/** Pairs of ids that relationships of many to many join, by the name of the relationship; `Entity1` comes first. */
export type Links = Readonly<Record<string, readonly (readonly [string, string])[]>>;

export function isReference(cell: Cell | undefined): cell is Reference {
  return typeof cell === 'object' && cell !== null;
}

interface Kept {
  readonly rows: ReadonlyMap<string, readonly Row[]>;
  readonly deletions: number;
  readonly version: number;
}

interface Deletion {
  readonly table: string;
  readonly id: string;
  readonly version: number;
}

/** The records of the sandbox, each table in order of id, with the indexes that queries need. */
export class Store {
  readonly #rows = new Map<string, readonly Row[]>();
  readonly #positions = new Map<string, ReadonlyMap<string, number>>();
  readonly #referencing = new Map<string, ReadonlyMap<string, readonly Row[]>>();
  readonly #deletions: Deletion[] = [];
  #version = 0;

  readonly #links: Links;

  /** @throws Error when a row holds an attribute that its table does not have, or no id. */
  constructor(rows: Rows, links: Links = {}) {
    this.#links = links;
    for (const [name, list] of Object.entries(rows)) {
      const known = attributesOf(name);
      for (const row of list) {
        onlyKnown(name, known, row);
        this.#version = Math.max(this.#version, versionOf(row));
      }
      this.#rows.set(name, sortedById(name, list));
    }
    this.#rows.set('activitypointer', sortedById('activitypointer', pointers(rows)));
  }

  /** The highest `versionnumber` that was given: one sequence for all tables. */
  get version(): number {
    return this.#version;
  }

  /**
   * Makes a row, or changes the columns that are named of one that is there. It gets the next version and, where the table
   * has it, `modifiedon`. Nothing else follows from it, as workflows and rollups would.
   * @param values without the id; @param now ISO 8601, seconds
   * @throws Error for an attribute that the table does not have
   */
  put(table: string, id: string, values: Row, now: string): void {
    const known = attributesOf(table);
    const before = this.row(table, id);
    onlyKnown(table, known, values);
    this.#version += 1;
    const row: Row = {
      ...before,
      ...(before === undefined && known.has('createdon') ? { createdon: now } : {}),
      ...(known.has('modifiedon') ? { modifiedon: now } : {}),
      ...values,
      [tableOf(table).PrimaryIdAttribute]: id,
      versionnumber: this.#version,
    };
    this.#replace(table, [...this.rows(table).filter((other) => other !== before), row]);
  }

  /** Takes a row away; lookups that held it keep its id, which the real service may empty. @throws Error where there is none */
  remove(table: string, id: string): void {
    const row = this.row(table, id);
    if (row === undefined) throw new Error(`${table} has no row ${id}.`);
    this.#version += 1;
    this.#deletions.push({ table, id, version: this.#version });
    this.#replace(
      table,
      this.rows(table).filter((other) => other !== row),
    );
  }

  /** What was taken away of a table since it was read, in order. */
  deletions(table: string): readonly Deletion[] {
    return this.#deletions.filter((deletion) => deletion.table === table);
  }

  /** All as it is now, for {@link restore}. */
  keep(): Kept {
    return { rows: new Map(this.#rows), deletions: this.#deletions.length, version: this.#version };
  }

  /** Gives back what {@link keep} kept. */
  restore({ rows, deletions, version }: Kept): void {
    for (const [table, list] of rows) this.#rows.set(table, list);
    this.#deletions.length = deletions;
    this.#version = version;
    this.#positions.clear();
    this.#referencing.clear();
  }

  #replace(table: string, rows: readonly Row[]): void {
    this.#rows.set(table, sortedById(table, rows));
    if (activityTables.includes(table))
      this.#rows.set(
        'activitypointer',
        sortedById('activitypointer', pointers(Object.fromEntries(this.#rows))),
      );
    this.#positions.clear();
    this.#referencing.clear();
  }

  /** Rows in order of id; none for a table without data. `activitypointer` shows those of all activity tables. */
  rows(table: string): readonly Row[] {
    return this.#rows.get(table) ?? [];
  }

  /** Where the row of this id stands in {@link rows}. */
  position(table: string, id: string): number | undefined {
    let positions = this.#positions.get(table);
    if (positions === undefined) {
      positions = new Map(this.rows(table).map((row, index) => [idOf(table, row), index]));
      this.#positions.set(table, positions);
    }
    return positions.get(id);
  }

  row(table: string, id: string): Row | undefined {
    const position = this.position(table, id);
    return position === undefined ? undefined : this.rows(table)[position];
  }

  /** The ids that a relationship joins to this one, which stands on its first or second side. */
  joined(relationship: string, side: 1 | 2, id: string): readonly string[] {
    return (this.#links[relationship] ?? [])
      .filter(([first, second]) => (side === 1 ? first : second) === id)
      .map(([first, second]) => (side === 1 ? second : first));
  }

  /** The rows of `table` whose lookup `attribute` holds this id, whatever the referenced table. */
  referencing(table: string, attribute: string, id: string): readonly Row[] {
    const name = `${table}.${attribute}`;
    let index = this.#referencing.get(name);
    if (index === undefined) {
      const built = new Map<string, Row[]>();
      for (const row of this.rows(table)) {
        const cell = row[attribute];
        if (!isReference(cell)) continue;
        const rows = built.get(cell.id);
        if (rows === undefined) built.set(cell.id, [row]);
        else rows.push(row);
      }
      index = built;
      this.#referencing.set(name, index);
    }
    return index.get(id) ?? [];
  }
}

/** Which state of the row it is; 0 where nobody said. */
export function versionOf(row: Row): number {
  return typeof row.versionnumber === 'number' ? row.versionnumber : 0;
}

function attributesOf(table: string): ReadonlySet<string> {
  return new Set([...columnsOf(tableOf(table)).values()].map((column) => column.attribute.LogicalName));
}

function onlyKnown(table: string, known: ReadonlySet<string>, row: Row): void {
  for (const attribute of Object.keys(row)) {
    if (!known.has(attribute)) throw new Error(`${table} has no readable attribute ${attribute}.`);
  }
}

/** @throws Error when the row has no id: that is a defect of the generator. */
export function idOf(table: string, row: Row): string {
  const id = row[tableOf(table).PrimaryIdAttribute];
  if (typeof id !== 'string') throw new Error(`A row of ${table} has no id.`);
  return id;
}

function sortedById(table: string, rows: readonly Row[]): readonly Row[] {
  return rows
    .map((row) => ({ id: idOf(table, row), row }))
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .map(({ row }) => row);
}

function pointers(rows: Rows): readonly Row[] {
  const shared = tableOf('activitypointer')
    .Attributes.filter((attribute) => isLookup(attribute) || attribute.AttributeType !== 'EntityName')
    .map((attribute) => attribute.LogicalName);
  return activityTables.flatMap((table) =>
    (rows[table] ?? []).map((row) => {
      const pointer: Record<string, Cell> = { activitytypecode: table };
      for (const name of shared) {
        const cell = row[name];
        if (cell !== undefined) pointer[name] = cell;
      }
      return pointer;
    }),
  );
}

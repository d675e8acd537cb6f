import { customTable } from './custom-table.ts';
import { fileTable } from './file-table.ts';
import { inventedTable, inventedTableName, inventedTableNumber } from './invented-tables.ts';
import { type AttributeSchema, type TableSchema, tableOfEntitySet, tables } from './schema.ts';

/** The tables that one sandbox has. */
export interface Catalog {
  /** Tables whose changes are tracked. */
  readonly tracked: ReadonlySet<string>;
  /** The standard tables by name, then the invented ones. Invented ones are made as they are asked for. */
  all(): Iterable<TableSchema>;
  get(logicalName: string): TableSchema | undefined;
  ofEntitySet(set: string): TableSchema | undefined;
  /** One column of each global choice. */
  globalChoices(): readonly { readonly table: TableSchema; readonly attribute: AttributeSchema }[];
}

/**
 * The standard tables, the customer's own, another one of files where `files` says so, and `invented` more. The same seed
 * and number give the same tables; none is kept in memory.
 */
export function catalogOf(
  invented: number,
  seed: number,
  options: { readonly tracked?: ReadonlySet<string>; readonly files?: boolean } = {},
): Catalog {
  const { tracked = new Set(), files = false } = options;
  const own = [customTable, ...(files ? [fileTable] : [])];
  const make = (number: number | null): TableSchema | undefined =>
    number === null || number >= invented ? undefined : inventedTable(number, invented, seed);
  function* all(): Iterable<TableSchema> {
    yield* tables.values();
    yield* own;
    for (let number = 0; number < invented; number++) yield inventedTable(number, invented, seed);
  }
  return {
    tracked,
    all,
    get: (name) =>
      tables.get(name) ??
      own.find(({ LogicalName }) => LogicalName === name) ??
      make(inventedTableNumber(name)),
    ofEntitySet: (set) =>
      tableOfEntitySet(set) ??
      own.find(({ EntitySetName }) => EntitySetName === set) ??
      (set.endsWith('s') ? make(inventedTableNumber(set.slice(0, -1))) : undefined),
    globalChoices: () => {
      const found = new Map<string, { readonly table: TableSchema; readonly attribute: AttributeSchema }>();
      // Every invented table has a column of each.
      const table = make(inventedTableNumber(inventedTableName(0)));
      for (const attribute of table?.Attributes ?? []) {
        if (table !== undefined && attribute.GlobalChoice !== undefined)
          found.set(attribute.GlobalChoice, { table, attribute });
      }
      return [...found.values()];
    },
  };
}

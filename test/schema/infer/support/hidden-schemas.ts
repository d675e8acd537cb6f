import { join } from 'node:path';
import { createDataverseSource } from '../../../../src/connectors/dataverse/index.ts';
import { foldRows } from '../../../../src/connectors/files/fold.ts';
import { openRows } from '../../../../src/connectors/files/rows.ts';
import { startDataverseSandbox } from '../../../../src/sandbox/dataverse/index.ts';
import { inferSchema } from '../../../../src/schema/infer/index.ts';
import type { FieldType, JsonValue, Schema } from '../../../../src/schema/model.ts';
import { typeFromText } from '../../../../src/schema/type-from-text.ts';
import type { Known } from './score.ts';

export interface Hidden {
  readonly known: readonly Known[];
  readonly inferred: Schema;
  /** The id of each entity in truth. */
  readonly ids: Readonly<Record<string, string>>;
}

/**
 * Northwind as Microsoft declares it (`instnwnd.sql`: columns, keys and foreign keys), for the six tables of the export. A
 * text there is a text here; `bit` is a boolean. `ShipVia` refers to a table that the export lacks: three codes are left.
 */
const NORTHWIND: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  categories: { CategoryID: 'integer', CategoryName: 'text', Description: 'text', Picture: 'text' },
  customers: {
    CustomerID: 'text',
    CompanyName: 'text',
    ContactName: 'text',
    ContactTitle: 'text',
    Address: 'text',
    City: 'text',
    Region: 'text',
    PostalCode: 'text',
    Country: 'text',
    Phone: 'text',
    Fax: 'text',
  },
  employees: {
    EmployeeID: 'integer',
    LastName: 'text',
    FirstName: 'text',
    Title: 'text',
    TitleOfCourtesy: 'text',
    BirthDate: 'date',
    HireDate: 'date',
    Address: 'text',
    City: 'text',
    Region: 'text',
    PostalCode: 'text',
    Country: 'text',
    HomePhone: 'text',
    Extension: 'text',
    Photo: 'text',
    Notes: 'text',
    ReportsTo: 'reference(employees)',
    PhotoPath: 'text',
  },
  orders: {
    OrderID: 'integer',
    CustomerID: 'reference(customers)',
    EmployeeID: 'reference(employees)',
    OrderDate: 'date',
    RequiredDate: 'date',
    ShippedDate: 'date',
    ShipVia: 'enum(1, 2, 3)',
    Freight: 'money',
    ShipName: 'text',
    ShipAddress: 'text',
    ShipCity: 'text',
    ShipRegion: 'text',
    ShipPostalCode: 'text',
    ShipCountry: 'text',
    'lines.ProductID': 'reference(products)',
    'lines.UnitPrice': 'money',
    'lines.Quantity': 'integer',
    'lines.Discount': 'float',
  },
  products: {
    ProductID: 'integer',
    ProductName: 'text',
    SupplierID: 'reference(suppliers)',
    CategoryID: 'reference(categories)',
    QuantityPerUnit: 'text',
    UnitPrice: 'money',
    UnitsInStock: 'integer',
    UnitsOnOrder: 'integer',
    ReorderLevel: 'integer',
    Discontinued: 'boolean',
  },
  suppliers: {
    SupplierID: 'integer',
    CompanyName: 'text',
    ContactName: 'text',
    ContactTitle: 'text',
    Address: 'text',
    City: 'text',
    Region: 'text',
    PostalCode: 'text',
    Country: 'text',
    Phone: 'text',
    Fax: 'text',
    HomePage: 'text',
  },
};

/** The cells of the six files as texts; order lines folded into their orders, as every reader of the file must. */
export async function hiddenNorthwind(): Promise<Hidden> {
  const folder = join(import.meta.dirname, '../../../../examples/northwind/data');
  async function* cells(entity: string): AsyncGenerator<Readonly<Record<string, JsonValue>>> {
    const spec = {
      entity,
      path: join(folder, `${entity}.csv`),
      shown: entity,
      format: 'csv' as const,
      null: ['NULL'],
      ...(entity === 'orders'
        ? {
            group: {
              by: 'OrderID',
              into: 'lines',
              fields: ['ProductID', 'UnitPrice', 'Quantity', 'Discount'],
            },
          }
        : {}),
    };
    for await (const row of foldRows(spec, openRows(spec).rows)) {
      const { OrderID_2: _, ...rest } = row.cells;
      yield rest;
    }
  }
  const streams = Object.fromEntries(Object.keys(NORTHWIND).map((entity) => [entity, cells(entity)]));
  const known = Object.entries(NORTHWIND).flatMap(([entity, fields]) =>
    Object.entries(fields).map(
      ([path, words]): Known => ({
        entity,
        path,
        truth: typeFromText(words)?.type ?? { kind: 'other', native: words },
      }),
    ),
  );
  return {
    known,
    inferred: await inferSchema('files', 'en_US', streams, false),
    ids: Object.fromEntries(
      Object.entries(NORTHWIND).map(([entity, fields]) => [entity, Object.keys(fields)[0] ?? '']),
    ),
  };
}

/** The records of the Dataverse sandbox as its Web API gives them, without metadata or annotations. */
/**
 * A handful of definitions each, with columns of which most hold one value: too little to be told by, and nothing that
 * anybody exports. The figures are of the tables that hold what people wrote.
 */
const DEFINITIONS: ReadonlySet<string> = new Set([
  'connectionrole',
  'plugintype',
  'processstage',
  'role',
  'sdkmessage',
  'sdkmessagefilter',
  'sdkmessageprocessingstep',
  'workflow',
]);

export async function hiddenDataverse(): Promise<Hidden> {
  const sandbox = await startDataverseSandbox({});
  try {
    const source = createDataverseSource(sandbox);
    const truth = await source.discover(null);
    await source.close();
    const streams: Record<string, readonly Readonly<Record<string, JsonValue>>[]> = {};
    const known: Known[] = [];
    for (const entity of Object.values(truth.entities)) {
      const rows = sandbox.rows(entity.name).map((row) =>
        Object.fromEntries(
          Object.entries(row)
            .filter(([name]) => !name.includes('@'))
            .map(([name, value]) => [name.replace(/^_(.+)_value$/, '$1'), value]),
        ),
      );
      if (rows.length === 0 || DEFINITIONS.has(entity.name)) continue;
      streams[entity.name] = withoutRareColumns(rows);
    }
    const ids = new Map(
      Object.entries(streams).map(([name, rows]) => {
        const id = truth.entities[name]?.id ?? '';
        return [name, new Set<unknown>(rows.map((row) => row[id]))];
      }),
    );
    const idsIn = (entity: string): ReadonlySet<unknown> => ids.get(entity) ?? new Set();
    for (const [name, rows] of Object.entries(streams)) {
      for (const field of Object.values(truth.entities[name]?.fields ?? {})) {
        const seen = rows.filter(
          (row) => row[field.name] !== null && row[field.name] !== undefined && row[field.name] !== '',
        );
        if (seen.length === 0) continue;
        known.push({
          entity: name,
          path: field.name,
          truth: present(
            field.type,
            seen.map((row) => row[field.name]),
            idsIn,
          ),
        });
      }
    }
    return {
      known,
      inferred: await inferSchema('files', 'en_US', streams, true),
      ids: Object.fromEntries(Object.keys(streams).map((name) => [name, truth.entities[name]?.id ?? ''])),
    };
  } finally {
    await sandbox.close();
  }
}

/** Without columns that hardly any row fills, one in fifty or a single one: too little to be told by. */
function withoutRareColumns(
  rows: readonly Readonly<Record<string, JsonValue>>[],
): readonly Readonly<Record<string, JsonValue>>[] {
  const filled = new Map<string, number>();
  for (const row of rows)
    for (const [name, value] of Object.entries(row))
      if (value !== null && value !== '') filled.set(name, (filled.get(name) ?? 0) + 1);
  const often = (name: string): boolean => (filled.get(name) ?? 0) >= Math.max(2, rows.length / 50);
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => often(name))));
}

/** A reference to what is there: of an entity to which no value leads none can tell. */
function present(
  type: FieldType,
  values: readonly (JsonValue | undefined)[],
  idsIn: (entity: string) => ReadonlySet<unknown>,
): FieldType {
  if (type.kind !== 'reference') return type;
  return {
    kind: 'reference',
    targets: type.targets.filter((target) => values.some((value) => idsIn(target).has(value))),
  };
}

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFilesSource } from '../../../src/connectors/files/index.ts';
import { entityFromText, entityToText } from '../../../src/schema/snapshot.ts';
import { typeText } from '../../../src/schema/type-text.ts';
import { complaint, entityOf, readAll } from './folder.ts';

const folder = join(import.meta.dirname, '../../../examples/northwind/data');
const group = { by: 'OrderID', into: 'lines', fields: ['ProductID', 'UnitPrice', 'Quantity', 'Discount'] };
const source = createFilesSource({
  folder,
  files: {
    categories: {},
    customers: {},
    employees: { fields: { ReportsTo: 'reference(employees)' }, unescape: true },
    orders: { group },
    products: { fields: { Discontinued: 'boolean' } },
    suppliers: {},
  },
});

describe('Northwind', async () => {
  const schema = await source.discover(null);
  const types = (name: string) =>
    Object.fromEntries(
      Object.values(entityOf(schema, name).fields).map((field) => [field.name, typeText(field.type)]),
    );

  it('has six tables, each with the id that it is known for', () => {
    expect(Object.values(schema.entities).map(({ name, id }) => `${name} ${id}`)).toEqual([
      'categories CategoryID',
      'customers CustomerID',
      'employees EmployeeID',
      'orders OrderID',
      'products ProductID',
      'suppliers SupplierID',
    ]);
  });

  it('tells numbers, days, codes and references apart', () => {
    expect(types('products')).toEqual({
      ProductID: 'integer',
      ProductName: 'text',
      SupplierID: 'reference to suppliers',
      CategoryID: 'reference to categories',
      QuantityPerUnit: 'text',
      UnitPrice: 'decimal with 2 decimal places',
      UnitsInStock: 'integer',
      UnitsOnOrder: 'integer',
      ReorderLevel: 'integer',
      Discontinued: 'boolean',
    });
    expect(types('employees')).toMatchObject({
      BirthDate: 'date',
      ReportsTo: 'reference to employees',
      PostalCode: 'text',
    });
    expect(types('customers').PostalCode).toBe('text');
  });

  it('folds lines into orders, without the second OrderID', () => {
    expect(types('orders')).toEqual({
      OrderID: 'integer',
      CustomerID: 'reference to customers',
      EmployeeID: 'reference to employees',
      OrderDate: 'date',
      RequiredDate: 'date',
      ShippedDate: 'date',
      ShipVia: 'integer',
      Freight: 'decimal with 2 decimal places',
      ShipName: 'text',
      ShipAddress: 'text',
      ShipCity: 'text',
      ShipRegion: 'text',
      ShipPostalCode: 'text',
      ShipCountry: 'text',
      lines: 'list of records with ProductID, UnitPrice, Quantity and 1 more',
    });
  });

  it('has 830 orders with 2155 lines, also through a snapshot', async () => {
    const snapshot = entityFromText(entityToText(entityOf(schema, 'orders')), 'orders.json');
    const orders = await readAll(source, snapshot);
    expect(orders).toHaveLength(830);
    expect(await source.count(snapshot)).toBe(830);
    expect(new Set(orders.map(({ id }) => id)).size).toBe(830);
    const lines = orders.flatMap(({ values }) => (Array.isArray(values.lines) ? values.lines : []));
    expect(lines).toHaveLength(2155);
    expect(orders[0]).toEqual({
      id: '10248',
      values: {
        OrderID: 10248,
        CustomerID: { entity: 'customers', id: 'VINET' },
        EmployeeID: { entity: 'employees', id: '5' },
        OrderDate: '1996-07-04',
        RequiredDate: '1996-08-01',
        ShippedDate: '1996-07-16',
        ShipVia: 3,
        Freight: '32.38',
        ShipName: 'Vins et alcools Chevalier',
        ShipAddress: "59 rue de l'Abbaye",
        ShipCity: 'Reims',
        ShipRegion: null,
        ShipPostalCode: '51100',
        ShipCountry: 'France',
        lines: [
          { ProductID: { entity: 'products', id: '11' }, UnitPrice: '14', Quantity: 12, Discount: '0' },
          { ProductID: { entity: 'products', id: '42' }, UnitPrice: '9.8', Quantity: 10, Discount: '0' },
          { ProductID: { entity: 'products', id: '72' }, UnitPrice: '34.8', Quantity: 5, Discount: '0' },
        ],
      },
    });
  });

  it('has no reference that leads nowhere', async () => {
    const ids = new Map<string, ReadonlySet<string>>();
    for (const entity of Object.values(schema.entities)) {
      ids.set(entity.name, new Set((await readAll(source, entity)).map(({ id }) => id)));
    }
    const targets = (await readAll(source, entityOf(schema, 'orders'))).map(
      ({ values }) => values.CustomerID,
    );
    const dangling = targets.filter((target) => {
      if (typeof target !== 'object' || target === null || !('id' in target)) return false;
      return ids.get('customers')?.has(String(target.id)) !== true;
    });
    expect(targets).toHaveLength(830);
    expect(dangling).toEqual([]);
  });

  it('writes line breaks as escapes, which are read where that is declared', async () => {
    const [first] = await readAll(source, entityOf(schema, 'employees'));
    expect(first?.values.Address).toBe('507 - 20th Ave. E.\nApt. 2A');
    const raw = createFilesSource({ folder, files: { employees: {} } });
    const [same] = await readAll(raw, entityOf(await raw.discover(null), 'employees'));
    expect(same?.values.Address).toBe('507 - 20th Ave. E.\\nApt. 2A');
  });

  it('counts what is filled', async () => {
    const profile = await source.profile(schema, '2024-03-04');
    expect(profile.taken).toBe('2024-03-04');
    expect(profile.entities.customers).toMatchObject({
      rows: 91,
      filled: { Region: 31, Fax: 69, CustomerID: 91 },
    });
    expect(profile.entities.orders).toMatchObject({ rows: 830, filled: { ShippedDate: 809, lines: 830 } });
    expect(profile.entities.employees?.filled.ReportsTo).toBe(8);
  });

  it('without the fold has no id, and says what to do', async () => {
    expect(await complaint(createFilesSource({ folder }).discover(null))).toBe(
      'No column of orders.csv identifies its records: OrderID is "10248" on line 2 and again on line 3. If OrderID is the id, clean the file: each value once, none empty. Otherwise name the columns that identify a record together under `files` in mapc.yaml, `orders: { id: [OrderID, …] }`, or fold lines with `group`.',
    );
  });
});

import { expect, test } from 'vitest';
import { generate } from '../../../src/sandbox/dataverse/generate/index.ts';
import { isReference, Store } from '../../../src/sandbox/dataverse/store.ts';

const more = [
  'activitymimeattachment',
  'incident',
  'pricelevel',
  'product',
  'productpricelevel',
  'task',
  'uom',
];

test('a whole business has cases, tasks and products beside the rest', () => {
  const sales = generate(365, 0.1).rows;
  const all = generate(365, 0.1, true).rows;
  expect(more.filter((table) => table in sales)).toEqual([]);
  expect(more.filter((table) => (all[table]?.length ?? 0) === 0)).toEqual([]);
  // Devices are of products, where there are any.
  for (const [table, rows] of Object.entries(sales))
    if (table !== 'new_device') expect(all[table]).toEqual(rows);
  expect(all.new_device?.some(({ new_productid }) => isReference(new_productid))).toBe(true);
  // The store refuses columns that a table does not have.
  expect(new Store(all).rows('new_device').length).toBeGreaterThan(0);
});

test('files of e-mails are as many as the e-mails say', () => {
  const { email = [], activitymimeattachment = [] } = generate(365, 0.1, true).rows;
  const said = email.reduce((sum, { attachmentcount }) => sum + Number(attachmentcount), 0);
  expect(activitymimeattachment).toHaveLength(said);
});

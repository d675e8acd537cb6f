import { describe, expect, test } from 'vitest';
import odoo from '../../src/schema/renames/data/odoo.json' with { type: 'json' };
import { nameChanges } from '../../src/schema/renames/index.ts';

const rows = [...new Set(odoo.rows.map(({ model }) => model))].flatMap((model) => nameChanges('odoo', model));

describe('the table of what versions of Odoo renamed', () => {
  test('is read whole', () => {
    expect(rows.length).toBe(odoo.rows.length);
    expect(rows.length).toBeGreaterThan(300);
  });

  test.each(rows)('$model.$old in $version has the form of its kind, and a source', (row) => {
    expect(Object.keys(odoo.sources)).toContain(row.source);
    expect(row.version).toMatch(/^\d\d\.0$/);
    switch (row.kind) {
      case 'renamed':
      case 'replaced':
        expect(row.new).not.toBe(row.old);
        expect(row.new).toMatch(row.old === undefined ? /^[a-z][a-z._]+$/ : /^[a-z_0-9]+$/);
        break;
      case 'moved':
        expect(row.old).toMatch(/^[a-z_0-9]+$/);
        expect(row.new).toMatch(/^[a-z._]+\.[a-z_0-9]+$/);
        break;
      case 'removed':
        expect(row.new).toBeUndefined();
        break;
      default:
        expect.unreachable(`${JSON.stringify(row)} has a kind of its own`);
    }
  });

  test('says of a name in one version one thing', () => {
    const names = rows.map(({ model, old, version }) => `${model} ${old} ${version}`);
    expect(names).toEqual([...new Set(names)]);
  });

  test('names no source in vain', () => {
    expect(Object.keys(odoo.sources).filter((key) => !rows.some(({ source }) => source === key))).toEqual([]);
  });

  test('knows no other system yet', () => {
    expect(nameChanges('dataverse', 'account')).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { ConnectorError } from '../../../src/connectors/contract.ts';
import { columnOf } from '../../../src/connectors/dataverse/columns.ts';
import { canonicalValue } from '../../../src/connectors/dataverse/value.ts';
import { parseExact } from '../../../src/connectors/exact-json.ts';
import type { Field, FieldType, JsonValue } from '../../../src/schema/model.ts';
import { field, table } from './server.ts';

const customer = field('customerid', { kind: 'reference', targets: ['account', 'contact'] });

function value(type: FieldType, given: unknown, more: Partial<Field> = {}): JsonValue {
  const x = field('x', type, more);
  const column = columnOf(table('thing', 'things', [x, customer]), x);
  if (column === null) throw new Error('no column');
  return canonicalValue(column, { [column.property]: given }, 'thing');
}

describe('canonical values', () => {
  it.each<[FieldType, unknown, JsonValue]>([
    [{ kind: 'text' }, 'Ayşe', 'Ayşe'],
    [
      { kind: 'text', max: 36 },
      '60C4E274-87E2-E611-80E8-00155D026F5A',
      '60c4e274-87e2-e611-80e8-00155d026f5a',
    ],
    [{ kind: 'integer' }, 7, 7],
    [{ kind: 'float' }, 1.5, 1.5],
    [{ kind: 'boolean' }, false, false],
    [{ kind: 'money' }, '12.50', '12.50'],
    [{ kind: 'decimal' }, '-0.10', '-0.10'],
    [{ kind: 'decimal' }, '9223372036854775807', '9223372036854775807'],
    [{ kind: 'decimal' }, '1.5E-7', '0.00000015'],
    [{ kind: 'date' }, '2024-02-29', '2024-02-29'],
    [{ kind: 'date' }, '2024-02-29T00:00:00Z', '2024-02-29'],
    [{ kind: 'instant' }, '2019-03-04T10:11:12Z', '2019-03-04T10:11:12Z'],
    [{ kind: 'instant' }, '2019-03-04T10:11:12.123Z', '2019-03-04T10:11:12.123Z'],
    [{ kind: 'instant' }, '2019-03-04T01:11:12.5+03:00', '2019-03-03T22:11:12.5Z'],
    [{ kind: 'local' }, '2019-03-04T10:11:12Z', '2019-03-04T10:11:12'],
    [{ kind: 'enum', options: [] }, 3, 3],
    [{ kind: 'enums', options: [] }, '1,3', [1, 3]],
    [{ kind: 'text' }, null, null],
    [{ kind: 'enums', options: [] }, undefined, null],
  ])('%j: %j is %j', (type, given, expected) => {
    expect(value(type, given)).toEqual(expected);
  });

  it.each<[FieldType, unknown]>([
    [{ kind: 'text' }, 1],
    [{ kind: 'integer' }, 1.5],
    [{ kind: 'integer' }, '1'],
    [{ kind: 'integer' }, Number('9007199254740993')],
    [{ kind: 'float' }, Number.POSITIVE_INFINITY],
    [{ kind: 'boolean' }, 'true'],
    [{ kind: 'money' }, 12.5],
    [{ kind: 'date' }, 'yesterday'],
    [{ kind: 'instant' }, '2019-03-04'],
    [{ kind: 'enum', options: [] }, 'Won'],
    [{ kind: 'enums', options: [] }, 'a,b'],
  ])('%j refuses %j, naming the field', (type, given) => {
    expect(() => value(type, given)).toThrow(ConnectorError);
    expect(() => value(type, given)).toThrow(/thing\.x is /);
  });
});

describe('references', () => {
  const id = 'ABCDEF00-0000-0000-0000-000000000001';
  const told = '_customerid_value@Microsoft.Dynamics.CRM.lookuplogicalname';
  const thing = table('thing', 'things', [
    customer,
    field('customeridname', { kind: 'text' }, { companionOf: 'customerid' }),
    field('customeridtype', { kind: 'text' }, { companionOf: 'customerid' }),
    field('single', { kind: 'reference', targets: ['account'] }),
  ]);
  const read = (name: string, row: Readonly<Record<string, unknown>>): JsonValue => {
    const each = thing.fields[name];
    const column = each === undefined ? null : columnOf(thing, each);
    if (column === null) throw new Error('no column');
    return canonicalValue(column, row, 'thing');
  };

  it('take the table from the annotation', () => {
    expect(read('customerid', { _customerid_value: id, [told]: 'contact' })).toEqual({
      entity: 'contact',
      id: id.toLowerCase(),
    });
  });

  it('take the only target where nothing is said', () => {
    expect(read('single', { _single_value: id })).toEqual({ entity: 'account', id: id.toLowerCase() });
  });

  it('are refused where several tables could be meant', () => {
    expect(() => read('customerid', { _customerid_value: id })).toThrow(/may point to 2 tables/);
  });

  it('tell their companions', () => {
    const row = {
      _customerid_value: id,
      [told]: 'contact',
      '_customerid_value@OData.Community.Display.V1.FormattedValue': 'Kaya A.Ş.',
    };
    expect(read('customeridname', row)).toBe('Kaya A.Ş.');
    expect(read('customeridtype', row)).toBe('contact');
    expect(read('customeridname', { _customerid_value: null })).toBeNull();
  });
});

describe('exact numbers', () => {
  it('keep their digits under every key where large ones are kept', () => {
    const text = '{"a": 9007199254740993, "b": [9007199254740991, 1.5, 1e999], "c": "9007199254740993"}';
    expect(parseExact(text, new Set(), true)).toEqual({
      a: '9007199254740993',
      b: [9007199254740991, 1.5, '1e999'],
      c: '9007199254740993',
    });
  });

  it('keep every digit of the keys that were asked for, and are numbers elsewhere', () => {
    const text = '{"value":[{"a":12.50,"b":12.50,"v":9223372036854775807,"n":null,"s":"1"}]}';
    expect(parseExact(text, new Set(['a', 'v', 'n', 's']))).toEqual({
      value: [{ a: '12.50', b: 12.5, v: '9223372036854775807', n: null, s: '1' }],
    });
  });
});

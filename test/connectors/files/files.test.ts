import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { typeText } from '../../../src/schema/type-text.ts';
import { complaint, entityOf, readAll, recordsOf, sourceOf } from './folder.ts';

const CELL_HINT =
  'Put right what the file holds, or declare the column `text` under `files` in mapc.yaml and convert it in the map, where an `else` says what happens to such a value.';

describe('a folder', () => {
  it('without a list of files offers every CSV and JSONL in it', async () => {
    const source = sourceOf({ 'b.csv': 'id\n1\n', 'a.jsonl': '{"id":"x"}\n', 'notes.txt': 'no' });
    expect(Object.keys((await source.discover(null)).entities)).toEqual(['a', 'b']);
  });

  it('that is not there is named', async () => {
    const source = sourceOf({ 'a.csv': 'id\n1\n' }, { a: { path: 'nowhere/a.csv' } });
    expect(await complaint(source.discover(null))).toMatch(
      /There is no file .*nowhere\/a\.csv, which the entity a is read from/,
    );
  });

  it('names what it has when asked for something else', async () => {
    const source = sourceOf({ 'a.csv': 'id\n1\n', 'b.csv': 'id\n1\n' });
    expect(await complaint(source.discover(['c']))).toBe('There is no file for "c"; the files are a, b.');
  });
});

describe('types', () => {
  const typesOf = async (csv: string): Promise<Readonly<Record<string, string>>> => {
    const { fields } = entityOf(await sourceOf({ 't.csv': csv }).discover(null), 't');
    return Object.fromEntries(Object.values(fields).map((field) => [field.name, typeText(field.type)]));
  };

  it.each([
    ['1,-2,0', 'integer'],
    ['1,2.50', 'decimal with 2 decimal places'],
    ['9223372036854775807', 'decimal with 0 decimal places'],
    ['05021,12209', 'text'],
    ['1,x', 'text'],
    ['true,FALSE', 'boolean'],
    ['2024-02-29', 'date'],
    ['2023-02-29', 'text'],
    ['2024-02-29,2024-13-01', 'text'],
    ['2024-02-29T10:11:12Z,2024-02-29 10:11+03:00', 'instant'],
    ['2024-02-29 10:11:12', 'local time'],
    ['2024-02-29 10:11:12,2024-02-29T10:11:12Z', 'text'],
    ['', 'text'],
  ])('%s is %s', async (cells, type) => {
    const rows = cells.split(',').map((cell, index) => `${index},${cell}`);
    expect((await typesOf(`id,x\n${rows.join('\n')}\n`)).x).toBe(type);
  });

  it('may be declared, and then hold', async () => {
    const csv = 'id,state,when,tags,owner\n1,n,2024-01-02,a;b,u1\n';
    const files = {
      t: {
        fields: { state: 'enum(n = New, w = Won) required', tags: 'enums(a, b)', owner: 'reference(t, u)' },
      },
      u: { path: 't.csv' },
    };
    const source = sourceOf({ 't.csv': csv.replace('u1', 'u:1') }, files);
    expect(await recordsOf(source, 't')).toEqual([
      {
        id: '1',
        values: { id: 1, state: 'n', when: '2024-01-02', tags: ['a', 'b'], owner: { entity: 'u', id: '1' } },
      },
    ]);
  });

  it.each([
    ['integer', 'x', 'line 3: v is "x", which is not an integer.'],
    ['text(2)', 'abc', 'line 3: v is "abc", which is not a text(2).'],
    ['date', '1.2.2024', 'line 3: v is "1.2.2024", which is not a date.'],
    ['decimal(1)', '1.25', 'line 3: v is "1.25", which is not a decimal with 1 decimal place.'],
    ['enum(a)', 'b', 'line 3: v is "b", which is not one of "a".'],
    ['text required', '', 'line 3: v is empty, but every record must have one.'],
  ])('%s refuses %j with the line', async (type, cell, message) => {
    const first = { integer: '1', date: '2024-01-02', 'decimal(1)': '1' }[type] ?? 'a';
    const source = sourceOf({ 't.csv': `id,v\n1,${first}\n2,${cell}\n` }, { t: { fields: { v: type } } });
    expect(await complaint(recordsOf(source, 't'))).toBe(`t.csv, ${message} ${CELL_HINT}`);
  });

  it('are held against every cell, in every file, before they are told of', async () => {
    const bad = (count: number) =>
      `id,v\n${Array.from({ length: count }, (_, n) => `${n},x${n}\n`).join('')}`;
    const fields = { fields: { v: 'integer' } };
    const profiled = async (first: number, second: number): Promise<string> => {
      const source = sourceOf({ 'a.csv': bad(first), 'b.csv': bad(second) }, { a: fields, b: fields });
      return await complaint(source.profile(await source.discover(null), '2026-01-01'));
    };
    expect(await profiled(2, 1)).toBe(`3 cells that do not fit their columns:
  a.csv, line 2: v is "x0", which is not an integer
  a.csv, line 3: v is "x1", which is not an integer
  b.csv, line 2: v is "x0", which is not an integer
${CELL_HINT}`);
    const many = await profiled(8, 2000);
    expect(many).toMatch(/^The first 10 cells that do not fit/);
    expect(many.match(/ line /g)).toHaveLength(10);
  });

  it('that are no types are refused with a list of those that are', async () => {
    const source = sourceOf({ 't.csv': 'id,v\n1,a\n' }, { t: { fields: { v: 'varchar(3)' } } });
    await expect(source.discover(null)).rejects.toThrow(
      /"varchar\(3\)" is not a type; write one of text, text\(64\)/,
    );
  });

  it('of columns that are not there are refused', async () => {
    const source = sourceOf({ 't.csv': 'id\n1\n' }, { t: { fields: { v: 'text' } } });
    expect(await complaint(source.discover(null))).toBe('t.csv has no column "v", whose type is declared.');
  });

  it('bring every integer, day and text back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            n: fc.maxSafeInteger(),
            d: fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
            s: fc
              .string({ unit: 'grapheme', minLength: 1 })
              .filter((text) => /[a-z]/i.test(text) && !/^(true|false)$/i.test(text)),
          }),
          { minLength: 1, maxLength: 5 },
        ),
        async (rows) => {
          const days = rows.map((row) => row.d.toISOString().slice(0, 10));
          const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
          const csv = rows
            .map((row, index) => `${index},${row.n},${days[index]},${quoted(row.s)}`)
            .join('\r\n');
          const { n, d, s } = { n: 'n', d: 'd', s: 's' };
          const folder = sourceFor(`id,${n},${d},${s}\r\n${csv}\r\n`);
          const records = await recordsOf(folder, 't');
          expect(records.map(({ values }) => values)).toEqual(
            rows.map((row, index) => ({ id: index, n: row.n, d: days[index], s: row.s })),
          );
        },
      ),
      { numRuns: 40 },
    );
  });
});

const sourceFor = (csv: string) => sourceOf({ 't.csv': csv });

describe('ids', () => {
  it('are the column called so, else the first', async () => {
    const schema = await sourceOf({
      'companies.csv': 'name,company_id\nA,1\nA,2\n',
      'codes.csv': 'code,name\nx,A\ny,A\n',
    }).discover(null);
    expect(entityOf(schema, 'companies').id).toBe('company_id');
    expect(entityOf(schema, 'codes').id).toBe('code');
  });

  it('of several columns make one', async () => {
    const source = sourceOf(
      { 't.csv': 'a,b,v\nx,1,p\nx,2,q\nx|1,,r\n'.replace('x|1,,r\n', '') },
      { t: { id: ['a', 'b'] } },
    );
    const entity = entityOf(await source.discover(null), 't');
    expect(entity).toMatchObject({ id: 'a_b', keys: [['a', 'b']] });
    expect((await readAll(source, entity)).map(({ id, values }) => [id, values.a_b])).toEqual([
      ['x|1', 'x|1'],
      ['x|2', 'x|2'],
    ]);
  });

  it('that come twice are named with both lines', async () => {
    const source = sourceOf({ 't.csv': 'id,v\n7,a\n8,b\n7,c\n' }, { t: { id: 'id' } });
    expect(await complaint(source.discover(null))).toBe(
      't.csv: id is "7" on line 2 and again on line 4; records need an id of their own. Clean the file (take out one of the two, or give it another id), declare an id of several columns, `id: [id, …]`, or fold lines with `group`.',
    );
  });

  it('that come twice since the discovery are named when reading', async () => {
    const entity = entityOf(await sourceOf({ 't.csv': 'id\n7\n' }).discover(null), 't');
    const later = sourceOf({ 't.csv': 'id\n7\n7\n' });
    expect(await complaint(readAll(later, entity))).toContain('"7" on line 2 and again on line 3');
  });

  it('that are empty are named', async () => {
    const source = sourceOf({ 't.csv': 'id,v\n1,a\n,b\n' }, { t: { id: 'id' } });
    expect(await complaint(source.discover(null))).toBe(
      't.csv, line 3: id is empty, but it identifies the record.',
    );
  });

  it('that are declared but not there are named', async () => {
    const source = sourceOf({ 't.csv': 'id\n1\n' }, { t: { id: 'guid' } });
    expect(await complaint(source.discover(null))).toBe(
      't.csv has no column "guid", which is declared as its id.',
    );
  });
});

describe('CSV', () => {
  it('reads quotes, line breaks in cells, a byte order mark and Windows line ends', async () => {
    const source = sourceFor('\uFEFFid,v\r\n1,"a ""b"", c\r\nd"\r\n\r\n2,e\r\n');
    expect((await recordsOf(source, 't')).map(({ values }) => values.v)).toEqual(['a "b", c\r\nd', 'e']);
  });

  it.each([[';'], ['\t'], ['|']])('finds out that %j stands between cells', async (delimiter) => {
    const source = sourceFor(['id,v', '"1","a, b"'].join('\n').replace(/(?<=id|"1"),/g, delimiter));
    expect((await recordsOf(source, 't'))[0]?.values).toEqual({ id: 1, v: 'a, b' });
  });

  it('takes declared words and empty cells for nothing', async () => {
    const source = sourceOf({ 't.csv': 'id,v\n1,NULL\n2,\n3,null\n' }, { t: { null: ['NULL'] } });
    expect((await recordsOf(source, 't')).map(({ values }) => values.v)).toEqual([null, null, 'null']);
  });

  it('names the line of a row with too many or too few cells', async () => {
    expect(await complaint(sourceFor('id,v\n1,a\n\n2,b,c\n').discover(null))).toMatch(
      /^t\.csv, line 4: 3 cells where the header has 2\./,
    );
    expect(await complaint(sourceFor('id,v\n1\n').discover(null))).toMatch(/^t\.csv, line 2: 1 cells/);
  });

  it('names quotes that do not fit together', async () => {
    expect(await complaint(sourceFor('id,v\n1,"a\n').discover(null))).toMatch(
      /^t\.csv.*quotes do not fit together/,
    );
  });

  it('says that a file is empty', async () => {
    expect(await complaint(sourceFor('').discover(null))).toBe(
      't.csv is empty; its first line must name the columns.',
    );
  });

  it('reads a file that has columns and no rows', async () => {
    const source = sourceFor('id,v\n');
    const entity = entityOf(await source.discover(null), 't');
    expect(Object.keys(entity.fields)).toEqual(['id', 'v']);
    expect(await readAll(source, entity)).toEqual([]);
    expect(await source.count(entity)).toBe(0);
  });

  it('reads other encodings where they are declared, and says so where they are not', async () => {
    const bytes = Buffer.from([...Buffer.from('id,v\n1,Ay'), 0xfe, ...Buffer.from('e\n')]);
    const source = sourceOf({ 't.csv': bytes }, { t: { encoding: 'windows-1254' } });
    expect((await recordsOf(source, 't'))[0]?.values.v).toBe('Ayşe');
    const wrong = sourceOf({ 't.csv': bytes }, { t: { encoding: 'utf-8' } });
    expect(await complaint(wrong.discover(null))).toMatch(/^t\.csv is not utf-8 .*declare its encoding/);
  });

  it('keeps a second column of the same name where it differs', async () => {
    const source = sourceFor('id,v,v\n1,a,a\n2,b,c\n');
    expect((await recordsOf(source, 't'))[1]?.values).toEqual({ id: 2, v: 'b', v_2: 'c' });
  });

  it('drops a second column that is the same, and complains when it no longer is', async () => {
    const source = sourceFor('id,v,v\n1,a,a\n');
    const entity = entityOf(await source.discover(null), 't');
    expect(Object.keys(entity.fields)).toEqual(['id', 'v']);
    expect(await complaint(readAll(sourceFor('id,v,v\n1,a,b\n'), entity))).toMatch(
      /line 2: the two columns v differ/,
    );
  });

  it('complains of a column that is gone since the discovery', async () => {
    const entity = entityOf(await sourceFor('id,v,w\n1,a,b\n').discover(null), 't');
    expect(await complaint(readAll(sourceFor('id,w\n1,b\n'), entity))).toMatch(
      /^t\.csv has no column v any more/,
    );
  });

  it('comes in pages', async () => {
    const source = sourceFor(`id\n${Array.from({ length: 2500 }, (_, index) => index).join('\n')}\n`);
    const entity = entityOf(await source.discover(null), 't');
    const sizes: number[] = [];
    for await (const page of source.read(entity, ['id'])) sizes.push(page.length);
    expect(sizes).toEqual([1000, 1000, 500]);
  });

  it('may be left in the middle', async () => {
    const source = sourceFor(
      `id,v\n${Array.from({ length: 20_000 }, (_, index) => `${index},${'x'.repeat(20)}`).join('\n')}\n`,
    );
    const entity = entityOf(await source.discover(null), 't');
    for await (const page of source.read(entity, ['id'])) {
      expect(page).toHaveLength(1000);
      break;
    }
    expect(await source.count(entity)).toBe(20_000);
  });
});

describe('folding', () => {
  const group = { t: { group: { by: 'id', into: 'lines', fields: ['n'] } } };

  it('names what differs within a record', async () => {
    const source = sourceOf({ 't.csv': 'id,h,n\n1,a,1\n1,b,2\n' }, group);
    expect(await complaint(source.discover(null))).toBe(
      't.csv: h differs between lines 2 and 3, which both belong to id 1. If it belongs to the line, add it to group.fields.',
    );
  });

  it('names a record whose rows do not stand together', async () => {
    const source = sourceOf({ 't.csv': 'id,n\n1,1\n2,1\n1,2\n' }, group);
    expect(await complaint(source.discover(null))).toContain('id is "1" on line 2 and again on line 4');
  });

  it('names columns that are not there', async () => {
    const source = sourceOf({ 't.csv': 'id,m\n1,1\n' }, group);
    expect(await complaint(source.discover(null))).toBe('t.csv has no column "n", which its `group` names.');
  });
});

describe('references', () => {
  it('go to the file whose id they are named like', async () => {
    const schema = await sourceOf({
      'companies.csv': 'id,name\n1,A\n',
      'people.csv': 'id,company_id,name\n1,1,B\n',
    }).discover(['people']);
    expect(Object.keys(schema.entities)).toEqual(['people']);
    expect(entityOf(schema, 'people').fields.company_id?.type).toEqual({
      kind: 'reference',
      targets: ['companies'],
    });
  });

  it('must have a file to go to', async () => {
    const source = sourceOf({ 't.csv': 'id,v\n1,2\n' }, { t: { fields: { v: 'reference(u)' } } });
    expect(await complaint(source.discover(null))).toContain(
      'v is declared as a reference to "u", for which there is no file',
    );
  });

  it('is told of a file that lies there and is not declared', async () => {
    const files = { 't.csv': 'id,v\n1,2\n', 'u.csv': 'id\n2\n' };
    const hint =
      ' u.csv lies in the folder, but `files` in mapc.yaml names others only: add `u: {}` under `files`.';
    const referring = sourceOf(files, { t: { fields: { v: 'reference(u)' } } });
    expect(await complaint(referring.discover(null))).toContain(`for which there is no file.${hint}`);
    const asking = sourceOf(files, { t: {} });
    expect(await complaint(asking.discover(['u']))).toBe(`There is no file for "u"; the files are t.${hint}`);
  });
});

describe('JSONL', () => {
  const lines = [
    {
      id: 'a',
      price: 12.5,
      n: 3,
      on: true,
      day: '2024-02-29',
      items: [{ sku: 'x', price: 1 }],
      any: [1, 'x'],
    },
    { id: 'b', price: 12, n: 4, on: null, day: '', items: [], any: { y: 1 }, late: 'z' },
  ];
  const text = lines
    .map((line) => JSON.stringify(line))
    .join('\n')
    .replace('12.5', '12.50');

  it('tells types by its own words, and keeps the digits of decimals', async () => {
    const source = sourceOf({ 't.jsonl': text });
    const entity = entityOf(await source.discover(null), 't');
    expect(
      Object.fromEntries(Object.values(entity.fields).map(({ name, type }) => [name, typeText(type)])),
    ).toEqual({
      id: 'text',
      price: 'decimal',
      n: 'integer',
      on: 'boolean',
      day: 'date',
      items: 'list of records with sku and price',
      any: 'JSON',
      late: 'text',
    });
    expect((await readAll(source, entity)).map(({ values }) => values)).toEqual([
      {
        id: 'a',
        price: '12.50',
        n: 3,
        on: true,
        day: '2024-02-29',
        items: [{ sku: 'x', price: expect.anything() }],
        any: [1, 'x'],
        late: null,
      },
      { id: 'b', price: '12', n: 4, on: null, day: null, items: [], any: { y: 1 }, late: 'z' },
    ]);
  });

  it('keeps every digit of a number where it is a text, an id or JSON, and refuses a whole number that it would round', async () => {
    const line = (n: string): string =>
      `{"id": 1, "code": ${n}, "to": ${n}, "any": {"n": [${n}, 2]}, "n": 1}`;
    const files = (n: string) =>
      sourceOf(
        { 't.jsonl': line('9007199254740993').replace('"n": 1}', `"n": ${n}}`) },
        { t: { path: 't.jsonl', fields: { code: 'text', to: 'reference(t)', any: 'json', n: 'integer' } } },
      );
    expect((await recordsOf(files('7'), 't')).map(({ values }) => values)).toEqual([
      {
        id: 1,
        code: '9007199254740993',
        to: { entity: 't', id: '9007199254740993' },
        any: { n: ['9007199254740993', 2] },
        n: 7,
      },
    ]);
    expect(await complaint(recordsOf(files('9007199254740993'), 't'))).toMatch(/n is .*not an integer/);
  });

  it('refuses a number that is not finite', async () => {
    const source = sourceOf(
      { 't.jsonl': '{"id": 1, "n": 1e999}' },
      { t: { path: 't.jsonl', fields: { n: 'float' } } },
    );
    expect(await complaint(recordsOf(source, 't'))).toMatch(/n is .*not a float/);
  });

  it('names the line that is no JSON object', async () => {
    expect(await complaint(sourceOf({ 't.jsonl': '{"id":1}\n{"id"\n' }).discover(null))).toBe(
      't.jsonl, line 2: not valid JSON.',
    );
    expect(await complaint(sourceOf({ 't.jsonl': '[]\n' }).discover(null))).toBe(
      't.jsonl, line 1: every line must hold one JSON object.',
    );
  });
});

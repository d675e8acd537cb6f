import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectDialect } from '../../../src/connectors/files/dialect.ts';
import { createFilesSource } from '../../../src/connectors/files/index.ts';
import { complaint, entityOf, readAll, recordsOf, sourceOf } from './folder.ts';

/** The bytes of a text in an encoding of one byte a letter. */
function encoded(text: string, encoding: string): Buffer {
  const decoder = new TextDecoder(encoding);
  const bytes = new Map(
    Array.from({ length: 256 }, (_, byte) => [decoder.decode(new Uint8Array([byte])), byte]),
  );
  return Buffer.from(
    [...text].map((letter) => {
      const byte = bytes.get(letter);
      if (byte === undefined) throw new TypeError(`${encoding} has no ${letter}`);
      return byte;
    }),
  );
}

const TURKISH = `id;müşteri;not
1;Kaya Çelik A.Ş.;Ödeme gecikti, müşteriyle görüşüldü
2;Yıldız Gıda Sanayi;Teklif gönderildi, dönüş bekleniyor
3;Güneş İnşaat;Şantiye İzmir'de, ağustosta başlıyor
`;
const GERMAN = `id;name;notiz
1;Müller & Söhne GmbH;Rückruf für nächste Woche, größere Menge
2;Bäckerei Günther;Möchte ein Angebot über Öfen
`;

describe('the encoding of a file', () => {
  it.each([
    ['utf-8', Buffer.from(TURKISH), TURKISH],
    ['utf-8 with a mark', Buffer.from(`\u{feff}${TURKISH}`), TURKISH],
    ['utf-16le with a mark', Buffer.from(`\u{feff}${TURKISH}`, 'utf16le'), TURKISH],
    ['utf-16le without one', Buffer.from(TURKISH, 'utf16le'), TURKISH],
    ['utf-16be with a mark', Buffer.from(`\u{feff}${TURKISH}`, 'utf16le').swap16(), TURKISH],
    ['windows-1254', encoded(TURKISH, 'windows-1254'), TURKISH],
    ['windows-1252', encoded(GERMAN, 'windows-1252'), GERMAN],
  ])('is found: %s', async (_, bytes, text) => {
    const source = sourceOf({ 't.csv': bytes });
    const rows = text.trim().split('\n').slice(1);
    const records = await recordsOf(source, 't');
    expect(records.map(({ values }) => Object.values(values).join(';'))).toEqual(rows);
  });

  it('stands in the snapshot, and is what the file is read in from then on', async () => {
    const source = sourceOf({ 't.csv': encoded(TURKISH, 'windows-1254') });
    const entity = entityOf(await source.discover(null), 't');
    expect(entity.access).toEqual({ path: 't.csv', encoding: 'windows-1254' });
    // Bytes that could be many things are what they were.
    const next = sourceOf({ 't.csv': encoded('id;müşteri;not\n9;Ay\u015fe;\n', 'windows-1254') });
    expect((await readAll(next, entity))[0]?.values.müşteri).toBe('Ayşe');
  });

  it('goes by the language of the data where the letters are too few', async () => {
    const { folder } = sourceOf({ 't.csv': encoded('id;v\n1;Ayşe\n', 'windows-1254') });
    const source = createFilesSource({ folder, language: 'tr_TR' });
    expect((await recordsOf(source, 't'))[0]?.values.v).toBe('Ayşe');
  });

  it.each([
    ['id;city\n1;\u0130stanbul\n2;\u015eanl\u0131urfa\n3;I\u011fd\u0131r\n4;\u0130zmir\n', 'windows-1254'],
    ['id;city\n1;M\u00fcnchen\n2;K\u00f6ln\n3;Besan\u00e7on\n', 'windows-1252'],
    [
      'id;name\n1;\u00deorvaldur J\u00f3nsson\n2;Gu\u00f0r\u00fan \u00c1sd\u00eds\n3;S\u00e6r\u00fan \u00d3lafsd\u00f3ttir\n',
      'windows-1252',
    ],
  ])('is told by the six letters in which Turkish differs: %j', async (text, encoding) => {
    const entity = entityOf(await sourceOf({ 't.csv': encoded(text, encoding) }).discover(null), 't');
    expect(entity.access?.encoding).toBe(encoding);
  });

  it('is seen where the first letter beyond ASCII stands far in', async () => {
    const long = `id,v\n${Array.from({ length: 8000 }, (_, index) => `${index},plain`).join('\n')}\n`;
    const tail = encoded('99999,Görüşme\n', 'windows-1254');
    const { folder } = sourceOf({ 't.csv': Buffer.concat([Buffer.from(long), tail]) });
    const source = createFilesSource({ folder, language: 'tr_TR' });
    expect((await recordsOf(source, 't')).at(-1)?.values.v).toBe('Görüşme');
  });
});

describe('the dialect of a CSV file', () => {
  it.each([
    ['semicolons, though the texts hold more commas', 'id;v\n1;"a, b, c"\n2;d, e, f\n', ';'],
    ['tabs', 'id\tv\n1\ta;b;c\n', '\t'],
    ['bars', 'id|v\n1|a, b\n2|c\n', '|'],
    ['commas', 'id,v\n1,a;b\n2,c\n', ','],
    ['a single column', 'id\n1\n2\n', ','],
  ])('%s', (_, text, delimiter) => {
    expect(detectDialect(text).delimiter).toBe(delimiter);
  });

  it('quotes with apostrophes, and with backslashes before quotes', async () => {
    const source = sourceOf({
      'a.csv': "id,v\n'1','x, y'\n'2','it''s'\n",
      'b.csv': 'id,v\n"1","a \\"b\\" c"\n"2","d"\n',
      'c.csv': "id,v\n1,it's\n2,'tis\n",
    });
    const values = async (name: string) => (await recordsOf(source, name)).map((record) => record.values.v);
    expect(await values('a')).toEqual(['x, y', "it's"]);
    expect(await values('b')).toEqual(['a "b" c', 'd']);
    expect(await values('c')).toEqual(["it's", "'tis"]);
  });

  it('is what a first line of Excel says', async () => {
    const source = sourceOf({ 't.csv': 'sep=|\r\nid|v\r\n1|a,b\r\n' });
    expect((await recordsOf(source, 't'))[0]?.values).toEqual({ id: 1, v: 'a,b' });
    const broken = sourceOf({ 't.csv': 'sep=|\nid|v\n1|2|3\n' });
    expect(await complaint(broken.discover(null))).toContain('line 3');
  });

  it('is what is declared, whatever the file looks like', () => {
    expect(detectDialect('a;b;c\n1;2;3\n', { delimiter: ',' }).delimiter).toBe(',');
  });

  it('is found again for every table that is written in it', () => {
    const cell = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        fc.constantFrom(',', ';', '\t', '|'),
        fc
          .integer({ min: 2, max: 5 })
          .chain((width) =>
            fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 4, maxLength: 12 }),
          ),
        (delimiter, rows) => {
          const write = (text: string): string => `"${text.replaceAll('"', '""')}"`;
          const text = rows.map((row) => row.map(write).join(delimiter)).join('\n');
          expect(detectDialect(`${text}\n`)).toMatchObject({ delimiter, quote: '"' });
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('XML', () => {
  const ORDERS = `<?xml version="1.0" encoding="utf-8"?>
<export xmlns:x="urn:x" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <x:order id="o1" state="open">
    <customer>Kaya &amp; Co.</customer>
    <note><![CDATA[a < b]]></note>
    <gone xsi:nil="true"/>
    <line no="1"><sku>A</sku><qty>2</qty></line>
    <line no="2"><sku>B</sku><qty>3</qty></line>
  </x:order>
  <x:order id="o2" state="closed">
    <customer>Yıldız</customer>
    <line no="1"><sku>C</sku><qty>1</qty></line>
  </x:order>
</export>
`;

  it('is read as records with fields and lines', async () => {
    const source = sourceOf({ 'orders.xml': ORDERS });
    const entity = entityOf(await source.discover(null), 'orders');
    expect(entity.id).toBe('id');
    expect(entity.fields.line?.type).toMatchObject({
      kind: 'records',
      fields: { no: { type: { kind: 'integer' } }, sku: { type: { kind: 'text' } } },
    });
    expect((await readAll(source, entity)).map(({ values }) => values)).toEqual([
      {
        id: 'o1',
        state: 'open',
        customer: 'Kaya & Co.',
        note: 'a < b',
        gone: null,
        line: [
          { no: 1, sku: 'A', qty: 2 },
          { no: 2, sku: 'B', qty: 3 },
        ],
      },
      {
        id: 'o2',
        state: 'closed',
        customer: 'Yıldız',
        note: null,
        gone: null,
        line: [{ no: 1, sku: 'C', qty: 1 }],
      },
    ]);
  });

  it('takes its records from where it is told they are', async () => {
    const text = '<a><head><id>0</id></head><b><c><item><id>1</id></item><item><id>2</id></item></c></b></a>';
    const source = sourceOf({ 't.xml': text }, { t: { path: 't.xml', record: 'item' } });
    expect((await recordsOf(source, 't')).map(({ id }) => id)).toEqual(['1', '2']);
  });

  it('is in the encoding that it names', async () => {
    const text = '<?xml version="1.0" encoding="windows-1254"?>\n<r><p><id>1</id><v>Ayşe</v></p></r>';
    const source = sourceOf({ 't.xml': encoded(text, 'windows-1254') });
    expect((await recordsOf(source, 't'))[0]?.values.v).toBe('Ayşe');
  });

  it.each([
    ['<r><p><id>1</id></r>', /^t\.xml, line 1: this is not XML/],
    ['<r>\n<p>\n<id>1</id>', /^t\.xml, line \d: this is not XML: unclosed tag/],
    ['<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><r><p><id>&e;</id></p></r>', /this is not XML/],
    ['', /^t\.xml is empty/],
  ])('that is broken is told with its place: %s', async (text, message) => {
    expect(await complaint(sourceOf({ 't.xml': text }).discover(null))).toMatch(message);
  });
});

import { expect, it } from 'vitest';
import { sniffType } from '../../../src/sandbox/odoo/sniff-type.ts';

const compound = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';
const padding = '\0'.repeat(0x200 - 8);

// As Odoo 17.0 answered, without the library `magic`.
it.each([
  ['%PDF-1.4 x', 'application/pdf'],
  ['\xff\xd8\xff\xe0\0\x10JFIF', 'image/jpeg'],
  ['\x89PNG\r\n\x1a\nx', 'image/png'],
  ['\x89PNGxx', 'application/octet-stream'],
  ['GIF89a', 'image/gif'],
  ['BMabc', 'image/bmp'],
  ['<?xml version="1.0"?><a/>', 'application/xml'],
  ['<html></html>', 'application/xml'],
  ['<a><svg></svg></a>', 'image/svg+xml'],
  [' <svg></svg>', 'application/octet-stream'],
  ['\0\0\x01\0a', 'image/x-icon'],
  ['RIFFaaaa', 'image/webp'],
  [`${compound}aaaa`, 'application/msword'],
  ['\rDOCx', 'application/msword'],
  [`${compound}Microsoft Excel`, 'application/vnd.ms-excel'],
  [`${compound}${padding}\0\x6e\x1e\xf0`, 'application/vnd.ms-powerpoint'],
  ['PK\x03\x04aaaa', 'application/zip'],
  ['hello', 'application/octet-stream'],
  ['{"a":1}', 'application/octet-stream'],
])('%j is %s', (content, type) => {
  expect(sniffType(Buffer.from(content, 'latin1'))).toBe(type);
});

it.each([
  [['a.txt'], 'application/zip'],
  [
    ['[Content_Types].xml', 'word/document.xml'],
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ],
  [
    ['[Content_Types].xml', 'xl/workbook.xml'],
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ],
  [['xl/workbook.xml'], 'application/zip'],
  [['mimetype', 'content.xml'], 'application/vnd.oasis.opendocument.text'],
])('a zip file of %j is %s', (names, type) => {
  expect(sniffType(zip(names, 'application/vnd.oasis.opendocument.text'))).toBe(type);
});

/** A zip file whose files all hold the same, unpacked. */
function zip(names: readonly string[], text: string): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  for (const name of names) {
    const local = Buffer.alloc(30);
    local.write('PK\x03\x04', 'latin1');
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.write('PK\x01\x02', 'latin1');
    entry.writeUInt32LE(text.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(Buffer.concat(files).length, 42);
    directory.push(entry, Buffer.from(name));
    files.push(local, Buffer.from(name), Buffer.from(text));
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt32LE(Buffer.concat(files).length, 16);
  return Buffer.concat([...files, ...directory, end]);
}

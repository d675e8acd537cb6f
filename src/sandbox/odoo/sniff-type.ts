import { inflateRawSync } from 'node:zlib';

/** What follows a signature, for those that several types share. Null: none of them. */
type Look = (content: Buffer) => string | null;

/** Odoo's own guesser, `odoo/tools/mimetypes.py`, in its order: what it knows and no more. */
const signatures: readonly (readonly [starts: readonly string[], type: string, look?: Look])[] = [
  [['%PDF'], 'application/pdf'],
  [
    ['\xff\xd8\xff\xe0', '\xff\xd8\xff\xe2', '\xff\xd8\xff\xe3', '\xff\xd8\xff\xe1', '\xff\xd8\xff\xdb'],
    'image/jpeg',
  ],
  [['\x89PNG\r\n\x1a\n'], 'image/png'],
  [['GIF87a', 'GIF89a'], 'image/gif'],
  [['BM'], 'image/bmp'],
  [
    ['<'],
    'application/xml',
    (content) => (content.includes('<svg') && content.includes('/svg') ? 'image/svg+xml' : null),
  ],
  [['\0\0\x01\0'], 'image/x-icon'],
  [['RIFF'], 'image/webp'],
  [['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', '\rDOC'], 'application/msword', lookIntoCompoundFile],
  [['PK\x03\x04'], 'application/zip', lookIntoZip],
];

/** The type that Odoo sees in a content; `application/octet-stream` where it sees none. */
export function sniffType(content: Buffer): string {
  const head = content.subarray(0, 16).toString('latin1');
  for (const [starts, type, look] of signatures) {
    if (starts.some((start) => head.startsWith(start))) return look?.(content) ?? type;
  }
  return 'application/octet-stream';
}

function lookIntoCompoundFile(content: Buffer): string | null {
  const at = content.subarray(0x200, 0x208).toString('latin1');
  if (at.startsWith('\xec\xa5\xc1\0')) return 'application/msword';
  if (content.includes('Microsoft Excel')) return 'application/vnd.ms-excel';
  const slides = [
    '\0\x6e\x1e\xf0',
    '\x0f\0\xe8\x03',
    '\xa0\x46\x1d\xf0',
    ...['\x0e', '\x1c', '\x43'].map((kind) => `\xfd\xff\xff\xff${kind}\0\0\0`),
  ];
  return slides.some((start) => at.startsWith(start)) ? 'application/vnd.ms-powerpoint' : null;
}

const officeFolders: Readonly<Record<string, string>> = {
  'word/': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'pt/': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'xl/': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

function lookIntoZip(content: Buffer): string | null {
  const entries = zipEntries(content);
  if (entries.some(({ name }) => name === '[Content_Types].xml')) {
    for (const [folder, type] of Object.entries(officeFolders))
      if (entries.some(({ name }) => name.startsWith(folder))) return type;
  }
  const open = entries.find(({ name }) => name === 'mimetype');
  const type = open?.text() ?? '';
  return type.length < 256 && /^[\w-]+\/[\w-]+(\.[\w-]+)*(\+[\w-]+)?/.test(type) ? type : null;
}

interface ZipEntry {
  readonly name: string;
  readonly text: () => string;
}

/** The directory at the end of a zip file; empty where the file is damaged. */
function zipEntries(content: Buffer): readonly ZipEntry[] {
  const end = content.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0 || end + 20 > content.length) return [];
  const entries: ZipEntry[] = [];
  let at = content.readUInt32LE(end + 16);
  while (at + 46 <= end && content.readUInt32LE(at) === 0x02014b50) {
    const packed = content.readUInt16LE(at + 10) !== 0;
    const size = content.readUInt32LE(at + 20);
    const local = content.readUInt32LE(at + 42);
    const nameEnd = at + 46 + content.readUInt16LE(at + 28);
    entries.push({
      name: content.toString('latin1', at + 46, nameEnd),
      text: () => zipText(content, local, size, packed),
    });
    at = nameEnd + content.readUInt16LE(at + 30) + content.readUInt16LE(at + 32);
  }
  return entries;
}

function zipText(content: Buffer, local: number, size: number, packed: boolean): string {
  if (local + 30 > content.length) return '';
  const start = local + 30 + content.readUInt16LE(local + 26) + content.readUInt16LE(local + 28);
  const bytes = content.subarray(start, start + size);
  return (packed ? inflateRawSync(bytes) : bytes).toString('latin1');
}

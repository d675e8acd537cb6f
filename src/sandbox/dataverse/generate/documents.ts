import { crc32, deflateSync } from 'node:zlib';
import type { Random } from './random.ts';
import { longText, sentences } from './words.ts';

interface Document {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** A small file that its own readers open: an image, a PDF, a text or a table. */
export function makeDocument(random: Random, index: number): Document {
  switch (random.int(0, 3)) {
    case 0:
      return {
        name: random.pick([`röntgen ${index}.png`, `scan_${index}.PNG`, `图片${index}.png`]),
        type: 'image/png',
        bytes: png(random),
      };
    case 1:
      return {
        name: random.pick([`Teklif ${index}.pdf`, `quote-${index}.pdf`]),
        type: 'application/pdf',
        bytes: pdf(random, index),
      };
    case 2: {
      const text = `${random.pick(sentences)}\r\n${longText(random.int(180, 2400))}`;
      return {
        name: `notlar ${index}.txt`,
        type: 'text/plain',
        bytes: Buffer.from(random.chance(30) ? `\ufeff${text}` : text).subarray(0, 3000),
      };
    }
    default: {
      const lines = Array.from(
        { length: random.int(12, 80) },
        (_, line) => `${line};"Ürün ""${line}""";${random.int(1, 9999)},50`,
      );
      return {
        name: `liste-${index}`,
        type: 'application/octet-stream',
        bytes: Buffer.from(`no;ad;tutar\n${lines.join('\n')}\n`).subarray(0, 3000),
      };
    }
  }
}

/** Grey noise, not compressed, so that its bytes depend on nothing but the random stream. */
function png(random: Random): Buffer {
  const [width, height] = [random.int(10, 48), random.int(12, 48)];
  const lines = Array.from({ length: height }, () =>
    Buffer.from([0, ...Array.from({ length: width }, () => random.int(0, 255))]),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(lines), { level: 0 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

function pdf(random: Random, index: number): Buffer {
  const lines = Array.from(
    { length: random.int(3, 25) },
    (_, line) => `(Line ${line} of document ${index}) Tj T*`,
  );
  const content = `BT /F1 12 Tf 14 TL 72 720 Td ${lines.join('\n')} ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, position) => {
    const offset = text.length;
    text += `${position + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

import type { Readable } from 'node:stream';

/** More than this is no answer of Odoo's to anything that a migration asks, in bytes. */
export const largestAnswer = 400 * 1024 * 1024;

/** The body goes on and on: it was cut off at so many bytes. Never leaves the connector. */
export class EndlessBody extends Error {
  override readonly name = 'EndlessBody';
}

/** The whole body as text in UTF-8. @throws EndlessBody */
export async function bodyText(body: Readable, largest: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > largest) {
      body.destroy();
      throw new EndlessBody(`more than ${largest} bytes`);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

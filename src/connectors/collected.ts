import type { FileSink } from './contract.ts';

/** A file as base64, in memory. */
export async function base64Of(content: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces).toString('base64');
}

/** Keeps nothing: each file is its base64. For tests of maps and for small ones. */
export const inMemory: FileSink = { put: async (open) => await base64Of(open()) };

import { createReadStream } from 'node:fs';
import chardet from 'chardet';
import type { FileSpec } from './config.ts';
import { unreadable } from './decoded.ts';

/** Bytes in lines with letters beyond ASCII: more do not make a guess better. */
const ENOUGH = 1 << 18;

/**
 * The encoding of a file, as a label of the Encoding Standard: what its byte order mark says, UTF-8 where all of it is, and
 * otherwise the likeliest by the letters in it; XML says itself. The whole file is read, a piece in memory at a time.
 * @param language of the data, "tr_TR": too few letters tell nothing else
 * @throws ConnectorError where the file cannot be read
 */
export async function detectEncoding(spec: FileSpec, language: string): Promise<string> {
  try {
    return await detect(spec, language);
  } catch (error) {
    throw unreadable(spec, error);
  }
}

async function detect({ path, format }: FileSpec, language: string): Promise<string> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let valid = true;
  let first: Buffer | null = null;
  const telling: Buffer[] = [];
  let gathered = 0;
  for await (const chunk of createReadStream(path)) {
    if (!Buffer.isBuffer(chunk)) continue;
    if (first === null) {
      first = chunk;
      const marked = byMark(chunk) ?? wide(chunk) ?? (format === 'xml' ? byDeclaration(chunk) : null);
      if (marked !== null) return marked;
    }
    if (valid) valid = decodes(utf8, chunk);
    if (gathered < ENOUGH) {
      const lines = linesBeyondAscii(chunk);
      telling.push(lines);
      gathered += lines.length;
    }
    if (!valid && gathered >= ENOUGH) break;
  }
  if (valid && decodes(utf8, null)) return 'utf-8';
  return likeliest(Buffer.concat(telling)) ?? USUAL[language.slice(0, 2)] ?? 'windows-1252';
}

/** What a Windows of that language writes, beside what one of Western Europe does. */
const USUAL: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['cs', 'hr', 'hu', 'pl', 'ro', 'sk', 'sl'].map((language) => [language, 'windows-1250']),
  ),
  ...Object.fromEntries(['bg', 'ru', 'sr', 'uk'].map((language) => [language, 'windows-1251'])),
  ...Object.fromEntries(['et', 'lt', 'lv'].map((language) => [language, 'windows-1257'])),
  el: 'windows-1253',
  tr: 'windows-1254',
  he: 'windows-1255',
  ar: 'windows-1256',
  ja: 'shift_jis',
  ko: 'euc-kr',
  zh: 'gb18030',
};

/** By the letters in it, in 0 to 100: less is a guess among many. */
const SURE = 20;

/** The likeliest encoding in which the bytes are a text at all; null where none is likely. */
function likeliest(bytes: Buffer): string | null {
  if (isTurkish(bytes)) return 'windows-1254';
  const guesses = chardet.analyse(bytes).filter(({ confidence }) => confidence >= SURE);
  return (
    guesses.map(({ name }) => labelOf(name)).find((label) => label !== null && isText(label, bytes)) ?? null
  );
}

/**
 * Windows-1254 and -1252 differ in six letters: what is ğ, ı, ş, Ğ, İ, Ş in the one is ð, ý, þ, Ð, Ý, Þ in the other, which
 * only Icelandic writes, and never without á, æ, é, í, ó or ú beside them.
 */
function isTurkish(bytes: Buffer): boolean {
  let telling = 0;
  let icelandic = 0;
  let high = 0;
  for (const byte of bytes) {
    if (byte < 0xc0) continue;
    high += 1;
    if (TURKISH.has(byte)) telling += 1;
    if (ICELANDIC.has(byte)) icelandic += 1;
  }
  return telling > 0 && telling * 8 >= high && icelandic * 4 < telling && isText('windows-1254', bytes);
}

const TURKISH = new Set([0xd0, 0xdd, 0xde, 0xf0, 0xfd, 0xfe]);
const ICELANDIC = new Set([0xc1, 0xc6, 0xc9, 0xcd, 0xd3, 0xda, 0xe1, 0xe6, 0xe9, 0xed, 0xf3, 0xfa]);

function isText(encoding: string, bytes: Buffer): boolean {
  return decodes(new TextDecoder(encoding, { fatal: true }), bytes);
}

function decodes(decoder: InstanceType<typeof TextDecoder>, chunk: Buffer | null): boolean {
  try {
    if (chunk === null) decoder.decode();
    else decoder.decode(chunk, { stream: true });
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function byMark(start: Buffer): string | null {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 'utf-8';
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return null;
}

/** `<?xml version="1.0" encoding="windows-1254"?>` */
function byDeclaration(start: Buffer): string | null {
  const [, said] = /^\s*<\?xml[^>]*\sencoding=["']([\w.:-]+)["']/.exec(start.toString('latin1')) ?? [];
  return said === undefined ? null : (labelOf(said) ?? said.toLowerCase());
}

/** UTF-16 without a mark: every second byte of most letters is null, which no text in another encoding holds. */
function wide(start: Buffer): string | null {
  const nulls = [0, 0];
  for (const [index, byte] of start.subarray(0, 4096).entries()) {
    if (byte === 0) nulls[index % 2] = (nulls[index % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = nulls;
  if (even + odd < Math.min(start.length, 4096) / 8) return null;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/** The lines that say something about the encoding; what is ASCII only thins them out. */
function linesBeyondAscii(chunk: Buffer): Buffer {
  const lines: Buffer[] = [];
  for (let at = 0; at < chunk.length; ) {
    const end = chunk.indexOf(0x0a, at);
    const line = chunk.subarray(at, end < 0 ? chunk.length : end + 1);
    if (line.some((byte) => byte >= 0x80)) lines.push(line);
    at += line.length;
  }
  return Buffer.concat(lines);
}

/** The name that decoders know it by; null for what they do not. UTF-8 and its like were ruled out before. */
function labelOf(name: string): string | null {
  if (/^utf|^ascii$/i.test(name)) return null;
  try {
    return new TextDecoder(name).encoding;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * JSON that holds one long base64 is not made into text: of a file of some megabytes that would be several times as many,
 * all at once. The bytes of the answer are kept as they came, and the base64 among them is decoded a piece at a time.
 */
export interface SplitJson {
  /** The JSON; where `bytes` are, with an empty text in their place. */
  readonly text: string;
  /** What the member holds; null where it is not there, or no text that is plain base64: then it stands in `text`. */
  readonly bytes: readonly Uint8Array[] | null;
}

/** Bytes of base64 that are decoded at once: a multiple of four. */
const PIECE = 64 * 1024;
/** A member that has not begun by here is not looked for any longer. */
const FURTHEST = 64 * 1024;
const QUOTE = 0x22;

/** Reads JSON to its end. `member` is the name of the long one, which must not occur before it as something else. */
export async function splitJson(body: AsyncIterable<unknown>, member: string): Promise<SplitJson> {
  const all: Buffer[] = [];
  for await (const chunk of body) if (Buffer.isBuffer(chunk)) all.push(chunk);
  const begin = beginOf(all, member);
  const end = begin === null ? null : endOf(all, begin);
  if (begin === null || end === null) return { text: textOf(all), bytes: null };
  const bytes = decoded(stretches(all, begin, end));
  if (bytes === null) return { text: textOf(all), bytes: null };
  const before = [...stretches(all, 0, begin)];
  const after = [...stretches(all, end, Number.POSITIVE_INFINITY)];
  return { text: textOf([...before, ...after]), bytes };
}

/** Where the text of the member begins, behind its quotation mark. */
function beginOf(all: readonly Buffer[], member: string): number | null {
  const head = Buffer.concat([...stretches(all, 0, FURTHEST)]).toString('latin1');
  const found = new RegExp(`"${member}"\\s*:\\s*"`).exec(head);
  return found === null ? null : found.index + found[0].length;
}

/** Where it ends: base64 has neither quotation marks nor what would escape one. */
function endOf(all: readonly Buffer[], begin: number): number | null {
  let start = 0;
  for (const chunk of all) {
    const at = start + chunk.length <= begin ? -1 : chunk.indexOf(QUOTE, Math.max(0, begin - start));
    if (at >= 0) return start + at;
    start += chunk.length;
  }
  return null;
}

function decoded(base64: Iterable<Buffer>): Uint8Array[] | null {
  const bytes: Uint8Array[] = [];
  let rest = '';
  for (const stretch of base64) {
    for (let at = 0; at < stretch.length; at += PIECE) {
      const text = rest + stretch.toString('latin1', at, at + PIECE);
      const whole = text.length - (text.length % 4);
      const piece = text.slice(0, whole);
      // What ends it may only stand at its end.
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(piece) || bytes.at(-1)?.length === 0) return null;
      if (piece.length > 0) bytes.push(Buffer.from(piece, 'base64'));
      if (piece.endsWith('=')) bytes.push(Buffer.alloc(0));
      rest = text.slice(whole);
    }
  }
  if (rest !== '') {
    if (!/^[A-Za-z0-9+/]{2,3}$/.test(rest) || bytes.at(-1)?.length === 0) return null;
    bytes.push(Buffer.from(rest, 'base64'));
  }
  return bytes.filter(({ length }) => length > 0);
}

/** The bytes between two places. */
function* stretches(all: readonly Buffer[], from: number, to: number): Generator<Buffer> {
  let start = 0;
  for (const chunk of all) {
    const part = chunk.subarray(Math.max(0, from - start), Math.max(0, to - start));
    if (part.length > 0) yield part;
    start += chunk.length;
  }
}

function textOf(all: readonly Buffer[]): string {
  return Buffer.concat(all)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

import type { Row, Rows } from '../store.ts';
import { Random } from './random.ts';

/** Notes with files of this size beside the usual ones, on the same records; what they hold is noise of the seed. */
export function withLargeNotes(
  rows: Rows,
  { count, bytes }: { readonly count: number; readonly bytes: number },
  seed: number,
): Rows {
  const random = new Random(seed, 'large notes');
  const notes = rows.annotation ?? [];
  // One that hangs on a record that is there.
  const ids = new Set((rows.account ?? []).map(({ accountid }) => accountid));
  const like = notes.find(({ isdocument, objectid }) => isdocument === true && ids.has(idOf(objectid)));
  if (like === undefined) throw new Error('No note hangs on an account.');
  const more = Array.from({ length: count }, (_, index): Row => {
    const content = noise(random.int(1, 2 ** 31 - 1), bytes);
    return {
      ...like,
      annotationid: random.guid(),
      filename: `plan-${index}.bin`,
      mimetype: 'application/octet-stream',
      filesize: content.length,
      documentbody: content.toString('base64'),
    };
  });
  return { ...rows, annotation: [...notes, ...more] };
}

function idOf(cell: Row[string] | undefined): string | null {
  return typeof cell === 'object' && cell !== null ? cell.id : null;
}

/** Xorshift (Marsaglia, 2003), four bytes at a time. */
function noise(start: number, bytes: number): Buffer {
  const content = Buffer.alloc(bytes);
  let state = start;
  for (let at = 0; at + 4 <= bytes; at += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    content.writeInt32LE(state, at);
  }
  return content;
}

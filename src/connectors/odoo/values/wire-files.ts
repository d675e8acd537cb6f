/**
 * Files on their way to Odoo. In the values of a call a file is a small object; only as the body of the request is sent
 * its content is read and becomes base64, piece by piece, so that no more than a piece of it is in memory.
 */
import { Readable } from 'node:stream';
import type { FileRef } from '../../../schema/file-ref.ts';
import type { JsonValue } from '../../../schema/model.ts';
import type { CallOptions } from '../../contract.ts';
import { base64Length } from '../../wire-bytes.ts';

/** Objects that stand for files: known by identity, since JSON of a map may look the same. */
const files = new WeakMap<object, FileRef>();

/** A value of a call in whose place the file is sent. */
export function wireFile({ sha256, sha1, size }: FileRef): JsonValue {
  const value = { sha256, sha1, size };
  files.set(value, value);
  return value;
}

/** The file that a value of a call stands for. */
export function fileOf(value: JsonValue | undefined): FileRef | undefined {
  return typeof value === 'object' && value !== null ? files.get(value) : undefined;
}

export function holdsFiles(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return files.has(value) || Object.values(value).some(holdsFiles);
}

/** The text of a body, with files in the place of their base64. */
export type BodyPart = string | FileRef;

/** A value as JSON. */
export function jsonParts(value: JsonValue): readonly BodyPart[] {
  const parts: BodyPart[] = [];
  const write = (one: JsonValue): void => {
    const file = fileOf(one);
    if (file !== undefined) parts.push('"', file, '"');
    else if (!holdsFiles(one)) parts.push(JSON.stringify(one));
    else if (Array.isArray(one)) {
      one.forEach((item: JsonValue, place) => {
        parts.push(place === 0 ? '[' : ',');
        write(item);
      });
      parts.push(']');
    } else {
      Object.entries(one ?? {}).forEach(([name, member], place) => {
        parts.push(`${place === 0 ? '{' : ','}${JSON.stringify(name)}:`);
        write(member);
      });
      parts.push('}');
    }
  };
  write(value);
  return parts;
}

/** A body as a request takes it. */
interface RequestBody {
  readonly body: string | Readable;
  readonly headers: Readonly<Record<string, string>>;
  /** After a request has failed. @throws whatever kept a file from being read: then nothing of it was carried out */
  check(): void;
}

/** JSON to send, streamed where it holds files. */
export function jsonBody(value: JsonValue, options: CallOptions): RequestBody {
  return holdsFiles(value)
    ? streamed(jsonParts(value), options)
    : { body: JSON.stringify(value), headers: {}, check: () => undefined };
}

/** How many bytes it has is said beforehand: a server that gets fewer does not take it. */
export function streamed(parts: readonly BodyPart[], { files: open }: CallOptions): RequestBody {
  if (open === undefined) throw new Error('A file is to be sent, and what it holds is not at hand.');
  let failure: { readonly error: unknown } | null = null;
  const body = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for (const part of parts) {
        if (typeof part === 'string') yield Buffer.from(part, 'utf8');
        else yield* base64Pieces(open(part));
      }
    } catch (error) {
      failure = { error };
      throw error;
    }
  };
  const length = parts.reduce(
    (sum, part) =>
      sum + (typeof part === 'string' ? Buffer.byteLength(part, 'utf8') : base64Length(part.size)),
    0,
  );
  return {
    body: Readable.from(body(), { objectMode: false }),
    headers: { 'content-length': String(length) },
    check: () => {
      if (failure !== null) throw failure.error;
    },
  };
}

/** Bytes as base64 in ASCII, whatever the lengths of the pieces. */
export async function* base64Pieces(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of content) {
    const bytes = rest.length === 0 ? Buffer.from(piece) : Buffer.concat([rest, piece]);
    const whole = bytes.length - (bytes.length % 3);
    // Of the piece itself nothing is kept.
    rest = Buffer.from(bytes.subarray(whole));
    if (whole > 0) yield Buffer.from(bytes.toString('base64', 0, whole), 'latin1');
  }
  if (rest.length > 0) yield Buffer.from(rest.toString('base64'), 'latin1');
}

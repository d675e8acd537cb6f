import { createHash } from 'node:crypto';
import type { JsonValue } from './model.ts';

/**
 * What stands for a file in a staged record, in an evaluated value and in the journal: its content lies elsewhere, under
 * its SHA-256. Equal content gives equal references. Digests are lower-case hexadecimal.
 */
export type FileRef = {
  readonly sha256: string;
  /** By which Odoo knows what it stores. */
  readonly sha1: string;
  /** Bytes. */
  readonly size: number;
};

/** A value of the type `binary` that is not null: a file that is kept, or the base64 of one that a map made itself. */
export type FileValue = FileRef | string;

/** What a system says of a file that it stores, where it is asked for less than the file. */
export type FileDigest = { readonly sha1: string; readonly size: number };

export function isFileRef(value: unknown): value is FileRef {
  return (
    typeof value === 'object' &&
    value !== null &&
    'sha256' in value &&
    typeof value.sha256 === 'string' &&
    /^[0-9a-f]{64}$/.test(value.sha256) &&
    'sha1' in value &&
    typeof value.sha1 === 'string' &&
    /^[0-9a-f]{40}$/.test(value.sha1) &&
    'size' in value &&
    typeof value.size === 'number' &&
    Object.keys(value).length === 3
  );
}

export function isFileDigest(value: unknown): value is FileDigest {
  return (
    typeof value === 'object' &&
    value !== null &&
    'sha1' in value &&
    typeof value.sha1 === 'string' &&
    'size' in value &&
    typeof value.size === 'number' &&
    Object.keys(value).length === 2
  );
}

/** The bytes of base64, with or without line ends and the `=` at its end; null where the text is none. */
export function bytesOfBase64(text: string): Buffer | null {
  return /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text) ? Buffer.from(text, 'base64') : null;
}

/**
 * A value of the type `binary` as its digest, in whichever form it comes, so that forms can be compared; null for no file
 * and for an empty one, any other value as it is.
 */
export function fileDigest(value: JsonValue): JsonValue {
  if (isFileRef(value) || isFileDigest(value))
    return value.size === 0 ? null : { sha1: value.sha1, size: value.size };
  if (typeof value !== 'string') return value;
  const bytes = bytesOfBase64(value);
  if (bytes === null) return value;
  return bytes.length === 0
    ? null
    : { sha1: createHash('sha1').update(bytes).digest('hex'), size: bytes.length };
}

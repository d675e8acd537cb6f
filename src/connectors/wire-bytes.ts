import { isFileRef } from '../schema/file-ref.ts';
import type { TargetValues } from './contract.ts';

/** Bytes that the base64 of so many bytes has. */
export function base64Length(bytes: number): number {
  return 4 * Math.ceil(bytes / 3);
}

/** About how many bytes a row's values take in a call: files as base64, the rest as JSON. */
export function wireBytes(values: TargetValues): number {
  return bytesOf(values);
}

function bytesOf(value: unknown): number {
  if (isFileRef(value)) return base64Length(value.size) + 2;
  if (typeof value === 'string') return Buffer.byteLength(value, 'utf8') + 2;
  if (typeof value !== 'object' || value === null) return 8;
  let bytes = 2;
  for (const [name, member] of Object.entries(value)) bytes += name.length + 4 + bytesOf(member);
  return bytes;
}

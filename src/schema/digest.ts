import { createHash } from 'node:crypto';
import { sortedEntries } from './order.ts';

/**
 * JSON with sorted keys and no spaces: equal values give equal bytes. Properties that are `undefined` are left out, as
 * JSON does.
 * @throws TypeError for what JSON cannot hold: functions, NaN, infinities, big integers.
 */
export function canonicalJson(value: unknown): string {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no form in JSON`);
      return JSON.stringify(value);
    case 'object': {
      if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
      const parts: string[] = [];
      for (const [key, item] of sortedEntries<unknown>({ ...value })) {
        if (item !== undefined) parts.push(`${JSON.stringify(key)}:${canonicalJson(item)}`);
      }
      return `{${parts.join(',')}}`;
    }
    default:
      throw new TypeError(`A ${typeof value} has no form in JSON`);
  }
}

/** SHA-256 of the canonical JSON in UTF-8, as 64 lower-case hexadecimal digits. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex');
}

import { sortedEntries } from './order.ts';

/** A value that JSON cannot hold: a function, NaN, an infinity, a big integer. */
export class NotJsonError extends TypeError {}

/**
 * JSON with sorted keys and no spaces: equal values give equal bytes. Properties that are `undefined` are left out, as
 * JSON does.
 * @throws NotJsonError
 */
export function canonicalJson(value: unknown): string {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new NotJsonError(`${value} has no form in JSON`);
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
      throw new NotJsonError(`A ${typeof value} has no form in JSON`);
  }
}

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
      // `sort` compares by UTF-16 code units.
      const record: Readonly<Record<string, unknown>> = { ...value };
      let text = '';
      for (const key of Object.keys(record).sort()) {
        const item = record[key];
        if (item !== undefined)
          text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(item)}`;
      }
      return `{${text}}`;
    }
    default:
      throw new NotJsonError(`A ${typeof value} has no form in JSON`);
  }
}

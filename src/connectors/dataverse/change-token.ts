import { isRecord } from './json.ts';

/** From where changes of a table are asked for. */
export interface ChangeToken {
  /** The root of the Web API that gave it. */
  readonly api: string;
  /** `$select` and `$expand` of what was read. */
  readonly asked: string;
  /** `@odata.deltaLink`; null where changes of the table are not tracked. */
  readonly link: string | null;
  /** The newest `modifiedon` before the reading began; null where the table has none, or was empty. */
  readonly newest: string | null;
}

/** The token as it was given; null for a text that is none. */
export function parseToken(text: string): ChangeToken | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value)) return null;
    const { api, asked, link, newest } = value;
    if (typeof api !== 'string' || typeof asked !== 'string') return null;
    if ((link !== null && typeof link !== 'string') || (newest !== null && typeof newest !== 'string'))
      return null;
    return { api, asked, link, newest };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

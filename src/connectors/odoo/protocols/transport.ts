import type { JsonValue } from '../../../schema/model.ts';
import type { CallOptions } from '../../contract.ts';

export type OdooProtocol = 'json2' | 'jsonrpc' | 'xmlrpc';

/**
 * One way of speaking to Odoo's `execute_kw`. It logs in by itself on the first call, and turns every fault into a
 * `ConnectorError`. It never repeats a call: only the caller knows whether a repetition could double a record.
 */
export interface OdooTransport {
  readonly protocol: OdooProtocol;
  /** The server's own series, "17.0", without logging in.
   * @throws ConnectorError, or {@link NotOffered} where the server does not know this protocol */
  version(options?: CallOptions): Promise<string>;
  /** The id of the user that the login belongs to. */
  user(options?: CallOptions): Promise<number>;
  /** `model.method(*args, **kwargs)` in one transaction. What Python calls None comes back as null. */
  call(
    model: string,
    method: string,
    args: readonly JsonValue[],
    kwargs: Readonly<Record<string, JsonValue>>,
    options?: CallOptions,
  ): Promise<JsonValue>;
  close(): Promise<void>;
}

/** The server answers, but not under the path of this protocol. Never leaves the connector. */
export class NotOffered extends Error {
  override readonly name = 'NotOffered';
}

const readingMethods: ReadonlySet<string> = new Set([
  'check_access_rights',
  'default_get',
  'fields_get',
  'get_param',
  'get_views',
  'has_access',
  'name_search',
  'read',
  'read_group',
  'search',
  'search_count',
  'search_read',
]);

/** Whether a call may change something, so that an answer that never came leaves its outcome open. */
export function writes(method: string): boolean {
  return !readingMethods.has(method);
}

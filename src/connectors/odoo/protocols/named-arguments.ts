import type { JsonValue } from '../../../schema/model.ts';
import { ConnectorError } from '../../contract.ts';

type JsonObject = { readonly [key: string]: JsonValue };

/** What the arguments of a method are called, in order, in the source of Odoo 19.0; `ids` are those of the records. */
const parameters: Readonly<Record<string, readonly string[]>> = {
  check_access_rights: ['operation', 'raise_exception'],
  create: ['vals_list'],
  default_get: ['fields'],
  fields_get: ['allfields', 'attributes'],
  get_param: ['key', 'default'],
  has_access: ['ids', 'operation'],
  load: ['fields', 'data'],
  read: ['ids', 'fields', 'load'],
  search: ['domain', 'offset', 'limit', 'order'],
  search_count: ['domain', 'limit'],
  search_read: ['domain', 'fields', 'offset', 'limit', 'order'],
  unlink: ['ids'],
  write: ['ids', 'vals'],
};

/**
 * A call with positional arguments as JSON-2 takes it: all by name (api-facts A.5).
 * @throws ConnectorError `protocol` for a method whose parameters are not known
 */
export function namedArguments(
  model: string,
  method: string,
  args: readonly JsonValue[],
  kwargs: Readonly<Record<string, JsonValue>>,
): JsonObject {
  const names = parameters[method] ?? [];
  if (args.length > names.length)
    throw new ConnectorError(
      'protocol',
      `${model}.${method} cannot be called over JSON-2, which wants its arguments by name; use protocol: jsonrpc`,
    );
  return { ...Object.fromEntries(args.map((value, index) => [names[index] ?? '', value])), ...kwargs };
}

/** The arguments once more under the name that Odoo missed, where one can be meant; null otherwise. */
export function missingArgument(message: string, method: string, named: JsonObject): JsonObject | null {
  const missing = /missing a required argument: '(\w+)'/.exec(message)?.[1];
  const own = (parameters[method] ?? []).filter((name) => name !== 'ids').slice(0, 1)[0];
  if (missing === undefined || own === undefined || !Object.hasOwn(named, own)) return null;
  const { [own]: value, ...rest } = named;
  return value === undefined || Object.hasOwn(rest, missing) ? null : { ...rest, [missing]: value };
}

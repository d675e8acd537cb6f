import { jsonResponse, type SandboxRequest, type SandboxResponse } from '../server.ts';
import type { OdooError } from './errors.ts';
import { traceback } from './json-rpc.ts';
import { isRecord, type Values } from './types.ts';

/** A call over JSON-2, or the answer to what is none. */
type Json2Request = { readonly call: Json2Call } | { readonly answer: SandboxResponse };

export interface Json2Call {
  readonly model: string;
  readonly method: string;
  readonly args: readonly unknown[];
  readonly kwargs: Values;
}

/** Methods that the sandbox reads by position, with the names of their arguments. */
const positional: Readonly<Record<string, readonly string[]>> = { get_param: ['key', 'default'] };

/** Methods of a model as such, which take no ids. */
const ofModel: ReadonlySet<string> = new Set([
  'check_access_rights',
  'context_get',
  'create',
  'default_get',
  'fields_get',
  'get_param',
  'load',
  'name_create',
  'name_search',
  'search',
  'search_count',
  'search_read',
]);

const required: Readonly<Record<string, string>> = {
  create: 'vals_list',
  default_get: 'fields',
  write: 'vals',
};

/**
 * Reads `POST /json/2/<model>/<method>` (Odoo 19.0): an API key as a bearer token, and arguments by name. A header that
 * names another database, or none of the paths, is answered as Odoo answers it.
 */
export function json2Request(request: SandboxRequest, db: string, apiKey: string): Json2Request {
  const path = /^\/json\/2\/([^/]+)\/([^/]+)$/.exec(request.path);
  const asked = request.headers['x-odoo-database'];
  if (asked !== undefined && asked !== db)
    return {
      answer: {
        status: 404,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: '<!doctype html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>No database is selected and the requested URL was not found in the server-wide controllers.</p>\n',
      },
    };
  if (path === null || request.method !== 'POST')
    return refused(404, 'werkzeug.exceptions.NotFound', 'Did you mean POST /json/2/<model>/<method>?');
  const token = /^bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token !== apiKey)
    return refused(
      401,
      'werkzeug.exceptions.Unauthorized',
      token === undefined
        ? 'User not authenticated, use an API Key with a Bearer Authorization header.'
        : 'Invalid apikey',
    );
  let body: unknown;
  try {
    body = JSON.parse(request.body.toString('utf8') || '{}');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refused(400, 'werkzeug.exceptions.BadRequest', `could not parse the body as json: ${why}`);
  }
  const { ids, ...named }: Values = isRecord(body) ? body : {};
  const [, model = '', method = ''] = path;
  const unprocessable = 'werkzeug.exceptions.UnprocessableEntity';
  if (ofModel.has(method) && Array.isArray(ids) && ids.length > 0)
    return refused(422, unprocessable, `cannot call ${model}.${method} with ids`);
  const missing = required[method];
  if (missing !== undefined && !Object.hasOwn(named, missing))
    return refused(422, unprocessable, `missing a required argument: '${missing}'`);
  const names = positional[method];
  if (names === undefined)
    return { call: { model, method, args: ofModel.has(method) ? [] : [ids ?? []], kwargs: named } };
  const args = names.filter((name) => Object.hasOwn(named, name)).map((name) => named[name]);
  return { call: { model, method, args, kwargs: { context: named.context ?? {} } } };
}

function refused(status: number, name: string, message: string): Json2Request {
  return { answer: json2Error(status, name, message, '') };
}

function json2Error(status: number, name: string, message: string, debug: string): SandboxResponse {
  const args = name.startsWith('werkzeug.') ? [message, status] : [message];
  return jsonResponse({ name, message, arguments: args, context: {}, debug }, status);
}

const statuses: Readonly<Record<string, number>> = {
  'odoo.exceptions.AccessDenied': 403,
  'odoo.exceptions.AccessError': 403,
  'odoo.exceptions.LockError': 409,
  'odoo.exceptions.MissingError': 404,
  'odoo.exceptions.UserError': 422,
  'odoo.exceptions.ValidationError': 422,
};

/** What went wrong in a call, with the status of its exception. */
export function json2Failure(error: OdooError): SandboxResponse {
  const { exception, message } = error;
  const model = /^Object (\S+) doesn't exist$/.exec(message)?.[1];
  if (model !== undefined)
    return json2Error(404, 'werkzeug.exceptions.NotFound', `the model '${model}' does not exist`, '');
  if (exception === 'builtins.AttributeError')
    return json2Error(404, 'werkzeug.exceptions.NotFound', message, '');
  const argument = /got an unexpected keyword argument '\w+'$/.exec(message)?.[0];
  if (exception === 'builtins.TypeError' && argument !== undefined)
    return json2Error(422, 'werkzeug.exceptions.UnprocessableEntity', argument, '');
  return json2Error(statuses[exception] ?? 500, exception, message, traceback(error));
}

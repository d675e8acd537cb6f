import type { ConnectorErrorKind } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import { EndlessBody } from './body.ts';
import { writes } from './transport.ts';

/** Which server, database and login an error message names. It has no password, so none can leak into a message. */
interface Where {
  readonly url: string;
  readonly db: string;
  readonly login: string;
}

/** The call that went wrong. `model` is null for the services that need no login. */
export interface Call {
  readonly model: string | null;
  readonly method: string;
}

/** Exceptions after which the same call may succeed: Odoo has rolled the transaction back (api-facts A.6). */
const transient: ReadonlySet<string> = new Set([
  'odoo.exceptions.ConcurrencyError',
  'odoo.exceptions.LockError',
  'psycopg2.errors.DeadlockDetected',
  'psycopg2.errors.LockNotAvailable',
  'psycopg2.errors.QueryCanceled',
  'psycopg2.errors.SerializationFailure',
  'psycopg2.errors.TooManyConnections',
  // "cached plan must not change result type": a column was added while the call ran.
  'psycopg2.errors.FeatureNotSupported',
  'psycopg2.pool.PoolError',
  'odoo.sql_db.PoolError',
]);

/** The database connection itself failed: before the transaction, or at its very end. */
const connection: ReadonlySet<string> = new Set([
  'psycopg2.InterfaceError',
  'psycopg2.OperationalError',
  'psycopg2.errors.AdminShutdown',
  'psycopg2.errors.CannotConnectNow',
]);

/**
 * Sorts an exception by its Python name (`data.name` of a JSON-RPC error). Whatever Odoo answers it has rolled back,
 * so an exception that is not in the tables is about what the call said: `record`. Only a database connection that
 * broke under a writing call is `lost`, since it may have broken in the commit.
 */
function kindOfException(name: string, message: string, method: string): ConnectorErrorKind {
  if (name === 'odoo.exceptions.AccessDenied' || name === 'odoo.http.SessionExpiredException')
    return 'authentication';
  if (name === 'odoo.exceptions.AccessError') return 'forbidden';
  if (name.startsWith('werkzeug.exceptions.')) return 'protocol';
  if (transient.has(name)) return 'transient';
  if (connection.has(name)) {
    if (isUnknownDatabase(name, message)) return 'authentication';
    const broke = /closed the connection|terminating connection|already closed|could not receive/i.test(
      message,
    );
    return broke && writes(method) ? 'lost' : 'transient';
  }
  return 'record';
}

function isUnknownDatabase(name: string, message: string): boolean {
  return name === 'psycopg2.OperationalError' && /database ".*" does not exist/.test(message);
}

/** An exception that Odoo answered with, in one sentence: Odoo's own text, no traceback. */
export function exceptionError(where: Where, call: Call, name: string, message: string): ConnectorError {
  const kind = kindOfException(name, message, call.method);
  switch (kind) {
    case 'authentication':
      return isUnknownDatabase(name, message)
        ? new ConnectorError('authentication', `Odoo at ${where.url} has no database ${where.db}`)
        : refusedLogin(where);
    case 'forbidden':
      return new ConnectorError(
        kind,
        `Odoo does not allow ${where.login} to ${doing(call)}: ${gist(name, message)}`,
      );
    case 'transient':
      return new ConnectorError(kind, `Odoo could not ${doing(call)} just now: ${gist(name, message)}`);
    case 'lost':
      return new ConnectorError(
        kind,
        `Odoo lost its database while it tried to ${doing(call)}: ${gist(name, message)}`,
      );
    case 'record':
    case 'large':
    case 'protocol':
    case 'configuration':
    case 'unreachable':
      return new ConnectorError(kind, `Odoo refused to ${doing(call)}: ${gist(name, message)}`);
  }
}

export function refusedLogin(where: Where): ConnectorError {
  return new ConnectorError(
    'authentication',
    `Odoo at ${where.url} does not accept the login ${where.login} on the database ${where.db}`,
  );
}

/** What the call was about, after "to": "create crm.lead". */
export function doing(call: Call): string {
  switch (call.method) {
    case 'create':
    case 'load':
      return `create ${call.model}`;
    case 'write':
      return `change ${call.model}`;
    case 'unlink':
      return `delete ${call.model}`;
    case 'read':
    case 'search_read':
    case 'search':
    case 'search_count':
      return `read ${call.model}`;
    case 'authenticate':
      return 'log in';
    default:
      return call.model === null ? `answer ${call.method}` : `carry out ${call.method} on ${call.model}`;
  }
}

const longest = 500;

/** The first lines of Odoo's text as one line; Python's own exceptions keep their name, their text alone says little. */
function gist(name: string, message: string): string {
  const lines = message
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const end = lines.findIndex((line) => line.startsWith('Traceback (most recent call last)'));
  const text = (end === -1 ? lines : lines.slice(0, end)).slice(0, 8).join(' ');
  const own = name.startsWith('odoo.') ? text : `${name.split('.').at(-1)}${text === '' ? '' : `: ${text}`}`;
  const said = own === '' ? name : own;
  return said.length > longest ? `${said.slice(0, longest)}…` : said;
}

const neverSent: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ERR_INVALID_URL',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/**
 * A failure below HTTP. Before the request was sent it is `unreachable`; after that a writing call is `lost` and a
 * reading one may simply be repeated.
 */
export function networkError(where: Where, call: Call, error: unknown): ConnectorError {
  if (error instanceof EndlessBody)
    return new ConnectorError(
      'protocol',
      `Odoo at ${where.url} was asked to ${doing(call)}, and its answer does not end (it was cut off at ${error.message})`,
      { cause: error },
    );
  const code = codeOf(error);
  if (code !== null && neverSent.has(code))
    return new ConnectorError('unreachable', `Odoo at ${where.url} cannot be reached: ${reasonOf(code)}`, {
      cause: error,
    });
  const timeout = code?.includes('TIMEOUT') === true;
  return unanswered(
    where,
    call,
    timeout ? 'no answer came in time' : 'the connection broke before the answer came',
    error,
  );
}

/** The answer to a call is missing or useless: its outcome is open if the call writes. */
export function unanswered(where: Where, call: Call, why: string, cause?: unknown): ConnectorError {
  return new ConnectorError(
    writes(call.method) ? 'lost' : 'transient',
    `Odoo at ${where.url} was asked to ${doing(call)}, but ${why}`,
    { cause },
  );
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause instanceof Error ? codeOf(error.cause) : null;
}

function reasonOf(code: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the host name is not known';
    case 'UND_ERR_CONNECT_TIMEOUT':
      return 'no connection came about in time';
    case 'ERR_INVALID_URL':
      return 'this is no address';
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return 'it does not speak TLS; write http:// if that is meant';
    default:
      return code.startsWith('E') && !code.startsWith('ERR')
        ? `the network says ${code}`
        : `its certificate is not valid (${code})`;
  }
}

/**
 * An HTTP status other than success. 502 and 503 come from a proxy that found no Odoo behind it; 504 and other server
 * errors leave open what a writing call did; 413 is about the size of this batch, which a smaller one may pass.
 * `retryAfter` is the header's text, in seconds.
 */
export function statusError(
  where: Where,
  call: Call,
  status: number,
  retryAfter: string | null,
): ConnectorError {
  const seconds = retryAfter === null ? Number.NaN : Number(retryAfter);
  const wait = Number.isFinite(seconds) && seconds >= 0 ? { retryAfter: seconds * 1000 } : {};
  if (status === 429 || status === 502 || status === 503)
    return new ConnectorError('transient', `Odoo at ${where.url} is not ready (HTTP ${status})`, wait);
  if (status >= 500) return unanswered(where, call, `the answer was HTTP ${status}`);
  if (status === 401 || status === 403)
    return new ConnectorError(
      'forbidden',
      `A gateway in front of Odoo at ${where.url} refuses the call (HTTP ${status})`,
    );
  if (status === 413)
    return new ConnectorError(
      'large',
      `The call to ${doing(call)} is too large for the server at ${where.url} (HTTP 413)`,
    );
  return new ConnectorError(
    'protocol',
    status >= 300 && status < 400
      ? `${where.url} redirects elsewhere (HTTP ${status}); write the address that it leads to`
      : `${where.url} does not answer as Odoo does (HTTP ${status})`,
  );
}

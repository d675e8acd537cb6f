import type { OdooSystem } from './environment.ts';
import { OdooError } from './errors.ts';
import type { Json2Call } from './json2.ts';
import { callMethod } from './methods.ts';
import { isRecord, type Values } from './types.ts';

/** Who may log in. */
export interface Credentials {
  readonly db: string;
  readonly login: string;
  readonly password: string;
  /** Taken in the place of the password too. */
  readonly apiKey: string;
  readonly version: OdooVersion;
}

/** What the server says that it is. The models are those of 17.0 whatever it says. */
export type OdooVersion = (typeof odooVersions)[number];
export const odooVersions = ['16.0', '17.0', '18.0', '19.0'] as const;

/** A call to the `common` or `object` service, whichever way it came. */
export interface ServiceCall {
  readonly service: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** The model and method that a call runs; null for anything but `object.execute` and `execute_kw`. */
export function calledMethod(call: ServiceCall): { readonly model: string; readonly method: string } | null {
  if (call.service !== 'object' || (call.method !== 'execute_kw' && call.method !== 'execute')) return null;
  return { model: String(call.args[3]), method: String(call.args[4]) };
}

/**
 * Carries out one call as one transaction: on an error nothing of it stays.
 *
 * @throws OdooError
 */
export function runCall(system: OdooSystem, credentials: Credentials, call: ServiceCall): unknown {
  switch (call.service) {
    case 'common':
      return common(system, credentials, call);
    case 'object':
      return object(system, credentials, call);
    case 'db':
      if (call.method === 'list') return [credentials.db];
      if (call.method === 'server_version') return credentials.version;
      throw new OdooError('builtins.Exception', `Method not found: ${call.method}`);
    default:
      throw new OdooError('builtins.KeyError', call.service);
  }
}

/** What `common.version` and `/web/webclient/version_info` answer. */
export function versionInfo(version: OdooVersion): Values {
  return {
    server_version: version,
    server_version_info: [Number.parseInt(version, 10), 0, 0, 'final', 0, ''],
    server_serie: version,
    protocol_version: 1,
  };
}

function common(system: OdooSystem, credentials: Credentials, call: ServiceCall): unknown {
  switch (call.method) {
    case 'version':
      return versionInfo(credentials.version);
    case 'about':
      return 'See http://openerp.com';
    case 'login':
    case 'authenticate': {
      const [db, login, password] = call.args;
      checkDatabase(credentials, db);
      const uid = uidOf(system, login);
      return uid !== null && isAllowed(system, credentials, uid, password) ? uid : false;
    }
    default:
      throw new OdooError('builtins.Exception', `Method not found: ${call.method}`);
  }
}

function object(system: OdooSystem, credentials: Credentials, call: ServiceCall): unknown {
  if (call.method !== 'execute_kw' && call.method !== 'execute') {
    throw new OdooError('builtins.NameError', `Method not available ${call.method}`);
  }
  const [db, uid, password, model, method, ...rest] = call.args;
  checkDatabase(credentials, db);
  if (typeof uid !== 'number' || !isAllowed(system, credentials, uid, password)) {
    throw new OdooError('odoo.exceptions.AccessDenied', 'Access Denied');
  }
  const byName = call.method === 'execute_kw';
  const args: readonly unknown[] = byName ? (Array.isArray(rest[0]) ? rest[0] : []) : rest;
  const kwargs = byName && isRecord(rest[1]) ? rest[1] : {};
  return transaction(system, uid, String(model), String(method), args, kwargs);
}

/** One call as one transaction. @throws OdooError */
function transaction(
  system: OdooSystem,
  uid: number,
  model: string,
  method: string,
  args: readonly unknown[],
  kwargs: Values,
): unknown {
  try {
    const result = callMethod(system, uid, model, method, args, kwargs);
    system.database.commit();
    return result;
  } catch (error) {
    system.database.rollback();
    throw error;
  }
}

/** A call over JSON-2, whose key was the right one. @throws OdooError */
export function runJson2(system: OdooSystem, credentials: Credentials, call: Json2Call): unknown {
  const uid = uidOf(system, credentials.login);
  if (uid === null) throw new OdooError('odoo.exceptions.AccessDenied', 'Access Denied');
  const { model, method, args, kwargs } = call;
  if (model === 'res.users' && method === 'context_get') return { lang: 'en_US', tz: false, uid };
  return transaction(system, uid, model, method, args, kwargs);
}

/** The login that the sandbox was started for, and users who were given a password since. */
function isAllowed(system: OdooSystem, credentials: Credentials, uid: number, given: unknown): boolean {
  if (uid === uidOf(system, credentials.login))
    return given === credentials.password || given === credentials.apiKey;
  return (
    typeof given === 'string' && system.database.has('res.users', uid) && given === system.passwords.get(uid)
  );
}

function checkDatabase(credentials: Credentials, db: unknown): void {
  if (db === credentials.db) return;
  throw new OdooError(
    'psycopg2.OperationalError',
    `connection to server failed: FATAL:  database "${String(db)}" does not exist\n`,
  );
}

function uidOf(system: OdooSystem, login: unknown): number | null {
  const found =
    typeof login === 'string' ? [...system.database.lookup('res.users', 'login', [login])][0] : undefined;
  return found ?? null;
}

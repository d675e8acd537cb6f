import type { OdooSystem } from './environment.ts';
import { OdooError } from './errors.ts';
import { callMethod } from './methods.ts';
import { isRecord } from './types.ts';

/** Who may log in. */
export interface Credentials {
  readonly db: string;
  readonly login: string;
  readonly password: string;
}

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
      if (call.method === 'server_version') return '17.0';
      throw new OdooError('builtins.Exception', `Method not found: ${call.method}`);
    default:
      throw new OdooError('builtins.KeyError', call.service);
  }
}

/** What `common.version` and `/web/webclient/version_info` answer. */
export const versionInfo = {
  server_version: '17.0',
  server_version_info: [17, 0, 0, 'final', 0, ''],
  server_serie: '17.0',
  protocol_version: 1,
} as const;

function common(system: OdooSystem, credentials: Credentials, call: ServiceCall): unknown {
  switch (call.method) {
    case 'version':
      return versionInfo;
    case 'about':
      return 'See http://openerp.com';
    case 'login':
    case 'authenticate': {
      const [db, login, password] = call.args;
      checkDatabase(credentials, db);
      if (login !== credentials.login || password !== credentials.password) return false;
      return uidOf(system, credentials) ?? false;
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
  if (typeof uid !== 'number' || password !== credentials.password || uid !== uidOf(system, credentials)) {
    throw new OdooError('odoo.exceptions.AccessDenied', 'Access Denied');
  }
  const byName = call.method === 'execute_kw';
  const args: readonly unknown[] = byName ? (Array.isArray(rest[0]) ? rest[0] : []) : rest;
  const kwargs = byName && isRecord(rest[1]) ? rest[1] : {};
  try {
    const result = callMethod(system, uid, String(model), String(method), args, kwargs);
    system.database.commit();
    return result;
  } catch (error) {
    system.database.rollback();
    throw error;
  }
}

function checkDatabase(credentials: Credentials, db: unknown): void {
  if (db === credentials.db) return;
  throw new OdooError(
    'psycopg2.OperationalError',
    `connection to server failed: FATAL:  database "${String(db)}" does not exist\n`,
  );
}

function uidOf(system: OdooSystem, credentials: Credentials): number | null {
  const found = [...system.database.lookup('res.users', 'login', [credentials.login])][0];
  return found ?? null;
}

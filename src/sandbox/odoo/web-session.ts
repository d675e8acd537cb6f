import type { OdooSystem } from './environment.ts';
import { Environment } from './environment.ts';
import { OdooError } from './errors.ts';
import type { JsonRequest } from './json-rpc.ts';
import { type Credentials, runCall, versionInfo } from './service.ts';
import type { Values } from './types.ts';

/**
 * What `/web/session/authenticate` answers, as far as clients of the external interface (OdooRPC) read it: they log in
 * here, and send the password with every call afterwards all the same. There is no session behind it.
 *
 * @throws OdooError where the database, the login or the password is wrong.
 */
export function authenticate(system: OdooSystem, credentials: Credentials, { params }: JsonRequest): Values {
  const { db, login, password } = params;
  const uid = runCall(system, credentials, {
    service: 'common',
    method: 'authenticate',
    args: [db, login, password, {}],
  });
  if (typeof uid !== 'number') throw new OdooError('odoo.exceptions.AccessDenied', 'Access Denied');
  const env = new Environment(system, uid, {});
  const { server_version, server_version_info } = versionInfo(credentials.version);
  return {
    uid,
    db,
    username: login,
    name: env.displayName('res.users', uid),
    partner_id: env.ref('res.users', uid, 'partner_id') ?? false,
    user_context: { lang: 'en_US', tz: false, uid },
    server_version,
    server_version_info,
  };
}

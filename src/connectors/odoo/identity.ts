import type { CallOptions } from '../contract.ts';
import { ConnectorError } from '../contract.ts';
import type { OdooSession } from './session.ts';

/**
 * The name of the database, with the number that Odoo gives each one when it is made (`database.uuid`); with its address
 * where the login may not read parameters.
 */
export async function identity(session: OdooSession, options?: CallOptions): Promise<string> {
  const { db, url } = session.config;
  try {
    const uuid = await session.call('ir.config_parameter', 'get_param', ['database.uuid'], {}, options);
    if (typeof uuid === 'string' && uuid !== '') return `${db}, ${uuid}`;
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== 'forbidden') throw error;
  }
  return `${db} at ${url}`;
}

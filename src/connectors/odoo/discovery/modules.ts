import type { Unread } from '../../../schema/model.ts';
import type { CallOptions } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import { probes } from '../knowledge.ts';
import type { OdooSession } from '../session.ts';

/**
 * Installed modules, sorted; where their list may not be read, those whose model is among `existing`.
 * @throws ConnectorError
 */
export async function modulesOf(
  session: OdooSession,
  existing: readonly string[],
  options?: CallOptions,
): Promise<{ readonly modules: readonly string[]; readonly unread: readonly Unread[] }> {
  try {
    const rows = await session.searchRead(
      'ir.module.module',
      [['state', '=', 'installed']],
      ['name'],
      {},
      options,
    );
    if (rows.length > 0) return { modules: rows.map((row) => String(row.name)).sort(), unread: [] };
  } catch (error) {
    if (!(error instanceof ConnectorError && error.kind === 'forbidden')) throw error;
  }
  const told = Object.entries(probes).filter(([, model]) => existing.includes(model));
  return {
    modules: told.map(([module]) => module).sort(),
    unread: [
      {
        what: 'modules',
        why: 'the login may not read ir.module.module; the modules listed are those whose models are there',
        help: 'discover with a login that has the right "Administration: Settings"',
      },
    ],
  };
}

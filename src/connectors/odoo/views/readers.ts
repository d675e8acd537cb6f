import type { CallOptions } from '../../contract.ts';
import { externalIds, idsByExternalId } from '../external-ids.ts';
import type { OdooSession } from '../session.ts';

/** All who work in Odoo. */
const everybody = 'base.group_user';

/**
 * Who may read a model, as the `groups` of an element of a view; null: all who work in Odoo. A list of records whose
 * model a person may not read would not merely be empty: Odoo then opens the whole form to nobody of them.
 */
export async function readersOf(
  session: OdooSession,
  model: string,
  options?: CallOptions,
): Promise<string | null> {
  const rows = await session.searchRead(
    'ir.model.access',
    [
      ['model_id.model', '=', model],
      ['perm_read', '=', true],
      ['active', '=', true],
    ],
    ['group_id'],
    {},
    options,
  );
  const [all] = await idsByExternalId(session, 'res.groups', [everybody], options);
  if (rows.some(({ group_id: group }) => group === false || group === all)) return null;
  const ids = rows.map((row) => row.group_id).filter((id) => typeof id === 'number');
  const names = await externalIds(session, 'res.groups', ids, options);
  return [...new Set(['base.group_system', ...names.values()])].sort().join(',');
}

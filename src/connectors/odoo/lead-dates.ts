import type { CallOptions } from '../contract.ts';
import { type RowWrite, writeAlike } from './alike.ts';
import type { OdooSession } from './session.ts';

/**
 * Odoo puts the time of the call in the place of these dates, given or not, when a write moves the stage, changes the
 * salesperson, or wins or loses (`crm.lead.write`).
 */
const dates = ['date_open', 'date_closed', 'date_last_stage_update'] as const;
const moving = ['stage_id', 'user_id', 'probability', 'active'] as const;

/** Writes leads, and then once more the dates that Odoo may have put its own in the place of. @throws ConnectorError */
export async function writeLeads(
  session: OdooSession,
  rows: readonly RowWrite[],
  options?: CallOptions,
): Promise<void> {
  await writeAlike(session, 'crm.lead', rows, options);
  const again = rows.flatMap(({ id, values }): RowWrite[] => {
    if (!moving.some((field) => field in values)) return [];
    const own = Object.fromEntries(Object.entries(values).filter(([field]) => isDate(field)));
    return Object.keys(own).length === 0 ? [] : [{ id, values: own }];
  });
  if (again.length > 0) await writeAlike(session, 'crm.lead', again, options);
}

function isDate(field: string): boolean {
  return dates.some((date) => date === field);
}

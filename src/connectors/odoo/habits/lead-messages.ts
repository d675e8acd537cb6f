import type { Entity, JsonValue } from '../../../schema/model.ts';
import type { CallOptions } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import type { RowWrite } from '../alike.ts';
import type { OdooSession } from '../session.ts';

/**
 * Runs `write`, which changes partners. What of it goes to their leads, an e-mail address or a phone number, Odoo notes in
 * the messages of each lead, as it computes that after the call and without its context. A migration adds no message that
 * the map does not ask for: these are taken away. Where an answer is lost, they stay.
 * @throws ConnectorError
 */
export async function withoutLeadMessages(
  session: OdooSession,
  entity: Entity,
  rows: readonly RowWrite[],
  write: () => Promise<void>,
  options?: CallOptions,
): Promise<void> {
  const told = rows.filter(({ values }) => 'email' in values || 'phone' in values).map(({ id }) => id);
  // A list of the module that leads come from.
  const leads =
    told.length === 0 || entity.fields.opportunity_ids === undefined
      ? []
      : await idsOf(session, 'crm.lead', [['partner_id', 'in', told]], {}, options);
  if (leads.length === 0) return write();
  const [newest = 0] = await idsOf(session, 'mail.message', [], { order: 'id desc', limit: 1 }, options);
  await write();
  const ours: JsonValue = [
    ['id', '>', newest],
    ['model', '=', 'crm.lead'],
    ['res_id', 'in', [...leads]],
    ['message_type', '=', 'notification'],
    ['create_uid', '=', await session.user(options)],
  ];
  const messages = await idsOf(session, 'mail.message', ours, {}, options);
  await session.takeAway('mail.message', messages, options);
}

/** None where the login may not see them: they cannot be taken away then. */
async function idsOf(
  session: OdooSession,
  model: string,
  domain: JsonValue,
  parameters: Readonly<Record<string, JsonValue>>,
  options?: CallOptions,
): Promise<readonly number[]> {
  try {
    const ids = await session.call(model, 'search', [domain], parameters, options);
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'number') : [];
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'forbidden') return [];
    throw error;
  }
}

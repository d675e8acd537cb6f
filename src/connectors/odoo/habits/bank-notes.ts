import type { Entity, JsonValue } from '../../../schema/model.ts';
import type { CallOptions } from '../../contract.ts';
import type { WireValues } from '../alike.ts';
import type { OdooSession } from '../session.ts';
import { idOf } from '../session.ts';
import { latestMessage } from './unasked-rows.ts';

/**
 * Runs `work`, which makes, changes or deletes rows, and takes away what Odoo notes on a partner of each bank account that
 * comes, changes or goes (`res.partner.bank` of the accounting module); no context prevents it. A note names its account
 * in whatever language. Where the answer to one of these calls is lost, the notes stay.
 * @param idsOf the rows, once the work is done
 * @throws ConnectorError
 */
export async function withoutBankNotes<T>(
  session: OdooSession,
  entity: Entity,
  rows: readonly WireValues[],
  work: () => Promise<T>,
  idsOf: (result: T) => readonly JsonValue[],
  options?: CallOptions,
): Promise<T> {
  const accounts = entity.name === 'res.partner.bank';
  const holders = entity.name === 'res.partner' && rows.some((row) => 'bank_ids' in row);
  if (!accounts && !holders) return work();
  const newest = await latestMessage(session, options);
  const result = await work();
  const ids = new Set(idsOf(result));
  const domain: JsonValue = [
    ['id', '>', newest],
    ['model', '=', 'res.partner'],
    ['message_type', '=', 'notification'],
    ['body', 'like', 'res.partner.bank'],
  ];
  const notes = await session.searchRead('mail.message', domain, ['body', 'res_id'], {}, options);
  const ours = notes.filter(({ body, res_id }) => {
    const account = /data-oe-model="res\.partner\.bank" data-oe-id="(\d+)"/.exec(String(body))?.[1];
    return account !== undefined && ids.has(accounts ? Number(account) : (res_id ?? 0));
  });
  await session.takeAway('mail.message', ours.map(idOf), options);
  return result;
}

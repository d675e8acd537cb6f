import type { JsonValue } from '../../../schema/model.ts';
import type { CallOptions } from '../../contract.ts';
import { orNone } from '../external-ids.ts';
import type { OdooSession } from '../session.ts';
import { idOf } from '../session.ts';

/**
 * Runs `write`, and takes the notes away in which Odoo says what it changed ("Phone: … → …"). The context of a migration
 * prevents them for the fields that it writes, but not for those that Odoo works out from them when the call ends, in this
 * row or in others: it does so under any context of the transaction, by chance. Killed in between, such notes stay.
 * @throws ConnectorError
 */
export async function withoutTracking(
  session: OdooSession,
  write: () => Promise<void>,
  options?: CallOptions,
): Promise<void> {
  const user = await session.user(options);
  const ours: readonly JsonValue[] = [
    ['create_uid', '=', user],
    ['message_type', '=', 'notification'],
    ['tracking_value_ids', '!=', false],
  ];
  const [last] = await notes(session, ours, { order: 'id desc', limit: 1 }, options);
  await write();
  const told = await notes(session, [['id', '>', last ?? 0], ...ours], {}, options);
  await session.takeAway('mail.message', told, options);
}

async function notes(
  session: OdooSession,
  domain: readonly JsonValue[],
  parameters: Readonly<Record<string, JsonValue>>,
  options?: CallOptions,
): Promise<readonly number[]> {
  const rows = await orNone(() => session.searchRead('mail.message', domain, ['id'], parameters, options));
  return rows.map(idOf);
}

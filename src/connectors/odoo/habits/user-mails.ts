import type { JsonValue } from '../../../schema/model.ts';
import type { CallOptions } from '../../contract.ts';
import { mayDo } from '../rights.ts';
import type { OdooSession } from '../session.ts';

/** What Odoo writes a "Security Update" about to the user, whatever the context says. */
const told = ['login', 'email', 'password'] as const;

/**
 * Runs `write`, which changes users, and takes the mails back that it put into the queue: they wait there for the next
 * round of Odoo's scheduler. A login that may not see the queue cannot take anything out of it. @throws ConnectorError
 */
export async function updatingUsers(
  session: OdooSession,
  rows: readonly { readonly values: Readonly<Record<string, unknown>> }[],
  write: () => Promise<void>,
  options?: CallOptions,
): Promise<void> {
  const tells = rows.some(({ values }) => told.some((field) => field in values));
  if (!tells || (await mayDo(session, 'mail.mail', 'unlink', options)) !== true) return write();
  const queued = async (): Promise<readonly JsonValue[]> => {
    const domain: JsonValue = [
      ['state', '=', 'outgoing'],
      ['create_uid', '=', await session.user(options)],
      ['model', '=', false],
    ];
    const ids = await session.call('mail.mail', 'search', [domain], {}, options);
    return Array.isArray(ids) ? ids : [];
  };
  const before = new Set(await queued());
  try {
    await write();
  } finally {
    const mails = (await queued()).filter((id) => !before.has(id));
    if (mails.length > 0) await withdraw(session, mails, options);
  }
}

/** 17.0 lets nobody delete a mail that is about no record, so they are made to be about whoever deletes them. */
async function withdraw(
  session: OdooSession,
  mails: readonly JsonValue[],
  options?: CallOptions,
): Promise<void> {
  const { partner } = await session.person(options);
  const about = { state: 'cancel', model: 'res.partner', res_id: partner };
  await session.call('mail.mail', 'write', [mails, about], {}, options);
  await session.takeAway('mail.mail', mails, options);
}

import type { CallOptions, PreflightFinding } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import { isAbsent } from '../rights.ts';
import type { OdooSession } from '../session.ts';
import { look, textOf } from './look.ts';

/** What could leave the house by mail. The run sends nothing itself; what waits in Odoo's queue goes out all the same. */
export async function mailFindings(
  session: OdooSession,
  options?: CallOptions,
): Promise<readonly PreflightFinding[]> {
  const findings: PreflightFinding[] = [];
  const servers = await look(session, 'ir.mail_server', [['active', '=', true]], ['name'], options);
  if (servers === 'forbidden')
    findings.push({
      severity: 'info',
      message: `${session.config.login} may not read the outgoing mail servers; who administers Odoo looks under Settings > Technical > Outgoing Mail Servers for active ones`,
    });
  else if (servers !== 'absent' && servers.length > 0)
    findings.push({
      severity: 'info',
      message: `Outgoing mail servers are active: ${servers.map((row) => textOf(row, 'name')).join(', ')}. The run sends no mail itself; to be sure that nothing of Odoo's does, deactivate them for the run under Settings > Technical > Outgoing Mail Servers`,
    });
  else if (servers !== 'absent')
    findings.push({
      severity: 'info',
      message:
        'No outgoing mail server is active in the database; whether Odoo sends by one of its configuration file cannot be told from outside',
    });
  const queued = await waiting(session, options);
  if (queued > 0)
    findings.push({
      severity: 'warning',
      message: `Mails that wait to be sent: ${queued}. Odoo sends them when its mail queue runs next; look through them under Settings > Technical > Emails before the run`,
    });
  return findings;
}

/** How many mails wait in the queue; 0 where the login may not see them. */
async function waiting(session: OdooSession, options?: CallOptions): Promise<number> {
  try {
    const count = await session.call(
      'mail.mail',
      'search_count',
      [[['state', '=', 'outgoing']]],
      {},
      options,
    );
    return typeof count === 'number' ? count : 0;
  } catch (error) {
    if (error instanceof ConnectorError && (error.kind === 'forbidden' || isAbsent(error, 'mail.mail')))
      return 0;
    throw error;
  }
}

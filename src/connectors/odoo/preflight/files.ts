import { bytesText } from '../../../schema/bytes-text.ts';
import type { CallOptions, FilesNeeded, PreflightFinding } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import type { OdooSession } from '../session.ts';
import { look, textOf } from './look.ts';

/** More files than this are worth a night of their own. */
const MANY = 10_000;

/** The largest call that is tried, in bytes: one that takes minutes tells no more. */
const LARGEST_TRIED = 64 * 1024 * 1024;

/** How much room the files need, where they go, and whether the way there lets the largest of them through. */
export async function fileFindings(
  session: OdooSession,
  { count, bytes, largest, unknown }: FilesNeeded,
  options?: CallOptions,
): Promise<readonly PreflightFinding[]> {
  if (count === 0) return [];
  const number = count.toLocaleString('en-US');
  const size = `${bytesText(bytes)}${unknown === 0 ? '' : `, and ${unknown.toLocaleString('en-US')} whose size nobody knows before they are fetched`}`;
  const room = `Files to write: up to ${number}, ${size}. How much room the server has cannot be asked: see to it that its file store and its backups have as much`;
  const findings: PreflightFinding[] = [
    {
      severity: count > MANY ? 'warning' : 'info',
      message: `${room}${count > MANY ? `. They are more than ${MANY.toLocaleString('en-US')}, which takes long: run a sample first and reckon with its pace` : ''}`,
    },
  ];
  const domain = [['key', '=', 'ir_attachment.location']];
  const parameters = await look(session, 'ir.config_parameter', domain, ['value'], options);
  if (parameters === 'forbidden')
    findings.push({
      severity: 'info',
      message: `${session.config.login} may not read where Odoo stores files; who administers it looks for ir_attachment.location under Settings > Technical > System Parameters`,
    });
  else if (parameters !== 'absent' && textOf(parameters[0], 'value') === 'db')
    findings.push({
      severity: 'warning',
      message:
        'Odoo stores files in the database (ir_attachment.location is db), which grows by all of them with every backup; take the parameter away for a file store, or see to it that the database has the room',
    });
  if (largest > 0) findings.push(...(await tooLarge(session, largest, options)));
  return findings;
}

/** Sends a call as large as the largest file and reads nothing with it: a proxy may refuse it (HTTP 413). */
async function tooLarge(
  session: OdooSession,
  largest: number,
  options?: CallOptions,
): Promise<readonly PreflightFinding[]> {
  // Files travel as base64.
  const size = Math.min(Math.ceil(largest / 3) * 4, LARGEST_TRIED);
  try {
    await session.call(
      'res.lang',
      'search_count',
      [[]],
      { context: { mapc_size: 'x'.repeat(size) } },
      options,
    );
    return [];
  } catch (error) {
    if (!(error instanceof ConnectorError) || options?.signal?.aborted === true) throw error;
    return [
      {
        severity: 'warning',
        message: `A call of ${bytesText(size)}, as the largest file needs, does not get through: ${error.message}. Where a proxy stands before Odoo, raise what it lets through (nginx: client_max_body_size); otherwise the records with such files are rejected`,
      },
    ];
  }
}

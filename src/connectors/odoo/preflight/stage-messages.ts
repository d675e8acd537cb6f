import type { CallOptions, PreflightFinding, PreflightNeeds } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import { isAbsent } from '../rights.ts';
import type { OdooSession, WireRow } from '../session.ts';
import { look, textOf } from './look.ts';

/** Stages that may write to customers, and whose records they are for. */
const stages: Readonly<Record<string, { readonly of: string; readonly called: string }>> = {
  'project.task.type': { of: 'project.task', called: 'task' },
  'project.project.stage': { of: 'project.project', called: 'project' },
  'helpdesk.stage': { of: 'helpdesk.ticket', called: 'ticket' },
};

/**
 * Stages with templates. What they send for a run was tried on a 17.0 with the context of a migration: an SMS for every
 * record that comes into the stage, made there or moved; a request for a rating where a record is moved, in projects that
 * ask at changes of stage; no mail of the stage's own template.
 */
export async function stageFindings(
  session: OdooSession,
  { written }: Pick<PreflightNeeds, 'written'>,
  options?: CallOptions,
): Promise<readonly PreflightFinding[]> {
  const findings: PreflightFinding[] = [];
  for (const [model, { of, called }] of Object.entries(stages)) {
    if (written[of]?.includes('stage_id') !== true) continue;
    const has = await fieldsOf(session, model, options);
    const mail = ['mail_template_id', 'template_id'].filter((field) => has.has(field));
    const [sms, rating] = ['sms_template_id', 'rating_template_id'].map((field) => has.has(field));
    const fields = [
      'name',
      ...mail,
      ...(sms ? ['sms_template_id'] : []),
      ...(rating ? ['rating_template_id'] : []),
    ];
    if (fields.length === 1) continue;
    // Personal stages are no stage of a record.
    const shared = has.has('user_id') ? [['user_id', '=', false]] : [];
    const rows = await look(session, model, shared, fields, options);
    if (typeof rows === 'string') continue;
    const asks =
      rating && rows.some(filled('rating_template_id')) ? await asksAtStages(session, options) : [];
    const named = (list: readonly WireRow[]): string =>
      list.map((row) => `"${textOf(row, 'name')}"`).join(', ');
    const texting = rows.filter(filled('sms_template_id'));
    if (texting.length > 0)
      findings.push({
        severity: 'warning',
        message: `An SMS goes to the customer of every ${called} that the run brings into the stages ${named(texting)}. Take the SMS template away from them for the run, and put it back afterwards`,
      });
    const rated = rows.filter(filled('rating_template_id'));
    if (rated.length > 0 && asks.length > 0)
      findings.push({
        severity: 'warning',
        message: `Customers are asked by mail for a rating where the run moves a ${called} into the stages ${named(rated)}, in the projects ${asks.map((name) => `"${name}"`).join(', ')}. Switch their customer ratings off for the run, and on again afterwards`,
      });
    const mailing = rows.filter((row) => mail.some((field) => filled(field)(row)));
    if (mailing.length > 0)
      findings.push({
        severity: 'info',
        message: `The stages ${named(mailing)} have a mail template; the run sends none of these mails, what people move afterwards does`,
      });
  }
  return findings;
}

const filled =
  (field: string) =>
  (row: WireRow): boolean =>
    typeof row[field] === 'number';

/** Names of the fields of a model that the login may see; none where Odoo has no such model. */
async function fieldsOf(
  session: OdooSession,
  model: string,
  options?: CallOptions,
): Promise<ReadonlySet<string>> {
  try {
    return new Set(Object.keys(await session.describe(model, options)));
  } catch (error) {
    if (error instanceof ConnectorError && (error.kind === 'forbidden' || isAbsent(error, model)))
      return new Set();
    throw error;
  }
}

/** Projects that ask for a rating when a task changes its stage. */
async function asksAtStages(session: OdooSession, options?: CallOptions): Promise<readonly string[]> {
  const rows = await look(
    session,
    'project.project',
    [
      ['rating_active', '=', true],
      ['rating_status', '=', 'stage'],
    ],
    ['name'],
    options,
  );
  return typeof rows === 'string' ? [] : rows.map((row) => textOf(row, 'name'));
}

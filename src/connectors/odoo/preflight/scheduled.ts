import type { CallOptions, PreflightFinding, PreflightNeeds } from '../../contract.ts';
import { externalIds } from '../external-ids.ts';
import { idOf, type OdooSession } from '../session.ts';
import { look, referenceOf, textOf } from './look.ts';
import { modelsWritten } from './written.ts';

interface KnownJob {
  /** Models whose rows it acts on, each with the fields without which it leaves a row alone; null: any row. */
  readonly actsOn: Readonly<Record<string, readonly string[] | null>>;
  /** What it does, after its name. */
  readonly does: string;
}

/** Odoo's own jobs that act on what a run brings, by their external id, as the source of 17.0 has them. */
const known: Readonly<Record<string, KnownJob>> = {
  'account.ir_cron_account_move_send': {
    actsOn: { 'account.move': ['send_and_print_values'] },
    does: 'sends invoices that are marked for it',
  },
  'account.ir_cron_auto_post_draft_entry': {
    actsOn: { 'account.move': ['auto_post'] },
    does: 'posts draft entries that are marked for it',
  },
  'auth_signup.ir_cron_auth_signup_send_pending_user_reminder': {
    actsOn: { 'res.users': null },
    does: 'writes a mail, five days after users were made, that they have not logged in',
  },
  'calendar.ir_cron_scheduler_alarm': {
    actsOn: { 'calendar.event': ['alarm_ids'] },
    does: 'reminds the attendees of meetings to come',
  },
  'crm.ir_cron_crm_lead_assign': {
    actsOn: { 'crm.lead': null },
    does: 'gives leads without a salesperson to the members of sales teams',
  },
  'crm.website_crm_score_cron': {
    actsOn: { 'crm.lead': null },
    does: 'works out the probabilities of leads anew',
  },
  'crm_iap_enrich.ir_cron_lead_enrichment': {
    actsOn: { 'crm.lead': null },
    does: "asks Odoo's paid enrichment service about the mail domains of new leads, and fills in what it answers",
  },
  'google_calendar.ir_cron_sync_all_cals': {
    actsOn: { 'calendar.event': null },
    does: 'copies meetings into the Google calendars of people who connected theirs, which may invite attendees',
  },
  'mail.ir_cron_mail_gateway_action': {
    actsOn: { 'crm.lead': null, 'helpdesk.ticket': null, 'project.task': null },
    does: 'fetches incoming mail, of which new records may be made during the run',
  },
  'microsoft_calendar.ir_cron_sync_all_cals': {
    actsOn: { 'calendar.event': null },
    does: 'copies meetings into the Outlook calendars of people who connected theirs, which may invite attendees',
  },
  'project.ir_cron_rating_project': {
    actsOn: { 'project.project': ['rating_active'] },
    does: 'asks customers for ratings of tasks',
  },
};

/** Active scheduled actions that act on what the run writes: Odoo's own where that is known of them, others by their model. */
export async function scheduledFindings(
  session: OdooSession,
  needs: Pick<PreflightNeeds, 'written'>,
  options?: CallOptions,
): Promise<readonly PreflightFinding[]> {
  const models = modelsWritten(needs);
  if (models.size === 0) return [];
  const jobs = await look(session, 'ir.cron', [['active', '=', true]], ['name', 'model_id'], options);
  if (typeof jobs === 'string')
    return [
      {
        severity: 'info',
        message: `${session.config.login} may not read the scheduled actions; who administers Odoo looks under Settings > Technical > Scheduled Actions for active ones that work on ${[...models].sort().join(', ')}`,
      },
    ];
  const external = await externalIds(session, 'ir.cron', jobs.map(idOf), options);
  const names = await session.modelNames(
    jobs.flatMap((job) => referenceOf(job, 'model_id') ?? []),
    options,
  );
  return jobs.flatMap((job): readonly PreflightFinding[] => {
    const its = known[external.get(idOf(job)) ?? ''];
    const model = names.get(referenceOf(job, 'model_id') ?? 0) ?? '';
    if (its === undefined ? !models.has(model) : !acts(its, needs)) return [];
    const does = its?.does ?? `works on ${model}, which the run writes`;
    return [
      {
        severity: 'warning',
        message: `The scheduled action "${textOf(job, 'name')}" ${does}. Deactivate it for the run under Settings > Technical > Scheduled Actions, and activate it again afterwards`,
      },
    ];
  });
}

function acts({ actsOn }: KnownJob, { written }: Pick<PreflightNeeds, 'written'>): boolean {
  return Object.entries(actsOn).some(([model, fields]) => {
    const filled = written[model];
    return filled !== undefined && (fields === null || fields.some((field) => filled.includes(field)));
  });
}

import type { CallOptions, PreflightFinding, PreflightNeeds } from '../../contract.ts';
import type { OdooSession, WireRow } from '../session.ts';
import { look, referenceOf, textOf } from './look.ts';
import { modelsWritten } from './written.ts';

const RULES = 'base.automation';

/** When a rule runs, by its trigger; null: never for what comes over the external API. */
const occasions: Readonly<Record<string, string | null>> = {
  on_create: 'a record is made',
  on_write: 'a record is changed',
  on_create_or_write: 'a record is made or changed',
  on_unlink: 'a record is deleted, as a rollback does',
  on_stage_set: 'a stage is set',
  on_state_set: 'a state is set',
  on_priority_set: 'a priority is set',
  on_user_set: 'a person is set',
  on_tag_set: 'a tag is added',
  on_archive: 'a record is archived',
  on_unarchive: 'a record is taken out of the archive',
  on_time: 'a date of a record has come',
  on_time_created: 'some time has passed since a record was made',
  on_time_updated: 'some time has passed since a record was changed',
  // Of forms on screens, of `message_post`, and of calls from outside: a run does none of these.
  on_change: null,
  on_message_received: null,
  on_message_sent: null,
  on_webhook: null,
};

/** What an action does, by its kind. */
const deeds: Readonly<Record<string, string>> = {
  code: 'run Python code',
  email: 'send an e-mail',
  followers: 'add followers',
  mail_post: 'send an e-mail',
  multi: 'run several actions',
  next_activity: 'plan an activity',
  object_copy: 'copy a record',
  object_create: 'make another record',
  object_write: 'change the record',
  remove_followers: 'take followers away',
  sms: 'send an SMS',
  webhook: 'call an address on the web',
  whatsapp: 'send a WhatsApp message',
};

/**
 * Automation rules that a run would set off: active ones on models that it writes, whose trigger it meets. Until 16.0 a
 * rule is an action itself, from 17.0 on it has several.
 */
export async function automationFindings(
  session: OdooSession,
  needs: Pick<PreflightNeeds, 'written'>,
  options?: CallOptions,
): Promise<readonly PreflightFinding[]> {
  const models = modelsWritten(needs);
  if (models.size === 0) return [];
  const domain = [
    ['active', '=', true],
    ['model_id.model', 'in', [...models].sort()],
  ];
  const rules = await look(session, RULES, domain, ['name', 'model_id', 'trigger'], options);
  if (rules === 'absent') return [];
  if (rules === 'forbidden')
    return [
      {
        severity: 'info',
        message: `${session.config.login} may not read the automation rules; who administers Odoo looks under Settings > Technical > Automation Rules for active ones on ${[...models].sort().join(', ')}`,
      },
    ];
  const acting = rules.filter((rule) => occasions[textOf(rule, 'trigger')] !== null);
  if (acting.length === 0) return [];
  const names = await session.modelNames(
    acting.flatMap((rule) => referenceOf(rule, 'model_id') ?? []),
    options,
  );
  const does = await deedsOf(session, acting, options);
  return acting.map((rule) => {
    const trigger = textOf(rule, 'trigger');
    const model = names.get(referenceOf(rule, 'model_id') ?? 0) ?? '';
    return {
      severity: 'warning',
      message: `The automation rule "${textOf(rule, 'name')}" on ${model} runs when ${occasions[trigger] ?? `its trigger ${trigger} is met`}, and would ${does.get(rule) ?? 'do what it is set to'}. Deactivate it for the run under Settings > Technical > Automation Rules, and activate it again afterwards`,
    };
  });
}

async function deedsOf(
  session: OdooSession,
  rules: readonly WireRow[],
  options?: CallOptions,
): Promise<ReadonlyMap<WireRow, string>> {
  const fields = await session.describe(RULES, options);
  const ids = rules.map(({ id }) => id ?? null);
  const found = new Map<WireRow, string>();
  if (fields.action_server_ids === undefined) {
    const states = await look(session, RULES, [['id', 'in', ids]], ['state'], options);
    for (const rule of rules) {
      const own = typeof states === 'string' ? undefined : states.find(({ id }) => id === rule.id);
      if (own !== undefined) found.set(rule, deedOf(own));
    }
    return found;
  }
  const actions = await look(
    session,
    'ir.actions.server',
    [['base_automation_id', 'in', ids]],
    ['name', 'state', 'base_automation_id'],
    options,
  );
  for (const rule of rules) {
    const own =
      typeof actions === 'string'
        ? []
        : actions.filter((action) => referenceOf(action, 'base_automation_id') === rule.id);
    if (own.length > 0)
      found.set(rule, own.map((action) => `${deedOf(action)} ("${textOf(action, 'name')}")`).join(', '));
  }
  return found;
}

function deedOf(action: WireRow): string {
  const state = textOf(action, 'state');
  return deeds[state] ?? `do "${state}"`;
}

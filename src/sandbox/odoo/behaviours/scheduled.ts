import type { Behaviour } from '../behaviour.ts';
import type { Environment } from '../environment.ts';
import type { Values } from '../types.ts';

/** What Odoo does of its own accord: here it is kept and named, and never carried out. */

/** Scheduled actions. */
export const cron: Behaviour = {
  defaults: { nextcall: (env) => env.now },
  prepareCreate: (_env, values) => ({ ...values, usage: 'ir_cron', cron_name: values.name }),
};

/** Server actions: one of an automation rule is called after what it does, whatever name it was given. */
export const serverAction: Behaviour = {
  prepareCreate(env, values) {
    const name = values.base_automation_id ? nameInRule(env, values) : null;
    return name === null ? values : { ...values, name };
  },
};

/** Null for kinds of actions whose names are not simulated. */
function nameInRule(env: Environment, values: Readonly<Values>): string | null {
  const nameOf = (model: string, id: unknown): string =>
    env.exists(model, id) ? env.displayName(model, id) : 'False';
  switch (values.state) {
    case 'code':
      return 'Execute Code';
    case 'webhook':
      return 'Send Webhook Notification';
    case 'mail_post':
      return `Send email: ${nameOf('mail.template', values.template_id)}`;
    case 'sms':
      return `Send SMS: ${nameOf('sms.template', values.sms_template_id)}`;
    default:
      return null;
  }
}

import type { Environment } from './environment.ts';
import type { FieldDescriptor, FieldValue, ModelDescriptor, Values } from './types.ts';

/**
 * The ledger of side effects: the messages, followers and mails that Odoo makes on its own when records with a
 * discussion are created or changed, unless the context says not to. They are ordinary rows, so a client can count
 * them.
 */

/** Whether a model's records have followers and messages of their own. */
export function isThread(model: ModelDescriptor): boolean {
  const followers = model.fields.get('message_follower_ids');
  return followers !== undefined && followers.related === undefined;
}

/** Tracked fields and their values before a write. */
export type TrackedBefore = ReadonlyMap<FieldDescriptor, FieldValue>;

/** What a write may have to report; null where nothing is tracked. */
export function trackedValues(env: Environment, model: ModelDescriptor, id: number): TrackedBefore | null {
  if (!isThread(model) || env.context.tracking_disable || env.context.mail_notrack) return null;
  const before = new Map<FieldDescriptor, FieldValue>();
  for (const field of model.fields.values()) {
    if (field.tracking !== undefined) before.set(field, env.value(model.model, id, field));
  }
  return before;
}

/** After a create: who made it follows it, the creation is logged, the person responsible is told by mail. */
export function messageCreation(env: Environment, model: ModelDescriptor, id: number): void {
  if (!isThread(model) || env.context.tracking_disable) return;
  const partner = env.ref('res.users', env.uid, 'partner_id');
  if (!env.context.mail_create_nosubscribe && partner !== null) follow(env, model.model, id, partner);
  if (!env.context.mail_create_nolog) {
    postMessage(env, model.model, id, {
      body: `<p>${model.name} created</p>`,
      message_type: 'notification',
      subtype_id: subtypeNote,
    });
  }
  const user = model.fields.get('user_id');
  if (user?.relation !== 'res.users' || model.model === 'calendar.event' || model.model === 'mail.activity')
    return;
  const responsible = env.ref(model.model, id, 'user_id');
  if (responsible !== null && responsible !== env.uid) assign(env, model, id, responsible);
}

/** After a write: one message where tracked fields changed; a new person responsible is told. */
export function messageTracking(
  env: Environment,
  model: ModelDescriptor,
  id: number,
  before: TrackedBefore,
): void {
  const changed = [...before].filter(
    ([field, value]) => !sameValue(value, env.value(model.model, id, field)),
  );
  if (changed.length === 0) return;
  postMessage(env, model.model, id, { body: '', message_type: 'notification', subtype_id: subtypeNote });
  const responsible = changed.find(([field]) => field.name === 'user_id' && field.relation === 'res.users');
  const user = responsible === undefined ? null : env.ref(model.model, id, 'user_id');
  if (user !== null && user !== env.uid) assign(env, model, id, user);
}

/** Rows of `mail.message.subtype` that every database has. */
const subtypeComment = 1;
export const subtypeNote = 2;
export const subtypeActivities = 3;

/** Makes a partner follow a record; nothing where it does so already. */
export function follow(env: Environment, model: string, id: number, partner: number): void {
  const known = [...env.database.lookup('mail.followers', 'res_id', [id])].some(
    (row) =>
      env.get('mail.followers', row, 'res_model') === model &&
      env.ref('mail.followers', row, 'partner_id') === partner,
  );
  if (known) return;
  env.createOne('mail.followers', {
    res_model: model,
    res_id: id,
    partner_id: partner,
    subtype_ids: [[6, 0, [subtypeComment]]],
  });
}

export function postMessage(env: Environment, model: string, id: number, values: Values): number {
  return env.createOne('mail.message', { model, res_id: id, ...values });
}

/** A message to one person with the mail that carries it. */
export function notifyByMail(
  env: Environment,
  model: string,
  id: number,
  partner: number,
  subject: string,
  author: number | null = null,
): number {
  const message = postMessage(env, model, id, {
    subject,
    body: '',
    message_type: 'user_notification',
    subtype_id: subtypeNote,
    partner_ids: [[6, 0, [partner]]],
    ...(author === null ? {} : { author_id: author }),
  });
  const mail = env.createOne('mail.mail', {
    mail_message_id: message,
    recipient_ids: [[6, 0, [partner]]],
    state: 'outgoing',
    is_notification: true,
  });
  env.createOne('mail.notification', {
    mail_message_id: message,
    mail_mail_id: mail,
    res_partner_id: partner,
    notification_type: 'email',
    notification_status: 'ready',
  });
  return message;
}

function assign(env: Environment, model: ModelDescriptor, id: number, user: number): void {
  const partner = env.ref('res.users', user, 'partner_id');
  if (partner === null) return;
  follow(env, model.model, id, partner);
  if (env.context.mail_auto_subscribe_no_notify) return;
  notifyByMail(
    env,
    model.model,
    id,
    partner,
    `You have been assigned to ${env.displayName(model.model, id)}`,
  );
}

function sameValue(a: FieldValue, b: FieldValue): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((id) => b.includes(id));
  return a === b;
}

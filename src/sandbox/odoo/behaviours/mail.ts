import type { Behaviour } from '../behaviour.ts';
import type { Environment } from '../environment.ts';
import { follow, notifyByMail, postMessage, subtypeActivities, subtypeNote } from '../messages.ts';
import { checkDocument, documentName, modelNamed, without } from './documents.ts';

/** Messages: a plain create tells nobody. */
export const message: Behaviour = {
  defaults: {
    author_id: (env) => env.ref('res.users', env.uid, 'partner_id') ?? false,
    email_from: callersAddress,
    date: (env) => env.now,
  },
  prepareCreate(env, values) {
    checkDocument(env, values.model, values.res_id);
    const given = { ...values };
    if (given.body === false) given.body = 'False';
    if ('author_id' in given && !('email_from' in given)) {
      const author = given.author_id;
      if (typeof author === 'number') checkDocument(env, 'res.partner', author);
      // Nothing said (null) is the caller's address; nobody (false) has none.
      given.email_from =
        author === null ? callersAddress(env) : typeof author === 'number' ? sender(env, author) : false;
    }
    return given;
  },
  complete(env, values, given) {
    const model = typeof values.model === 'string' ? values.model : null;
    if (!('record_name' in given)) values.record_name = documentName(env, model, values.res_id) ?? false;
    if (!('reply_to' in given)) values.reply_to = values.email_from;
  },
  afterCreate(env, id, given) {
    if ('message_id' in given) return;
    const place = `${env.text('mail.message', id, 'model') ?? 'private'}-${String(env.get('mail.message', id, 'res_id') ?? 0)}`;
    env.database.update('mail.message', id, { message_id: `<${id}-openerp-${place}@sandbox>` });
  },
  beforeUnlink(env, ids) {
    env.unlink('mail.mail', [...env.database.lookup('mail.mail', 'mail_message_id', ids)]);
  },
  /** A note to somebody is seen by its author and by whom it is for. */
  searchFilter(env) {
    const own = env.ref('res.users', env.uid, 'partner_id');
    return {
      kind: 'or',
      parts: [
        { kind: 'leaf', field: 'message_type', operator: '!=', value: 'user_notification' },
        { kind: 'leaf', field: 'author_id', operator: '=', value: own },
        { kind: 'leaf', field: 'partner_ids', operator: 'in', value: [own] },
      ],
    };
  },
  computed: {
    notified_partner_ids: (env, id) =>
      [...env.database.lookup('mail.notification', 'mail_message_id', [id])]
        .map((row) => env.ref('mail.notification', row, 'res_partner_id'))
        .filter((partner) => partner !== null),
    preview: (env, id) => plain(env.text('mail.message', id, 'body')),
    description: (env, id) =>
      env.text('mail.message', id, 'subject') || plain(env.text('mail.message', id, 'body')),
  },
  displayName(env, id) {
    return env.text('mail.message', id, 'record_name') ?? '';
  },
};

/** Planned activities: whoever is to do one follows the document and is told, unless it is the caller. */
export const activity: Behaviour = {
  checks: [
    {
      holds: (row) => row.res_id !== undefined && row.res_id !== 0,
      message: 'Activities have to be linked to records with a not null res_id.',
    },
  ],
  defaults: {
    date_deadline: (env) => env.today,
  },
  complete(env, values) {
    const model = modelNamed(env, values.res_model_id);
    if (model !== null && values.res_id) checkDocument(env, model, values.res_id);
    values.res_name = documentName(env, model, values.res_id) ?? false;
  },
  afterCreate: tellAssignee,
  afterWrite(env, id, values, before) {
    if (values.user_id && values.user_id !== before.user_id) tellAssignee(env, id);
  },
  computed: {
    state: (env, id) => {
      if (env.get('mail.activity', id, 'active') !== true) return 'done';
      const deadline = env.text('mail.activity', id, 'date_deadline') ?? env.today;
      if (deadline === env.today) return 'today';
      return deadline < env.today ? 'overdue' : 'planned';
    },
    can_write: () => true,
  },
  methods: {
    action_feedback: (env, ids, _args, kwargs) => {
      let posted: number | false = false;
      for (const id of ids) {
        const model = env.text('mail.activity', id, 'res_model');
        const document = env.ref('mail.activity', id, 'res_id');
        if (model === null || document === null) continue;
        const kind = env.ref('mail.activity', id, 'activity_type_id');
        const what = kind === null ? 'Activity' : env.displayName('mail.activity.type', kind);
        posted = postMessage(env, model, document, {
          body: `<p>${what} done</p><div>${typeof kwargs.feedback === 'string' ? kwargs.feedback : ''}</div>`,
          message_type: 'notification',
          subtype_id: subtypeActivities,
          mail_activity_type_id: kind ?? false,
        });
      }
      env.unlink('mail.activity', ids);
      return posted;
    },
    action_done: (env, ids) => {
      env.unlink('mail.activity', ids);
      return true;
    },
  },
  displayName(env, id) {
    const kind = env.ref('mail.activity', id, 'activity_type_id');
    return (
      env.text('mail.activity', id, 'summary') ??
      (kind === null ? '' : env.displayName('mail.activity.type', kind))
    );
  },
};

function tellAssignee(env: Environment, id: number): void {
  const model = env.text('mail.activity', id, 'res_model');
  const document = env.ref('mail.activity', id, 'res_id');
  const user = env.ref('mail.activity', id, 'user_id');
  const partner = user === null ? null : env.ref('res.users', user, 'partner_id');
  if (model === null || document === null || partner === null) return;
  if (user !== env.uid && !env.context.mail_activity_quick_update) {
    const summary = env.text('mail.activity', id, 'summary') ?? 'Activity';
    const subject = `"${env.displayName(model, document)}: ${summary}" assigned to you`;
    notifyByMail(env, model, document, partner, subject);
  }
  follow(env, model, document, partner);
}

/** Ratings. */
export const rating: Behaviour = {
  checks: [
    {
      holds: (row) => typeof row.rating !== 'number' || (row.rating >= 0 && row.rating <= 5),
      message: 'Rating should be between 0 and 5',
    },
  ],
  afterCreate(env, id) {
    env.database.update('rating.rating', id, {
      access_token: `sandbox-rating-${id}`,
      res_name: documentName(
        env,
        env.text('rating.rating', id, 'res_model'),
        env.get('rating.rating', id, 'res_id'),
      ),
    });
  },
  displayName(env, id) {
    return env.text('rating.rating', id, 'res_name') ?? '';
  },
};

/** `message_post` on one record: plain text is escaped unless `body_is_html` is set. */
export function messagePost(
  env: Environment,
  model: string,
  id: number,
  kwargs: Readonly<Record<string, unknown>>,
): number {
  const body = typeof kwargs.body === 'string' ? kwargs.body : '';
  const { subtype_xmlid: subtype } = kwargs;
  return postMessage(env, model, id, {
    ...without(kwargs, 'context', 'body_is_html', 'subtype_xmlid', 'partner_ids', 'attachment_ids'),
    body: kwargs.body_is_html
      ? body
      : body.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    message_type: typeof kwargs.message_type === 'string' ? kwargs.message_type : 'notification',
    subtype_id: subtype === 'mail.mt_comment' ? 1 : subtypeNote,
    attachment_ids: Array.isArray(kwargs.attachment_ids) ? [[6, 0, kwargs.attachment_ids]] : [],
    partner_ids: Array.isArray(kwargs.partner_ids) ? [[6, 0, kwargs.partner_ids]] : [],
  });
}

function callersAddress(env: Environment): string | false {
  return sender(env, env.ref('res.users', env.uid, 'partner_id'));
}

function sender(env: Environment, partner: number | null): string | false {
  if (partner === null) return false;
  const email = env.text('res.partner', partner, 'email');
  return email === null ? false : `"${env.text('res.partner', partner, 'name') ?? ''}" <${email}>`;
}

function plain(html: string | null): string {
  return (html ?? '').replace(/<[^>]*>/g, ' ').trim();
}

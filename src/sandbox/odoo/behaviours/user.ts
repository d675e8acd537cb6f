import type { Behaviour } from '../behaviour.ts';
import type { Environment } from '../environment.ts';
import { OdooError, userError } from '../errors.ts';
import { notifyByMail } from '../messages.ts';
import { relationOf } from '../registry.ts';
import type { Values } from '../types.ts';

const model = 'res.users';

/** Users: each has a partner that carries its name and address. */
export const user: Behaviour = {
  nameFields: ['name', 'login'],
  defaults: {
    groups_id: (env) => [[6, 0, env.exists(model, 3) ? env.list(model, 3, 'groups_id') : []]],
    company_ids: () => [[6, 0, [1]]],
    company_id: () => 1,
  },
  prepareCreate(_env, values) {
    const given: Values = { ...values };
    delete given.new_password;
    return given;
  },
  complete(_env, values, given) {
    if (!('signature' in given)) values.signature = false;
    values.share ??= false;
  },
  afterCreate(env, id, given) {
    const name = env.text(model, id, 'name') ?? '';
    const partner = env.ref(model, id, 'partner_id');
    if (!('signature' in given)) {
      env.database.update(model, id, {
        signature: `<p data-o-mail-quote="1">--<br data-o-mail-quote="1">${name.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>`,
      });
    }
    addImpliedGroups(env, id);
    share(env, id);
    if (partner === null) return;
    const active = env.get(model, id, 'active') === true;
    if (!active && env.context.active_test === false) throw linkedUser(env, id);
    env.database.update('res.partner', partner, { active });
    const email = env.text(model, id, 'email');
    if (!env.context.no_reset_password && email !== null) {
      notifyByMail(env, 'res.users', id, partner, `Welcome to Odoo, ${name}`);
    }
  },
  prepareWrite(env, id, values) {
    const { email } = values;
    const before = env.text(model, id, 'email');
    if (
      typeof email === 'string' &&
      email !== '' &&
      before !== null &&
      before.toLowerCase() !== email.toLowerCase()
    )
      warn(env, id, 'Security Update: Email Changed');
    const given: Values = { ...values };
    delete given.new_password;
    return given;
  },
  afterWrite(env, id, values) {
    if ('login' in values) warn(env, id, 'Security Update: Login Changed');
    if ('password' in values) warn(env, id, 'Security Update: Password Changed');
    if ('groups_id' in values) {
      addImpliedGroups(env, id);
      share(env, id);
    }
    const partner = env.ref(model, id, 'partner_id');
    if (values.active === true && partner !== null)
      env.database.update('res.partner', partner, { active: true });
  },
  beforeUnlink(_env, ids) {
    if (ids.includes(1)) {
      throw userError(
        'You can not remove the admin user as it is used internally for resources created by Odoo (updates, module installation, ...)',
      );
    }
    if (ids.includes(2)) {
      throw userError(
        'You cannot delete the admin user because it is utilized in various places (such as security configurations,...). Instead, archive it.',
      );
    }
  },
  computed: {
    // Passwords go in and never come out.
    password: () => null,
    new_password: () => null,
    state: (_env, id) => (id <= 2 ? 'active' : 'new'),
    crm_team_ids: (env, id) => teamsOf(env, id),
    sale_team_id: (env, id) => teamsOf(env, id)[0] ?? null,
    companies_count: (env) => env.database.size('res.company'),
  },
  inverse: {
    password: setPassword,
  },
  displayName(env, id) {
    return env.text(model, id, 'name') ?? '';
  },
  methods: {
    has_group: (env, _ids, args) => inGroup(env, args[0]),
  },
  modelMethods: {
    context_get: (env) => ({ lang: 'en_US', tz: false, uid: env.uid }),
    has_group: (env, args) => inGroup(env, args[0]),
  },
};

/** Odoo looks for users of the partner that it is to archive, and finds this one where the context shows archived rows. */
function linkedUser(env: Environment, id: number): OdooError {
  return new OdooError(
    'odoo.exceptions.RedirectWarning',
    'You cannot archive contacts linked to an active user.\nYou first need to archive their associated user.\n\n' +
      `Linked active users : ${env.displayName(model, id)}`,
  );
}

/** A mail to the user, whatever the context says; it waits in the queue. */
function warn(env: Environment, id: number, subject: string): void {
  env.createOne('mail.mail', {
    subject,
    message_type: 'email_outgoing',
    email_to: env.text(model, id, 'email') ?? false,
    state: 'outgoing',
    auto_delete: true,
  });
}

function share(env: Environment, id: number): void {
  const internal = env.list(model, id, 'groups_id').includes(1);
  env.database.update(model, id, { share: !internal });
  const partner = env.ref(model, id, 'partner_id');
  if (partner !== null) env.database.update('res.partner', partner, { partner_share: !internal });
}

/** Groups bring the groups that they imply. */
function addImpliedGroups(env: Environment, id: number): void {
  const field = env.model(model).fields.get('groups_id');
  const relation = field === undefined ? null : relationOf(field);
  if (relation === null) return;
  const queue = [...env.list(model, id, 'groups_id')];
  const all = new Set(queue);
  for (let group = queue.pop(); group !== undefined; group = queue.pop()) {
    for (const implied of env.list('res.groups', group, 'implied_ids')) {
      if (all.has(implied)) continue;
      all.add(implied);
      queue.push(implied);
      const forward = relation.side === 'forward';
      env.database.link(relation.name, forward ? id : implied, forward ? implied : id);
    }
  }
}

function teamsOf(env: Environment, id: number): number[] {
  return [...env.database.lookup('crm.team.member', 'user_id', [id])]
    .filter((row) => env.get('crm.team.member', row, 'active') === true)
    .map((row) => env.ref('crm.team.member', row, 'crm_team_id'))
    .filter((team) => team !== null);
}

/** Whether the caller is in a group, by external id. */
export function inGroup(env: Environment, externalId: unknown): boolean {
  const group = groupNamed(env, externalId);
  return group !== null && env.list(model, env.uid, 'groups_id').includes(group);
}

/** Lets the group of all employees imply another one, or no more: who is an employee is in it then, or no more. */
export function implyForEmployees(env: Environment, externalId: string, implied: boolean): void {
  const employees = groupNamed(env, 'base.group_user');
  const group = groupNamed(env, externalId);
  if (employees === null || group === null) return;
  if (env.list('res.groups', employees, 'implied_ids').includes(group) === implied) return;
  env.write('res.groups', [employees], { implied_ids: [[implied ? 4 : 3, group]] });
  const people = [...env.database.ids(model)].filter((id) =>
    env.list(model, id, 'groups_id').includes(employees),
  );
  const field = env.model(model).fields.get('groups_id');
  const relation = field === undefined ? null : relationOf(field);
  if (relation === null) return;
  const forward = relation.side === 'forward';
  for (const id of people) {
    if (implied) env.database.link(relation.name, forward ? id : group, forward ? group : id);
    else env.database.unlink(relation.name, forward ? id : group, forward ? group : id);
  }
}

function groupNamed(env: Environment, externalId: unknown): number | null {
  const [module, name] = String(externalId).split('.');
  const row = [...env.database.lookup('ir.model.data', 'name', [name ?? ''])].find(
    (id) =>
      env.text('ir.model.data', id, 'module') === module &&
      env.text('ir.model.data', id, 'model') === 'res.groups',
  );
  return row === undefined ? null : env.ref('ir.model.data', row, 'res_id');
}

/** With it the user may log in. */
function setPassword(env: Environment, id: number, value: unknown): void {
  const { passwords } = env.system;
  const before = passwords.get(id);
  if (typeof value === 'string' && value !== '') passwords.set(id, value);
  env.database.onRollback(() => {
    if (before === undefined) passwords.delete(id);
    else passwords.set(id, before);
  });
}

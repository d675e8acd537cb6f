import type { Behaviour } from '../behaviour.ts';
import type { Environment } from '../environment.ts';
import { follow } from '../messages.ts';
import { followersOf } from './partner.ts';

/** Projects: each has an address for mails, which goes with it. */
export const project: Behaviour = {
  defaults: { favorite_user_ids: (env) => [[6, 0, [env.uid]]] },
  prepareCreate: (env, values) => ({
    alias_model_id: env.model('project.task').id,
    alias_defaults: '{}',
    alias_contact: 'everyone',
    ...values,
  }),
  beforeUnlink(env, ids) {
    env.unlink('project.task', [...env.database.lookup('project.task', 'project_id', ids)]);
    const aliases = ids
      .map((id) => env.ref('project.project', id, 'alias_id'))
      .filter((alias) => alias !== null);
    for (const id of ids) env.database.update('project.project', id, { alias_id: null });
    env.unlink('mail.alias', aliases);
  },
  computed: { message_partner_ids: (env, id) => followersOf(env, 'project.project', id) },
};

/** Tasks: whoever makes one follows it, whatever the context says, and so does who follows the task above it. */
export const task: Behaviour = {
  // Who makes a task without saying whose it is gets it, in a project or in none.
  defaults: {
    user_ids: (env) => [
      [6, 0, []],
      [4, env.uid, 0],
    ],
  },
  complete(env, values, given) {
    if (!('partner_id' in given)) values.partner_id = customerAbove(env, values.parent_id, values.project_id);
  },
  afterCreate(env, id) {
    const parent = env.ref('project.task', id, 'parent_id');
    const others = parent === null ? [] : followersOf(env, 'project.task', parent);
    const own = env.ref('res.users', env.uid, 'partner_id');
    for (const partner of others) follow(env, 'project.task', id, partner);
    if (own !== null) follow(env, 'project.task', id, own);
    givePersonalStages(env, id);
  },
  afterWrite(env, id, values) {
    if ('user_ids' in values) givePersonalStages(env, id);
    if ('partner_id' in values) giveCustomer(env, id);
    else if ('parent_id' in values || 'project_id' in values) takeCustomer(env, id);
  },
  beforeUnlink(env, ids) {
    const below = [...env.database.lookup('project.task', 'parent_id', ids)];
    env.unlink(
      'project.task',
      below.filter((id) => !ids.includes(id)),
    );
  },
  computed: { message_partner_ids: (env, id) => followersOf(env, 'project.task', id) },
};

/** The customer of the task above, else of the project. */
function customerAbove(env: Environment, parent: unknown, project: unknown): number | null {
  const of = (model: string, id: unknown): number | null =>
    env.exists(model, id) ? env.ref(model, id, 'partner_id') : null;
  return of('project.task', parent) ?? of('project.project', project);
}

/** A task without a customer takes one from above; one that is nowhere any more has none. */
function takeCustomer(env: Environment, id: number): void {
  const [parent, project, customer] = ['parent_id', 'project_id', 'partner_id'].map((field) =>
    env.ref('project.task', id, field),
  );
  if (customer !== null && (parent ?? project) !== null) return;
  env.patch('project.task', id, { partner_id: customerAbove(env, parent, project) ?? false });
  giveCustomer(env, id);
}

/** Tasks below that have no customer. */
function giveCustomer(env: Environment, id: number): void {
  for (const child of [...env.database.lookup('project.task', 'parent_id', [id])])
    if (env.ref('project.task', child, 'partner_id') === null) takeCustomer(env, child);
}

/** Stages of projects, and those of one person, which nobody else sees. */
export const taskStage: Behaviour = {
  // A stage of projects is nobody's own.
  afterCreate: withoutOwner,
  afterWrite: withoutOwner,
  searchFilter: (env) => ({
    kind: 'leaf',
    field: 'user_id',
    operator: 'in',
    value: [false, env.uid],
  }),
};

function withoutOwner(env: Environment, id: number): void {
  if (env.list('project.task.type', id, 'project_ids').length > 0)
    env.patch('project.task.type', id, { user_id: false });
}

const personalStages = ['Inbox', 'Today', 'This Week', 'This Month', 'Later', 'Done', 'Canceled'] as const;

/** Whoever gets a first task gets stages of his own. */
function givePersonalStages(env: Environment, id: number): void {
  for (const user of env.list('project.task', id, 'user_ids')) {
    if (env.database.lookup('project.task.type', 'user_id', [user]).size > 0) continue;
    for (const [index, name] of personalStages.entries())
      env.createOne('project.task.type', {
        name,
        sequence: index + 1,
        user_id: user,
        fold: index > 4,
        project_ids: [[6, 0, []]],
      });
  }
}

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
  },
  computed: { message_partner_ids: (env, id) => followersOf(env, 'project.task', id) },
};

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

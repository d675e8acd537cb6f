import type { Behaviour } from '../behaviour.ts';
import { idsAfter, parseCommands } from '../commands.ts';
import type { Environment } from '../environment.ts';
import { missingRecordError, validationError } from '../errors.ts';
import type { Values } from '../types.ts';
import { followersOf } from './partner.ts';

const model = 'crm.team';
const memberModel = 'crm.team.member';

/** Sales teams: `member_ids` is a view on the active rows of `crm.team.member`. */
export const team: Behaviour = {
  defaults: {
    favorite_user_ids: (env) => [[6, 0, [env.uid]]],
  },
  prepareCreate(env, values) {
    const lead = env.model('crm.lead').id;
    return { alias_model_id: lead, alias_defaults: '{}', alias_contact: 'everyone', ...values };
  },
  beforeUnlink(env, ids) {
    const aliases = ids.map((id) => env.ref(model, id, 'alias_id')).filter((alias) => alias !== null);
    for (const id of ids) env.database.update(model, id, { alias_id: null });
    env.unlink('mail.alias', aliases);
  },
  computed: {
    member_ids: (env, id) => [
      ...new Set(
        rowsOf(env, 'crm_team_id', id, true)
          .map((row) => env.ref(memberModel, row, 'user_id'))
          .filter((user) => user !== null),
      ),
    ],
    message_partner_ids: (env, id) => followersOf(env, model, id),
    currency_id: () => 1,
  },
  inverse: {
    member_ids: (env, id, value) => {
      const before = env.list(model, id, 'member_ids');
      const after = idsAfter(before, parseCommands(value));
      for (const user of after) {
        if (!env.database.has('res.users', user)) throw missingRecordError('res.users', user, env.uid);
      }
      for (const row of rowsOf(env, 'crm_team_id', id, true)) {
        const user = env.ref(memberModel, row, 'user_id');
        if (user !== null && !after.includes(user)) env.write(memberModel, [row], { active: false });
      }
      for (const user of after) {
        if (!before.includes(user)) env.createOne(memberModel, { crm_team_id: id, user_id: user });
      }
      // Who is in a team finds it on the dashboard, and goes on doing so.
      env.write(model, [id], { favorite_user_ids: after.map((user) => [4, user, 0]) });
    },
  },
};

/** A user is an active member of one team only: joining another archives the first membership. */
export const teamMember: Behaviour = {
  prepareCreate(env, values) {
    refuseDuplicate(env, values);
    return values;
  },
  afterCreate(env, id) {
    if (env.get(memberModel, id, 'active') === true) leaveOthers(env, id, (row) => row < id);
  },
  afterWrite(env, id, values) {
    if (values.active === true) leaveOthers(env, id, (row) => row !== id);
  },
  displayName(env, id) {
    const user = env.ref(memberModel, id, 'user_id');
    return user === null ? '' : env.displayName('res.users', user);
  },
};

function refuseDuplicate(env: Environment, values: Readonly<Values>): void {
  const { user_id: user, crm_team_id: crmTeam } = values;
  if (typeof user !== 'number' || typeof crmTeam !== 'number' || values.active === false) return;
  const same = rowsOf(env, 'user_id', user, true).some(
    (row) => env.ref(memberModel, row, 'crm_team_id') === crmTeam,
  );
  if (!same) return;
  const who = `${env.displayName('res.users', user)} (${env.displayName(model, crmTeam)})`;
  throw validationError(
    `You are trying to create duplicate membership(s). We found that ${who} already exist(s).`,
  );
}

function leaveOthers(env: Environment, id: number, other: (row: number) => boolean): void {
  if (manyTeamsAllowed(env)) return;
  const user = env.ref(memberModel, id, 'user_id');
  if (user === null) return;
  for (const row of rowsOf(env, 'user_id', user, true)) {
    if (other(row)) env.database.update(memberModel, row, { active: false, write_date: env.now });
  }
}

/** The setting that lets a user be in several teams. */
function manyTeamsAllowed(env: Environment): boolean {
  const row = [...env.database.lookup('ir.config_parameter', 'key', ['sales_team.membership_multi'])][0];
  const value = row === undefined ? null : env.text('ir.config_parameter', row, 'value');
  return value !== null && value !== '' && value !== 'False';
}

function rowsOf(env: Environment, column: string, value: number, active: boolean): number[] {
  return [...env.database.lookup(memberModel, column, [value])].filter(
    (row) => env.get(memberModel, row, 'active') === active,
  );
}

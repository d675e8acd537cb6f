import type { Behaviour } from '../behaviour.ts';
import { cleanWebsite, normalizeEmail, sanitizePhone } from '../contact-values.ts';
import { roundTo } from '../convert.ts';
import type { Environment } from '../environment.ts';
import { missingRecordError } from '../errors.ts';
import type { Values } from '../types.ts';
import { companyOf } from './lead-company.ts';
import { noteComputed, tellPartner, valuesFromPartner } from './lead-contact.ts';
import { followersOf } from './partner.ts';

const model = 'crm.lead';

/**
 * Leads and opportunities. The predicted probability of an undecided lead is 0, as in a database without history (a
 * real server learns it from decided leads).
 */
export const lead: Behaviour = {
  checks: [
    {
      holds: (row) => between(row.probability, 0, 100),
      message: 'The probability of closing the deal should be between 0% and 100%!',
    },
  ],
  prepareCreate(env, values) {
    checkTeam(env, values);
    const given = { ...values };
    if ('website' in given) given.website = cleanWebsite(given.website);
    return given;
  },
  complete(env, values, given) {
    const partner = given.partner_id;
    if (typeof partner === 'number' && env.exists('res.partner', partner)) {
      for (const [name, value] of Object.entries(valuesFromPartner(env, partner, given, () => null))) {
        if (value !== null) values[name] = value;
      }
    }
    if (!('team_id' in given) && typeof values.user_id === 'number') {
      values.team_id = teamOfUser(env, values.user_id) ?? false;
    }
    if (!('company_id' in given)) values.company_id = companyOf(env, values);
    if (!('stage_id' in given)) values.stage_id = firstStage(env, values.team_id) ?? false;
    const won = isWon(env, values.stage_id);
    values.automated_probability = won && !('probability' in given) && values.active !== false ? 100 : 0;
    if (!('probability' in given)) values.probability = won ? 100 : 0;
    if (!('date_open' in given) && values.user_id) values.date_open = env.now;
    if (!('date_last_stage_update' in given)) values.date_last_stage_update = env.now;
  },
  afterCreate(env, id, given) {
    derive(env, id);
    tellPartner(env, id, given);
  },
  prepareWrite(env, id, values) {
    checkTeam(env, values);
    const changes: Values = { ...values };
    if ('website' in changes) changes.website = cleanWebsite(changes.website);
    const before = env.ref(model, id, 'stage_id');
    const stageGiven = 'stage_id' in changes;
    const stageMoves = stageGiven && (changes.stage_id || null) !== before;
    const won = stageGiven && isWon(env, changes.stage_id);
    if (won) {
      changes.probability = 100;
      changes.automated_probability = 100;
    }
    if ('user_id' in changes) {
      if (!changes.user_id) changes.date_open = false;
      else if (env.ref(model, id, 'user_id') !== changes.user_id) changes.date_open = env.now;
    }
    const probability = typeof changes.probability === 'number' ? changes.probability : 0;
    if (probability >= 100 || changes.active === false) changes.date_closed = env.now;
    else if (probability > 0 || (stageMoves && !('probability' in changes))) changes.date_closed = false;
    if (won && isWon(env, before)) delete changes.date_closed;
    if (stageMoves && !won && !('probability' in changes)) {
      const automated = env.get(model, id, 'is_automated_probability') === true;
      changes.automated_probability = 0;
      if (automated) changes.probability = 0;
    }
    if (stageMoves) changes.date_last_stage_update = env.now;
    const partner = changes.partner_id;
    // Be it the same one.
    if (typeof partner === 'number' && env.exists('res.partner', partner)) {
      const follow = valuesFromPartner(env, partner, values, (name) => env.get(model, id, name));
      const quiet = env.context.tracking_disable === true || env.context.mail_notrack === true;
      if (quiet && Object.entries(follow).some(([name, value]) => isTracked(env, id, name, value)))
        noteComputed(env, id);
      for (const [name, value] of Object.entries(follow)) changes[name] = value ?? false;
    }
    if (!('company_id' in changes) && ['team_id', 'user_id', 'partner_id'].some((name) => name in changes)) {
      const owned = ['company_id', 'team_id', 'user_id', 'partner_id'] as const;
      const now = Object.fromEntries(owned.map((name) => [name, changes[name] ?? env.get(model, id, name)]));
      changes.company_id = companyOf(env, now);
    }
    return changes;
  },
  afterWrite(env, id, values) {
    derive(env, id);
    tellPartner(env, id, values);
  },
  beforeUnlink(env, ids) {
    for (const event of env.database.lookup('calendar.event', 'res_id', ids)) {
      if (env.get('calendar.event', event, 'res_model') !== model) continue;
      env.database.update('calendar.event', event, { res_id: null, res_model_id: null });
    }
  },
  computed: {
    is_automated_probability: (env, id) =>
      Math.abs(number(env, id, 'probability') - number(env, id, 'automated_probability')) < 0.005,
    company_currency: () => 1,
    day_open: (env, id) => days(env.text(model, id, 'create_date'), env.text(model, id, 'date_open')),
    day_close: (env, id) => days(env.text(model, id, 'create_date'), env.text(model, id, 'date_closed')),
    message_partner_ids: (env, id) => followersOf(env, model, id),
  },
  methods: {
    action_set_won: (env, ids) => {
      const won = [...env.database.ids('crm.stage')].find((stage) => isWon(env, stage));
      if (won !== undefined) env.write(model, ids, { stage_id: won });
      return true;
    },
    action_set_lost: (env, ids, _args, kwargs) => {
      const { context: _context, ...values } = kwargs;
      env.write(model, ids, { ...values, active: false, probability: 0, automated_probability: 0 });
      return null;
    },
    toggle_active: (env, ids) => {
      for (const id of ids) {
        const active = env.get(model, id, 'active') === true;
        if (active) env.write(model, [id], { active: false });
        else env.write(model, [id], { active: true, lost_reason_id: false, date_closed: false });
      }
      return null;
    },
  },
};

/** Whether people are told of the change. */
function isTracked(env: Environment, id: number, name: string, value: unknown): boolean {
  const tracked = env.model(model).fields.get(name)?.tracking;
  return tracked !== undefined && (env.get(model, id, name) || null) !== (value || null);
}

function derive(env: Environment, id: number): void {
  const email = env.text(model, id, 'email_from');
  const normalized = normalizeEmail(email);
  const country = env.ref(model, id, 'country_id');
  const code = country === null ? null : env.text('res.country', country, 'code');
  const phone = env.text(model, id, 'phone');
  const sanitized = sanitizePhone(phone, code);
  const expected = number(env, id, 'expected_revenue');
  env.database.update(model, id, {
    email_normalized: normalized,
    email_domain_criterion: normalized === null ? null : `@${normalized.split('@')[1] ?? ''}`,
    email_state: email ? (normalized === null ? 'incorrect' : 'correct') : null,
    phone_sanitized: sanitizePhone(env.get(model, id, 'mobile'), code) ?? sanitized,
    phone_state: phone ? (sanitized === null ? 'incorrect' : 'correct') : null,
    prorated_revenue: roundTo((expected * number(env, id, 'probability')) / 100, 2),
  });
}

function checkTeam(env: Environment, values: Readonly<Values>): void {
  const team = values.team_id;
  if (typeof team === 'number' && !env.database.has('crm.team', team))
    throw missingRecordError('crm.team', team, env.uid);
}

/** The team of which a user is a member, else the first one. */
function teamOfUser(env: Environment, user: number): number | null {
  const teams = env.search('crm.team', []);
  const own = teams.find(
    (team) =>
      env.list('crm.team', team, 'member_ids').includes(user) ||
      env.ref('crm.team', team, 'user_id') === user,
  );
  return own ?? teams[0] ?? null;
}

function firstStage(env: Environment, team: unknown): number | null {
  const stages = env.search('crm.stage', []);
  const fits = stages.find((stage) => {
    const owner = env.ref('crm.stage', stage, 'team_id');
    return (owner === null || owner === team) && env.get('crm.stage', stage, 'fold') !== true;
  });
  return fits ?? null;
}

function isWon(env: Environment, stage: unknown): boolean {
  return env.exists('crm.stage', stage) && env.get('crm.stage', stage, 'is_won') === true;
}

function number(env: Environment, id: number, name: string): number {
  const value = env.get(model, id, name);
  return typeof value === 'number' ? value : 0;
}

function between(value: unknown, low: number, high: number): boolean {
  return typeof value !== 'number' || (value >= low && value <= high);
}

function days(from: string | null, to: string | null): number {
  if (from === null || to === null) return 0;
  return Math.abs(Math.floor((Date.parse(`${to}Z`) - Date.parse(`${from}Z`)) / 86_400_000));
}

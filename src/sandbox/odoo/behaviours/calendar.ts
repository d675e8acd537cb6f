import type { Behaviour } from '../behaviour.ts';
import { parseCommands } from '../commands.ts';
import { type Environment, formatInstant } from '../environment.ts';
import { accessError, foreignKeyError, OdooError, validationError } from '../errors.ts';
import { follow, notifyByMail, postMessage, subtypeNote } from '../messages.ts';
import type { Values } from '../types.ts';
import { followersOf } from './partner.ts';

const model = 'calendar.event';
const attendeeModel = 'calendar.attendee';

/** Meetings: `partner_ids` and the rows of `calendar.attendee` are kept alike. */
export const event: Behaviour = {
  defaults: {
    partner_ids: (env) => {
      const partner = env.ref('res.users', env.uid, 'partner_id');
      return [[6, 0, partner === null ? [] : [partner]]];
    },
    start: (env) => stamped(env, halfHour(env, 0)),
    stop: (env) => stamped(env, halfHour(env, 60)),
  },
  prepareCreate(env, values) {
    checkPartners(env, values.partner_ids);
    return allDay(values);
  },
  complete(_env, values, given) {
    if (!('duration' in given)) values.duration = hours(values.start, values.stop);
    if (values.allday === true) {
      values.start_date ??= String(values.start).slice(0, 10);
      values.stop_date ??= String(values.stop).slice(0, 10);
    }
  },
  afterCreate(env, id) {
    checkTimes(env, id);
    checkPrivate(env, id);
    const invited = syncAttendees(env, id);
    invite(env, id, invited);
    const opportunity = env.ref(model, id, 'opportunity_id');
    if (opportunity !== null) {
      postMessage(env, 'crm.lead', opportunity, {
        body: `<p>Meeting scheduled at <time datetime="${env.text(model, id, 'start') ?? ''}+00:00">${env.text(model, id, 'start') ?? ''}</time><br>Subject: <a href="#" data-oe-model="calendar.event" data-oe-id="${id}">${env.text(model, id, 'name') ?? ''}</a></p>`,
        message_type: 'notification',
        subtype_id: subtypeNote,
      });
    }
  },
  prepareWrite(env, id, values) {
    refuseNoCommands(values.partner_ids);
    checkPrivate(env, id);
    return allDay(values);
  },
  afterWrite(env, id, values) {
    checkTimes(env, id);
    if (('start' in values || 'stop' in values) && !('duration' in values)) {
      const duration = hours(env.get(model, id, 'start'), env.get(model, id, 'stop'));
      env.database.update(model, id, { duration });
    }
    const added = 'partner_ids' in values ? syncAttendees(env, id) : [];
    invite(env, id, 'start' in values ? env.list(model, id, 'attendee_ids') : added);
  },
  computed: {
    attendees_count: (env, id) => env.list(model, id, 'attendee_ids').length,
    message_partner_ids: (env, id) => followersOf(env, model, id),
  },
};

/** Invited partners. */
export const attendee: Behaviour = {
  afterCreate(env, id) {
    const partner = env.ref(attendeeModel, id, 'partner_id');
    const meeting = env.ref(attendeeModel, id, 'event_id');
    env.database.update(attendeeModel, id, {
      access_token: `sandbox-attendee-${id}`,
      common_name: partner === null ? null : env.displayName('res.partner', partner),
    });
    if (partner === null || meeting === null) return;
    const forward = { partner_ids: [[4, partner]] };
    if (!env.list(model, meeting, 'partner_ids').includes(partner)) env.write(model, [meeting], forward);
    if (partner !== env.ref('res.users', env.uid, 'partner_id')) follow(env, model, meeting, partner);
  },
  displayName(env, id) {
    return env.text(attendeeModel, id, 'common_name') ?? '';
  },
};

/** Makes and removes attendees so that they fit the partners. Returns the new ones. */
function syncAttendees(env: Environment, id: number): number[] {
  const partners = [...env.list(model, id, 'partner_ids')].sort((a, b) => a - b);
  const rows = env.database.lookup(attendeeModel, 'event_id', [id]);
  const known = new Map<number, number>();
  for (const row of [...rows]) {
    const partner = env.ref(attendeeModel, row, 'partner_id');
    if (partner !== null && partners.includes(partner)) known.set(partner, row);
    else env.unlink(attendeeModel, [row]);
  }
  const own = env.ref('res.users', env.uid, 'partner_id');
  const added: number[] = [];
  for (const partner of partners) {
    if (known.has(partner)) continue;
    const state = partner === own ? 'accepted' : 'needsAction';
    added.push(env.createOne(attendeeModel, { event_id: id, partner_id: partner, state }));
  }
  return added;
}

/** Invitations go out for meetings in the future, to everyone but the caller who has an address. */
function invite(env: Environment, id: number, attendees: readonly number[]): void {
  if (env.context.no_mail_to_attendees) return;
  const start = env.text(model, id, 'start');
  if (start === null || start <= env.now) return;
  const own = env.ref('res.users', env.uid, 'partner_id');
  for (const row of attendees) {
    const partner = env.ref(attendeeModel, row, 'partner_id');
    if (partner === null || partner === own || !env.text('res.partner', partner, 'email')) continue;
    const organizer = env.ref(model, id, 'user_id');
    const author = organizer === null ? null : env.ref('res.users', organizer, 'partner_id');
    notifyByMail(env, model, id, partner, `Invitation to ${env.text(model, id, 'name') ?? ''}`, author);
    env.createOne('ir.attachment', {
      name: 'invitation.ics',
      res_model: model,
      res_id: id,
      mimetype: 'text/calendar',
    });
  }
}

/** Odoo walks through the commands without a look at what it was given. */
function refuseNoCommands(value: unknown): void {
  if (value === false) throw new OdooError('builtins.TypeError', "'bool' object is not iterable");
}

/** The rows of attendees are stored first, so they are what an unknown partner breaks. */
function checkPartners(env: Environment, value: unknown): void {
  if (value === undefined) return;
  refuseNoCommands(value);
  for (const command of parseCommands(value)) {
    const ids = command.kind === 'set' ? command.ids : command.kind === 'add' ? [command.id] : [];
    if (ids.every((id) => env.database.has('res.partner', id))) continue;
    throw foreignKeyError(attendeeModel, env.model(attendeeModel).name, 'calendar_attendee_partner_id_fkey');
  }
}

/** A private meeting is for who holds it and who comes. */
function checkPrivate(env: Environment, id: number): void {
  if (env.get(model, id, 'privacy') !== 'private' || env.ref(model, id, 'user_id') === env.uid) return;
  const own = env.ref('res.users', env.uid, 'partner_id');
  if (own !== null && env.list(model, id, 'partner_ids').includes(own)) return;
  throw accessError(
    'Uh-oh! Looks like you have stumbled upon some top-secret records.\n\n' +
      `Sorry, ${env.displayName('res.users', env.uid)} (id=${env.uid}) doesn't have 'write' access to:\n- Calendar Event (calendar.event)\n\n` +
      'If you really, really need access, perhaps you can win over your friendly administrator with a batch of freshly baked cookies.',
  );
}

function allDay(values: Values): Values {
  if (values.allday !== true) return values;
  const given = { ...values };
  if (typeof given.start_date === 'string' && !('start' in given))
    given.start = `${given.start_date} 08:00:00`;
  if (typeof given.stop_date === 'string' && !('stop' in given)) given.stop = `${given.stop_date} 18:00:00`;
  return given;
}

function checkTimes(env: Environment, id: number): void {
  const start = env.text(model, id, 'start');
  const stop = env.text(model, id, 'stop');
  if (start === null || stop === null || start <= stop) return;
  throw validationError(
    'The ending date and time cannot be earlier than the starting date and time.\n' +
      `Meeting '${env.text(model, id, 'name') ?? ''}' starts '${start}' and ends '${stop}'`,
  );
}

function hours(start: unknown, stop: unknown): number {
  const span = instant(stop) - instant(start);
  return Number.isNaN(span) ? 0 : Math.round((span / 3_600_000) * 100) / 100;
}

function instant(value: unknown): number {
  const text = String(value);
  return Date.parse(`${text.length === 10 ? `${text} 00:00:00` : text}Z`);
}

function halfHour(env: Environment, minutes: number): string {
  const step = 30 * 60_000;
  const next = Math.ceil(Date.parse(`${env.now}Z`) / step) * step;
  return formatInstant(new Date(next + minutes * 60_000));
}

function stamped(env: Environment, value: string): string {
  env.system.stamps.add(value);
  return value;
}

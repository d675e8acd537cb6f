/**
 * Odoo makes people follow what is made for them (a task its maker and those who follow the task above it, a meeting its
 * attendees, a ticket its customer), and notes a meeting on its opportunity; no context prevents it. A migration adds
 * nothing that the map does not ask for: what came in passing is taken away.
 */
import type { Entity, JsonValue } from '../../../schema/model.ts';
import type { CallOptions, TargetId } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import type { RowWrite, WireValues } from '../alike.ts';
import type { OdooSession } from '../session.ts';
import { idOf } from '../session.ts';
import { withoutFollowersOf } from './activity-followers.ts';

/** Values by which a map asks for followers itself. */
const asksForFollowers = ['message_follower_ids', 'message_partner_ids'] as const;

/** Models of which an update makes people follow as well. */
const followedOnUpdate: ReadonlySet<string> = new Set([
  'calendar.event',
  'helpdesk.ticket',
  'project.project',
  'project.task',
]);

/** Whether Odoo, up to 16.0, tells whom these rows are given to, whatever the context says. */
function tells(entity: Entity, rows: readonly WireValues[]): boolean {
  return entity.name === 'project.task' && rows.some((row) => 'user_ids' in row);
}

/** The newest message before rows are made or changed; null where they bring none. @throws ConnectorError */
export async function newestMessage(
  session: OdooSession,
  entity: Entity,
  rows: readonly WireValues[],
  options?: CallOptions,
): Promise<number | null> {
  const noted =
    entity.name === 'calendar.event' && rows.some((row) => typeof row.opportunity_id === 'number');
  if (!noted && !tells(entity, rows)) return null;
  return latestMessage(session, options);
}

/** The id of the last message that there is; 0 where there is none. @throws ConnectorError */
export async function latestMessage(session: OdooSession, options?: CallOptions): Promise<number> {
  const parameters = { order: 'id desc', limit: 1 };
  const ids = await session.call('mail.message', 'search', [[]], parameters, options);
  const newest: JsonValue = Array.isArray(ids) ? (ids[0] ?? 0) : 0;
  return typeof newest === 'number' ? newest : 0;
}

/**
 * After rows were made; `newest` is what {@link newestMessage} gave before. Where the answer to one of these calls is
 * lost, what came stays.
 * @throws ConnectorError
 */
export async function forgetUnasked(
  session: OdooSession,
  entity: Entity,
  rows: readonly WireValues[],
  ids: readonly number[],
  newest: number | null,
  options?: CallOptions,
): Promise<void> {
  if (entity.fields.message_follower_ids !== undefined) {
    const quiet = ids.filter((_, index) =>
      asksForFollowers.every((field) => !(field in (rows[index] ?? {}))),
    );
    const domain = followersOf(entity.name, quiet);
    const found =
      quiet.length === 0 ? [] : await session.call('mail.followers', 'search', [domain], {}, options);
    await session.takeAway('mail.followers', idsIn(found), options);
  }
  if (newest === null) return;
  if (entity.name === 'calendar.event') await forgetNotes(session, rows, newest, options);
  else await forgetAssignments(session, entity, ids, newest, options);
}

/** Runs `write`, which changes these rows, and takes away what it added beside them. @throws ConnectorError */
export async function updatingFollowed(
  session: OdooSession,
  entity: Entity,
  rows: readonly RowWrite[],
  write: () => Promise<void>,
  options?: CallOptions,
): Promise<void> {
  if (!followedOnUpdate.has(entity.name)) return write();
  const ids = rows.map(({ id }) => id);
  const values = rows.map((row) => row.values);
  const newest = tells(entity, values) ? await newestMessage(session, entity, values, options) : null;
  await withoutFollowersOf(session, [followersOf(entity.name, ids)], write, options);
  if (newest !== null) await forgetAssignments(session, entity, ids, newest, options);
}

function idsIn(answer: JsonValue): readonly JsonValue[] {
  return Array.isArray(answer) ? answer : [];
}

function followersOf(model: string, ids: readonly TargetId[]): JsonValue {
  return [
    ['res_model', '=', model],
    ['res_id', 'in', ids],
  ];
}

/** "You have been assigned to …", with the mails that wait in the queue for it. */
async function forgetAssignments(
  session: OdooSession,
  entity: Entity,
  ids: readonly number[],
  newest: number,
  options?: CallOptions,
): Promise<void> {
  const domain: JsonValue = [
    ['id', '>', newest],
    ['model', '=', entity.name],
    ['res_id', 'in', ids],
    ['message_type', '=', 'user_notification'],
  ];
  const told = await session.call('mail.message', 'search', [domain], {}, options);
  if (!Array.isArray(told) || told.length === 0) return;
  // Mails first: a message may be somebody's whom 16.0 lets nobody else delete it for, and then nobody is told all the same.
  for (const model of ['mail.mail', 'mail.notification']) {
    const about: JsonValue = [['mail_message_id', 'in', told]];
    const rows = await session.call(model, 'search', [about], {}, options);
    await session.takeAway(model, idsIn(rows), options);
  }
  try {
    await session.takeAway('mail.message', idsIn(told), options);
  } catch (error) {
    if (!(error instanceof ConnectorError && error.kind === 'forbidden')) throw error;
  }
}

/** "Meeting scheduled at …" on the opportunities of new meetings: it names the time at which one of them starts. */
async function forgetNotes(
  session: OdooSession,
  rows: readonly WireValues[],
  newest: number,
  options?: CallOptions,
): Promise<void> {
  const meetings = rows.filter((row) => typeof row.opportunity_id === 'number');
  const domain: JsonValue = [
    ['id', '>', newest],
    ['model', '=', 'crm.lead'],
    ['res_id', 'in', [...new Set(meetings.flatMap(({ opportunity_id: id }) => id ?? []))]],
  ];
  const notes = await session.searchRead('mail.message', domain, ['body', 'res_id'], {}, options);
  const ours = notes.filter(({ body, res_id }) =>
    meetings.some(
      (row) => row.opportunity_id === res_id && String(body).includes(`${String(row.start)}+00:00`),
    ),
  );
  await session.takeAway('mail.message', ours.map(idOf), options);
}

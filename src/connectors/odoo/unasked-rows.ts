/**
 * Odoo makes people follow what is made for them (a task its maker and those who follow the task above it, a meeting its
 * attendees, a ticket its customer), and notes a meeting on its opportunity; no context prevents it. A migration adds
 * nothing that the map does not ask for: what came in passing is taken away.
 */
import type { Entity, JsonValue } from '../../schema/model.ts';
import type { CallOptions, TargetId } from '../contract.ts';
import { withoutFollowersOf } from './activity-followers.ts';
import type { WireValues } from './alike.ts';
import type { OdooSession } from './session.ts';
import { idOf } from './session.ts';

/** Values by which a map asks for followers itself. */
const asksForFollowers = ['message_follower_ids', 'message_partner_ids'] as const;

/** Models of which an update makes people follow as well. */
const followedOnUpdate: ReadonlySet<string> = new Set([
  'calendar.event',
  'helpdesk.ticket',
  'project.project',
  'project.task',
]);

/** After rows were made: where the answer to one of these calls is lost, what came stays. @throws ConnectorError */
export async function forgetUnasked(
  session: OdooSession,
  entity: Entity,
  rows: readonly WireValues[],
  ids: readonly number[],
  options?: CallOptions,
): Promise<void> {
  if (entity.fields.message_follower_ids !== undefined) {
    const quiet = ids.filter((_, index) =>
      asksForFollowers.every((field) => !(field in (rows[index] ?? {}))),
    );
    const domain = followersOf(entity.name, quiet);
    const found =
      quiet.length === 0 ? [] : await session.call('mail.followers', 'search', [domain], {}, options);
    if (Array.isArray(found) && found.length > 0)
      await session.call('mail.followers', 'unlink', [found], {}, options);
  }
  if (entity.name === 'calendar.event') await forgetNotes(session, rows, ids, options);
}

/** Runs `write`, which changes these rows, and takes away the followers that it added. @throws ConnectorError */
export function updatingFollowed(
  session: OdooSession,
  entity: Entity,
  ids: readonly TargetId[],
  write: () => Promise<void>,
  options?: CallOptions,
): Promise<void> {
  if (!followedOnUpdate.has(entity.name)) return write();
  return withoutFollowersOf(session, [followersOf(entity.name, ids)], write, options);
}

function followersOf(model: string, ids: readonly TargetId[]): JsonValue {
  return [
    ['res_model', '=', model],
    ['res_id', 'in', ids],
  ];
}

/** "Meeting scheduled at …" on the opportunities of new meetings: it links to them. */
async function forgetNotes(
  session: OdooSession,
  rows: readonly WireValues[],
  ids: readonly number[],
  options?: CallOptions,
): Promise<void> {
  const opportunities = rows.flatMap(({ opportunity_id: id }) => (typeof id === 'number' ? [id] : []));
  if (opportunities.length === 0) return;
  const domain: JsonValue = [
    ['model', '=', 'crm.lead'],
    ['res_id', 'in', [...new Set(opportunities)]],
    ['body', 'like', 'calendar.event'],
  ];
  const notes = await session.searchRead('mail.message', domain, ['body'], {}, options);
  const links = new Set(ids.map((id) => `data-oe-model="calendar.event" data-oe-id="${id}"`));
  const ours = notes.filter(({ body }) => [...links].some((link) => String(body).includes(link)));
  if (ours.length > 0) await session.call('mail.message', 'unlink', [ours.map(idOf)], {}, options);
}

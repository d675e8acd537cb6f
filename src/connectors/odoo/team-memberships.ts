/**
 * Where a person may be in one sales team only (Multi Teams is off), joining a team archives the membership that the
 * person had (`crm.team.member`), and leaving or deleting the team does not bring it back. Undoing a migration should.
 */
import type { JsonValue } from '../../schema/model.ts';
import type { CallOptions, ListChange } from '../contract.ts';
import { idOf, type OdooSession, type WireRow } from './session.ts';

const MODEL = 'crm.team.member';

/**
 * Before these rows are deleted: see `returnMembers`. Other models than teams and memberships are left alone.
 * @throws ConnectorError
 */
export async function beforeDelete(
  session: OdooSession,
  model: string,
  ids: readonly number[],
  options?: CallOptions,
): Promise<void> {
  if (model === 'crm.team') await returnMembers(session, [['crm_team_id', 'in', ids]], options);
  if (model === MODEL) await returnMembers(session, [['id', 'in', ids]], options);
}

/**
 * Before teams are changed: whoever is taken off a team, as an undone addition does, gets the former one back.
 * @throws ConnectorError
 */
export async function beforeUpdate(
  session: OdooSession,
  model: string,
  rows: readonly {
    readonly id: JsonValue;
    readonly values: Readonly<Record<string, JsonValue | ListChange>>;
  }[],
  options?: CallOptions,
): Promise<void> {
  if (model !== 'crm.team') return;
  for (const { id, values } of rows) {
    const off = takenOff(values.member_ids);
    if (off.length === 0) continue;
    const domain: JsonValue = [
      ['crm_team_id', '=', id],
      ['user_id', 'in', off],
    ];
    await returnMembers(session, domain, options);
  }
}

function takenOff(change: JsonValue | ListChange | undefined): readonly JsonValue[] {
  if (typeof change !== 'object' || change === null || !('remove' in change)) return [];
  return Array.isArray(change.remove) ? change.remove : [];
}

/**
 * Gives every person of the memberships of `domain`, which are about to end, the membership back that one of these had
 * put away, unless the person is in another team besides. Doing so before they end, a failure in between leaves nobody
 * without a team.
 *
 * Which one that is, the rows tell: Odoo archives it in the transaction that makes the new one, so that it was changed
 * by the user, and at the second, at which the new one was made. One that was archived by hand, or changed since, stays
 * archived; of several, the newest returns.
 */
async function returnMembers(session: OdooSession, domain: JsonValue, options?: CallOptions): Promise<void> {
  const ending = await memberships(session, domain, options);
  const users = ending.flatMap(({ user_id = false, active }) => (active === true ? [user_id] : []));
  if (users.length === 0) return;
  const gone = new Set(ending.map(idOf));
  const staying = (await memberships(session, [['user_id', 'in', users]], options)).filter(
    (row) => !gone.has(idOf(row)),
  );
  const returning = users.flatMap((user) => {
    const theirs = staying.filter((row) => row.user_id === user);
    if (theirs.some((row) => row.active === true)) return [];
    const joined = ending.filter((row) => row.user_id === user);
    return theirs
      .filter((row) => joined.some((other) => putAwayBy(row, other)))
      .slice(-1)
      .map(idOf);
  });
  if (returning.length > 0) await session.call(MODEL, 'write', [returning, { active: true }], {}, options);
}

function putAwayBy(row: WireRow, joined: WireRow): boolean {
  return row.write_date === joined.create_date && row.write_uid === joined.create_uid;
}

/** Archived ones too, the oldest first. */
function memberships(
  session: OdooSession,
  domain: JsonValue,
  options?: CallOptions,
): Promise<readonly WireRow[]> {
  const fields = ['user_id', 'active', 'create_date', 'create_uid', 'write_date', 'write_uid'];
  return session.searchRead(MODEL, domain, fields, {}, options);
}

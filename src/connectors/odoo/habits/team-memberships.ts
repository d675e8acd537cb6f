/**
 * Where a person may be in one sales team only (Multi Teams is off), joining a team archives the membership that the
 * person had (`crm.team.member`), and leaving or deleting the team does not bring it back. Undoing a migration should.
 */
import type { JsonValue } from '../../../schema/model.ts';
import type { CallOptions, ListChange } from '../../contract.ts';
import { idOf, type OdooSession, type WireRow } from '../session.ts';

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

/** Doing so before the memberships end, a failure in between leaves nobody without a team. */
async function returnMembers(session: OdooSession, domain: JsonValue, options?: CallOptions): Promise<void> {
  const former = await returning(session, await memberships(session, domain, options), options);
  if (former.length > 0) await session.call(MODEL, 'write', [former, { active: true }], {}, options);
}

/**
 * Before teams are changed: whoever is taken off a team, as an undone addition does, gets the former one back, and is
 * taken off by deleting the membership: Odoo would archive it.
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
    const ending = await memberships(session, domain, options);
    const changes: readonly JsonValue[] = [
      ...ending.flatMap((row) => (row.active === true ? [[2, idOf(row), 0]] : [])),
      ...(await returning(session, ending, options)).map(
        (former): JsonValue => [1, former, { active: true }],
      ),
    ];
    // In one transaction, whoever's list it is: a failure in between leaves nobody without a team, and no row too many.
    if (changes.length > 0)
      await session.call('crm.team', 'write', [[id], { crm_team_member_all_ids: changes }], {}, options);
  }
}

function takenOff(change: JsonValue | ListChange | undefined): readonly JsonValue[] {
  if (typeof change !== 'object' || change === null || !('remove' in change)) return [];
  return Array.isArray(change.remove) ? change.remove : [];
}

/**
 * The memberships that every person of those which are about to end gets back: the one that one of these had put away,
 * unless the person is in another team besides.
 *
 * Which one that is, the rows tell: Odoo archives it in the transaction that makes the new one, so that it was changed
 * by the user, and at the second, at which the new one was made. One that was archived by hand, or changed since, stays
 * archived; of several, the newest returns.
 */
async function returning(
  session: OdooSession,
  ending: readonly WireRow[],
  options?: CallOptions,
): Promise<readonly number[]> {
  const users = ending.flatMap(({ user_id = false, active }) => (active === true ? [user_id] : []));
  if (users.length === 0) return [];
  const gone = new Set(ending.map(idOf));
  const staying = (await memberships(session, [['user_id', 'in', users]], options)).filter(
    (row) => !gone.has(idOf(row)),
  );
  return users.flatMap((user) => {
    const theirs = staying.filter((row) => row.user_id === user);
    if (theirs.some((row) => row.active === true)) return [];
    const joined = ending.filter((row) => row.user_id === user);
    return theirs
      .filter((row) => joined.some((other) => putAwayBy(row, other)))
      .slice(-1)
      .map(idOf);
  });
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

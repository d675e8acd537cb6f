/**
 * Odoo makes whoever an activity is assigned to a follower of its record (`create` and `write` of `mail.activity`), and
 * no context prevents it. A migration adds no follower that the map does not ask for: those that came in passing are
 * taken away.
 */
import type { JsonValue } from '../../../schema/model.ts';
import { type CallOptions, ConnectorError } from '../../contract.ts';
import type { RowWrite } from '../alike.ts';
import type { OdooSession } from '../session.ts';

/** A record's model, as the id in `ir.model`, and its id. */
interface Pair {
  readonly res_model_id?: JsonValue;
  readonly res_id?: JsonValue;
}

/** Runs `write`, which changes activities. @throws ConnectorError */
export async function updatingActivities(
  session: OdooSession,
  rows: readonly RowWrite[],
  write: () => Promise<void>,
  options?: CallOptions,
): Promise<void> {
  const assigned = rows.filter(({ values }) => 'user_id' in values);
  if (assigned.length === 0) return write();
  const domain: JsonValue = [['id', 'in', assigned.map(({ id }) => id)]];
  const former = await session.searchRead('mail.activity', domain, ['res_model_id', 'res_id'], {}, options);
  const pairs = [
    ...former,
    ...assigned.map(({ id, values }) => ({ ...former.find((row) => row.id === id), ...values })),
  ];
  await withoutNewFollowers(session, pairs, write, options);
}

/**
 * Runs `act`, which makes or changes activities of these records, and takes away the followers that it added. Where its
 * answer is lost, they stay if it is carried out later.
 * @throws ConnectorError
 */
export async function withoutNewFollowers<T>(
  session: OdooSession,
  pairs: readonly Pair[],
  act: () => Promise<T>,
  options?: CallOptions,
): Promise<T> {
  return withoutFollowersOf(session, await domainsOf(session, pairs, options), act, options);
}

/** As {@link withoutNewFollowers}, of the rows of `mail.followers` under these domains. @throws ConnectorError */
export async function withoutFollowersOf<T>(
  session: OdooSession,
  domains: readonly JsonValue[],
  act: () => Promise<T>,
  options?: CallOptions,
): Promise<T> {
  const before = new Set(await followers(session, domains, options));
  const takeAway = async (): Promise<void> => {
    const added = (await followers(session, domains, options)).filter((id) => !before.has(id));
    await session.takeAway('mail.followers', added, options);
  };
  let result: T;
  try {
    result = await act();
  } catch (error) {
    // A refused row may have come after others that were written, and what gave no answer may have been done.
    if (error instanceof ConnectorError && (error.kind === 'record' || error.kind === 'lost'))
      await takeAway();
    throw error;
  }
  await takeAway();
  return result;
}

async function domainsOf(
  session: OdooSession,
  pairs: readonly Pair[],
  options?: CallOptions,
): Promise<readonly JsonValue[]> {
  const records = new Map<number, Set<number>>();
  for (const { res_model_id, res_id } of pairs) {
    if (typeof res_model_id !== 'number' || typeof res_id !== 'number') continue;
    const ids = records.get(res_model_id) ?? new Set<number>();
    records.set(res_model_id, ids.add(res_id));
  }
  const names = await session.modelNames([...records.keys()], options);
  return [...records].map(([model, ids]) => [
    ['res_model', '=', names.get(model) ?? ''],
    ['res_id', 'in', [...ids]],
  ]);
}

async function followers(
  session: OdooSession,
  domains: readonly JsonValue[],
  options?: CallOptions,
): Promise<readonly number[]> {
  const found: number[] = [];
  for (const domain of domains) {
    const ids = await session.call('mail.followers', 'search', [domain], {}, options);
    for (const id of Array.isArray(ids) ? ids : []) if (typeof id === 'number') found.push(id);
  }
  return found;
}

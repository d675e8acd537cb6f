import type { Entity, JsonValue } from '../../../schema/model.ts';
import type { CallOptions } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import type { WireValues } from '../alike.ts';
import { KEYS } from '../knowledge.ts';
import { type OdooSession, objectOf } from '../session.ts';
import { type LoadSet, loadMatrix } from './keyed-rows.ts';
import { refusedLoad } from './refused-load.ts';

/**
 * Makes rows with an external id each (`ir.model.data`, unique in the database), one transaction for each set of fields
 * that rows have: `load` in the mode for updates. A key that is there gives the id of its row, which is left as it is:
 * `noupdate`. Of two such calls at once the one that comes later is broken off by the unique index, and finds the rows
 * when it is made again. Where one transaction fails, the rows of those before it are deleted.
 *
 * @param sets of all rows, by place
 * @param beside what else the context says
 * @throws ConnectorError `transient` where the database broke it off, `lost` where rows of it may be there
 */
export async function createKeyed(
  session: OdooSession,
  entity: Entity,
  sets: readonly LoadSet[],
  rows: readonly WireValues[],
  keys: readonly string[],
  beside: Readonly<Record<string, JsonValue>>,
  options?: CallOptions,
): Promise<readonly number[]> {
  const ids: number[] = new Array(rows.length).fill(0);
  const made: number[] = [];
  for (const set of sets) {
    const { places } = set;
    const [own, names] = [pick(rows, places), pick(keys, places)];
    try {
      const part = await loadSet(session, entity, set, own, names, beside, options);
      for (const [index, id] of part.entries()) ids[places[index] ?? 0] = id;
      made.push(...part);
    } catch (error) {
      const failure = error instanceof ConnectorError ? inCall(error, places) : error;
      await takeBack(session, entity, made, failure, options);
      throw failure;
    }
  }
  return ids;
}

async function loadSet(
  session: OdooSession,
  entity: Entity,
  set: LoadSet,
  rows: readonly WireValues[],
  keys: readonly string[],
  beside: Readonly<Record<string, JsonValue>>,
  options?: CallOptions,
): Promise<readonly number[]> {
  const { columns, data, context: own } = loadMatrix(entity, set, rows, keys);
  return loadKeyed(session, entity.name, columns, data, { ...beside, ...own }, options);
}

/** The same of a matrix as `load` takes it, whose first column is `id`. @throws ConnectorError */
export async function loadKeyed(
  session: OdooSession,
  model: string,
  fields: readonly string[],
  data: readonly (readonly JsonValue[])[],
  beside: Readonly<Record<string, JsonValue>>,
  options?: CallOptions,
): Promise<readonly number[]> {
  const context = { ...beside, module: KEYS, mode: 'update', noupdate: true };
  const answer = objectOf(await session.call(model, 'load', [fields, data], { context }, options), 'load');
  const { ids } = answer;
  if (!Array.isArray(ids)) throw await refusedLoad(session, model, answer.messages ?? null, options);
  const made = ids.filter((id) => typeof id === 'number');
  if (made.length !== data.length)
    throw new ConnectorError(
      'lost',
      `Odoo was asked to create ${data.length} rows of ${model} and did not answer with as many ids`,
    );
  return made;
}

/** Deletes what a call had made before it failed. @throws ConnectorError `lost` where that fails too */
async function takeBack(
  session: OdooSession,
  entity: Entity,
  ids: readonly number[],
  failure: unknown,
  options?: CallOptions,
): Promise<void> {
  if (ids.length === 0) return;
  try {
    await session.call(entity.name, 'unlink', [ids], {}, options);
  } catch (error) {
    const why = failure instanceof Error ? failure.message : String(failure);
    throw new ConnectorError('lost', `${why}; some rows of ${entity.name} were made before that`, {
      cause: error,
    });
  }
}

/** The error of rows at these places of a call, as one of the whole call. */
function inCall(error: ConnectorError, places: readonly number[]): ConnectorError {
  const { kind, message, retryAfter, refused, cause } = error;
  if (refused === null) return error;
  return new ConnectorError(kind, message, {
    ...(retryAfter === null ? {} : { retryAfter }),
    refused: new Map([...refused].map(([place, reason]) => [places[place] ?? place, reason])),
    cause,
  });
}

function pick<T>(all: readonly T[], places: readonly number[]): readonly T[] {
  return places.flatMap((place) => all[place] ?? []);
}

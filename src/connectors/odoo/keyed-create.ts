import type { Entity, JsonValue } from '../../schema/model.ts';
import type { CallOptions } from '../contract.ts';
import { ConnectorError } from '../contract.ts';
import type { WireValues } from './alike.ts';
import { loadMatrix } from './keyed-rows.ts';
import { KEYS } from './knowledge.ts';
import { mayDo } from './rights.ts';
import { type OdooSession, objectOf } from './session.ts';

/**
 * Makes rows with an external id each (`ir.model.data`, unique in the database), in one transaction: `load` in the mode
 * for updates. A key that is there gives the id of its row, which is left as it is: `noupdate`. Of two such calls at once
 * the one that comes later is broken off by the unique index, and finds the rows when it is made again.
 *
 * @param beside what else the context says
 * @throws ConnectorError `transient` where the database broke it off
 */
export async function createKeyed(
  session: OdooSession,
  entity: Entity,
  rows: readonly WireValues[],
  keys: readonly string[],
  beside: Readonly<Record<string, JsonValue>>,
  options?: CallOptions,
): Promise<readonly number[]> {
  const { fields, data } = loadMatrix(entity, rows, keys);
  return loadKeyed(session, entity.name, fields, data, beside, options);
}

/** The same of a matrix as `load` takes it, whose first column is `id`. @throws ConnectorError */
export async function loadKeyed(
  session: OdooSession,
  model: string,
  fields: readonly string[],
  data: readonly (readonly string[])[],
  beside: Readonly<Record<string, JsonValue>>,
  options?: CallOptions,
): Promise<readonly number[]> {
  const context = { ...beside, module: KEYS, mode: 'update', noupdate: true };
  const answer = objectOf(await session.call(model, 'load', [fields, data], { context }, options), 'load');
  const { ids } = answer;
  if (!Array.isArray(ids)) throw await refused(session, model, answer.messages ?? null, options);
  const made = ids.filter((id) => typeof id === 'number');
  if (made.length !== data.length)
    throw new ConnectorError(
      'lost',
      `Odoo was asked to create ${data.length} rows of ${model} and did not answer with as many ids`,
    );
  return made;
}

/** What PostgreSQL says when it breaks a transaction off for another's sake; `create` is made again by Odoo itself. */
const brokenOff = /could not serialize access|deadlock detected|could not obtain lock/;

async function refused(
  session: OdooSession,
  model: string,
  messages: JsonValue,
  options?: CallOptions,
): Promise<ConnectorError> {
  const said = (Array.isArray(messages) ? messages : [])
    .map((message: JsonValue) => objectOf(message, 'load'))
    .filter(({ type }) => type === 'error')
    .map(({ message }) => String(message).trim().replaceAll(/\s+/g, ' '));
  const [first = 'it did not say why'] = said;
  const broken = said.find((text) => brokenOff.test(text));
  if (broken !== undefined)
    return new ConnectorError('transient', `Odoo could not create ${model} just now: ${broken}`);
  // In a message of `load` a missing right looks like any other refusal, in the language of the call.
  const allowed = await mayDo(session, model, 'create', options);
  return allowed === false
    ? new ConnectorError(
        'forbidden',
        `Odoo does not allow ${session.config.login} to create ${model}: ${first}`,
      )
    : new ConnectorError('record', `Odoo refused to create ${model}: ${first}`);
}

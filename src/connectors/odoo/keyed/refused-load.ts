import type { JsonValue } from '../../../schema/model.ts';
import type { CallOptions } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import { mayDo } from '../rights.ts';
import { type OdooSession, objectOf, type WireRow } from '../session.ts';

/** What PostgreSQL says when it breaks a transaction off for another's sake; `create` is made again by Odoo itself. */
const brokenOff = /could not serialize access|deadlock detected|could not obtain lock/;

/**
 * What the messages of a `load` that stored nothing mean. Each error names its row; Odoo tries no further when ten rows,
 * and more than a tenth of those that it tried, are refused.
 */
export async function refusedLoad(
  session: OdooSession,
  model: string,
  messages: JsonValue,
  options?: CallOptions,
): Promise<ConnectorError> {
  const errors = (Array.isArray(messages) ? messages : [])
    .map((message: JsonValue) => objectOf(message, 'load'))
    .filter(({ type }) => type === 'error')
    .map((message) => ({ place: placeOf(message), text: textOf(message) }));
  const first = errors[0]?.text ?? 'it did not say why';
  const broken = errors.find(({ text }) => brokenOff.test(text));
  if (broken !== undefined)
    return new ConnectorError('transient', `Odoo could not create ${model} just now: ${broken.text}`);
  // In a message of `load` a missing right looks like any other refusal, in the language of the call.
  const allowed = await mayDo(session, model, 'create', options);
  if (allowed === false)
    return new ConnectorError(
      'forbidden',
      `Odoo does not allow ${session.config.login} to create ${model}: ${first}`,
    );
  const sentence = (text: string): string => `Odoo refused to create ${model}: ${text}`;
  const refused = new Map<number, string>();
  // What is wrong with a cell comes first; what it leads to, such as a missing value, after it.
  for (const { place, text } of errors)
    if (place !== null && !refused.has(place)) refused.set(place, sentence(text));
  return new ConnectorError('record', sentence(first), refused.size === 0 ? {} : { refused });
}

/** The row of the matrix that a message is about. */
function placeOf({ record, rows }: WireRow): number | null {
  if (typeof record === 'number') return record;
  const from = typeof rows === 'object' && rows !== null && 'from' in rows ? rows.from : null;
  return typeof from === 'number' ? from : null;
}

function textOf({ message }: WireRow): string {
  return String(message).trim().replaceAll(/\s+/g, ' ');
}

import { bytesOfBase64, type FileValue } from '../../schema/file-ref.ts';
import type { Entity } from '../../schema/model.ts';
import { type CallOptions, ConnectorError, type FileSink } from '../contract.ts';
import type { OdooSession } from './session.ts';

/**
 * Puts the file that a field of a row holds into the sink; null where there is none. It is in memory whole for a moment:
 * an answer of Odoo cannot be asked for in parts. One at a time, and none above what Odoo itself takes.
 * @throws ConnectorError
 */
export async function keepFile(
  session: OdooSession,
  entity: Entity,
  id: number,
  field: string,
  sink: FileSink,
  options?: CallOptions,
): Promise<FileValue | null> {
  const [row] = await session.searchRead(entity.name, [['id', '=', id]], [field], {}, options);
  const value = row?.[field];
  if (typeof value !== 'string' || value === '') return null;
  const bytes = bytesOfBase64(value);
  if (bytes === null)
    throw new ConnectorError('protocol', `Odoo sent ${entity.name} ${id} with a ${field} that is no base64`);
  return await sink.put(async function* () {
    yield bytes;
  });
}

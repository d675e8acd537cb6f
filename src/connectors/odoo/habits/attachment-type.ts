import type { CallOptions } from '../../contract.ts';
import type { RowWrite } from '../alike.ts';
import type { OdooSession } from '../session.ts';
import { idOf } from '../session.ts';

/**
 * Attachments whose file is written get the type that they have once more: Odoo works it out anew from what it is told in
 * the same call, and of the file alone it often knows only that it is bytes (`_check_contents` of 17.0).
 * @throws ConnectorError
 */
export async function withTypes(
  session: OdooSession,
  rows: readonly RowWrite[],
  options?: CallOptions,
): Promise<readonly RowWrite[]> {
  const losing = rows.filter(({ values }) => 'datas' in values && !('mimetype' in values));
  if (losing.length === 0) return rows;
  const ids = losing.map(({ id }) => id);
  const found = await session.searchRead('ir.attachment', [['id', 'in', ids]], ['mimetype'], {}, options);
  const types = new Map(found.map((row) => [idOf(row), row.mimetype]));
  return rows.map((row) => {
    const mimetype = losing.includes(row) ? types.get(row.id) : undefined;
    return typeof mimetype === 'string' ? { ...row, values: { ...row.values, mimetype } } : row;
  });
}

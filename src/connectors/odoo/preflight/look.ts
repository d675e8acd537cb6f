import type { JsonValue } from '../../../schema/model.ts';
import type { CallOptions } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import { isAbsent } from '../rights.ts';
import type { OdooSession, WireRow } from '../session.ts';

/** Rows of a model that preflight looks into; `absent` where Odoo has no such model, `forbidden` where it is not shown. */
export type Seen = readonly WireRow[] | 'absent' | 'forbidden';

/** Archived rows are among them, unless the domain says otherwise. @throws ConnectorError where the server cannot be asked */
export async function look(
  session: OdooSession,
  model: string,
  domain: JsonValue,
  fields: readonly string[],
  options?: CallOptions,
): Promise<Seen> {
  try {
    return await session.searchRead(model, domain, fields, {}, options);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    if (error.kind === 'forbidden') return 'forbidden';
    if (isAbsent(error, model)) return 'absent';
    throw error;
  }
}

/** A text of a row; empty where it has none. */
export function textOf(row: WireRow | undefined, field: string): string {
  const value = row?.[field];
  return typeof value === 'string' ? value : '';
}

/** A reference of a row; null where it has none. */
export function referenceOf(row: WireRow, field: string): number | null {
  const value = row[field];
  return typeof value === 'number' ? value : null;
}

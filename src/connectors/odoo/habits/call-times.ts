import type { Entity } from '../../../schema/model.ts';
import type { CallOptions } from '../../contract.ts';
import { type RowWrite, writeAlike } from '../alike.ts';
import { idOf, type OdooSession } from '../session.ts';

/** What the OCA's `crm.phonecall.write` puts its own in the place of when a state is written, given or not. */
const ITS_OWN = ['duration', 'date_open', 'date_closed'] as const;

/**
 * Runs `write`, which changes calls, and gives those whose state was written how long they took and when they were opened
 * and closed: as written, else as before. Where the answer to a call is lost, they are Odoo's. @throws ConnectorError
 */
export async function updatingCalls(
  session: OdooSession,
  entity: Entity,
  rows: readonly RowWrite[],
  write: () => Promise<void>,
  options?: CallOptions,
): Promise<void> {
  const fields = ITS_OWN.filter((field) => entity.fields[field] !== undefined);
  const moved = rows.filter(({ values }) => 'state' in values);
  if (moved.length === 0 || fields.length === 0) return write();
  const domain = [['id', 'in', moved.map(({ id }) => id)]];
  const found = await session.searchRead(entity.name, domain, fields, {}, options);
  const before = new Map(found.map((row) => [idOf(row), row]));
  await write();
  const own = moved.map(({ id, values }) => ({
    id,
    values: Object.fromEntries(
      fields.map((field) => [field, values[field] ?? before.get(id)?.[field] ?? false]),
    ),
  }));
  await writeAlike(session, entity.name, own, options);
}

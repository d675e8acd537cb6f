import type { OdooSystem } from './environment.ts';
import { UUID } from './load-system.ts';
import { relationOf } from './registry.ts';
import type { FieldDescriptor, Scalar } from './types.ts';

/** A dumped model: rows by id, fields by name, empty values and zeros left out. */
type DumpedRows = Record<string, Record<string, Scalar | readonly number[]>>;

const numeric = new Set(['integer', 'float', 'monetary']);

/** Stamps that Odoo sets whenever a row changes. */
const passing = new Set(['create_date', 'write_date', 'create_uid', 'write_uid']);

/**
 * All stored rows as canonical JSON: models, ids and fields sorted, lists sorted, columns of their own and
 * many-to-many links only. Nothing that changes merely by time passing or by counting on: no write stamps, no next
 * ids, and a date and time that came from the sandbox's clock is given as `(now)`, as the database's own number
 * is as `(uuid)`.
 */
export function dump(system: OdooSystem, models: readonly string[] | null): string {
  const result: Record<string, DumpedRows> = {};
  const names = [...system.registry.models.keys()]
    .sort()
    .filter((name) => models === null || models.includes(name));
  for (const name of names) {
    const model = system.registry.model(name);
    const fields = [...model.fields.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    const rows: DumpedRows = {};
    for (const id of [...system.database.ids(name)].sort((a, b) => a - b))
      rows[id] = dumpRow(system, name, id, fields);
    if (Object.keys(rows).length > 0) result[name] = rows;
  }
  return JSON.stringify(result);
}

function dumpRow(
  system: OdooSystem,
  model: string,
  id: number,
  fields: readonly FieldDescriptor[],
): Record<string, Scalar | readonly number[]> {
  const row = system.database.get(model, id) ?? {};
  const out: Record<string, Scalar | readonly number[]> = {};
  for (const field of fields) {
    if (field.name === 'value' && row.key === UUID && model === 'ir.config_parameter') {
      out.value = '(uuid)';
      continue;
    }
    if (passing.has(field.name)) continue;
    const relation = relationOf(field);
    if (relation !== null) {
      const linked = [...system.database.linked(relation.name, relation.side, id)].sort((a, b) => a - b);
      if (linked.length > 0) out[field.name] = linked;
      continue;
    }
    const value = row[field.name];
    if (value === undefined || !system.registry.isColumn(field)) continue;
    // An empty number and a zero are the same to every client: Odoo reads both as 0.
    if (value === 0 && numeric.has(field.type)) continue;
    out[field.name] = field.type === 'datetime' && system.stamps.has(String(value)) ? '(now)' : value;
  }
  return out;
}

/** How many rows there are of what Odoo makes on its own: notes about records, followers, mails and their receipts. */
export function ledger(system: OdooSystem): Record<string, number> {
  const notes = system.database.lookup('mail.message', 'message_type', ['notification', 'user_notification']);
  return {
    'mail.message': notes.size,
    'mail.followers': system.database.size('mail.followers'),
    'mail.mail': system.database.size('mail.mail'),
    'mail.notification': system.database.size('mail.notification'),
  };
}

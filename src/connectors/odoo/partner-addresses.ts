/**
 * Odoo lets the address of a company flow to its contacts: setting `parent_id` replaces the address of the row, and
 * writing an address replaces that of every contact below (`_fields_sync` of `res.partner`). A migration means what it
 * writes, and nothing else: this brings back what the flow has changed.
 */
import type { JsonValue } from '../../schema/model.ts';
import { type CallOptions, ConnectorError } from '../contract.ts';
import { alike } from './alike.ts';
import type { OdooSession } from './session.ts';

/** Fields that make an address, in Odoo 16 to 19. */
const ADDRESS = ['street', 'street2', 'zip', 'city', 'state_id', 'country_id'] as const;

/** On `create` this switches the flow off, as Odoo's own import does. `write` does not know it. */
export const WITHOUT_FLOW = { _partners_skip_fields_sync: true } as const;

/** The deepest hierarchy that is put right; below it `verify` tells. */
const DEEPEST = 20;

interface PartnerWrite {
  readonly id: number;
  readonly values: Readonly<Record<string, JsonValue>>;
}

type Address = Readonly<Record<string, JsonValue>>;

/** Whether a write of these values may make addresses flow. */
export function mayFlow(values: Readonly<Record<string, JsonValue>>): boolean {
  return 'parent_id' in values || values.type === 'contact' || ADDRESS.some((field) => field in values);
}

/**
 * Runs `write`, and brings back every address that it changed in passing: of the rows themselves and of all below them.
 * @throws ConnectorError
 */
export async function keepingAddresses(
  session: OdooSession,
  rows: readonly PartnerWrite[],
  write: () => Promise<void>,
  options?: CallOptions,
): Promise<void> {
  const flowing = rows.filter((row) => mayFlow(row.values));
  if (flowing.length === 0) return write();
  const ids = flowing.map((row) => row.id);
  const wanted = await addresses(session, [['id', 'child_of', ids]], options);
  await write();
  for (const row of flowing) wanted.set(row.id, { ...wanted.get(row.id), ...addressOf(row.values) });
  for (let level = 0; level < DEEPEST; level++) {
    const found = await addresses(session, [['id', 'in', [...wanted.keys()]]], options);
    const wrong = new Map<number, Address>();
    for (const [id, address] of wanted) {
      const now = found.get(id);
      const changed = now && Object.entries(address).filter(([field, value]) => now[field] !== value);
      if (changed && changed.length > 0) wrong.set(id, Object.fromEntries(changed));
    }
    if (wrong.size === 0) return;
    // Bringing back a parent's flows to the rows below again; the next round sees that.
    for (const { ids: group, values } of alike([...wrong].map(([id, values]) => ({ id, values }))))
      await session.call('res.partner', 'write', [group, values], {}, options);
  }
  throw new ConnectorError(
    'record',
    'The addresses of these partners cannot be kept apart: the hierarchy is too deep',
  );
}

function addressOf(values: Readonly<Record<string, JsonValue>>): Address {
  return Object.fromEntries(
    ADDRESS.flatMap((field) => (field in values ? [[field, values[field] ?? false]] : [])),
  );
}

/** Wire values of the addresses by id. */
async function addresses(
  session: OdooSession,
  domain: JsonValue,
  options?: CallOptions,
): Promise<Map<number, Address>> {
  const answer = await session.call(
    'res.partner',
    'search_read',
    [domain, [...ADDRESS]],
    { load: false },
    options,
  );
  const found = new Map<number, Address>();
  for (const row of Array.isArray(answer) ? answer : []) {
    if (typeof row !== 'object' || row === null || typeof row.id !== 'number') continue;
    found.set(row.id, addressOf(row));
  }
  return found;
}

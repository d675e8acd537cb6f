import type { CallOptions } from '../contract.ts';
import { ConnectorError } from '../contract.ts';
import { KEYS } from './knowledge.ts';
import type { OdooSession } from './session.ts';

/** How many ids one domain names. */
const atOnce = 1000;

/**
 * External ids ("mail.mt_note") of rows, for those that have one: the row's module's own before imported and exported
 * ones, then by name; the keys of a migration are none. Empty where the login may not read `ir.model.data`.
 */
export async function externalIds(
  session: OdooSession,
  model: string,
  ids: readonly number[],
  options?: CallOptions,
): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  for (let at = 0; at < ids.length; at += atOnce) {
    const rows = await orNone(() =>
      session.searchRead(
        'ir.model.data',
        [
          ['model', '=', model],
          ['res_id', 'in', ids.slice(at, at + atOnce)],
        ],
        ['module', 'name', 'res_id'],
        {},
        options,
      ),
    );
    for (const row of rows) {
      if (typeof row.res_id !== 'number' || row.module === KEYS) continue;
      const name = `${row.module}.${row.name}`;
      const other = found.get(row.res_id);
      if (other === undefined || rank(name) < rank(other)) found.set(row.res_id, name);
    }
  }
  return found;
}

function rank(name: string): string {
  return `${name.startsWith('__') ? 1 : 0}${name}`;
}

/** Ids of the rows of a model that have one of the external ids. */
export async function idsByExternalId(
  session: OdooSession,
  model: string,
  names: readonly string[],
  options?: CallOptions,
): Promise<readonly number[]> {
  const wanted = new Set(names);
  const rows = await session.searchRead(
    'ir.model.data',
    [
      ['model', '=', model],
      ['name', 'in', names.map((name) => name.slice(name.indexOf('.') + 1))],
    ],
    ['module', 'name', 'res_id'],
    {},
    options,
  );
  return rows
    .filter((row) => wanted.has(`${row.module}.${row.name}`))
    .map((row) => row.res_id)
    .filter((id) => typeof id === 'number');
}

/** What needs more rights than a migration must have is left out. */
export async function orNone<T>(read: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'forbidden') return [];
    throw error;
  }
}

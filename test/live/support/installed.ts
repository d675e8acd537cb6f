import { call } from './odoo.ts';

/** Which of these modules the real Odoo has. */
export async function installed(...names: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = (await call('ir.module.module', 'search_read', [
    [
      ['name', 'in', names],
      ['state', '=', 'installed'],
    ],
    ['name'],
  ])) as readonly { readonly name: string }[];
  return new Set(rows.map(({ name }) => name));
}

import type { OdooSettings } from '../../../../src/connectors/odoo/index.ts';

/** Calls without a connector, as a client of any user makes them. */
export interface Rpc {
  call(
    model: string,
    method: string,
    args: readonly unknown[],
    kwargs?: Readonly<Record<string, unknown>>,
  ): Promise<unknown>;
  rows(
    model: string,
    domain: readonly unknown[],
    fields: readonly string[],
  ): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export async function logIn(
  { url, db }: Pick<OdooSettings, 'url' | 'db'>,
  login: string,
  password: string,
): Promise<Rpc> {
  const send = async (service: string, method: string, args: readonly unknown[]): Promise<unknown> => {
    const answer = await fetch(new URL('/jsonrpc', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', method: 'call', id: 1, params: { service, method, args } }),
    });
    const { result, error } = (await answer.json()) as {
      readonly result?: unknown;
      readonly error?: { readonly data?: { readonly name?: string; readonly message?: string } };
    };
    if (error !== undefined) throw new Error(`${error.data?.name}: ${error.data?.message}`);
    return result;
  };
  const user = await send('common', 'login', [db, login, password]);
  if (typeof user !== 'number') throw new Error(`${login} may not log in`);
  const call: Rpc['call'] = (model, method, args, kwargs = {}) =>
    send('object', 'execute_kw', [db, user, password, model, method, args, kwargs]);
  return {
    call,
    rows: async (model, domain, fields) =>
      (await call(model, 'search_read', [domain, fields], {
        context: { active_test: false, 'ir.ui.menu.full_list': true },
      })) as readonly Readonly<Record<string, unknown>>[],
  };
}

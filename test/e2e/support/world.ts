import { type DataverseSandbox, startDataverseSandbox } from '../../../src/sandbox/dataverse/index.ts';
import { type OdooSandbox, startOdooSandbox } from '../../../src/sandbox/odoo/index.ts';
import { type Gate, startGate } from './gate.ts';
import type { Variables } from './project.ts';

/** Function 365 and an Odoo at work, with a gate before it. */
export interface World {
  readonly dataverse: DataverseSandbox;
  readonly odoo: OdooSandbox;
  readonly gate: Gate;
  readonly variables: Variables;
  /** Odoo's rows as canonical text. */
  dump(): Promise<string>;
  /** What goes wrong in Odoo next. */
  fault(fault: Readonly<Record<string, string | number>>): Promise<void>;
  close(): Promise<void>;
}

export async function startWorld(options: {
  readonly scale?: number;
  /** Tables of Function 365 whose changes are tracked. */
  readonly tracked?: readonly string[];
  /** Of Function 365, milliseconds since 1970. */
  readonly now?: () => number;
  readonly seed?: 'minimal' | 'demo';
  /** Of Dataverse. */
  readonly records?: 'sales' | 'all';
}): Promise<World> {
  const [dataverse, odoo] = await Promise.all([
    startDataverseSandbox({
      records: options.records ?? 'sales',
      ...(options.scale === undefined ? {} : { scale: options.scale }),
      ...(options.tracked === undefined ? {} : { tracked: options.tracked }),
      ...(options.now === undefined ? {} : { now: options.now }),
    }),
    startOdooSandbox({ seed: options.seed ?? 'demo' }),
  ]);
  const gate = await startGate(odoo.url);
  return {
    dataverse,
    odoo,
    gate,
    variables: {
      DATAVERSE_URL: dataverse.url,
      DATAVERSE_TENANT: dataverse.tenant,
      DATAVERSE_CLIENT: dataverse.client,
      DATAVERSE_SECRET: dataverse.secret,
      ODOO_URL: gate.url,
      ODOO_DB: odoo.db,
      ODOO_LOGIN: odoo.login,
      ODOO_PASSWORD: odoo.password,
    },
    async dump() {
      return (await fetch(`${odoo.url}/sandbox/dump`)).text();
    },
    async fault(fault) {
      const answer = await fetch(`${odoo.url}/sandbox/faults`, {
        method: 'POST',
        body: JSON.stringify(fault),
      });
      if (!answer.ok) throw new Error(await answer.text());
    },
    async close() {
      await Promise.all([gate.close(), dataverse.close(), odoo.close()]);
    },
  };
}

/** One call of Odoo's `execute_kw`, past the gate: what a person does in the meantime. */
export function inOdoo(
  world: Pick<World, 'odoo'>,
  model: string,
  method: string,
  ...args: readonly unknown[]
): Promise<unknown> {
  return callOdoo(world, model, method, args);
}

/** As {@link inOdoo}, with what the method takes by name. @throws Error with what Odoo said */
export async function callOdoo(
  { odoo }: Pick<World, 'odoo'>,
  model: string,
  method: string,
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  const call = async (service: string, name: string, parameters: readonly unknown[]): Promise<unknown> => {
    const answer = await fetch(`${odoo.url}/jsonrpc`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        jsonrpc: '2.0',
        method: 'call',
        id: 1,
        params: { service, method: name, args: parameters },
      }),
    });
    const { result, error } = (await answer.json()) as {
      readonly result?: unknown;
      readonly error?: unknown;
    };
    if (error !== undefined) throw new Error(JSON.stringify(error));
    return result;
  };
  const user = await call('common', 'login', [odoo.db, odoo.login, odoo.password]);
  return call('object', 'execute_kw', [odoo.db, user, odoo.password, model, method, args, kwargs]);
}

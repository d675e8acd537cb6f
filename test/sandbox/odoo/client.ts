import {
  type OdooSandbox,
  type OdooSandboxOptions,
  startOdooSandbox,
} from '../../../src/sandbox/odoo/index.ts';

/** What an error answer holds. */
interface Refusal {
  readonly name: string;
  readonly message: string;
}

/** A thin JSON-RPC client for tests of the sandbox. */
export interface Client {
  readonly sandbox: OdooSandbox;
  /** Runs a method and gives its result; an error answer is thrown. */
  call(model: string, method: string, args: readonly unknown[], kwargs?: object): Promise<unknown>;
  /** Runs a method that must be refused, and gives name and message of the error. */
  refused(model: string, method: string, args: readonly unknown[], kwargs?: object): Promise<Refusal>;
  create(model: string, values: object, context?: object): Promise<number>;
  /** One record's fields. */
  read(
    model: string,
    id: number,
    fields: readonly string[],
    context?: object,
  ): Promise<Record<string, unknown>>;
  search(model: string, domain: readonly unknown[], options?: object): Promise<number[]>;
  dump(models?: string): Promise<string>;
  fault(fault: object): Promise<void>;
  ledger(): Promise<Record<string, number>>;
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** The context of a migration: no discussion, no mails. */
export const quiet = {
  tracking_disable: true,
  mail_create_nolog: true,
  mail_create_nosubscribe: true,
  mail_notrack: true,
  no_reset_password: true,
};

export async function startClient(options: OdooSandboxOptions = {}): Promise<Client> {
  const sandbox = await startOdooSandbox(options);
  const post = async (path: string, body: unknown): Promise<Response> =>
    fetch(sandbox.url + path, { method: 'POST', body: JSON.stringify(body) });
  const rpc = async (
    model: string,
    method: string,
    args: readonly unknown[],
    kwargs: object,
  ): Promise<Answer> => {
    const params = {
      service: 'object',
      method: 'execute_kw',
      args: [sandbox.db, 2, sandbox.password, model, method, args, kwargs],
    };
    const response = await post('/jsonrpc', { jsonrpc: '2.0', method: 'call', id: 1, params });
    return (await response.json()) as Answer;
  };
  const call: Client['call'] = async (model, method, args, kwargs = {}) => {
    const answer = await rpc(model, method, args, kwargs);
    if (answer.error !== undefined)
      throw new Error(`${answer.error.data.name}: ${answer.error.data.message}`);
    return answer.result;
  };
  return {
    sandbox,
    call,
    refused: async (model, method, args, kwargs = {}) => {
      const answer = await rpc(model, method, args, kwargs);
      if (answer.error === undefined)
        throw new Error(`${model}.${method} was not refused: ${JSON.stringify(answer.result)}`);
      return { name: answer.error.data.name, message: answer.error.data.message };
    },
    create: async (model, values, context = quiet) =>
      (await call(model, 'create', [values], { context })) as number,
    read: async (model, id, fields, context = {}) => {
      const rows = (await call(model, 'read', [[id], fields], { context })) as Record<string, unknown>[];
      const row = rows[0];
      if (row === undefined) throw new Error(`${model} ${id} is gone.`);
      return row;
    },
    search: async (model, domain, options = {}) =>
      (await call(model, 'search', [domain], options)) as number[],
    dump: async (models) =>
      (await fetch(`${sandbox.url}/sandbox/dump${models ? `?models=${models}` : ''}`)).text(),
    fault: async (fault) => {
      const response = await post('/sandbox/faults', fault);
      if (!response.ok) throw new Error(await response.text());
    },
    ledger: async () =>
      (await (await fetch(`${sandbox.url}/sandbox/ledger`)).json()) as Record<string, number>,
    reset: async () => {
      await post('/sandbox/reset', {});
    },
    close: sandbox.close,
  };
}

interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data: Refusal };
}

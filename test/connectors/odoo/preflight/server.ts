import type { OdooSettings } from '../../../../src/connectors/odoo/index.ts';

type Values = Readonly<Record<string, unknown>>;

/** An Odoo that a test puts into a state over JSON-RPC, without the connector, and back again. */
export class Server {
  readonly #settings: OdooSettings;
  readonly #undo: (() => Promise<unknown>)[] = [];
  #user: Promise<unknown> | null = null;

  constructor(settings: OdooSettings) {
    this.#settings = settings;
  }

  async call(model: string, method: string, ...args: readonly unknown[]): Promise<unknown> {
    const { db, login, password } = this.#settings;
    this.#user ??= this.#rpc('common', 'login', [db, login, password]);
    return this.#rpc('object', 'execute_kw', [db, await this.#user, password, model, method, args]);
  }

  async #rpc(service: string, method: string, args: readonly unknown[]): Promise<unknown> {
    const answer = await fetch(new URL('/jsonrpc', this.#settings.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', method: 'call', id: 1, params: { service, method, args } }),
    });
    const { result, error } = (await answer.json()) as {
      readonly result?: unknown;
      readonly error?: { readonly data?: { readonly message?: string } };
    };
    if (error !== undefined) throw new Error(error.data?.message ?? JSON.stringify(error));
    return result;
  }

  /** Makes a row, until {@link clear}. */
  async make(model: string, values: Values): Promise<number> {
    const id = await this.call(model, 'create', values);
    if (typeof id !== 'number') throw new Error(`${model} was not made`);
    this.#undo.push(() => this.call(model, 'unlink', [id]));
    return id;
  }

  /** Changes a row, until {@link clear}. */
  async change(model: string, id: number, values: Values, before: Values): Promise<void> {
    await this.call(model, 'write', [id], values);
    this.#undo.push(() => this.call(model, 'write', [id], before));
  }

  /** An automation rule; its action runs a line of Python, where `kind` does not say otherwise. */
  async rule(name: string, model: string, trigger: string, more: Values, kind: Values): Promise<number> {
    const id = await this.modelId(model);
    const action = {
      name: 'Count',
      model_id: id,
      state: 'code',
      code: 'pass',
      usage: 'base_automation',
      ...kind,
    };
    return this.make('base.automation', {
      name,
      model_id: id,
      trigger,
      action_server_ids: [[0, 0, action]],
      ...more,
    });
  }

  /** A scheduled action; the server action that it is made of outlives it. */
  async job(values: Values): Promise<void> {
    const id = await this.make('ir.cron', values);
    const rows = await this.call('ir.cron', 'read', [id], ['ir_actions_server_id']);
    const [row] = rows as readonly { readonly ir_actions_server_id: unknown }[];
    const action = first(row?.ir_actions_server_id);
    const withoutJob = this.#undo.pop();
    this.#undo.push(() => this.call('ir.actions.server', 'unlink', [action]));
    if (withoutJob !== undefined) this.#undo.push(withoutJob);
  }

  /** A stage of a project; without one it would be a personal one. */
  async stage(project: number, values: Values): Promise<number> {
    return this.make('project.task.type', { project_ids: [[6, 0, [project]]], ...values });
  }

  async clear(): Promise<void> {
    for (let undo = this.#undo.pop(); undo !== undefined; undo = this.#undo.pop()) await undo();
  }

  async hasModel(model: string): Promise<boolean> {
    return (await this.call('ir.model', 'search_count', [['model', '=', model]])) === 1;
  }

  async modelId(model: string): Promise<number> {
    return first(await this.call('ir.model', 'search', [['model', '=', model]]));
  }

  /** The row with an external id. */
  async byName(module: string, name: string): Promise<number> {
    const domain = [
      ['module', '=', module],
      ['name', '=', name],
    ];
    const rows = await this.call('ir.model.data', 'search_read', domain, ['res_id']);
    const [row] = Array.isArray(rows) ? rows : [];
    return first([(row as { readonly res_id?: unknown } | undefined)?.res_id]);
  }
}

function first(list: unknown): number {
  const [id] = Array.isArray(list) ? (list as readonly unknown[]) : [];
  if (typeof id !== 'number') throw new Error('Odoo has no such row');
  return id;
}

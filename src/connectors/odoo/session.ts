import type { Entity, FieldType, JsonValue } from '../../schema/model.ts';
import type { CallOptions } from '../contract.ts';
import { ConnectorError } from '../contract.ts';
import type { OdooConfig } from './config.ts';
import type { FieldDescription, Person } from './discovery/fields.ts';
import { fieldAttributes, fieldFrom } from './discovery/fields.ts';
import { takesZoneOfCall } from './knowledge.ts';
import type { Connection } from './protocols/connect.ts';
import type { OdooProtocol } from './protocols/transport.ts';
import type { ModelIds, ModelNames } from './values/values.ts';

/** What every call carries, so that a migration sends no mail, logs nothing and changes no bytes (api-facts A.11). */
const quiet = {
  active_test: false,
  tracking_disable: true,
  mail_create_nolog: true,
  mail_create_nosubscribe: true,
  mail_notrack: true,
  mail_auto_subscribe_no_notify: true,
  mail_activity_quick_update: true,
  // What comes all the same waits in the queue, where it can be taken back.
  mail_notify_force_send: false,
  no_reset_password: true,
  dont_notify: true,
  no_mail_to_attendees: true,
  image_no_postprocess: true,
} as const;

/** How often what came beside rows is deleted until it is. */
const REMOVALS = 4;

/**
 * A connection with what has been learnt on it: the company's id, ids of models, fields of models. Calls carry the
 * context of a migration.
 */
export class OdooSession {
  readonly config: OdooConfig;
  readonly #open: (options?: CallOptions) => Promise<Connection>;
  #connection: Promise<Connection> | null = null;
  #company: Promise<number | null> | null = null;
  readonly #modelIds = new Map<string, number>();
  readonly #modelNames = new Map<number, string>();
  readonly #withoutLoad = new Set<string>();
  readonly #types = new Map<string, Promise<Entity>>();

  constructor(config: OdooConfig, open: (options?: CallOptions) => Promise<Connection>) {
    this.config = config;
    this.#open = open;
  }

  get language(): string {
    return this.config.language ?? 'en_US';
  }

  /** Connects on first use; a failed attempt is forgotten, so that the next call tries again. */
  #connected(options?: CallOptions): Promise<Connection> {
    this.#connection ??= this.#open(options).catch((error: unknown) => {
      this.#connection = null;
      throw error;
    });
    return this.#connection;
  }

  async version(options?: CallOptions): Promise<string> {
    return (await this.#connected(options)).version;
  }

  /** How it is spoken to. */
  async protocol(options?: CallOptions): Promise<OdooProtocol> {
    return (await this.#connected(options)).transport.protocol;
  }

  /** 17 of "17.0" and of "saas~17.2". */
  async major(options?: CallOptions): Promise<number> {
    return Number.parseInt((await this.version(options)).replace(/^saas[~-]/, ''), 10);
  }

  async user(options?: CallOptions): Promise<number> {
    return (await this.#connected(options)).transport.user(options);
  }

  /** `execute_kw` under the context of a migration, with what `kwargs.context` adds to it. @throws ConnectorError */
  async call(
    model: string,
    method: string,
    args: readonly JsonValue[],
    kwargs: Readonly<Record<string, JsonValue>> = {},
    options?: CallOptions,
  ): Promise<JsonValue> {
    const company = await this.company(options);
    const { context: more = {}, ...rest } = kwargs;
    const context = {
      ...quiet,
      ...(typeof more === 'object' ? more : {}),
      lang: this.language,
      ...((method === 'create' || method === 'load') && takesZoneOfCall.has(model) ? {} : { tz: 'UTC' }),
      ...(company === null ? {} : { allowed_company_ids: [company] }),
    };
    return this.#raw(model, method, args, { ...rest, context }, options);
  }

  async #raw(
    model: string,
    method: string,
    args: readonly JsonValue[],
    kwargs: Readonly<Record<string, JsonValue>>,
    options?: CallOptions,
  ): Promise<JsonValue> {
    const { transport } = await this.#connected(options);
    return transport.call(model, method, args, kwargs, options);
  }

  /** The id of the configured company; null where none is configured. */
  company(options?: CallOptions): Promise<number | null> {
    this.#company ??= this.#findCompany(options).catch((error: unknown) => {
      this.#company = null;
      throw error;
    });
    return this.#company;
  }

  async #findCompany(options?: CallOptions): Promise<number | null> {
    const name = this.config.company;
    if (name === undefined) return null;
    const rows = rowsOf(
      await this.#raw('res.company', 'search_read', [[['name', '=', name]], ['name']], {}, options),
    );
    const [first, second] = rows;
    if (first === undefined)
      throw new ConnectorError('forbidden', `Odoo shows ${this.config.login} no company named "${name}"`);
    if (second !== undefined)
      throw new ConnectorError('forbidden', `Odoo has several companies named "${name}"; rename all but one`);
    return idOf(first);
  }

  /**
   * Rows of `search_read` with references as bare ids. Some models override the method without the parameter for that
   * (`project.tags` in 17.0): they are asked in the form for screens, and the names are taken off.
   */
  async searchRead(
    model: string,
    domain: JsonValue,
    fields: readonly string[],
    kwargs: Readonly<Record<string, JsonValue>> = {},
    options?: CallOptions,
  ): Promise<readonly WireRow[]> {
    const parameters = { order: 'id', ...kwargs };
    if (!this.#withoutLoad.has(model)) {
      try {
        return rowsOf(
          await this.call(model, 'search_read', [domain, fields], { load: false, ...parameters }, options),
        );
      } catch (error) {
        if (!(error instanceof ConnectorError && /unexpected keyword argument 'load'/.test(error.message)))
          throw error;
        this.#withoutLoad.add(model);
      }
    }
    return rowsOf(await this.call(model, 'search_read', [domain, fields], parameters, options)).map((row) =>
      Object.fromEntries(Object.entries(row).map(([field, value]) => [field, withoutName(value)])),
    );
  }

  /**
   * As {@link searchRead}, in two calls: `search_read` leaves archived rows out of the lists that rows hold, whatever the
   * context says, and `read` keeps to the context. `ids` is what was found, also where a row went before it was read.
   */
  async searchThenRead(
    model: string,
    domain: JsonValue,
    fields: readonly string[],
    kwargs: Readonly<Record<string, JsonValue>> = {},
    options?: CallOptions,
  ): Promise<{ readonly ids: readonly number[]; readonly rows: readonly WireRow[] }> {
    const found = await this.call(model, 'search', [domain], { order: 'id', ...kwargs }, options);
    if (!Array.isArray(found))
      throw new ConnectorError('protocol', `Odoo did not answer a search of ${model} with a list of ids`);
    const ids = found.filter((id) => typeof id === 'number');
    if (ids.length === 0) return { ids, rows: [] };
    return { ids, rows: rowsOf(await this.call(model, 'read', [ids, fields], { load: false }, options)) };
  }

  /** `fields_get` with the attributes that discovery needs. */
  async describe(model: string, options?: CallOptions): Promise<Readonly<Record<string, FieldDescription>>> {
    const answer = await this.call(model, 'fields_get', [], { attributes: fieldAttributes }, options);
    const found: Record<string, FieldDescription> = {};
    for (const [name, description] of Object.entries(objectOf(answer, 'fields_get')))
      found[name] = objectOf(description, 'fields_get');
    return found;
  }

  /** The type of a field: as the schema says, else as the server says now (a field made a moment ago, another model). */
  async typeOf(entity: Entity | string, field: string, options?: CallOptions): Promise<FieldType> {
    const name = typeof entity === 'string' ? entity : entity.name;
    const known = typeof entity === 'string' ? undefined : entity.fields[field]?.type;
    if (known !== undefined) return known;
    let learning = this.#types.get(name);
    if (learning === undefined) {
      learning = this.#learn(name, options);
      this.#types.set(name, learning);
      learning.catch(() => this.#types.delete(name));
    }
    const type = (await learning).fields[field]?.type;
    if (type === undefined) throw new ConnectorError('record', `Odoo has no field ${name}.${field}`);
    return type;
  }

  async #learn(model: string, options?: CallOptions): Promise<Entity> {
    const fields = Object.entries(await this.describe(model, options));
    return {
      name: model,
      label: model,
      id: 'id',
      display: null,
      fields: Object.fromEntries(
        fields.map(([name, description]) => [name, fieldFrom(model, name, description, {})]),
      ),
    };
  }

  /**
   * Deletes what came beside rows of ours. An answer that is lost is asked for again, by what is left: who caused these
   * rows does not know them, and could not take them away later.
   * @throws ConnectorError
   */
  async takeAway(model: string, ids: readonly JsonValue[], options?: CallOptions): Promise<void> {
    let left = ids;
    for (let attempt = 1; left.length > 0; attempt += 1) {
      try {
        await this.call(model, 'unlink', [left], {}, options);
        return;
      } catch (error) {
        const passing =
          error instanceof ConnectorError && (error.kind === 'lost' || error.kind === 'transient');
        if (!passing || attempt >= REMOVALS || options?.signal?.aborted) throw error;
      }
      const found = await this.call(model, 'search', [[['id', 'in', left]]], {}, options);
      left = Array.isArray(found) ? found : [];
    }
  }

  /** After a field was made or removed. */
  forgetFields(model: string): void {
    this.#types.delete(model);
  }

  /** After a model was removed. */
  forgetModel(model: string): void {
    this.forgetFields(model);
    const id = this.#modelIds.get(model);
    this.#modelIds.delete(model);
    if (id !== undefined) this.#modelNames.delete(id);
  }

  /** Ids of models by name; names that Odoo does not have are missing. */
  async modelIds(names: Iterable<string>, options?: CallOptions): Promise<ModelIds> {
    const unknown = [...new Set(names)].filter((name) => !this.#modelIds.has(name));
    if (unknown.length > 0)
      this.#learnModels(
        await this.searchRead('ir.model', [['model', 'in', unknown]], ['model'], {}, options),
      );
    return this.#modelIds;
  }

  async modelNames(ids: Iterable<number>, options?: CallOptions): Promise<ModelNames> {
    const unknown = [...new Set(ids)].filter((id) => !this.#modelNames.has(id));
    if (unknown.length > 0)
      this.#learnModels(await this.searchRead('ir.model', [['id', 'in', unknown]], ['model'], {}, options));
    return this.#modelNames;
  }

  #learnModels(rows: readonly WireRow[]): void {
    for (const row of rows) {
      if (typeof row.model !== 'string') continue;
      this.#modelIds.set(row.model, idOf(row));
      this.#modelNames.set(idOf(row), row.model);
    }
  }

  async person(options?: CallOptions): Promise<Person> {
    const user = await this.user(options);
    const [row] = await this.searchRead(
      'res.users',
      [['id', '=', user]],
      ['login', 'name', 'email', 'partner_id', 'company_id'],
      {},
      options,
    );
    const id = (value: JsonValue | undefined): number | null => (typeof value === 'number' ? value : null);
    return {
      user,
      partner: id(row?.partner_id),
      company: id(row?.company_id),
      words: [row?.login, row?.name, row?.email].flatMap((word) =>
        typeof word === 'string' && word !== '' ? [word] : [],
      ),
    };
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    if (connection === null) return;
    await (await connection).transport.close();
  }
}

/** `[id, "name"]` as the id. */
function withoutName(value: JsonValue): JsonValue {
  if (!Array.isArray(value) || value.length !== 2) return value;
  const [id, name]: readonly JsonValue[] = value;
  return typeof id === 'number' && typeof name === 'string' ? id : value;
}

/** A row as Odoo sends it. */
export type WireRow = { readonly [field: string]: JsonValue };

function rowsOf(answer: JsonValue): readonly WireRow[] {
  if (answer === null)
    throw new ConnectorError(
      'record',
      'Odoo could not send the rows: a JSON field holds null somewhere, which XML-RPC cannot carry; use protocol: jsonrpc',
    );
  if (!Array.isArray(answer)) throw new ConnectorError('protocol', 'Odoo did not answer with a list of rows');
  return answer.map((row: JsonValue) => objectOf(row, 'a row'));
}

export function idOf(row: WireRow): number {
  if (typeof row.id !== 'number') throw new ConnectorError('protocol', 'Odoo sent a row without an id');
  return row.id;
}

export function objectOf(value: JsonValue, what: string): WireRow {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ConnectorError('protocol', `Odoo's answer to ${what} has another form than expected`);
  // A JSON value that is neither a scalar nor an array is an object; the compiler cannot tell from a readonly array.
  return value as WireRow;
}

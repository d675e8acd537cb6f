import type { Entity, JsonValue } from '../../schema/model.ts';
import type { CallOptions, ConnectorErrorKind } from '../contract.ts';
import { ConnectorError } from '../contract.ts';
import type { WireValues } from './alike.ts';
import type { OdooSession } from './session.ts';

const TAGS = 'res.partner.category';

/** What the names of our tags begin with. */
const PREFIX = '__mapc__ ';

/** After this time no process waits for what became of its call, in milliseconds. */
const LEFT_AFTER = 3_600_000;

/** What a call may fail with that was not carried out. */
const storedNothing: ReadonlySet<ConnectorErrorKind> = new Set([
  'record',
  'transient',
  'authentication',
  'forbidden',
  'configuration',
  'unreachable',
]);

/** A `create` of partners. */
interface Attempt {
  readonly keys: readonly string[];
  /** The tag that all its partners bear until their ids are known. */
  readonly tag: number;
  /** The tag of the first one: when this one is gone, the database refuses what still refers to it. */
  readonly fence: number;
  ids: readonly number[] | null;
}

/** Whether rows are partners that a fence can guard. */
export function fitsFence({ name, fields }: Entity): boolean {
  return name === 'res.partner' && fields.category_id?.type.kind === 'references';
}

/**
 * Partners made once, by plain `create`: what Odoo's import would let flow between companies and contacts does not. The
 * rows bear two archived tags that are deleted when the answer came. Where it is lost, one of the tags is deleted first:
 * this waits for a call that is about to commit, and one that comes later is refused. Then the other tag says whether
 * there are rows, and which.
 *
 * One for each connection: it knows the calls whose answers it lost.
 */
export class FencedPartners {
  readonly #session: OdooSession;
  readonly #open = new Map<string, Attempt>();
  readonly #made = new Map<string, number>();
  /** Whether the answer to the making of tags was lost. */
  #doubtful = false;
  #tidied = false;

  constructor(session: OdooSession) {
    this.#session = session;
  }

  /** Ids in the order of `rows`. @param send makes rows in one transaction @throws ConnectorError */
  async create(
    rows: readonly WireValues[],
    keys: readonly string[],
    send: (rows: readonly WireValues[]) => Promise<readonly number[]>,
    options?: CallOptions,
  ): Promise<readonly number[]> {
    for (const attempt of new Set(keys.flatMap((key) => this.#open.get(key) ?? [])))
      await this.#settle(attempt, options);
    const missing = keys.flatMap((key, place) => (this.#made.has(key) ? [] : [place]));
    if (missing.length > 0) {
      const own = missing.map((place) => keys[place] ?? '');
      const attempt = await this.#begin(own, options);
      for (const key of own) this.#open.set(key, attempt);
      try {
        attempt.ids = await send(
          missing.map((place, index) => tagged(rows[place] ?? {}, attempt, index === 0)),
        );
      } catch (error) {
        if (!(error instanceof ConnectorError) || !storedNothing.has(error.kind)) throw error;
        attempt.ids = [];
        await this.#settle(attempt, options);
        throw error;
      }
      await this.#settle(attempt, options);
    }
    const ids = keys.map((key) => this.#made.get(key) ?? 0);
    for (const key of keys) this.#made.delete(key);
    return ids;
  }

  async #begin(keys: readonly string[], options?: CallOptions): Promise<Attempt> {
    // Without external ids: to delete one of those empties all caches of the server.
    const names = ['tag', 'fence'].map((what) => `${PREFIX}${what} ${keys[0]}`);
    if (this.#doubtful) await this.#removeFound([['name', 'in', names]], options);
    this.#doubtful = true;
    const values = names.map((name) => ({ name, active: false }));
    const ids = await this.#session.call(TAGS, 'create', [values], {}, options);
    const [tag, fence]: readonly JsonValue[] = Array.isArray(ids) ? ids : [];
    if (typeof tag !== 'number' || typeof fence !== 'number')
      throw new ConnectorError('lost', 'Odoo was asked for two tags and did not answer with their ids');
    if (!this.#tidied) await this.#tidy(tag, options);
    this.#doubtful = false;
    return { keys, tag, fence, ids: null };
  }

  /** Finds out what came of a call, and takes its tags away. @throws ConnectorError `lost` where that fails */
  async #settle(attempt: Attempt, options?: CallOptions): Promise<void> {
    const { keys, tag, fence } = attempt;
    try {
      if (attempt.ids === null) {
        await this.#remove([fence], options);
        const found = await this.#session.searchRead(
          'res.partner',
          [['category_id', 'in', [tag]]],
          ['id'],
          {},
          options,
        );
        attempt.ids = found.map(({ id }) => Number(id));
      }
      await this.#remove([tag, fence], options);
    } catch (error) {
      throw new ConnectorError('lost', 'Odoo made contacts, but did not say so to the end', { cause: error });
    }
    for (const [place, key] of keys.entries()) {
      this.#open.delete(key);
      const id = attempt.ids[place];
      if (id !== undefined) this.#made.set(key, id);
    }
  }

  async #remove(ids: readonly JsonValue[], options?: CallOptions): Promise<void> {
    for (let there: JsonValue = ids; Array.isArray(there) && there.length > 0; ) {
      try {
        await this.#session.call(TAGS, 'unlink', [there], {}, options);
        return;
      } catch (error) {
        const gone =
          error instanceof ConnectorError && /does not exist or has been deleted/.test(error.message);
        if (!gone) throw error;
        there = await this.#session.call(TAGS, 'search', [[['id', 'in', ids]]], {}, options);
      }
    }
  }

  async #removeFound(domain: JsonValue, options?: CallOptions): Promise<void> {
    const found = await this.#session.call(TAGS, 'search', [domain], {}, options);
    if (Array.isArray(found)) await this.#remove(found, options);
  }

  /** Takes away what processes left that were killed; by the server's clock, since others may be at work. */
  async #tidy(tag: number, options?: CallOptions): Promise<void> {
    const [row] = await this.#session.searchRead(TAGS, [['id', '=', tag]], ['create_date'], {}, options);
    const now = Date.parse(`${String(row?.create_date).replace(' ', 'T')}Z`);
    if (Number.isNaN(now)) return;
    const before = new Date(now - LEFT_AFTER).toISOString().slice(0, 19).replace('T', ' ');
    const name = `${PREFIX.replaceAll('_', '\\_')}%`;
    await this.#removeFound(
      [
        ['name', '=like', name],
        ['create_date', '<', before],
      ],
      options,
    );
    this.#tidied = true;
  }
}

function tagged(row: WireValues, { tag, fence }: Attempt, first: boolean): WireValues {
  const { category_id: own } = row;
  const added = [[4, tag], ...(first ? [[4, fence]] : [])];
  return { ...row, category_id: [...(Array.isArray(own) ? own : []), ...added] };
}

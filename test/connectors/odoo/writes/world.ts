import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Target, TargetId, TargetRow, TargetValues } from '../../../../src/connectors/contract.ts';
import { createOdooTarget, type OdooSettings } from '../../../../src/connectors/odoo/index.ts';
import type { Entity, JsonValue, Schema } from '../../../../src/schema/model.ts';
import type { Census, Counts } from './census.ts';

/** How a server is reached, and what it holds. One for all kinds of a suite. */
export interface Server {
  readonly settings: OdooSettings;
  readonly target: Target;
  readonly schema: Schema;
  readonly census: Census;
  /** Where rows are made with keys, if the target enforces them: who is told of their models. */
  readonly keyed: { readonly sent: (model: string) => void; readonly delays: Delays | undefined } | null;
}

/** How a server is made to carry out a call long after it was sent. */
export interface Delays {
  /** The next call on the model is not answered, nor carried out yet. */
  delay(model: string): Promise<void>;
  /** Now it is. */
  carryOut(): Promise<void>;
}

/** Values that a server gives back otherwise than they were written. */
type Differs = Readonly<Record<string, JsonValue>>;

/**
 * What one kind of write works with: it makes and changes rows through the connector, and every field that it writes is
 * read back. Rows are noted, so that they can be taken away and none is left.
 */
export class World {
  readonly server: Server;
  readonly #made: { readonly model: string; readonly id: TargetId }[] = [];
  readonly #undo: (() => Promise<void>)[] = [];
  readonly #asked: Record<string, number> = {};
  readonly #learnt = new Map<string, Entity>();
  readonly #others: World[] = [];

  constructor(server: Server) {
    this.server = server;
  }

  get target(): Target {
    return this.server.target;
  }

  /** The version, "17.0". */
  get version(): string {
    return /\d+\.\d+/.exec(this.server.schema.version ?? '')?.[0] ?? '';
  }

  entity(model: string): Entity {
    const entity = this.#learnt.get(model) ?? this.server.schema.entities[model];
    if (entity === undefined) throw new Error(`The server has no ${model}`);
    return entity;
  }

  /** Makes rows in one call and reads back every field of them. */
  async makeAll(model: string, rows: readonly TargetValues[], differs: Differs = {}): Promise<number[]> {
    const ids = await this.create(this.entity(model), rows);
    this.noted(model, ids);
    for (const [index, id] of ids.entries())
      await this.holds(model, Number(id), { ...rows[index], ...differs });
    return ids.map(Number);
  }

  /** Without keys, or with: then by a request that is carried out when another one with the same keys was. */
  async create(entity: Entity, rows: readonly TargetValues[]): Promise<readonly TargetId[]> {
    const { target, server } = this;
    const { keyed } = server;
    if (keyed === null || target.enforcesKeys?.(entity, rows) !== true) return target.create(entity, rows);
    const keys = rows.map(() => randomUUID());
    const send = (): Promise<readonly TargetId[]> => target.create(entity, rows, { keys });
    keyed.sent(entity.name);
    await keyed.delays?.delay(entity.name);
    if (keyed.delays !== undefined) await expect(send()).rejects.toMatchObject({ kind: 'lost' });
    const ids = await send();
    await keyed.delays?.carryOut();
    expect(await send(), `${entity.name}, sent again`).toEqual(ids);
    return ids;
  }

  async make(model: string, values: TargetValues, differs: Differs = {}): Promise<number> {
    const [id] = await this.makeAll(model, [values], differs);
    if (id === undefined) throw new Error(`${model} gave no id`);
    return id;
  }

  /** Writes a row and reads back every field that was written. */
  async change(model: string, id: number, values: TargetValues, differs: Differs = {}): Promise<void> {
    await this.target.update(this.entity(model), [{ id, values }]);
    await this.holds(model, id, { ...values, ...differs });
  }

  /** The row holds these values, in the form in which the connector compares them. */
  async holds(model: string, id: number, values: TargetValues): Promise<void> {
    const entity = this.entity(model);
    const fields = Object.keys(values).filter((field) => !isChange(values[field]));
    const row = await this.row(model, id, fields);
    const normal = (all: Readonly<Record<string, unknown>>): Readonly<Record<string, JsonValue>> =>
      Object.fromEntries(
        // What is no change of a list is a plain value.
        fields.map((field) => [
          field,
          this.target.normalise(entity, field, (all[field] ?? null) as JsonValue),
        ]),
      );
    expect(normal(row.values), `${model} ${id}`).toEqual(normal(values));
  }

  async row(model: string, id: number, fields: readonly string[]): Promise<TargetRow> {
    const [row] = await this.target.read(this.entity(model), [id], fields);
    if (row === undefined) throw new Error(`${model} ${id} is gone`);
    return row;
  }

  async values(model: string, id: number, fields: readonly string[]): Promise<TargetRow['values']> {
    return (await this.row(model, id, fields)).values;
  }

  /** The id of the first row with that value. */
  async find(model: string, path: string, value: JsonValue): Promise<number> {
    const [first] = await this.all(model, { [path]: value }, ['id']);
    if (first === undefined) throw new Error(`${model} has no row whose ${path} is ${JSON.stringify(value)}`);
    return Number(first.id);
  }

  async all(
    model: string,
    where: Readonly<Record<string, JsonValue>>,
    fields: readonly string[],
  ): Promise<readonly TargetRow[]> {
    const conditions = Object.entries(where).map(
      ([path, value]) => ({ path, operator: '=', value }) as const,
    );
    return this.target.search(this.entity(model), { where: conditions, fields });
  }

  /** The user who is logged in. */
  async self(): Promise<{ readonly user: number; readonly partner: number; readonly company: number }> {
    const user = await this.find('res.users', 'login', this.server.settings.login ?? '');
    const { partner_id, company_id } = await this.values('res.users', user, ['partner_id', 'company_id']);
    return { user, partner: Number(partner_id), company: Number(company_id) };
  }

  /** A user who is made as a migration makes one: without an invitation. */
  async user(login: string): Promise<{ readonly user: number; readonly partner: number }> {
    const user = await this.make('res.users', {
      name: `Writer ${login}`,
      login,
      email: login,
      groups_id: { add: [await this.find('res.groups', 'xmlid', 'base.group_user')] },
    });
    const { partner_id } = await this.values('res.users', user, ['partner_id']);
    this.comes('res.partner', Number(partner_id));
    return { user, partner: Number(partner_id) };
  }

  /** Another way to the same server; closed when the kind is done. */
  async connected(settings: Partial<OdooSettings>): Promise<World> {
    const target = createOdooTarget({ ...this.server.settings, ...settings });
    const other = new World({ ...this.server, target, keyed: null });
    this.#others.push(other);
    this.#undo.push(async () => {
      await other.clear();
      await target.close();
    });
    return other;
  }

  /** Rows that come with those that were made, and go with them: the partner of a user. */
  brings(model: string, count: number): void {
    this.#asked[model] = (this.#asked[model] ?? 0) + count;
  }

  /** A row that came with one that was made, and stays when that one goes: it is deleted last. */
  comes(model: string, id: number): void {
    this.brings(model, 1);
    this.#made.unshift({ model, id });
  }

  /** Reads the fields of a model again, after some were made. */
  async learn(model: string): Promise<void> {
    const { entities } = await this.target.discover([model]);
    const entity = entities[model];
    if (entity !== undefined) this.#learnt.set(model, entity);
  }

  /** Rows that were made, to be taken away again. */
  noted(model: string, ids: readonly TargetId[]): void {
    this.brings(model, ids.length);
    this.#made.push(...ids.map((id) => ({ model, id })));
  }

  /** What is to be done when the kind has run, the last first and before rows are deleted. */
  later(undo: () => Promise<void>): void {
    this.#undo.push(undo);
  }

  /** Rows that this kind asked for, of the models that are counted. */
  asked(): Counts {
    const counts: Record<string, number> = {};
    for (const world of [this, ...this.#others])
      for (const [model, count] of Object.entries(world.#asked))
        if (count !== 0 && this.server.census.watches(model)) counts[model] = (counts[model] ?? 0) + count;
    return counts;
  }

  /** Takes everything away again, the last first; what cannot be taken away does not keep the rest. */
  async clear(): Promise<void> {
    const steps = [
      ...this.#made.splice(0).map(
        ({ model, id }) =>
          () =>
            this.target.delete(this.entity(model), [id]),
      ),
      ...this.#undo.splice(0),
    ];
    const failures: unknown[] = [];
    for (const step of steps.reverse()) await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}

function isChange(value: TargetValues[string] | undefined): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    ('add' in value || 'remove' in value)
  );
}

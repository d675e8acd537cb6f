import { afterAll, beforeAll } from 'vitest';
import type { Target, TargetId } from '../../../src/connectors/contract.ts';
import { createOdooTarget } from '../../../src/connectors/odoo/index.ts';
import { type OdooSandbox, startOdooSandbox } from '../../../src/sandbox/odoo/index.ts';
import type { Entity, JsonValue, Schema } from '../../../src/schema/model.ts';

/** A target over a sandbox of its own, for the tests of one file. Between two calls a second passes. */
interface Sandboxed {
  readonly target: Target;
  readonly url: string;
  entity(name: string): Entity;
  /** Values of rows in the order of `ids`, each in the order of `fields`. */
  values(
    entity: string,
    ids: readonly TargetId[],
    fields: readonly string[],
  ): Promise<readonly JsonValue[][]>;
  /** Rows of `mail.followers` on a record: the partners, in the order in which they came. */
  followers(model: string, id: TargetId): Promise<readonly JsonValue[]>;
}

/** Starts before the tests of the file, and ends after them. `entities` are what they touch. */
export function sandboxed(entities: readonly string[]): () => Sandboxed {
  let sandbox: OdooSandbox | undefined;
  let running: Sandboxed | undefined;
  let second = 0;
  beforeAll(async () => {
    sandbox = await startOdooSandbox({ clock: () => new Date(Date.UTC(2026, 0, 5, 8, 0, second++)) });
    const { url, db, login, password } = sandbox;
    const target = createOdooTarget({ url, db, login, password });
    running = over(url, target, await target.discover([...entities, 'mail.followers']));
  });
  afterAll(async () => {
    await running?.target.close();
    await sandbox?.close();
  });
  return () => {
    if (running === undefined) throw new Error('The sandbox has not started');
    return running;
  };
}

function over(url: string, target: Target, schema: Schema): Sandboxed {
  const entity = (name: string): Entity => {
    const found = schema.entities[name];
    if (found === undefined) throw new Error(`The sandbox has no ${name}`);
    return found;
  };
  return {
    target,
    url,
    entity,
    async values(name, ids, fields) {
      const rows = await target.read(entity(name), ids, fields);
      return ids.map((id) => {
        const row = rows.find((one) => one.id === id);
        return fields.map((field) => row?.values[field] ?? null);
      });
    },
    async followers(model, id) {
      const where = [
        { path: 'res_model', operator: '=', value: model },
        { path: 'res_id', operator: '=', value: id },
      ] as const;
      const rows = await target.search(entity('mail.followers'), { where, fields: ['partner_id'] });
      return rows.map((row) => row.values.partner_id ?? null);
    },
  };
}

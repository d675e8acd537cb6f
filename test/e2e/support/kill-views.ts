import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ConnectorError } from '../../../src/connectors/contract.ts';
import { completed, defaultTimeouts } from '../../../src/connectors/odoo/config.ts';
import { createOdooTarget, type OdooTransport } from '../../../src/connectors/odoo/index.ts';
import { connect } from '../../../src/connectors/odoo/protocols/connect.ts';
import { DEFAULT_SETTINGS, type MigrationContext, provision, rollback } from '../../../src/migrate/index.ts';
import type { Plan } from '../../../src/plan/types.ts';
import { compileProject, openProject } from '../../../src/project/index.ts';
import { startOdooSandbox } from '../../../src/sandbox/odoo/index.ts';
import { makeProject } from '../../project/support/make-project.ts';

const MAP = `migration files -> odoo

provision {
  model x_card "Card" {
    x_name : char "Name"
    x_number : char(20) unique "Number"
  }
  field res.partner.x_id : char(64) unique "Source id"
  field res.partner.x_card : x_card "Card"
}

map customer -> res.partner {
  key x_id = id
  name = name
}
`;

/** Where a test plays the death of the process. No connector knows it. */
class Killed extends Error {}

function planned(): Plan {
  const project = openProject(makeProject({ 'main.map': MAP }), null, {});
  const { checked, plan } = compileProject(project);
  expect(checked.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (plan === null) throw new Error('the map checks');
  return plan;
}

/** A transport on which the process dies before or after its n-th call. */
function mortal(transport: OdooTransport, tick: () => boolean): OdooTransport {
  const dying = async <T>(call: () => Promise<T>): Promise<T> => {
    if (tick()) throw new Killed();
    const answer = await call();
    if (tick()) throw new Killed();
    return answer;
  };
  return {
    protocol: transport.protocol,
    version: (options) => transport.version(options),
    user: (options) => transport.user(options),
    call: (...call) => dying(() => transport.call(...call)),
    close: () => transport.close(),
  };
}

/**
 * Lets people see what a small plan provisions in a sandbox, kills it at every step, or every so many, goes on or takes it
 * back, and kills that too. Nothing is there twice, and nothing is left.
 */
export async function killViews(every: number): Promise<void> {
  const sandbox = await startOdooSandbox({ db: 'crm' });
  const post = (path: string): Promise<Response> => fetch(`${sandbox.url}${path}`, { method: 'POST' });
  /** Rows by model, each as its number and its name. */
  const rows = async (...models: readonly string[]): Promise<Readonly<Record<string, readonly string[]>>> => {
    const answer = await fetch(`${sandbox.url}/sandbox/dump?models=${models.join(',')}`);
    const all = (await answer.json()) as Readonly<
      Record<string, Readonly<Record<string, { name?: string }>>>
    >;
    return Object.fromEntries(
      Object.entries(all).map(([model, found]) => [
        model,
        Object.entries(found).map(([id, { name }]) => `${id} ${name}`),
      ]),
    );
  };
  const seen = ['ir.ui.view', 'ir.ui.menu', 'ir.actions.act_window'];
  const everything = () =>
    rows(...seen, 'ir.model', 'ir.model.fields', 'ir.model.access', 'ir.model.data', 'res.partner');
  const { url, db, login, password } = sandbox;
  const settings = { url, db, login, password };
  const plan = planned();
  const discovering = createOdooTarget(settings);
  const schema = await discovering.discover(['res.partner']);
  await discovering.close();
  const directory = mkdtempSync(join(tmpdir(), 'mapc-views-'));
  /** Runs a phase that dies at its n-th step; false where it came to its end before. */
  const dies = async (n: number, work: (context: MigrationContext) => Promise<unknown>): Promise<boolean> => {
    let step = 0;
    const tick = (): boolean => {
      step += 1;
      return step === n;
    };
    const { transport } = await connect(completed(settings), defaultTimeouts);
    const target = createOdooTarget(settings, { transport: mortal(transport, tick) });
    const context: MigrationContext = {
      plan,
      source: null,
      target,
      sourceSchema: schema,
      targetSchema: schema,
      directory,
      settings: DEFAULT_SETTINGS,
      now: () => new Date(Date.UTC(2026, 0, 5, 8)),
      sleep: async () => undefined,
      progress: () => undefined,
      signal: null,
      beforeCommit: () => {
        if (tick()) throw new Killed();
      },
    };
    try {
      await work(context);
      return false;
    } catch (error) {
      if (!(error instanceof Killed)) throw error as ConnectorError;
      return true;
    } finally {
      await target.close();
    }
  };
  try {
    await post('/sandbox/save');
    const before = await everything();
    const apply = (context: MigrationContext): Promise<unknown> => provision(context, { apply: true });
    const undo = async (context: MigrationContext): Promise<void> =>
      expect((await rollback(context, { scope: 'provision' })).left).toEqual([]);
    let steps = 0;
    for (let n = 1; await dies(n, apply); n += every) {
      steps += 1;
      // Without resuming first, every second time.
      if (n % 2 === 0) {
        expect(await dies(0, apply)).toBe(false);
        const names = Object.values(await rows(...seen))
          .flat()
          .map((row) => row.replace(/^\d+ /, ''))
          .filter((name) => /x_card|migrated|Card/i.test(name));
        expect(names.sort(), `killed at step ${n}`).toEqual([
          'Card',
          'Card',
          'Migrated data',
          'res.partner.form.migrated',
          'res.partner.search.migrated',
          'x_card.form',
          'x_card.list',
          'x_card.search',
        ]);
      }
      // A rollback that is killed, too, goes on.
      await dies((n % 23) + 1, (context) => rollback(context, { scope: 'provision' }));
      expect(await dies(0, undo), `killed at step ${n}`).toBe(false);
      expect(await everything(), `killed at step ${n}`).toEqual(before);
      await post('/sandbox/restore');
      rmSync(join(directory, '.mapc'), { recursive: true, force: true });
    }
    expect(steps).toBeGreaterThan(60 / every);
  } finally {
    await sandbox.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

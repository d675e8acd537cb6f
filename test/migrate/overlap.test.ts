import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { run } from '../../src/migrate/index.ts';
import type { Plan } from '../../src/plan/types.ts';
import { Journal } from '../../src/runtime/journal.ts';
import type { JsonValue } from '../../src/schema/model.ts';
import { Killed } from './support/fake-target.ts';
import { arm, assign, forgetWorlds, get, makeWorld, map, PLAN, type World } from './support/world.ts';

afterEach(forgetWorlds);
const once = { retry: false, dryRun: false };

/** Companies become partners, one each, by the key in their label and the website in their domain; nothing else. */
const PARTNERS: Plan = {
  ...PLAN,
  provision: [],
  extract: [{ entity: 'Company', fields: ['id', 'domain', 'label', 'name'] }],
  maps: {
    companies: map('companies', 'Company', [
      arm('partner', {
        key: [assign('x_id', get('label'))],
        match: [
          {
            pairs: [{ target: { op: 'column', field: 'website' }, source: get('domain'), as: 'text' }],
            at: 4,
          },
        ],
        assignments: [assign('name', get('name'))],
      }),
    ]),
  },
  order: [{ map: 'companies', pass: 1 }],
};

type Company = Readonly<Record<string, JsonValue>>;

/** Fifty records are made out together, four of them fill a call. */
async function withCompanies(change: (n: number) => Company, count = 120): Promise<World> {
  const Company = Array.from({ length: count }, (_none, n) => ({
    id: `k${String(n).padStart(3, '0')}`,
    label: `label ${n}`,
    name: `Company ${n}`,
    domain: null,
    ...change(n),
  }));
  return makeWorld({ User: [], Company, Contact: [] }, PARTNERS);
}

const names = (world: World): readonly JsonValue[] =>
  world.target.rows('partner').map((row) => row.name ?? null);

/** Goes on when `what` holds, or is not going to. */
async function until(what: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !what(); turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Each creation waits until the next stands ready. */
function waitForNext(world: World): { readonly open: () => number; readonly close: () => void } {
  const journal = new Journal(join(world.context.directory, '.mapc', 'journal.db'), {
    now: () => new Date(0),
  });
  const open = (): number => journal.openOps().length;
  world.target.beforeCreate = async () => {
    let turns = 0;
    await until(() => {
      turns += 1;
      return turns > 20;
    });
    await until(() => open() > 4);
  };
  return { open, close: () => journal.close() };
}

test('while a call is under way the next is made ready, in its own batch and in the one after', async () => {
  const world = await withCompanies(() => ({}));
  const journal = new Journal(join(world.context.directory, '.mapc', 'journal.db'), {
    now: () => new Date(0),
  });
  const ready: number[] = [];
  const open = (): number => journal.openOps().length;
  world.target.beforeCreate = async () => {
    await until(() => open() > 4);
    ready.push(open());
  };
  await run(world.context, once);
  journal.close();
  expect(ready).toHaveLength(31);
  // The last call of each batch of fifty is one of two; the last of all has none after it.
  expect(ready.slice(0, -1).filter((count) => count <= 4)).toEqual([]);
  // In the order of the source, all the same.
  expect(names(world).slice(-120)).toEqual(Array.from({ length: 120 }, (_none, n) => `Company ${n}`));
});

test('of two records with one key the second is rejected, in whatever batch, also where the first is refused', async () => {
  for (const second of [30, 60, 110]) {
    const world = await withCompanies((n) => (n === 10 || n === second ? { label: 'twins' } : {}));
    world.target.refuse = (entity, values) =>
      entity === 'partner' && values.name === 'Company 10' ? 'Not this one.' : null;
    // What becomes of the first is known only when the second is long made out.
    world.target.beforeCreate = () => until(() => false);
    await run(world.context, once);
    expect(names(world).filter((name) => String(name).startsWith('Company'))).toHaveLength(118);
    expect(names(world)).not.toContain(`Company ${second}`);
    forgetWorlds();
  }
}, 30_000);

test('of two records that match one row the first gets it, in whatever batch', async () => {
  const wanted: Record<number, string> = {};
  for (const second of [30, 60, 110]) {
    const world = await withCompanies((n) => (n === 10 || n === second ? { domain: 'same.test' } : {}));
    const row = world.target.seed('partner', { name: 'There before', website: 'same.test' });
    const update = world.target.update.bind(world.target);
    world.target.update = async (...call) => {
      await until(() => false);
      return update(...call);
    };
    await run(world.context, once);
    const held = world.target.rows('partner').find(({ id }) => id === row);
    wanted[second] = String(held?.name);
    expect(names(world)).not.toContain(`Company ${second}`);
    forgetWorlds();
  }
  expect(new Set(Object.values(wanted))).toEqual(new Set(['Company 10']));
}, 30_000);

test('how long a call may still be carried out is reckoned from when it was sent, not from when it stood ready', async () => {
  const world = await withCompanies(() => ({}), 8);
  const next = waitForNext(world);
  let calls = 0;
  world.target.fault = (call) => {
    if (call.kind !== 'create') return null;
    calls += 1;
    // The second call stands ready all the while that the first takes.
    if (calls === 1) world.clock.time += 59_000;
    return calls === 2 ? { kind: 'killedLate', after: 50_000 } : null;
  };
  await expect(run(world.context, once)).rejects.toBeInstanceOf(Killed);
  next.close();
  world.target.beforeCreate = async () => undefined;
  world.target.fault = () => null;
  world.clock.time += 10_000;
  await run(world.context, once);
  world.clock.time += 120_000;
  const { partner } = world.target.schema.entities;
  if (partner !== undefined) await world.target.search(partner, { where: [], fields: [] });
  expect(names(world).filter((name) => String(name).startsWith('Company'))).toHaveLength(8);
});

test.each([2, 30])(
  'an interruption at call %i makes no further one, and leaves nothing open',
  async (last) => {
    const world = await withCompanies(() => ({}));
    const next = waitForNext(world);
    const stop = new AbortController();
    let calls = 0;
    world.target.fault = (call) => {
      if (call.kind !== 'create') return null;
      calls += 1;
      if (calls === last) stop.abort();
      return null;
    };
    await expect(run({ ...world.context, signal: stop.signal }, once)).rejects.toMatchObject({
      kind: 'interrupted',
    });
    expect(calls).toBe(last);
    expect(next.open()).toBe(0);
    next.close();
  },
);

test('a row that a call under way makes is none to match with', async () => {
  const world = await withCompanies((n) => (n === 60 ? { domain: 'Company 0' } : {}));
  const create = world.target.create.bind(world.target);
  world.target.create = async (...call) => {
    const ids = await create(...call);
    // It is made, and the answer is on its way.
    await until(() => false);
    return ids;
  };
  const [partner] = PARTNERS.maps.companies?.arms ?? [];
  if (partner?.kind !== 'write') throw new Error('the map has changed');
  const assignments = [...partner.assignments, assign('website', get('name'))];
  const companies = map('companies', 'Company', [{ ...partner, assignments }]);
  await run(world.with({ plan: { ...PARTNERS, maps: { companies } } }), once);
  expect(names(world).slice(-120)).toEqual(Array.from({ length: 120 }, (_none, n) => `Company ${n}`));
}, 30_000);

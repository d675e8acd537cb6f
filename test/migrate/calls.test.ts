import { afterEach, describe, expect, test } from 'vitest';
import { run } from '../../src/migrate/index.ts';
import type { Plan } from '../../src/plan/types.ts';
import type { Fault } from './support/fake-target.ts';
import { arm, assign, forgetWorlds, get, makeWorld, map, PLAN, type World } from './support/world.ts';

afterEach(forgetWorlds);
const once = { retry: false, dryRun: false };

/** Contacts become partners, one each, and nothing else. */
const PARTNERS: Plan = {
  ...PLAN,
  provision: [],
  extract: [{ entity: 'Contact', fields: ['id', 'name'] }],
  maps: {
    people: map('people', 'Contact', [
      arm('partner', {
        key: [assign('x_id', { op: 'text', parts: ['contact:', get('id')] })],
        assignments: [assign('name', get('name'))],
      }),
    ]),
  },
  order: [{ map: 'people', pass: 1 }],
};

async function withContacts(count: number, most: number): Promise<World> {
  const id = (n: number): string => `c${String(n).padStart(5, '0')}`;
  const Contact = Array.from({ length: count }, (_none, n) => ({ id: id(n), name: `Person ${n}` }));
  const world = await makeWorld({ User: [], Company: [], Contact }, PARTNERS);
  world.target.traits = {
    ...world.target.traits,
    batch: { create: most, update: most, delete: most, read: 1000 },
    limits: { milliseconds: 120_000, bytes: 1_000_000 },
  };
  return world;
}

const sizes = (world: World): readonly number[] =>
  world.target.calls.filter(({ kind }) => kind === 'create').map(({ rows }) => rows.length);

const made = (world: World): readonly unknown[] =>
  world.target.rows('partner').filter(({ x_id }) => typeof x_id === 'string');

/** A creation takes so many milliseconds. */
function taking(world: World, cost: (rows: number) => number): void {
  const before = world.target.fault;
  world.target.fault = (call): Fault | null => {
    if (call.kind === 'create') world.clock.time += cost(call.rows.length);
    return before(call);
  };
}

describe('how many rows a call takes', () => {
  test('grows as long as more rows cost less each', async () => {
    const world = await withContacts(2000, 400);
    taking(world, (rows) => 1000 + rows);
    await run(world.context, once);
    // Each call is made ready while the one before it is under way.
    expect(sizes(world).slice(0, 4)).toEqual([100, 100, 400, 400]);
    // The last holds what is left.
    expect(new Set(sizes(world).slice(3, -1))).toEqual(new Set([400]));
    expect(made(world)).toHaveLength(2000);
  });

  test('goes no further where more rows gain nothing', async () => {
    const world = await withContacts(1600, 800);
    taking(world, (rows) => 10 * rows);
    await run(world.context, once);
    // Larger ones were tried once.
    expect(sizes(world).filter((size) => size > 400)).toEqual([]);
  });

  test('keeps far from the time that the server allows', async () => {
    const world = await withContacts(1600, 800);
    taking(world, (rows) => 100 * rows + 10_000);
    await run(world.context, once);
    const longest = Math.max(...sizes(world).slice(1)) * 100 + 10_000;
    expect(longest).toBeLessThanOrEqual(30_000);
  });

  test('shrinks below what the server refuses as too large, and does not go there again', async () => {
    const world = await withContacts(600, 800);
    taking(world, (rows) => 1000 + rows);
    const before = world.target.fault;
    world.target.fault = (call) =>
      before(call) ?? (call.kind === 'create' && call.rows.length > 60 ? { kind: 'large' } : null);
    const { worklist } = await run(world.context, once);
    expect(worklist.troubles).toEqual([]);
    expect(made(world)).toHaveLength(600);
    expect(sizes(world).filter((size) => size > 60)).toEqual([100]);
  });

  test('shrinks where the server ends calls that take too long', async () => {
    const world = await withContacts(300, 800);
    world.target.traits = { ...world.target.traits, lateCommit: 0 };
    world.target.fault = (call): Fault | null => {
      if (call.kind !== 'create') return null;
      world.clock.time += Math.min(120_000, call.rows.length * 2_000);
      return call.rows.length >= 60 ? { kind: 'lost' } : null;
    };
    await run(world.context, once);
    expect(made(world)).toHaveLength(300);
    expect(sizes(world).filter((size) => size >= 60)).toEqual([100]);
  });

  test('shrinks where the server dies of a call a second time', async () => {
    const world = await withContacts(300, 800);
    world.target.traits = { ...world.target.traits, lateCommit: 0 };
    world.target.fault = (call) =>
      call.kind === 'create' && call.rows.length >= 60 ? { kind: 'lost' } : null;
    await run(world.context, once);
    expect(made(world)).toHaveLength(300);
    // Each of the two parts under way twice.
    expect(sizes(world).filter((size) => size >= 60)).toEqual([100, 100, 100, 100]);
  });

  test('keeps large rows apart, and says of one that is too large alone that it is', async () => {
    const world = await withContacts(40, 800);
    const long = 'x'.repeat(100_000);
    await world.stage({
      User: [],
      Company: [],
      Contact: Array.from({ length: 40 }, (_none, n) => ({
        id: `c${String(n).padStart(5, '0')}`,
        name: n === 7 ? long.repeat(20) : long,
      })),
    });
    const bytes = (rows: readonly unknown[]): number => JSON.stringify(rows).length;
    world.target.fault = (call) =>
      call.kind === 'create' && bytes(call.rows) > 1_000_000 ? { kind: 'large' } : null;
    const { worklist } = await run(world.context, once);
    expect(worklist.troubles).toMatchObject([{ reason: 'The call is too large.', examples: ['c00007'] }]);
    expect(made(world)).toHaveLength(39);
    expect(Math.max(...sizes(world))).toBe(2);
  });
});

describe('a refused call', () => {
  test.each([1, 3, 10])('of 512 rows finds %d bad ones in few calls', async (bad) => {
    const world = await withContacts(512, 512);
    const names = new Set(Array.from({ length: bad }, (_none, n) => `Person ${(n * 97 + 300) % 512}`));
    world.target.refuse = (_entity, values) => (names.has(String(values.name)) ? 'not this one.' : null);
    // All in one call.
    taking(world, () => 0);
    const { worklist } = await run(world.context, once);
    expect(worklist.troubles.map(({ count }) => count)).toEqual([bad]);
    expect(made(world)).toHaveLength(512 - bad);
    const rows = Math.max(...sizes(world));
    // Those that were fine, and for each bad row a call or two a level.
    expect(sizes(world).length).toBeLessThanOrEqual(512 / 100 + bad * 2 * Math.ceil(Math.log2(rows)));
  });

  test('of one bad row among n takes about log2 n calls', async () => {
    const world = await withContacts(100, 100);
    world.target.refuse = (_entity, values) => (values.name === 'Person 99' ? 'not this one.' : null);
    await run(world.context, once);
    // 100 refused; 50 25 12 6 3 1 1 fine halves, and the last one alone.
    expect(sizes(world)).toEqual([100, 50, 25, 13, 6, 3, 2, 1]);
  });
});

describe('a refused call that names its bad rows', () => {
  const without = (names: ReadonlySet<number>, world: World): void => {
    world.target.refuse = (_entity, values) =>
      names.has(Number(/^Person (\d+)$/.exec(String(values.name))?.[1]))
        ? `not ${String(values.name)}.`
        : null;
  };

  test('is sent once more without them, and each has its own reason', async () => {
    const world = await withContacts(100, 100);
    world.target.names = 10;
    without(new Set([3, 50, 99]), world);
    const { worklist } = await run(world.context, once);
    expect(sizes(world)).toEqual([100, 97]);
    expect(worklist.troubles.map(({ reason, examples }) => [reason, examples])).toEqual([
      ['not Person 3.', ['c00003']],
      ['not Person 50.', ['c00050']],
      ['not Person 99.', ['c00099']],
    ]);
    expect(made(world)).toHaveLength(97);
  });

  test('and stops looking after ten is sent in halves', async () => {
    const world = await withContacts(100, 100);
    world.target.names = 10;
    without(new Set(Array.from({ length: 40 }, (_none, n) => n)), world);
    await run(world.context, once);
    expect(made(world)).toHaveLength(60);
    // 40 bad ones, ten a call, and what is left of each half.
    expect(sizes(world)).toEqual([100, 45, 18, 4, 4, 17, 15, 45]);
  });
});

test('the next batch is made out while one is written', async () => {
  const world = await withContacts(120, 4);
  const asked = (): number => world.target.calls.filter(({ kind }) => kind === 'search').length;
  let first = true;
  world.target.beforeCreate = async () => {
    if (!first) return;
    first = false;
    // 50 records are made out together: the question for the keys of the second 50 comes while the first 50 are written.
    for (let turn = 0; turn < 1000 && asked() < 2; turn += 1) await new Promise(setImmediate);
    expect(asked()).toBe(2);
  };
  await run(world.context, once);
  expect(first).toBe(false);
  expect(made(world)).toHaveLength(120);
});

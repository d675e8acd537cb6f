import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import {
  extract,
  type MigrationContext,
  provision,
  readManifest,
  rollback,
  run,
} from '../../src/migrate/index.ts';
import type { Plan } from '../../src/plan/types.ts';
import { Killed } from './support/fake-target.ts';
import { changed, forgetWorlds, makeWorld, PLAN, ROWS, TEXT, to, type World } from './support/world.ts';

afterEach(forgetWorlds);
const once = { retry: false, dryRun: false };

/** Runs something that dies at its n-th step; true where it came to its end before. */
async function dies(
  world: World,
  n: number,
  work: (context: MigrationContext) => Promise<unknown>,
): Promise<boolean> {
  let step = 0;
  const tick = (): boolean => {
    step += 1;
    return step === n;
  };
  // Each call has two deaths, before and after the target carried it out; each commit of the journal one.
  world.target.fault = () => {
    if (tick()) return { kind: 'killedBefore' };
    if (tick()) return { kind: 'killedAfter' };
    return null;
  };
  world.source.fault = () => {
    if (tick()) throw new Killed();
  };
  const context = world.with({
    beforeCommit: () => {
      if (tick()) throw new Killed();
    },
  });
  try {
    await work(context);
    return true;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return false;
  } finally {
    world.target.fault = () => null;
    world.source.fault = () => undefined;
  }
}

test('a run that is killed anywhere ends, restarted, where an undisturbed one ends', async () => {
  const undisturbed = await makeWorld();
  const expected = await run(undisturbed.context, once);
  const wanted = undisturbed.target.content();
  let steps = 0;
  for (let n = 1; ; n += 1) {
    const world = await makeWorld();
    if (await dies(world, n, (context) => run(context, once))) break;
    steps += 1;
    const result = await run(world.context, once);
    expect(world.target.content(), `killed at step ${n}`).toBe(wanted);
    expect(result.maps, `killed at step ${n}`).toEqual(expected.maps);
    world.target.calls = [];
    await run(world.context, once);
    expect(world.target.writes(), `killed at step ${n}, third run`).toEqual([]);
    forgetWorlds();
  }
  expect(steps).toBeGreaterThan(50);
}, 60_000);

test('a creation that commits after its process was killed is found, not made again', async () => {
  const undisturbed = await makeWorld();
  await run(undisturbed.context, once);
  const wanted = undisturbed.target.content();
  const creations = undisturbed.target.calls.filter((call) => call.kind === 'create').length;
  expect(creations).toBeGreaterThan(3);
  for (let n = 1; n <= creations; n += 1) {
    const world = await makeWorld();
    let seen = 0;
    world.target.fault = (call) => {
      if (call.kind === 'create') seen += 1;
      return call.kind === 'create' && seen === n ? { kind: 'killedLate', after: 30_000 } : null;
    };
    await expect(run(world.context, once)).rejects.toBeInstanceOf(Killed);
    world.target.fault = () => null;
    await run(world.context, once);
    world.clock.time += 120_000;
    await run(world.context, once);
    expect(world.target.content(), `creation ${n}`).toBe(wanted);
    forgetWorlds();
  }
});

test('a creation that was given up and arrives after all is ours when it is found', async () => {
  const undisturbed = await makeWorld();
  const expected = await run(undisturbed.context, once);
  const world = await makeWorld();
  const before = world.target.dump();
  world.target.fault = (call) =>
    call.kind === 'create' && call.entity === 'lead' ? { kind: 'killedLate', after: 200_000 } : null;
  await expect(run(world.context, once)).rejects.toBeInstanceOf(Killed);
  // The next process waits as long as the connector says, gives the creation up, and then meets trouble of its own.
  world.target.fault = (call) => (call.kind === 'create' ? { kind: 'unreachable' } : null);
  await expect(run(world.context, once)).rejects.toMatchObject({ kind: 'stopped' });
  world.target.fault = () => null;
  world.clock.time += 200_000;
  const result = await run(world.context, once);
  expect(result.maps).toEqual(expected.maps);
  expect(world.target.content()).toBe(undisturbed.target.content());
  const undone = await rollback(world.context, { scope: 'records' });
  expect(undone.left).toEqual([]);
  expect(world.target.dump()).toBe(before);
});

test('a delta that is killed anywhere ends where an undisturbed one ends, and its rollback restores', async () => {
  const change = changed(changed(ROWS, 'Company', 'k2', { name: 'Two b' }), 'Company', 'k6', {
    parent: null,
  });
  const undisturbed = await makeWorld();
  const before = undisturbed.target.dump();
  await run(undisturbed.context, once);
  await undisturbed.stage(change);
  await run(undisturbed.context, once);
  const wanted = undisturbed.target.content();
  let steps = 0;
  for (let n = 1; ; n += 1) {
    const world = await makeWorld();
    await run(world.context, once);
    await world.stage(change);
    if (await dies(world, n, (context) => run(context, once))) break;
    steps += 1;
    await run(world.context, once);
    expect(world.target.content(), `killed at step ${n}`).toBe(wanted);
    const undone = await rollback(world.context, { scope: 'records' });
    expect(undone.left, `killed at step ${n}`).toEqual([]);
    expect(world.target.dump(), `killed at step ${n}`).toBe(before);
    forgetWorlds();
  }
  expect(steps).toBeGreaterThan(15);
}, 60_000);

test('a rollback that is killed anywhere is resumed to the state before the run', async () => {
  let steps = 0;
  for (let n = 1; ; n += 1) {
    const world = await makeWorld();
    const before = world.target.dump();
    await run(world.context, once);
    if (await dies(world, n, (context) => rollback(context, { scope: 'records' }))) break;
    steps += 1;
    await rollback(world.context, { scope: 'records' });
    expect(world.target.dump(), `killed at step ${n}`).toBe(before);
    forgetWorlds();
  }
  expect(steps).toBeGreaterThan(15);
}, 60_000);

test('an extraction that is killed anywhere leaves a stage that agrees with its manifest, and is resumed', async () => {
  const digests = (world: World): Record<string, string> =>
    Object.fromEntries(
      Object.entries(readManifest(world.context)?.entities ?? {}).map(([entity, staged]) => {
        const file = readFileSync(join(world.context.directory, '.mapc/stage', `${entity}.jsonl`));
        expect(staged.sha256, entity).toBe(createHash('sha256').update(file).digest('hex'));
        return [entity, staged.sha256];
      }),
    );
  const change = changed(changed(ROWS, 'Company', 'k2', { name: 'Two b' }), 'User', 'u1', { name: 'A.' });
  const undisturbed = await makeWorld();
  await undisturbed.stage(change);
  const wanted = digests(undisturbed);
  let steps = 0;
  for (let n = 1; ; n += 1) {
    const world = await makeWorld();
    world.source.rows = change;
    if (await dies(world, n, (context) => extract(context, { again: true }))) break;
    steps += 1;
    digests(world);
    await extract(world.context, { again: false });
    digests(world);
    await extract(world.context, { again: true });
    expect(digests(world), `killed at step ${n}`).toEqual(wanted);
    forgetWorlds();
  }
  expect(steps).toBeGreaterThan(20);
});

test.each([true, false])(
  'a provision that is killed anywhere is resumed, and its rollback takes all away (receipts again: %s)',
  async (adopts) => {
    let steps = 0;
    let byHand = 0;
    for (let n = 1; ; n += 1) {
      const world = await makeWorld();
      world.target.adopts = adopts;
      const { schema } = world.target;
      const before = world.target.dump();
      if (await dies(world, n, (context) => provision(context, { apply: true }))) break;
      steps += 1;
      // Without resuming first, every second time.
      if (n % 2 === 0) {
        const { steps: made } = await provision(world.context, { apply: true });
        expect(made.map((one) => one.status).includes('missing'), `killed at step ${n}`).toBe(false);
        expect(world.target.rows('tag').filter((row) => row.name === 'migrated')).toHaveLength(1);
      }
      const undone = await rollback(world.context, { scope: 'provision' });
      expect(world.target.dump(), `killed at step ${n}`).toBe(before);
      byHand += undone.left.length;
      if (undone.left.length === 0) expect(world.target.schema, `killed at step ${n}`).toEqual(schema);
      else expect(undone.left).toEqual([expect.objectContaining({ entity: 'lead', target: 'x_extra' })]);
      forgetWorlds();
    }
    expect(steps).toBeGreaterThan(8);
    // A connector that cannot tell leaves to a person what it made without an answer.
    expect(byHand > 0).toBe(!adopts);
  },
);

const WITH_MODEL: Plan = {
  ...PLAN,
  provision: [
    {
      kind: 'model',
      entity: 'machine',
      label: 'Machine',
      fields: [
        { name: 'name', type: TEXT, label: 'Name', unique: false },
        { name: 'owner', type: to('partner'), label: 'Owner', unique: false },
      ],
      at: 1,
    },
    { kind: 'field', entity: 'machine', field: 'serial', type: TEXT, label: 'Serial', unique: true, at: 2 },
    {
      kind: 'field',
      entity: 'lead',
      field: 'about',
      type: to('machine'),
      label: 'About',
      unique: false,
      at: 3,
    },
    { kind: 'row', entity: 'machine', key: { serial: 'first' }, values: { name: 'Press' }, at: 4 },
  ],
};

test('what an entity is made of stands after a kill anywhere, and its rollback takes the entity away', async () => {
  let steps = 0;
  for (let n = 1; ; n += 1) {
    const world = await makeWorld(ROWS, WITH_MODEL);
    const { schema } = world.target;
    const before = world.target.dump();
    // Nothing is there yet: not even a row can be asked for.
    const missing = await provision(world.context, { apply: false });
    expect(missing.steps.map((one) => one.status)).toEqual(['missing', 'missing', 'missing', 'missing']);
    if (await dies(world, n, (context) => provision(context, { apply: true }))) break;
    steps += 1;
    if (n % 2 === 0) {
      await provision(world.context, { apply: true });
      const again = await provision(world.context, { apply: true });
      expect(again.steps.map((one) => one.status)).toEqual(['present', 'present', 'present', 'present']);
      expect(world.target.rows('machine'), `killed at step ${n}`).toEqual([
        expect.objectContaining({ serial: 'first', name: 'Press' }),
      ]);
    }
    // A rollback that is killed, too, goes on.
    await dies(world, (n % 7) + 1, (context) => rollback(context, { scope: 'provision' }));
    const undone = await rollback(world.context, { scope: 'provision' });
    expect(undone.left, `killed at step ${n}`).toEqual([]);
    expect(world.target.schema, `killed at step ${n}`).toEqual(schema);
    expect(world.target.dump(), `killed at step ${n}`).toBe(before);
    forgetWorlds();
  }
  expect(steps).toBeGreaterThan(12);
});

/** Companies are configuration here, and refer to each other in a second pass. */
function configured(): Plan {
  const { companies, leads } = PLAN.maps;
  if (companies === undefined || leads === undefined)
    throw new TypeError('The plan of the world has changed');
  const arms = companies.arms.map((arm) =>
    arm.kind === 'skip'
      ? arm
      : { ...arm, assignments: arm.assignments.filter(({ fields }) => !fields.includes('user_id')) },
  );
  return {
    ...PLAN,
    maps: { companies: { ...companies, arms, phase: 'provision' }, leads },
    order: PLAN.order.filter(({ map }) => map === 'companies' || map === 'leads'),
  };
}

test('configuration that is killed anywhere is resumed, and its rollback takes all away', async () => {
  const plan = configured();
  const apply = (context: MigrationContext): Promise<unknown> => provision(context, { apply: true });
  const undisturbed = await makeWorld(ROWS, plan);
  await apply(undisturbed.context);
  const expected = await run(undisturbed.context, once);
  const wanted = undisturbed.target.content();
  let steps = 0;
  for (let n = 1; ; n += 1) {
    const world = await makeWorld(ROWS, plan);
    const { schema } = world.target;
    const before = world.target.dump();
    await expect(run(world.context, once)).rejects.toMatchObject({ kind: 'unready' });
    if (await dies(world, n, apply)) break;
    steps += 1;
    // Without resuming first, every second time.
    if (n % 2 === 0) {
      await apply(world.context);
      const result = await run(world.context, once);
      expect(world.target.content(), `killed at step ${n}`).toBe(wanted);
      expect(result.maps, `killed at step ${n}`).toEqual(expected.maps);
      await expect(rollback(world.context, { scope: 'provision' })).rejects.toMatchObject({ kind: 'usage' });
      await rollback(world.context, { scope: 'records' });
    }
    // A rollback that is killed, too, goes on.
    await dies(world, (n % 11) + 1, (context) => rollback(context, { scope: 'provision' }));
    const undone = await rollback(world.context, { scope: 'provision' });
    expect(undone.left, `killed at step ${n}`).toEqual([]);
    expect(world.target.schema, `killed at step ${n}`).toEqual(schema);
    expect(world.target.dump(), `killed at step ${n}`).toBe(before);
    forgetWorlds();
  }
  expect(steps).toBeGreaterThan(30);
}, 60_000);

test('an entity that the target cannot say who made is left to a person', async () => {
  const world = await makeWorld(ROWS, WITH_MODEL);
  world.target.adopts = false;
  world.target.fault = (call) => (call.kind === 'provisionModel' ? { kind: 'killedAfter' } : null);
  await expect(provision(world.context, { apply: true })).rejects.toBeInstanceOf(Killed);
  world.target.fault = () => null;
  const undone = await rollback(world.context, { scope: 'provision' });
  expect(undone.left).toEqual([expect.objectContaining({ entity: 'machine', target: 'machine' })]);
});

test('a row is looked for among those of an entity that was made a moment ago', async () => {
  const row = WITH_MODEL.provision.filter((step) => step.kind === 'row');
  const world = await makeWorld(ROWS, { ...WITH_MODEL, provision: [...WITH_MODEL.provision, ...row] });
  const { steps } = await provision(world.context, { apply: true });
  expect(steps.map((one) => one.status)).toEqual(['made', 'made', 'made', 'made', 'present']);
});

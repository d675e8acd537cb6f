import { afterEach, describe, expect, test } from 'vitest';
import type { MigrationContext } from '../../src/migrate/index.ts';
import {
  listOwners,
  preflight,
  provision,
  reconcile,
  resolveOwners,
  rollback,
  run,
  sample,
  verify,
} from '../../src/migrate/index.ts';
import { forgetWorlds, makeWorld, type World } from './support/world.ts';

afterEach(forgetWorlds);
const once = { retry: false, dryRun: false };
const drifted = {
  kind: 'drift',
  message:
    'This is another database (fake, 2) than the one that the journal in .mapc speaks of (fake, 1); point the environment back to it, or remove .mapc to begin anew.',
};

/** After a run, another database under the same address. */
async function exchanged(): Promise<World> {
  const world = await makeWorld();
  await run(world.context, once);
  world.target.database = 'fake, 2';
  world.target.calls = [];
  return world;
}

describe('another database than that of the journal', () => {
  const phases: readonly (readonly [string, (context: MigrationContext) => Promise<unknown>])[] = [
    ['run', (context) => run(context, once)],
    ['run --dry-run', (context) => run(context, { retry: false, dryRun: true })],
    ['sample', (context) => sample(context, { perMap: 1, seed: 1 })],
    ['provision', (context) => provision(context, { apply: false })],
    ['owners', (context) => listOwners(context)],
    [
      'owners resolve',
      (context) => resolveOwners(context, [{ source: 'u3', target: 'ada@x.test', map: null }], 't'),
    ],
    ['verify', (context) => verify(context, { sample: null, seed: 1 })],
    ['reconcile', (context) => reconcile(context, { seed: 1 })],
    ['rollback', (context) => rollback(context, { scope: 'records' })],
    ['rollback --leave', (context) => rollback(context, { scope: 'leave' })],
  ];
  test.each(phases)('is refused by %s', async (_name, phase) => {
    const world = await exchanged();
    await expect(phase(world.context)).rejects.toMatchObject(drifted);
    expect(world.target.writes()).toEqual([]);
    world.target.database = 'fake, 1';
    await phase(world.context);
  });

  test('is a finding of preflight', async () => {
    const world = await exchanged();
    const { findings, ready } = await preflight(world.context);
    expect(ready).toBe(false);
    expect(findings).toContainEqual({ severity: 'error', message: drifted.message });
  });

  test('is taken where the journal speaks of none: before anything was written, and once all is undone', async () => {
    const world = await makeWorld();
    await verify(world.context, { sample: null, seed: 1 });
    world.target.database = 'fake, 2';
    await run(world.context, once);
    await rollback(world.context, { scope: 'records' });
    world.target.database = 'fake, 3';
    await run(world.context, once);
    world.target.database = 'fake, 2';
    await expect(run(world.context, once)).rejects.toMatchObject({ kind: 'drift' });
  });
});

test('which database it is is asked once a phase', async () => {
  const world = await makeWorld();
  let asked = 0;
  world.target.identity = async () => {
    asked += 1;
    return 'fake, 1';
  };
  await run(world.context, once);
  expect(asked).toBe(1);
});

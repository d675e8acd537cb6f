import { afterEach, describe, expect, test } from 'vitest';
import { openJournal } from '../../src/migrate/context.ts';
import { extract, type MigrationContext, provision, rollback, run, verify } from '../../src/migrate/index.ts';
import { forgetWorlds, makeWorld, type World } from './support/world.ts';

afterEach(forgetWorlds);
const once = { retry: false, dryRun: false };
const isWrite = (kind: string): boolean => kind !== 'search' && kind !== 'read';

/** Does something that a person interrupts while its n-th call is under way; how many calls the target got. */
async function interrupted(
  world: World,
  n: number,
  work: (context: MigrationContext) => Promise<unknown>,
): Promise<'ended' | { readonly during: string; readonly callsAfter: number }> {
  const controller = new AbortController();
  world.target.calls = [];
  world.target.fault = () => {
    if (world.target.calls.length === n) controller.abort();
    return null;
  };
  try {
    await work(world.with({ signal: controller.signal }));
  } catch (error) {
    expect(error, `call ${n}`).toMatchObject({ name: 'MigrationError', kind: 'interrupted' });
    return { during: world.target.calls[n - 1]?.kind ?? '', callsAfter: world.target.calls.length - n };
  } finally {
    world.target.fault = () => null;
  }
  return 'ended';
}

function openIntents(world: World): number {
  const journal = openJournal(world.context);
  try {
    return journal.openOps().length;
  } finally {
    journal.close();
  }
}

describe('an interruption', () => {
  test.each([1, 3])(
    'during any call of a run lets the call end, journals it, and is resumed (%i at once)',
    async (concurrency) => {
      const undisturbed = await makeWorld();
      undisturbed.target.traits = { ...undisturbed.target.traits, concurrency };
      const expected = await run(undisturbed.context, once);
      const wanted = undisturbed.target.content();
      let writes = 0;
      for (let n = 1; ; n += 1) {
        const world = await makeWorld();
        world.target.traits = { ...world.target.traits, concurrency };
        const end = await interrupted(world, n, (context) => run(context, once));
        if (end === 'ended') break;
        if (concurrency === 1) expect(end.callsAfter, `call ${n}, ${end.during}`).toBe(0);
        expect(openIntents(world), `call ${n}, ${end.during}`).toBe(0);
        if (isWrite(end.during)) writes += 1;
        const before = world.clock.time;
        const result = await run(world.context, once);
        // Nothing is in doubt, so nothing has to be waited for.
        expect(world.clock.time).toBe(before);
        expect(result.resumed).toBe(true);
        expect(world.target.content(), `call ${n}, ${end.during}`).toBe(wanted);
        expect(result.maps, `call ${n}, ${end.during}`).toEqual(expected.maps);
        forgetWorlds();
      }
      expect(writes).toBeGreaterThan(5);
    },
  );

  test('while the target is busy leaves nothing in doubt', async () => {
    const undisturbed = await makeWorld();
    await run(undisturbed.context, once);
    const creations = undisturbed.target.calls.filter((call) => call.kind === 'create').length;
    for (let n = 1; n <= creations; n += 1) {
      const world = await makeWorld();
      const controller = new AbortController();
      let seen = 0;
      world.target.fault = (call) => {
        if (call.kind === 'create') seen += 1;
        if (call.kind !== 'create' || seen !== n) return null;
        controller.abort();
        return { kind: 'transient' };
      };
      await expect(run(world.with({ signal: controller.signal }), once)).rejects.toMatchObject({
        kind: 'interrupted',
      });
      expect(openIntents(world)).toBe(0);
      world.target.fault = () => null;
      await run(world.context, once);
      expect(world.target.content()).toBe(undisturbed.target.content());
      forgetWorlds();
    }
  });

  test('during any call of a rollback leaves one that ends where an undisturbed one does', async () => {
    let writes = 0;
    for (let n = 1; ; n += 1) {
      const world = await makeWorld();
      const before = world.target.dump();
      await run(world.context, once);
      const end = await interrupted(world, n, (context) => rollback(context, { scope: 'records' }));
      if (end === 'ended') break;
      expect(end.callsAfter).toBe(0);
      if (isWrite(end.during)) writes += 1;
      expect((await rollback(world.context, { scope: 'records' })).left).toEqual([]);
      expect(world.target.dump()).toBe(before);
      forgetWorlds();
    }
    expect(writes).toBeGreaterThan(4);
  });

  test('during the making of a field keeps its receipt', async () => {
    const world = await makeWorld();
    const schema = world.target.schema;
    const calls: unknown[] = [];
    for (let n = 1; ; n += 1) {
      const end = await interrupted(world, n, (context) => provision(context, { apply: true }));
      if (end === 'ended') break;
      calls.push(end.during);
      expect(openIntents(world)).toBe(0);
      await provision(world.context, { apply: true });
      const undone = await rollback(world.context, { scope: 'provision' });
      expect(undone).toMatchObject({ unprovisioned: 1, deleted: 1, left: [] });
      expect(world.target.schema).toEqual(schema);
    }
    expect(calls).toContain('provisionField');
  });

  test('of an extraction keeps what is staged', async () => {
    const world = await makeWorld();
    const controller = new AbortController();
    world.source.reads = [];
    const progress: MigrationContext['progress'] = (_done, _total, what) => {
      if (what === 'Contact') controller.abort();
    };
    const context = world.with({ signal: controller.signal, progress });
    await expect(extract(context, { again: true })).rejects.toMatchObject({ kind: 'interrupted' });
    expect(world.source.reads).toEqual(['Company', 'Contact']);
    await extract(world.context, { again: false });
    await expect(run(world.context, once)).resolves.toMatchObject({ run: 1 });
  });

  test('that comes before the start touches nothing', async () => {
    const world = await makeWorld();
    await run(world.context, once);
    world.target.calls = [];
    const context = world.with({ signal: AbortSignal.abort() });
    for (const work of [
      () => run(context, once),
      () => verify(context, { sample: null, seed: 1 }),
      () => rollback(context, { scope: 'records' }),
      () => provision(context, { apply: true }),
      () => extract(context, { again: true }),
    ])
      await expect(work()).rejects.toMatchObject({ kind: 'interrupted' });
    expect(world.target.calls).toEqual([]);
  });
});

import { afterEach, expect, test } from 'vitest';
import { ConnectorError, type PreflightFinding, type Source } from '../../src/connectors/contract.ts';
import { preflight } from '../../src/migrate/index.ts';
import type { Entity } from '../../src/schema/model.ts';
import { forgetWorlds, makeWorld, PLAN, type World } from './support/world.ts';

afterEach(forgetWorlds);

/** The source of a world that says this of itself. */
function saying(world: World, say: (entities: readonly Entity[]) => readonly PreflightFinding[]): Source {
  const { source } = world;
  return {
    system: source.system,
    discover: () => source.discover(),
    profile: () => source.profile(),
    count: (entity) => source.count(entity),
    read: (entity, fields) => source.read(entity, fields),
    download: (address, sink) => source.download(address, sink),
    preflight: async (entities) => say(entities),
    close: () => source.close(),
  };
}

test('the source is asked of the entities that are extracted, and what it says is told', async () => {
  const world = await makeWorld();
  const finding = { severity: 'warning', message: 'The account may write' } as const;
  let asked: readonly unknown[] = [];
  const source = saying(world, (entities) => {
    asked = entities.map(({ name, fields }) => [name, Object.keys(fields).toSorted()]);
    return [finding];
  });
  const extracted = PLAN.extract.map((one) => (one.entity === 'User' ? { ...one, fields: ['id'] } : one));
  const plan = { ...PLAN, extract: extracted };
  const { findings, ready } = await preflight(world.with({ source, plan }));
  expect(findings).toContainEqual(finding);
  // Each with the fields that are read of it, and no others.
  expect(asked).toEqual(extracted.map(({ entity, fields }) => [entity, fields.toSorted()]));
  expect(ready).toBe(true);
});

test('a source that cannot be reached any more keeps nobody from moving what is extracted', async () => {
  const world = await makeWorld();
  const source = saying(world, () => {
    throw new ConnectorError('unreachable', 'There is no such host.');
  });
  const { findings, ready } = await preflight(world.with({ source }));
  expect(findings).toContainEqual({
    severity: 'warning',
    message:
      'The source cannot be asked: There is no such host. What is extracted can be moved all the same.',
  });
  expect(ready).toBe(true);
});

test('a source that is not at hand is told with the reason', async () => {
  const world = await makeWorld();
  const { findings } = await preflight(world.with({ source: null, noSource: 'Set DV_SECRET.' }));
  expect(findings[0]).toEqual({ severity: 'info', message: 'The source is not asked: Set DV_SECRET.' });
});

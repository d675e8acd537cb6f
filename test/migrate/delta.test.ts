import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { ChangePage, Source, SourceRecord } from '../../src/connectors/contract.ts';
import { delta, extract, type MigrationContext, readManifest, run } from '../../src/migrate/index.ts';
import type { JsonValue } from '../../src/schema/model.ts';
import { Killed } from './support/fake-target.ts';
import { changed, forgetWorlds, makeWorld, PLAN, ROWS, type World } from './support/world.ts';

afterEach(forgetWorlds);
const once = { retry: false, dryRun: false };
type Rows = World['source']['rows'];

/** A company and a contact changed, a contact gone, a contact new. */
const CHANGE: Rows = ((): Rows => {
  const rows = changed(changed(ROWS, 'Company', 'k2', { name: 'Two b' }), 'Contact', 'c1', {
    name: 'Better',
  });
  const [first] = rows.Contact ?? [];
  const kept = (rows.Contact ?? []).filter(({ id }) => id !== 'c5');
  return { ...rows, Contact: [...kept, { ...first, id: 'c9', name: 'Ninth' }] };
})();

/** The world's source as one that keeps a list of its changes: a token is how many there were. */
function tracking(world: World): MigrationContext {
  const { source } = world;
  const history: Rows[] = [];
  const rowsOf = (
    rows: Rows | undefined,
    name: string,
    fields: readonly string[],
  ): Map<string, SourceRecord> =>
    new Map(
      (rows?.[name] ?? []).map((row) => [
        String(row.id),
        { id: String(row.id), values: Object.fromEntries(fields.map((one) => [one, row[one] ?? null])) },
      ]),
    );
  const tracked: Source = {
    system: source.system,
    discover: () => source.discover(),
    profile: () => source.profile(),
    count: (entity) => source.count(entity),
    read: (entity, fields) => source.read(entity, fields),
    download: (address, sink) => source.download(address, sink),
    close: () => source.close(),
    changes: async ({ name, ...rest }, fields, since) => {
      if (history.at(-1) !== source.rows) history.push(source.rows);
      const token = String(history.length);
      const now = rowsOf(source.rows, name, fields);
      if (since === null) {
        const pages = (async function* (): AsyncGenerator<ChangePage> {
          for await (const records of source.read({ name, ...rest }, fields)) yield { records, deleted: [] };
          yield { records: [], deleted: [], token };
        })();
        return { found: 'whole', why: null, pages };
      }
      const then = rowsOf(history[Number(since) - 1], name, fields);
      const pages = (async function* (): AsyncGenerator<ChangePage> {
        for (const [id, record] of now) {
          if (JSON.stringify(then.get(id)) === JSON.stringify(record)) continue;
          source.fault('page', name);
          // Once as it was for a moment, then as it is.
          yield { records: [{ id, values: { ...record.values, name: 'In between' } }], deleted: [] };
          yield { records: [record], deleted: [] };
        }
        yield { records: [], deleted: [...then.keys(), 'never-seen'].filter((id) => !now.has(id)), token };
      })();
      return { found: 'tracked', why: null, pages };
    },
  };
  return world.with({ source: tracked });
}

/** What is staged, held to its manifest. */
function staged({ directory }: Pick<MigrationContext, 'directory'>): Readonly<Record<string, string>> {
  const { entities = {} } = readManifest({ directory }) ?? {};
  return Object.fromEntries(
    Object.entries(entities).map(([entity, { sha256, records, pending }]) => {
      const file = readFileSync(join(directory, '.mapc/stage', `${entity}.jsonl`), 'utf8');
      const digest = createHash('sha256').update(file).digest('hex');
      expect([sha256, pending?.sha256], entity).toContain(digest);
      if (pending === undefined) expect(file.split('\n').length - 1, entity).toBe(records);
      return [entity, digest];
    }),
  );
}

async function moved(): Promise<{ readonly world: World; readonly context: MigrationContext }> {
  const world = await makeWorld();
  const context = tracking(world);
  await extract(context, { again: true });
  await run(context, once);
  return { world, context };
}

/** What reading everything anew makes of the change. */
async function undisturbed(): Promise<{
  content: string;
  stage: Readonly<Record<string, string>>;
  maps: JsonValue;
}> {
  const world = await makeWorld();
  await run(world.context, once);
  await world.stage(CHANGE);
  const { maps } = await run(world.context, once);
  return {
    content: world.target.content(),
    stage: staged(world.context),
    maps: JSON.parse(JSON.stringify(maps)),
  };
}

test('what changed is asked for, and ends as everything read anew does', async () => {
  const wanted = await undisturbed();
  const { world, context } = await moved();
  world.source.rows = CHANGE;
  world.source.reads = [];
  const result = await delta(context, { retry: false });
  expect(world.source.reads).toEqual([]);
  expect(
    result.entities.map(({ entity, found, added, changed: other, deleted, records }) => [
      entity,
      found,
      added,
      other,
      deleted,
      records,
    ]),
  ).toEqual([
    ['Company', 'tracked', 0, 1, 0, 6],
    ['Contact', 'tracked', 1, 1, 1, 5],
    ['User', 'tracked', 0, 0, 0, 3],
  ]);
  expect(result.maps).toEqual(wanted.maps);
  expect(result.maps.map(({ states }) => states.gone)).toEqual([0, 1, 0]);
  expect(staged(context)).toEqual(wanted.stage);
  expect(world.target.content()).toBe(wanted.content);
  expect(readManifest(context)?.entities.Contact).toMatchObject({ records: 5, counted: 5 });

  world.target.calls = [];
  const again = await delta(context, { retry: false });
  expect(
    again.entities.map(({ read, added, changed: other, deleted }) => [read, added, other, deleted]),
  ).toEqual([
    [0, 0, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ]);
  expect(world.target.writes()).toEqual([]);
});

test('a source that cannot tell is read, and compared', async () => {
  const wanted = await undisturbed();
  const world = await makeWorld();
  await run(world.context, once);
  world.source.rows = CHANGE;
  const { entities, maps } = await delta(world.context, { retry: false });
  expect(
    entities.map((one) => [one.entity, one.found, one.read, one.added, one.changed, one.deleted]),
  ).toEqual([
    ['Company', 'whole', 6, 0, 1, 0],
    ['Contact', 'whole', 5, 1, 1, 1],
    ['User', 'whole', 3, 0, 0, 0],
  ]);
  expect(maps).toEqual(wanted.maps);
  expect(staged(world.context)).toEqual(wanted.stage);
});

test('a delta that is killed anywhere ends where reading everything anew ends', async () => {
  const wanted = await undisturbed();
  let steps = 0;
  let between = 0;
  for (let n = 1; ; n += 1) {
    const { world, context } = await moved();
    world.source.rows = CHANGE;
    let step = 0;
    const tick = (): boolean => {
      step += 1;
      return step === n;
    };
    const die = (): void => {
      if (tick()) throw new Killed();
    };
    world.source.fault = die;
    world.target.fault = () => (tick() ? { kind: 'killedBefore' } : tick() ? { kind: 'killedAfter' } : null);
    const died = await delta({ ...context, beforeCommit: die }, { retry: false }).then(
      () => false,
      (error: unknown) => {
        if (!(error instanceof Killed)) throw error;
        return true;
      },
    );
    world.source.fault = () => undefined;
    world.target.fault = () => null;
    if (!died) break;
    steps += 1;
    // Every file fits its manifest, and a run alone works from what is there.
    staged(context);
    if (Object.values(readManifest(context)?.entities ?? {}).some(({ pending }) => pending !== undefined))
      between += 1;
    if (n % 2 === 0) await run(context, once);
    const { maps } = await delta(context, { retry: false });
    expect(staged(context), `killed at step ${n}`).toEqual(wanted.stage);
    expect(world.target.content(), `killed at step ${n}`).toBe(wanted.content);
    // What an earlier process wrote is not written again, so the states of the last run may differ; nobody is lost.
    expect(
      maps.every(({ conserved }) => conserved),
      `killed at step ${n}`,
    ).toBe(true);
    forgetWorlds();
  }
  expect(steps).toBeGreaterThan(25);
  // Before the file was written, and after it.
  expect(between).toBeGreaterThanOrEqual(4);
}, 120_000);

test('a file that was written just before the process died is taken for what it is', async () => {
  const wanted = await undisturbed();
  const { world, context } = await moved();
  world.source.rows = CHANGE;
  let manifests = 0;
  const beforeCommit = (what: string): void => {
    if (what === 'manifest') manifests += 1;
    // Company: announced, written, not yet entered.
    if (manifests === 2) throw new Killed();
  };
  await expect(delta({ ...context, beforeCommit }, { retry: false })).rejects.toBeInstanceOf(Killed);
  expect(staged(context).Company).toBe(wanted.stage.Company);
  await run(context, once);
  const { entities } = await delta(context, { retry: false });
  expect(entities[0]).toMatchObject({ entity: 'Company', found: 'tracked', read: 0, changed: 0 });
  expect(staged(context)).toEqual(wanted.stage);
});

test('a field that the maps did not read before has the entity read whole', async () => {
  const { world, context } = await moved();
  world.source.rows = CHANGE;
  const plan = {
    ...PLAN,
    extract: PLAN.extract.map((one) =>
      one.entity === 'Company' ? { ...one, fields: [...one.fields, 'members'] } : one,
    ),
  };
  const { entities } = await delta({ ...context, plan }, { retry: false });
  expect(entities.map(({ entity, found }) => `${entity} ${found}`)).toEqual([
    'Company first',
    'Contact tracked',
    'User tracked',
  ]);
});

test('nothing extracted, and a stage that somebody edited, are refused', async () => {
  const { context } = await moved();
  const empty = { ...context, plan: { ...PLAN, extract: [{ entity: 'Other', fields: [] }] } };
  await expect(delta(empty, { retry: false })).rejects.toMatchObject({ kind: 'unready' });
  appendFileSync(join(context.directory, '.mapc/stage/Company.jsonl'), '\n');
  await expect(delta(context, { retry: false })).rejects.toMatchObject({ kind: 'format' });
});

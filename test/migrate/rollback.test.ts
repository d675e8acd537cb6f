import { afterEach, describe, expect, test } from 'vitest';
import { provision, rollback, run, sample } from '../../src/migrate/index.ts';
import { rollbackToText } from '../../src/report/results.ts';
import type { Field } from '../../src/schema/model.ts';
import { changed, forgetWorlds, makeWorld, ROWS, TARGET_SCHEMA, to, type World } from './support/world.ts';

afterEach(forgetWorlds);
const once = { retry: false, dryRun: false };

test('restores the target exactly: made rows go, former values and lists come back', async () => {
  const world = await makeWorld();
  const before = world.target.dump();
  await run(world.context, once);
  expect(world.target.dump()).not.toBe(before);
  const result = await rollback(world.context, { scope: 'records' });
  expect(result.left).toEqual([]);
  expect(world.target.dump()).toBe(before);
});

test('undoes deltas too, and a run afterwards does everything anew', async () => {
  const world = await makeWorld();
  const before = world.target.dump();
  const first = await run(world.context, once);
  const after = world.target.content();
  await world.stage(changed(ROWS, 'Company', 'k2', { name: 'Two b', label: 'C' }));
  await run(world.context, once);
  await rollback(world.context, { scope: 'records' });
  expect(world.target.dump()).toBe(before);
  await world.stage(ROWS);
  const again = await run(world.context, once);
  expect(world.target.content()).toBe(after);
  expect(again.maps).toEqual(first.maps);
});

test('takes only what was added out of a list', async () => {
  const world = await makeWorld();
  await run(world.context, once);
  const row = world.target.rows('partner').find((one) => one.x_id === 'company:k2');
  const extra = world.target.seed('tag', { name: 'later by hand' });
  if (row === undefined || !Array.isArray(row.tags)) throw new Error('no row');
  world.target.edit('partner', row.id, { tags: [...row.tags, extra] });
  await rollback(world.context, { scope: 'records' });
  const names = new Map(world.target.rows('tag').map((tag) => [tag.id, tag.name]));
  const kept = world.target.rows('partner').find((one) => one.id === row.id)?.tags;
  expect(Array.isArray(kept) ? kept.map((id) => names.get(Number(id))) : null).toEqual([
    'A',
    'human',
    'later by hand',
  ]);
});

test('does not take out of a list what was in it before', async () => {
  const world = await makeWorld(changed(ROWS, 'Company', 'k2', { label: 'A' }));
  const before = world.target.dump();
  await run(world.context, once);
  await rollback(world.context, { scope: 'records' });
  expect(world.target.dump()).toBe(before);
});

test('deletes made rows that refer to each other in a circle', async () => {
  const rows = changed(ROWS, 'Company', 'k1', { friend: { entity: 'Company', id: 'k4' } });
  const world = await makeWorld(changed(rows, 'Company', 'k4', { friend: { entity: 'Company', id: 'k1' } }));
  // As strict as PostgreSQL with a restricting key: only what nothing refers to goes, row by row.
  world.target.traits = { ...world.target.traits, batch: { create: 4, update: 4, delete: 1, read: 3 } };
  const before = world.target.dump();
  await run(world.context, once);
  const [one, four] = ['k1', 'k4'].map((id) =>
    world.target.rows('partner').find((row) => row.x_id === `company:${id}`),
  );
  expect([one?.friend_id, four?.friend_id]).toEqual([four?.id, one?.id]);
  const result = await rollback(world.context, { scope: 'records' });
  expect(result.left).toEqual([]);
  expect(world.target.dump()).toBe(before);
});

test('leaves alone and lists rows that a person changed, and what they refer to', async () => {
  const world = await makeWorld();
  await run(world.context, once);
  const lead = world.target.rows('lead').find((one) => one.x_id === 'contact:c5');
  const updated = world.target.rows('partner').find((one) => one.x_id === 'company:k2');
  if (lead === undefined || updated === undefined) throw new Error('no row');
  world.target.edit('lead', lead.id, { name: 'Worked on' });
  world.target.edit('partner', updated.id, { name: 'Also by hand' });
  const result = await rollback(world.context, { scope: 'records' });
  expect(world.target.rows('lead')).toEqual([expect.objectContaining({ name: 'Worked on' })]);
  expect(world.target.rows('partner').find((one) => one.id === updated.id)).toMatchObject({
    name: 'Also by hand',
    x_id: 'company:k2',
  });
  const reasons = result.left.map((left) => `${left.entity} ${left.target}: ${left.reason}`);
  expect(reasons).toContain(`lead ${lead.id}: A person changed name since.`);
  expect(reasons).toContain(`partner ${updated.id}: A person changed name since.`);
  expect(world.target.rows('partner').map((row) => row.x_id)).toContain('company:k6');
});

test('keeps a derived row to which others refer', async () => {
  const world = await makeWorld();
  await run(world.context, once);
  const wood = world.target.rows('industry').find((row) => row.name === 'Wood');
  if (wood === undefined) throw new Error('no row');
  world.target.seed('partner', { name: 'By hand', industry_id: wood.id });
  const result = await rollback(world.context, { scope: 'records' });
  expect(world.target.rows('industry').map((row) => row.name)).toEqual(['Wood']);
  expect(result.left).toEqual([expect.objectContaining({ entity: 'industry', target: wood.id })]);
});

test('what was left is tried again', async () => {
  const world = await makeWorld();
  const before = world.target.dump();
  await run(world.context, once);
  const lead = world.target.rows('lead').find((one) => one.x_id === 'contact:c5');
  if (lead === undefined) throw new Error('no row');
  world.target.edit('lead', lead.id, { name: 'Worked on' });
  await rollback(world.context, { scope: 'records' });
  world.target.edit('lead', lead.id, { name: 'Lead five' });
  const second = await rollback(world.context, { scope: 'records' });
  expect(second.left).toEqual([]);
  expect(world.target.dump()).toBe(before);
});

test('of a sample undoes the sample, and refuses while a run stands upon it', async () => {
  const world = await makeWorld();
  const before = world.target.dump();
  await sample(world.context, { perMap: 1, seed: 7 });
  expect(world.target.dump()).not.toBe(before);
  await rollback(world.context, { scope: 'sample' });
  expect(world.target.dump()).toBe(before);
  await sample(world.context, { perMap: 1, seed: 7 });
  await run(world.context, once);
  await expect(rollback(world.context, { scope: 'sample' })).rejects.toMatchObject({ kind: 'usage' });
  await rollback(world.context, { scope: 'records' });
  expect(world.target.dump()).toBe(before);
});

test('of a provision takes fields and rows away, and is refused while records stand', async () => {
  const world = await makeWorld();
  const before = world.target.dump();
  const schema = world.target.schema;
  await provision(world.context, { apply: true });
  await run(world.context, once);
  await expect(rollback(world.context, { scope: 'provision' })).rejects.toMatchObject({ kind: 'usage' });
  await rollback(world.context, { scope: 'records' });
  const result = await rollback(world.context, { scope: 'provision' });
  expect(result).toMatchObject({ deleted: 1, unprovisioned: 1, left: [] });
  expect(world.target.dump()).toBe(before);
  expect(world.target.schema).toEqual(schema);
});

describe('what a row that stays refers to', () => {
  /** k1 has the parent k4, and k6 has the parent k1; a person works on k6. */
  async function worked(): Promise<{
    readonly world: World;
    readonly ids: Readonly<Record<string, number>>;
  }> {
    const world = await makeWorld();
    // As Odoo does: no error, the reference is emptied.
    world.target.empties = true;
    await run(world.context, once);
    const ids = Object.fromEntries(
      world.target.rows('partner').map((row) => [String(row.x_id).replace('company:', ''), row.id]),
    );
    world.target.edit('partner', ids.k6 ?? 0, { name: 'Worked on' });
    return { world, ids };
  }
  const parents = (world: World): Readonly<Record<string, unknown>> =>
    Object.fromEntries(world.target.rows('partner').map((row) => [String(row.x_id), row.parent_id ?? null]));

  test('stays with it, whoever refers to whom in turn, and is listed with that reason', async () => {
    const { world, ids } = await worked();
    const result = await rollback(world.context, { scope: 'records' });
    expect(parents(world)).toMatchObject({ 'company:k6': ids.k1, 'company:k1': ids.k4 });
    const reasons = result.left.map((left) => `${left.entity} ${left.target}: ${left.reason}`);
    expect(reasons).toContain(`partner ${ids.k6}: A person changed name since.`);
    expect(reasons).toContain(`partner ${ids.k1}: partner ${ids.k6}, which is left alone, refers to it.`);
    expect(reasons).toContain(`partner ${ids.k4}: partner ${ids.k1}, which is left alone, refers to it.`);
    // What nobody needs went.
    expect(world.target.rows('lead')).toEqual([]);
    const second = await rollback(world.context, { scope: 'records' });
    expect(second.left.map(({ reason }) => reason).filter((reason) => reason.includes('parent_id'))).toEqual(
      [],
    );
    expect(second.left.length).toBe(result.left.length);
  });

  test('goes with it once nobody has changed it any more', async () => {
    const { world, ids } = await worked();
    await rollback(world.context, { scope: 'records' });
    world.target.edit('partner', ids.k6 ?? 0, { name: 'Six' });
    expect((await rollback(world.context, { scope: 'records' })).left).toEqual([]);
    expect(world.target.rows('partner').map(({ name }) => name)).toEqual(['Old Two']);
  });

  test('stays where a row that a person made refers to it', async () => {
    const world = await makeWorld();
    world.target.empties = true;
    await run(world.context, once);
    const four = world.target.rows('partner').find((row) => row.x_id === 'company:k4');
    if (four === undefined) throw new Error('no row');
    const theirs = world.target.seed('partner', { name: 'By hand', parent_id: four.id });
    const result = await rollback(world.context, { scope: 'records' });
    expect(result.left).toEqual([
      expect.objectContaining({ target: four.id, reason: `partner ${theirs} (parent_id) refers to it.` }),
    ]);
    expect(world.target.rows('partner').find((row) => row.id === theirs)?.parent_id).toBe(four.id);
  });

  test('goes where only the other end of what we wrote refers to it', async () => {
    const world = await makeWorld();
    const { user } = TARGET_SCHEMA.entities;
    if (user === undefined) throw new Error('the schema has changed');
    const main: Field = { name: 'main_id', label: 'Main', type: to('partner') };
    const targetSchema = {
      ...TARGET_SCHEMA,
      entities: { ...TARGET_SCHEMA.entities, user: { ...user, fields: { ...user.fields, main_id: main } } },
    };
    const context = world.with({ targetSchema });
    await run(context, once);
    const one = world.target.rows('partner').find((row) => row.x_id === 'company:k1');
    const four = world.target.rows('partner').find((row) => row.x_id === 'company:k4');
    const ada = world.target.rows('user').find((row) => row.login === 'ada@x.test');
    if (one === undefined || four === undefined || ada === undefined) throw new Error('no row');
    // k1 has Ada for its user, k4 has nobody.
    world.target.edit('user', ada.id, { main_id: four.id });
    expect((await rollback(context, { scope: 'records' })).left).toMatchObject([{ target: four.id }]);
    await rollback(context, { scope: 'leave' });
    await run(context, once);
    const again = world.target.rows('partner').find((row) => row.x_id === 'company:k1');
    if (again === undefined) throw new Error('no row');
    world.target.edit('user', ada.id, { main_id: again.id });
    expect((await rollback(context, { scope: 'records' })).left).toEqual([]);
  });

  test('is no change of a person where it was emptied because a row of ours is gone', async () => {
    const world = await makeWorld(changed(ROWS, 'Company', 'k6', { owner: { entity: 'User', id: 'u2' } }));
    world.target.empties = true;
    await run(world.context, once);
    const bob = world.target.rows('user').find((row) => row.login === 'bob@x.test');
    const six = world.target.rows('partner').find((row) => row.x_id === 'company:k6');
    if (bob === undefined) throw new Error('no row');
    expect(six?.user_id).toBe(bob.id);
    world.target.remove('user', bob.id);
    expect((await rollback(world.context, { scope: 'records' })).left).toEqual([]);
    expect(world.target.rows('partner').map(({ name }) => name)).toEqual(['Old Two']);
  });

  test('is left for good where a person says so: what was provisioned can go, and a run finds it by key', async () => {
    const { world, ids } = await worked();
    await provision(world.context, { apply: true });
    await rollback(world.context, { scope: 'records' });
    await expect(rollback(world.context, { scope: 'provision' })).rejects.toThrow('mapc rollback --leave');
    const rows = world.target.dump();
    const left = await rollback(world.context, { scope: 'leave' });
    expect(left.forgotten).toBeGreaterThanOrEqual(3);
    expect(rollbackToText(left, true)).toContain('stay in the target for good');
    expect(world.target.dump()).toBe(rows);
    expect((await rollback(world.context, { scope: 'leave' })).forgotten).toBe(0);
    expect((await rollback(world.context, { scope: 'records' })).left).toEqual([]);
    expect(world.target.dump()).toBe(rows);
    await provision(world.context, { apply: true });
    await run(world.context, once);
    const found = world.target.rows('partner').filter((row) => row.x_id === 'company:k6');
    expect(found.map(({ id }) => id)).toEqual([ids.k6]);
    const undone = await rollback(world.context, { scope: 'records' });
    expect(undone.left).toEqual([]);
    expect(parents(world)).toMatchObject({ 'company:k6': ids.k1, 'company:k1': ids.k4 });
    await rollback(world.context, { scope: 'provision' });
    expect(world.target.schema.entities.lead?.fields.x_extra).toBeUndefined();
  });
});

test('what was done to a row that a person deleted is done with', async () => {
  const world = await makeWorld();
  await provision(world.context, { apply: true });
  await run(world.context, once);
  const six = world.target.rows('partner').find((row) => row.x_id === 'company:k6');
  const lead = world.target.rows('lead').find((row) => row.x_id === 'contact:c5');
  if (six === undefined || lead === undefined) throw new Error('no row');
  world.target.remove('lead', lead.id);
  world.target.remove('partner', six.id);
  expect((await rollback(world.context, { scope: 'records' })).left).toEqual([]);
  expect((await rollback(world.context, { scope: 'provision' })).left).toEqual([]);
});

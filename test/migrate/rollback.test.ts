import { afterEach, expect, test } from 'vitest';
import { provision, rollback, run, sample } from '../../src/migrate/index.ts';
import { changed, forgetWorlds, makeWorld, ROWS } from './support/world.ts';

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

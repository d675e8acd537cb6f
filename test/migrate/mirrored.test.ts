import { afterEach, expect, test } from 'vitest';
import { rollback, run, verify } from '../../src/migrate/index.ts';
import type { Schema } from '../../src/schema/model.ts';
import { changed, forgetWorlds, makeWorld, ROWS, TARGET_SCHEMA, type World } from './support/world.ts';

afterEach(forgetWorlds);
const once = { retry: false, dryRun: false };
const all = { sample: null, seed: 0 };

/** The target keeps the name of a lead as one with its partner's. */
function mirroring(): Schema {
  const { lead } = TARGET_SCHEMA.entities;
  const name = lead?.fields.name;
  if (lead === undefined || name === undefined) throw new Error('no lead');
  const fields = { ...lead.fields, name: { ...name, mirrors: 'partner_id.name' } };
  return { ...TARGET_SCHEMA, entities: { ...TARGET_SCHEMA.entities, lead: { ...lead, fields } } };
}

async function migrated(): Promise<{ world: World; lead: number }> {
  const made = await makeWorld();
  const world: World = { ...made, context: made.with({ targetSchema: mirroring() }) };
  await run(world.context, once);
  const lead = world.target.rows('lead').find((row) => row.x_id === 'contact:c5');
  if (lead === undefined) throw new Error('no lead');
  return { world, lead: lead.id };
}

test('what the target put in its place is counted, and is no difference', async () => {
  const { world, lead } = await migrated();
  world.target.edit('lead', lead, { name: 'the partner’s' });
  const { wrong, differences, mirrored } = await verify(world.context, all);
  expect({ wrong, differences, mirrored }).toEqual({
    wrong: 0,
    differences: [],
    mirrored: [{ entity: 'lead', field: 'name', mirrors: 'partner_id.name', values: 1 }],
  });
});

test('what is empty, or hangs on no row, differs', async () => {
  const { world, lead } = await migrated();
  world.target.edit('lead', lead, { name: null });
  expect(await verify(world.context, all)).toMatchObject({ wrong: 1, mirrored: [] });
  world.target.edit('lead', lead, { name: 'a person’s', partner_id: null });
  expect(await verify(world.context, all)).toMatchObject({ wrong: 2, mirrored: [] });
});

test('nobody changed it: a later value of the source is written', async () => {
  const { world, lead } = await migrated();
  world.target.edit('lead', lead, { name: 'the partner’s' });
  await world.stage(changed(ROWS, 'Contact', 'c5', { name: 'Newer' }));
  const { worklist } = await run(world.context, once);
  expect(worklist.edited).toEqual([]);
  expect(world.target.rows('lead').find(({ id }) => id === lead)?.name).toBe('Newer');
});

test('without the reference a person’s value is kept', async () => {
  const made = await makeWorld();
  await run(made.context, once);
  const lead = made.target.rows('lead').find((row) => row.x_id === 'contact:c5');
  made.target.edit('lead', lead?.id ?? 0, { name: 'a person’s' });
  await made.stage(changed(ROWS, 'Contact', 'c5', { name: 'Newer' }));
  expect((await run(made.context, once)).worklist.edited).toHaveLength(1);
});

test('a rollback takes the row away', async () => {
  const { world, lead } = await migrated();
  world.target.edit('lead', lead, { name: 'the partner’s' });
  expect((await rollback(world.context, { scope: 'records' })).left).toEqual([]);
  expect(world.target.rows('lead')).toEqual([]);
});

test('a rollback tells only of the reference where a person took it away', async () => {
  const { world, lead } = await migrated();
  world.target.edit('lead', lead, { name: 'the partner’s', partner_id: null });
  const { left } = await rollback(world.context, { scope: 'records' });
  expect(left.find(({ entity, target }) => entity === 'lead' && target === lead)?.reason).toBe(
    'A person changed partner_id since.',
  );
});

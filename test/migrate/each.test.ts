import { afterEach, expect, test } from 'vitest';
import { type RunResult, run } from '../../src/migrate/index.ts';
import type { JsonValue } from '../../src/schema/model.ts';
import { arm, assign, forgetWorlds, get, makeWorld, map, PLAN, type World } from './support/world.ts';

afterEach(forgetWorlds);
const once = { retry: false, dryRun: false };

/** One tag for each member of a company's list; a member is a text or an object with `key` and `label`. */
function planOf(byKey: boolean): typeof PLAN {
  const member = { op: 'local', name: 'member' } as const;
  const part = (field: string) => (byKey ? ({ op: 'get', of: member, field } as const) : member);
  return {
    ...PLAN,
    extract: [{ entity: 'Company', fields: ['id', 'members', 'name'] }],
    maps: {
      members: map(
        'members',
        'Company',
        [
          arm('tag', {
            key: [assign('code', { op: 'text', parts: [get('id'), '/', part('key')] })],
            assignments: [
              assign('name', part('label')),
              // Set in the second pass, which must know its units by the same names.
              assign('note', { op: 'text', parts: ['of ', get('name')] }, { when: 'later' }),
            ],
          }),
        ],
        { each: { name: 'member', list: get('members') } },
      ),
    },
    order: [
      { map: 'members', pass: 1 },
      { map: 'members', pass: 2 },
    ],
    requires: [],
    thresholds: [],
  };
}

const company = (id: string, members: JsonValue): Readonly<Record<string, JsonValue>> => ({
  id,
  name: `Company ${id}`,
  members,
});
const tags = (world: World): readonly string[] =>
  world.target
    .rows('tag')
    .filter((row) => row.code !== undefined)
    .map((row) => `${row.id} ${row.code} ${row.name} ${row.note}`);
function states(result: RunResult): Record<string, number> {
  const [members] = result.maps;
  expect(members?.conserved).toBe(true);
  return Object.fromEntries(Object.entries(members?.states ?? {}).filter(([, count]) => count > 0));
}

test('makes one row of each element, counts them, and finds them unchanged', async () => {
  const rows = { Company: [company('k1', ['a', 'b', 'c']), company('k2', []), company('k3', ['a', 'a'])] };
  const world = await makeWorld(rows, planOf(false));
  const first = await run(world.context, once);
  // Two elements of k3 have one key.
  expect(states(first)).toEqual({ created: 4, rejected: 1 });
  expect(first.maps[0]?.units).toBe(5);
  expect(tags(world).map((tag) => tag.replace(/^\d+ /, ''))).toEqual([
    'k1/a a of Company k1',
    'k1/b b of Company k1',
    'k1/c c of Company k1',
    'k3/a a of Company k3',
  ]);
  world.target.calls = [];
  const second = await run(world.context, once);
  expect(states(second)).toEqual({ unchanged: 4, rejected: 1 });
  expect(world.target.writes()).toEqual([]);
});

test('knows elements again whatever their order, so that rows keep what they are', async () => {
  const world = await makeWorld({ Company: [company('k1', ['a', 'b', 'c'])] }, planOf(false));
  await run(world.context, once);
  const before = tags(world);
  await world.stage({ Company: [company('k1', ['c', 'a', 'b'])] });
  world.target.calls = [];
  expect(states(await run(world.context, once))).toEqual({ unchanged: 3 });
  expect(world.target.writes()).toEqual([]);
  expect(tags(world)).toEqual(before);
});

test('counts an element that went away as gone, and leaves or deletes its row alone', async () => {
  const world = await makeWorld({ Company: [company('k1', ['a', 'b', 'c'])] }, planOf(false));
  await run(world.context, once);
  const [, ...others] = tags(world);
  await world.stage({ Company: [company('k1', ['b', 'c', 'd'])] });
  expect(states(await run(world.context, once))).toEqual({ unchanged: 2, created: 1, gone: 1 });
  expect(tags(world)).toHaveLength(4);
  const context = world.with({ settings: { edited: 'keep', deleted: 'delete', entities: {} } });
  expect(states(await run(context, once))).toEqual({ unchanged: 3, gone: 1 });
  expect(tags(world).slice(0, 2)).toEqual(others);
  expect(tags(world)).toHaveLength(3);
});

test('knows an element whose content changed by its key', async () => {
  const member = (key: string, label: string): JsonValue => ({ key, label });
  const world = await makeWorld(
    { Company: [company('k1', [member('1', 'a'), member('2', 'b')])] },
    planOf(true),
  );
  await run(world.context, once);
  const [one = ''] = tags(world);
  await world.stage({ Company: [company('k1', [member('2', 'b2'), member('1', 'a')])] });
  expect(states(await run(world.context, once))).toEqual({ unchanged: 1, updated: 1 });
  expect(tags(world)).toEqual([one, expect.stringContaining('k1/2 b2')]);
  world.target.calls = [];
  expect(states(await run(world.context, once))).toEqual({ unchanged: 2 });
  expect(world.target.writes()).toEqual([]);
});

test('does not take rows for gone because their list could not be had', async () => {
  const settings = { edited: 'keep', deleted: 'delete', entities: {} } as const;
  const world = await makeWorld({ Company: [company('k1', ['a', 'b'])] }, planOf(false));
  const context = world.with({ settings });
  await run(context, once);
  const before = tags(world);
  await world.stage({ Company: [company('k1', 'not a list')] });
  expect(states(await run(context, once))).toEqual({ rejected: 1, gone: 2 });
  expect(tags(world)).toEqual(before);
  await world.stage({ Company: [company('k1', ['a', 'b'])] });
  expect(states(await run(context, once))).toEqual({ unchanged: 2, gone: 1 });
  expect(tags(world)).toEqual(before);
});

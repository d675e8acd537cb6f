import { afterEach, expect, test } from 'vitest';
import { type RunResult, run } from '../../src/migrate/index.ts';
import type { Expr } from '../../src/plan/types.ts';
import { arm, assign, forgetWorlds, get, makeWorld, map, PLAN, to, type World } from './support/world.ts';

afterEach(forgetWorlds);

const literal = (value: string): Expr => ({ op: 'literal', value });
/** The partner with a website and an owner: two conditions, one of them through a reference. */
const partner: Expr = {
  op: 'lookup',
  entity: 'partner',
  where: [
    { path: 'website', value: literal('shared.test') },
    { path: 'user_id.login', value: get('status') },
  ],
};
const noteOf = (of: Expr): Expr => ({ op: 'target_get', of, entity: 'partner', field: 'note' });

function planOf(stage: Expr): typeof PLAN {
  return {
    ...PLAN,
    extract: [{ entity: 'Contact', fields: ['id', 'name', 'status'] }],
    maps: {
      leads: map('leads', 'Contact', [
        arm('lead', {
          key: [assign('x_id', get('id'))],
          assignments: [
            assign('name', get('name')),
            assign('partner_id', partner, { type: to('partner') }),
            assign('stage', stage),
          ],
        }),
      ]),
    },
    order: [{ map: 'leads', pass: 1 }],
    requires: [],
    thresholds: [],
  };
}

const contact = (id: string, status: string) => ({ id, name: `Lead ${id}`, status });
const ROWS = {
  Contact: [
    contact('c1', 'ada@x.test'),
    contact('c2', 'bob@x.test'),
    contact('c3', 'nobody@x.test'),
    contact('c4', 'twice@x.test'),
  ],
};

async function worldOf(stage: Expr): Promise<World> {
  const world = await makeWorld(ROWS, planOf(stage));
  for (const login of ['bob@x.test', 'twice@x.test']) world.target.seed('user', { login });
  for (const user of world.target.rows('user')) {
    const times = user.login === 'twice@x.test' ? 2 : 1;
    for (let n = 0; n < times; n += 1) {
      world.target.seed('partner', {
        name: 'P',
        website: 'shared.test',
        note: `note ${user.login}`,
        user_id: user.id,
      });
    }
  }
  world.target.calls = [];
  return world;
}

function partnerOf(world: World, id: string): unknown {
  const lead = world.target.rows('lead').find((row) => row.x_id === id);
  const found = world.target.rows('partner').find((row) => row.id === lead?.partner_id);
  return world.target.rows('user').find((row) => row.id === found?.user_id)?.login;
}
const troubles = (result: RunResult) =>
  result.worklist.troubles.map(({ examples, reason }) => [...examples, reason].join(': '));

test.each([false, true])(
  'by several conditions and through references find the row (dry: %s)',
  async (dryRun) => {
    const world = await worldOf(literal('new'));
    const result = await run(world.context, { retry: false, dryRun });
    expect(result.maps[0]?.states).toMatchObject({ created: 2, rejected: 2 });
    expect(troubles(result)).toEqual([
      'c3: partner_id: there is no partner with website "shared.test", user_id.login "nobody@x.test"',
      'c4: partner_id: there are 2 of partner with website "shared.test", user_id.login "twice@x.test"',
    ]);
    if (!dryRun) expect(['c1', 'c2'].map((id) => partnerOf(world, id))).toEqual(['ada@x.test', 'bob@x.test']);
  },
);

test('walk on in the target: a field of the row, read once for a batch', async () => {
  const world = await worldOf(noteOf(partner));
  await run(world.context, { retry: false, dryRun: false });
  expect(world.target.rows('lead').map((row) => [row.x_id, row.stage])).toEqual([
    ['c1', 'note ada@x.test'],
    ['c2', 'note bob@x.test'],
  ]);
  expect(
    world.target.calls.filter(({ kind, entity }) => kind === 'read' && entity === 'partner'),
  ).toHaveLength(1);
});

test('a row that is gone from the target rejects the record that walks on from it', async () => {
  const world = await worldOf(noteOf({ op: 'literal', value: 999 }));
  const result = await run(world.context, { retry: false, dryRun: false });
  expect(troubles(result)).toContain(
    'c1: c2: stage: note of partner 999 could not be read: partner 999 is gone from the target.',
  );
  expect(world.target.rows('lead')).toEqual([]);
});

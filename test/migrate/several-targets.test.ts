import { afterEach, describe, expect, it } from 'vitest';
import { rollback, run } from '../../src/migrate/index.ts';
import type { Expr, Plan } from '../../src/plan/types.ts';
import { arm, assign, forgetWorlds, get, makeWorld, map, PLAN, ROWS, type World } from './support/world.ts';

afterEach(forgetWorlds);
const once = { retry: false, dryRun: false };

/** A lead is about its company's row; where there is none, about whoever owns it. */
const about: Expr = {
  op: 'coalesce',
  left: { op: 'ref_pair', of: get('company'), candidates: { Company: ['companies'] } },
  right: { op: 'row_pair', entity: 'user', of: { op: 'literal', value: 1 } },
};
const plan: Plan = {
  ...PLAN,
  maps: {
    ...PLAN.maps,
    leads: map('leads', 'Contact', [
      arm('lead', {
        key: [assign('x_id', { op: 'text', parts: ['contact:', get('id')] })],
        assignments: [
          assign('name', get('name')),
          assign(
            'partner_id',
            { op: 'literal', value: 4 },
            { type: { kind: 'reference', targets: ['partner'] } },
          ),
          assign('regarding', about, { type: { kind: 'reference', targets: ['partner', 'user'] } }),
        ],
      }),
    ]),
  },
};
const rows = {
  ...ROWS,
  Contact: (ROWS.Contact ?? []).map((row) => (row.id === 'c2' ? { ...row, company: null } : row)),
};

const leadOf = (world: World, id: string): Readonly<Record<string, unknown>> | undefined =>
  world.target.rows('lead').find((row) => row.x_id === `contact:${id}`);
const partnerOf = (world: World, id: string): number =>
  world.target.rows('partner').find((row) => row.x_id === `company:${id}`)?.id ?? 0;

describe('a reference that may lead to several entities', () => {
  it('is written as the entity and the id, and is the same on the next run', async () => {
    const world = await makeWorld(rows, plan);
    await run(world.context, once);
    expect(leadOf(world, 'c1')?.regarding).toEqual({ model: 'partner', id: partnerOf(world, 'k1') });
    expect(leadOf(world, 'c2')?.regarding).toEqual({ model: 'user', id: 1 });
    const before = world.target.dump();
    const again = await run(world.context, once);
    expect(again.maps.find(({ map: id }) => id === 'leads')?.states).toMatchObject({ unchanged: 4 });
    expect(world.target.dump()).toBe(before);
  });

  it('goes with its row in a rollback', async () => {
    const world = await makeWorld(rows, plan);
    const before = world.target.dump();
    await run(world.context, once);
    expect(await rollback(world.context, { scope: 'records' })).toMatchObject({ left: [] });
    expect(world.target.dump()).toBe(before);
  });

  it('of somebody else’s row keeps the row that it leads to', async () => {
    const world = await makeWorld(rows, plan);
    world.target.empties = true;
    await run(world.context, once);
    const id = partnerOf(world, 'k1');
    world.target.seed('lead', { name: 'By hand', partner_id: 4, regarding: { model: 'partner', id } });
    const { left } = await rollback(world.context, { scope: 'records' });
    expect(left).toContainEqual(
      expect.objectContaining({ target: id, reason: expect.stringContaining('(regarding) refers to it') }),
    );
    expect(world.target.rows('partner').some((row) => row.id === id)).toBe(true);
  });
});

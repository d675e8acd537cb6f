import { describe, expect, it } from 'vitest';
import type { TargetId, TargetValues } from '../../../src/connectors/contract.ts';
import { sandboxed } from './sandboxed.ts';

const odoo = sandboxed(['mail.activity', 'res.partner', 'res.users']);

async function create(entity: string, ...rows: readonly TargetValues[]): Promise<readonly TargetId[]> {
  return odoo().target.create(odoo().entity(entity), rows);
}

/** Two users and the partners that stand for them. */
async function users(): Promise<readonly { readonly user: TargetId; readonly partner: number }[]> {
  const ids = await create(
    'res.users',
    { name: 'One', login: `one${Math.random()}` },
    { name: 'Two', login: `two${Math.random()}` },
  );
  const rows = await odoo().values('res.users', ids, ['partner_id']);
  return ids.map((user, index) => ({ user, partner: Number(rows[index]?.[0]) }));
}

const on = (record: TargetId, user: TargetId): TargetValues => ({
  res_model_id: 'res.partner',
  res_id: record,
  user_id: user,
});

describe('activities', () => {
  it('make nobody a follower of the record, and leave those who are', async () => {
    const [one, two] = await users();
    const [followed = 0, plain = 0] = await create('res.partner', { name: 'a' }, { name: 'b' });
    await create('mail.followers', {
      res_model: 'res.partner',
      res_id: followed,
      partner_id: one?.partner ?? 0,
    });
    await create(
      'mail.activity',
      on(followed, one?.user ?? 0),
      on(followed, two?.user ?? 0),
      on(plain, two?.user ?? 0),
    );
    expect(await odoo().followers('res.partner', followed)).toEqual([one?.partner]);
    expect(await odoo().followers('res.partner', plain)).toEqual([]);
  });

  it('that are given to another make nobody a follower either', async () => {
    const [one, two] = await users();
    const [record = 0] = await create('res.partner', { name: 'a' });
    const [activity = 0] = await create('mail.activity', on(record, one?.user ?? 0));
    await odoo().target.update(odoo().entity('mail.activity'), [
      { id: activity, values: { user_id: two?.user ?? 0 } },
    ]);
    expect(await odoo().values('mail.activity', [activity], ['user_id'])).toEqual([[two?.user]]);
    expect(await odoo().followers('res.partner', record)).toEqual([]);
  });

  it('leave no follower where a later row of the call is refused', async () => {
    const [one, two] = await users();
    const [record = 0] = await create('res.partner', { name: 'a' });
    const [first = 0, second = 0] = await create(
      'mail.activity',
      on(record, one?.user ?? 0),
      on(record, one?.user ?? 0),
    );
    const refused = odoo().target.update(odoo().entity('mail.activity'), [
      { id: first, values: { user_id: two?.user ?? 0 } },
      { id: second, values: { user_id: 99_999_999 } },
    ]);
    await expect(refused).rejects.toMatchObject({ kind: 'record' });
    expect(await odoo().values('mail.activity', [first], ['user_id'])).toEqual([[two?.user]]);
    expect(await odoo().followers('res.partner', record)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Target, TargetId, TargetValues } from '../../../../src/connectors/contract.ts';
import { createOdooTarget } from '../../../../src/connectors/odoo/index.ts';
import { exceptionError, unanswered } from '../../../../src/connectors/odoo/protocols/errors.ts';
import type { Entity, JsonValue } from '../../../../src/schema/model.ts';
import { fakeOdoo, where } from '../fake-odoo.ts';
import { sandboxed } from '../sandboxed.ts';

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
});

describe('activities that are given to another', () => {
  const activity: Entity = {
    name: 'mail.activity',
    label: 'Activity',
    id: 'id',
    display: null,
    fields: {
      user_id: { name: 'user_id', label: 'User', type: { kind: 'reference', targets: ['res.users'] } },
    },
  };

  /** Follower 9 is there; every write adds one more. A user 404 is refused, and 503 gets no answer. */
  function recorded(lostDeletions = 0): {
    readonly target: Target;
    readonly followers: number[];
    readonly asked: JsonValue[];
  } {
    const followers = [9];
    const asked: JsonValue[] = [];
    let deletions = 0;
    const { transport } = fakeOdoo({
      'ir.model.search_read': [{ id: 77, model: 'crm.lead' }],
      'mail.activity.search_read': [
        { id: 1, res_model_id: 77, res_id: 12 },
        { id: 2, res_model_id: 77, res_id: 13 },
      ],
      'mail.activity.write': (call) => {
        if (JSON.stringify(call.args[1]).includes('404'))
          throw exceptionError(where, call, 'odoo.exceptions.MissingError', 'Record does not exist');
        followers.push(followers.length + 9);
        if (JSON.stringify(call.args[1]).includes('503')) throw unanswered(where, call, 'nobody knows why');
        return true;
      },
      'mail.followers.search': (call) => {
        asked.push(call.args[0] ?? null);
        const left = /^\[\["id","in",(\[.*\])\]\]$/.exec(JSON.stringify(call.args[0]))?.[1];
        const ids = left === undefined ? followers : (JSON.parse(left) as readonly number[]);
        return followers.filter((id) => ids.includes(id));
      },
      'mail.followers.unlink': (call) => {
        const [ids] = call.args;
        deletions += 1;
        if (deletions <= lostDeletions) throw unanswered(where, call, 'nobody knows why');
        for (const id of Array.isArray(ids) ? ids : []) followers.splice(followers.indexOf(Number(id)), 1);
        return true;
      },
    });
    return {
      target: createOdooTarget({ ...where, password: 'secret' }, { transport }),
      followers,
      asked,
    };
  }

  it('make nobody a follower of their records', async () => {
    const { target, followers, asked } = recorded();
    await target.update(activity, [
      { id: 1, values: { user_id: 5 } },
      { id: 2, values: { user_id: 6 } },
    ]);
    expect(followers).toEqual([9]);
    expect(asked[0]).toEqual([
      ['res_model', '=', 'crm.lead'],
      ['res_id', 'in', [12, 13]],
    ]);
  });

  it('leave no follower where a later row of the call is refused', async () => {
    const { target, followers } = recorded();
    const refused = target.update(activity, [
      { id: 1, values: { user_id: 5 } },
      { id: 2, values: { user_id: 404 } },
    ]);
    await expect(refused).rejects.toMatchObject({ kind: 'record' });
    expect(followers).toEqual([9]);
  });

  it('leave no follower where the answer is lost', async () => {
    const { target, followers } = recorded();
    const lost = target.update(activity, [{ id: 1, values: { user_id: 503 } }]);
    await expect(lost).rejects.toMatchObject({ kind: 'lost' });
    expect(followers).toEqual([9]);
  });

  it('leave no follower where the answers to the deletion are lost', async () => {
    const { target, followers } = recorded(3);
    await target.update(activity, [{ id: 1, values: { user_id: 5 } }]);
    expect(followers).toEqual([9]);
  });

  it('give up in the end', async () => {
    const { target } = recorded(99);
    const lost = target.update(activity, [{ id: 1, values: { user_id: 5 } }]);
    await expect(lost).rejects.toMatchObject({ kind: 'lost' });
  });
});

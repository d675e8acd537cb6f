import { describe, expect, it } from 'vitest';
import type { TargetId, TargetValues } from '../../../../src/connectors/contract.ts';
import type { JsonValue } from '../../../../src/schema/model.ts';
import { needs } from '../preflight/suite.ts';
import { sandboxed } from '../sandboxed.ts';

const odoo = sandboxed(['crm.team', 'crm.team.member', 'ir.config_parameter', 'res.users']);

async function create(entity: string, values: TargetValues): Promise<TargetId> {
  const [id] = await odoo().target.create(odoo().entity(entity), [values]);
  if (id === undefined) throw new Error('Nothing was created');
  return id;
}

let people = 0;
async function person(): Promise<number> {
  people += 1;
  return Number(await create('res.users', { name: `p${people}`, login: `p${people}` }));
}
const team = (name: string, ...members: readonly number[]): Promise<TargetId> =>
  create('crm.team', { name, member_ids: members });
const end = (...teams: readonly TargetId[]): Promise<void> =>
  odoo().target.delete(odoo().entity('crm.team'), teams);

/** The teams of a person: all memberships, or those that hold. */
async function teams(user: number, active?: boolean): Promise<readonly JsonValue[]> {
  const rows = await odoo().target.search(odoo().entity('crm.team.member'), {
    where: [{ path: 'user_id', operator: '=', value: user }],
    fields: ['crm_team_id', 'active'],
  });
  return rows
    .filter((row) => active === undefined || row.values.active === active)
    .map((row) => row.values.crm_team_id ?? null);
}

describe('deleting a team that took people from theirs', () => {
  it('gives them back, each the one that it took', async () => {
    const [one, two] = [await person(), await person()];
    const first = await team('First', one, two);
    const second = await team('Second', one);
    const third = await team('Third', one, two);
    expect([await teams(one, true), await teams(two, true)]).toEqual([[third], [third]]);
    await end(third);
    expect([await teams(one, true), await teams(two, true)]).toEqual([[second], [first]]);
    await end(second);
    expect([await teams(one, true), await teams(two, true)]).toEqual([[first], [first]]);
  });

  it('reaches through several that are deleted together', async () => {
    const one = await person();
    const first = await team('First', one);
    const second = await team('Second', one);
    const third = await team('Third', one);
    await end(second, third);
    expect(await teams(one, true)).toEqual([first]);
  });

  it('leaves a membership archived that a person had archived before', async () => {
    const one = await person();
    const first = await team('First', one);
    const [row] = await odoo().target.search(odoo().entity('crm.team.member'), {
      where: [{ path: 'user_id', operator: '=', value: one }],
      fields: [],
    });
    await odoo().target.update(odoo().entity('crm.team.member'), [
      { id: row?.id ?? 0, values: { active: false } },
    ]);
    const second = await team('Second', one);
    await end(second);
    expect([await teams(one), await teams(one, true)]).toEqual([[first], []]);
  });

  it('leaves people where they are now, and whoever was taken out of all', async () => {
    const [moved, out] = [await person(), await person()];
    await team('First', moved, out);
    const second = await team('Second', moved, out);
    const third = await team('Third', moved);
    await odoo().target.update(odoo().entity('crm.team'), [{ id: second, values: { member_ids: [] } }]);
    await end(second);
    expect([await teams(moved, true), await teams(out, true)]).toEqual([[third], []]);
  });
});

describe('people who were in several teams under another setting', () => {
  const multiTeams = (): Promise<TargetId> =>
    create('ir.config_parameter', { key: 'sales_team.membership_multi', value: 'True' });
  const noMultiTeams = (setting: TargetId): Promise<void> =>
    odoo().target.delete(odoo().entity('ir.config_parameter'), [setting]);

  it('stay where they are, if that is anywhere', async () => {
    const one = await person();
    await team('First', one);
    const second = await team('Second', one);
    const setting = await multiTeams();
    const third = await team('Third', one);
    await end(second);
    await noMultiTeams(setting);
    expect(await teams(one, true)).toEqual([third]);
  });

  it('get the newest back', async () => {
    const one = await person();
    const setting = await multiTeams();
    await team('First', one);
    const second = await team('Second', one);
    await noMultiTeams(setting);
    const third = await team('Third', one);
    expect(await teams(one, true)).toEqual([third]);
    await end(third);
    expect(await teams(one, true)).toEqual([second]);
  });
});

describe('taking people off a team again', () => {
  it('gives back what adding them took, and only to them', async () => {
    const [added, member] = [await person(), await person()];
    const first = await team('First', added, member);
    const second = await team('Second', member);
    const change = (values: TargetValues): Promise<void> =>
      odoo().target.update(odoo().entity('crm.team'), [{ id: second, values }]);
    await change({ member_ids: { add: [added] } });
    expect([await teams(added, true), await teams(member, true)]).toEqual([[second], [second]]);
    await change({ member_ids: { remove: [added] } });
    expect([await teams(added, true), await teams(member, true)]).toEqual([[first], [second]]);
  });

  it('does the same where a membership itself is deleted', async () => {
    const one = await person();
    const first = await team('First', one);
    const second = await team('Second');
    const row = await create('crm.team.member', { crm_team_id: second, user_id: one });
    await odoo().target.delete(odoo().entity('crm.team.member'), [row]);
    expect(await teams(one, true)).toEqual([first]);
  });
});

describe('preflight', () => {
  it('says that a person is in one team only, where teams are concerned', async () => {
    const warnings = async (entities: readonly string[]): Promise<readonly string[]> =>
      (await odoo().target.preflight(needs({ entities })))
        .filter((finding) => finding.severity === 'warning')
        .map((finding) => finding.message);
    expect(await warnings(['crm.team'])).toEqual([expect.stringContaining('Multi Teams is off')]);
    expect(await warnings(['res.partner'])).toEqual([]);
  });
});

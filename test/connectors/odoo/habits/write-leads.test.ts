import { describe, expect, it } from 'vitest';
import type { Target } from '../../../../src/connectors/contract.ts';
import { createOdooTarget } from '../../../../src/connectors/odoo/index.ts';
import type { Entity, FieldType, JsonValue } from '../../../../src/schema/model.ts';
import { fakeOdoo, type Recorded, where } from '../fake-odoo.ts';

const types: Readonly<Record<string, FieldType>> = {
  name: { kind: 'text' },
  stage_id: { kind: 'reference', targets: ['crm.stage'] },
  team_id: { kind: 'reference', targets: ['crm.team'] },
  active: { kind: 'boolean' },
  probability: { kind: 'float' },
  automated_probability: { kind: 'float' },
  date_closed: { kind: 'instant' },
};
const lead: Entity = {
  name: 'crm.lead',
  label: 'crm.lead',
  id: 'id',
  display: null,
  fields: Object.fromEntries(
    Object.entries(types).map(([name, type]) => [name, { name, label: name, type }]),
  ),
};

/** Lead 1 is in a stage that is not won, lead 2 in one that is, lead 3 is archived. */
function odoo(mayWriteContacts = true): { readonly target: Target; readonly calls: Recorded[] } {
  const { transport, calls } = fakeOdoo({
    'crm.lead.search_read': [
      { id: 1, stage_id: 10, active: true },
      { id: 2, stage_id: 40, active: true },
      { id: 3, stage_id: 10, active: false },
    ],
    'crm.stage.search_read': [{ id: 40 }],
    'res.partner.check_access_rights': mayWriteContacts,
    'res.users.search_read': [
      { id: 2, login: 'admin', name: 'A', email: false, partner_id: 3, company_id: 1 },
    ],
    'res.partner.write': true,
    'crm.lead.write': true,
    'crm.lead.unlink': true,
  });
  return { target: createOdooTarget({ ...where, password: 'secret' }, { transport }), calls };
}

const written = (calls: readonly Recorded[]): readonly JsonValue[] =>
  calls
    .filter(({ method }) => method === 'write' || method === 'unlink')
    .map(({ model, args }) => [model, ...args]);
const together = (...changes: readonly JsonValue[]): JsonValue => [
  'res.partner',
  [3],
  { opportunity_ids: changes },
];

describe('writing leads', () => {
  it('lets a lead that is won come to be so last, and one that is won no longer stop first', async () => {
    const { target, calls } = odoo();
    await target.update(lead, [
      { id: 1, values: { stage_id: 40, team_id: 7 } },
      { id: 2, values: { stage_id: 10, team_id: 7 } },
    ]);
    expect(written(calls)).toEqual([
      together(
        [1, 1, { team_id: 7 }],
        [1, 1, { stage_id: 40 }],
        [1, 2, { stage_id: 10 }],
        [1, 2, { team_id: 7 }],
      ),
    ]);
  });

  it('archives last and brings back first', async () => {
    const { target, calls } = odoo();
    await target.update(lead, [
      { id: 1, values: { active: false, name: 'lost' } },
      { id: 3, values: { active: true, name: 'back' } },
    ]);
    expect(written(calls)).toEqual([
      together(
        [1, 1, { name: 'lost' }],
        [1, 1, { active: false }],
        [1, 3, { active: true }],
        [1, 3, { name: 'back' }],
      ),
    ]);
  });

  it('does not give a won lead its stage again, which would count it twice', async () => {
    const { target, calls } = odoo();
    await target.update(lead, [{ id: 2, values: { stage_id: 40, name: 'won' } }]);
    expect(written(calls)).toEqual([['crm.lead', [2], { name: 'won' }]]);
  });

  it('says guesses and dates again, after what Odoo puts its own in their place for', async () => {
    const { target, calls } = odoo();
    const values = {
      name: 'n',
      probability: 30,
      automated_probability: 20,
      date_closed: '2020-01-02T03:04:05Z',
    };
    await target.update(lead, [{ id: 1, values }]);
    expect(written(calls)).toEqual([
      together(
        [1, 1, { ...values, date_closed: '2020-01-02 03:04:05' }],
        [1, 1, { probability: 30, automated_probability: 20 }],
        [1, 1, { date_closed: '2020-01-02 03:04:05' }],
      ),
    ]);
  });

  it('writes one part after the other for a login that may not write contacts', async () => {
    const { target, calls } = odoo(false);
    await target.update(lead, [{ id: 1, values: { stage_id: 40, team_id: 7 } }]);
    expect(written(calls)).toEqual([
      ['crm.lead', [1], { team_id: 7 }],
      ['crm.lead', [1], { stage_id: 40 }],
    ]);
  });
});

describe('deleting leads', () => {
  it('takes won ones out of the counts of the lead scoring, in the call that deletes them', async () => {
    const { target, calls } = odoo();
    await target.delete(lead, [1, 2, 3]);
    expect(written(calls)[0]).toEqual(together([1, 2, { stage_id: false }], [2, 2, 0]));
  });

  it('deletes them all the same for a login that may not write contacts', async () => {
    const { target, calls } = odoo(false);
    await target.delete(lead, [1, 2, 3]);
    expect(written(calls)).toEqual([['crm.lead', [1, 2, 3]]]);
  });
});

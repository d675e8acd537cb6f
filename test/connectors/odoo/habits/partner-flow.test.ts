import { describe, expect, it } from 'vitest';
import type { TargetId, TargetValues } from '../../../../src/connectors/contract.ts';
import { createOdooTarget } from '../../../../src/connectors/odoo/index.ts';
import type { Entity, JsonValue } from '../../../../src/schema/model.ts';
import { fakeOdoo, where } from '../fake-odoo.ts';
import { sandboxed } from '../sandboxed.ts';

const partner: Entity = {
  name: 'res.partner',
  label: 'Contact',
  id: 'id',
  display: null,
  fields: {
    ref: { name: 'ref', label: 'Reference', type: { kind: 'text' } },
    street: { name: 'street', label: 'Street', type: { kind: 'text' } },
  },
};

const odoo = sandboxed(['res.partner', 'res.users']);

const create = (...rows: readonly TargetValues[]): Promise<readonly TargetId[]> =>
  odoo().target.create(odoo().entity('res.partner'), rows);

/** Each row with what is written to it, in one call. */
const update = (...rows: readonly (readonly [TargetId, TargetValues])[]): Promise<void> =>
  odoo().target.update(
    odoo().entity('res.partner'),
    rows.map(([id, values]) => ({ id, values })),
  );

const read = (ids: readonly TargetId[], ...fields: readonly string[]): Promise<readonly JsonValue[][]> =>
  odoo().values('res.partner', ids, fields);

/** A company with all that flows from it. */
async function company(): Promise<TargetId> {
  const [user] = await odoo().target.create(odoo().entity('res.users'), [
    { name: 'Sal', login: `sal${Math.random()}` },
  ]);
  const [id] = await create({
    name: 'Company',
    is_company: true,
    street: 'HQ',
    city: 'Berlin',
    vat: 'DE1',
    company_registry: 'R',
    industry_id: 1,
    user_id: user ?? null,
  });
  return only(id);
}

function only<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('Nothing was created');
  return value;
}

async function persons(...rows: readonly TargetValues[]): Promise<readonly [TargetId, TargetId, TargetId]> {
  const [a = 0, b = 0, c = 0] = await create(...rows);
  return [a, b, c];
}

describe('what flows between companies and contacts', () => {
  it('does not flow to or from contacts that are created', async () => {
    const [empty] = await create({ name: 'No address', is_company: true });
    const above = await company();
    const [first, second] = await persons(
      { name: 'a', parent_id: only(empty), street: 'Own' },
      { name: 'b', parent_id: above, zip: '1' },
    );
    expect(await read([only(empty), first, second], 'street', 'zip', 'city', 'vat')).toEqual([
      [null, null, null, null],
      ['Own', null, null, null],
      [null, '1', null, null],
    ]);
  });

  it('leaves a row that joins a company as it was', async () => {
    const above = await company();
    const [person] = await persons({ name: 'a', street: 'Own', vat: 'mine' });
    await update([person, { parent_id: above }]);
    expect(
      await read(
        [person],
        'parent_id',
        'street',
        'city',
        'vat',
        'company_registry',
        'industry_id',
        'user_id',
      ),
    ).toEqual([[above, 'Own', null, 'mine', null, null, null]]);
  });

  it('keeps what is written together with the company, or after it', async () => {
    const above = await company();
    const [together, apart] = await persons({ name: 'a' }, { name: 'b' });
    await update(
      [together, { parent_id: above, street: 'Together', vat: 'T' }],
      [apart, { parent_id: above }],
    );
    await update([apart, { street: 'Apart' }]);
    expect(await read([together, apart], 'street', 'city', 'vat')).toEqual([
      ['Together', null, 'T'],
      ['Apart', null, null],
    ]);
  });

  it('leaves the contacts of a company that is written after them', async () => {
    const above = await company();
    const [own, none] = await persons(
      { name: 'a', parent_id: above, street: 'Own', vat: 'mine' },
      { name: 'b', parent_id: above },
    );
    await update([above, { street: 'New', vat: 'DE2', industry_id: 2 }]);
    expect(await read([above, own, none], 'street', 'vat', 'industry_id')).toEqual([
      ['New', 'DE2', 2],
      ['Own', 'mine', null],
      [null, null, null],
    ]);
  });

  it('keeps three levels apart, though one call builds them from below', async () => {
    const top = await company();
    const [one, two, three] = await persons(
      { name: '1', is_company: true, street: '1', vat: 'V1' },
      { name: '2', street: '2' },
      { name: '3', zip: '3', vat: 'V3' },
    );
    await update(
      [three, { parent_id: two }],
      [two, { parent_id: one }],
      [one, { parent_id: top, city: 'C' }],
    );
    expect(await read([one, two, three], 'parent_id', 'street', 'zip', 'city', 'vat')).toEqual([
      [top, '1', null, 'C', 'V1'],
      [one, '2', null, null, null],
      [two, null, '3', null, 'V3'],
    ]);
    await update([one, { street: '1b', vat: 'V1b' }], [top, { street: 'T', vat: 'VT' }]);
    expect(await read([top, one, two, three], 'street', 'vat')).toEqual([
      ['T', 'VT'],
      ['1b', 'V1b'],
      ['2', null],
      [null, 'V3'],
    ]);
  });

  it('leaves a row that becomes a contact of its company with its own address', async () => {
    const above = await company();
    const [person] = await persons({ name: 'a', type: 'other', parent_id: above, street: 'Own' });
    await update([person, { type: 'contact' }]);
    expect(await read([person], 'type', 'street', 'city')).toEqual([['contact', 'Own', null]]);
  });

  it('loses nothing where one row of the call is refused', async () => {
    const above = await company();
    const [person, other] = await persons({ name: 'a', street: 'Own' }, { name: 'b' });
    const refused = update([person, { parent_id: above }], [other, { parent_id: 99_999_999 }]);
    await expect(refused).rejects.toMatchObject({ kind: 'record' });
    expect(await read([person], 'parent_id', 'street', 'city')).toEqual([[null, 'Own', null]]);
  });

  it('writes more rows than one call takes, and says how far it is', async () => {
    const above = await company();
    const ids = await create(...Array.from({ length: 205 }, (_, index) => ({ name: 'x', zip: `${index}` })));
    const seen: number[] = [];
    await odoo().target.update(
      odoo().entity('res.partner'),
      ids.map((id, index) => ({ id, values: index < 5 ? { ref: 'r' } : { parent_id: above } })),
      { progress: (done) => seen.push(done) },
    );
    expect(seen).toEqual([5, 105, 205]);
    expect(await read(ids, 'parent_id', 'zip', 'city')).toEqual(
      ids.map((_, index) => [index < 5 ? null : above, `${index}`, null]),
    );
  });
});

describe('partners with values of their own', () => {
  it('are written in one call, and those that are alike in another', async () => {
    const { transport, calls } = fakeOdoo({ 'res.partner.write': true });
    const target = createOdooTarget({ ...where, password: 'secret' }, { transport });
    await target.update(partner, [
      { id: 1, values: { ref: 'one' } },
      { id: 2, values: { ref: 'same' } },
      { id: 3, values: { ref: 'three' } },
      { id: 4, values: { ref: 'same' } },
      { id: 5, values: {} },
    ]);
    const changes = [
      [1, 1, { ref: 'one' }],
      [1, 3, { ref: 'three' }],
    ];
    expect(calls.map(({ args }) => args)).toEqual([
      [[2, 4], { ref: 'same' }],
      [[1], { child_ids: changes }],
    ]);
  });
});

describe('after 18.0, where an address is shared', () => {
  it.each([
    ['16.0', true],
    ['18.0', true],
    ['saas~18.2', false],
    ['19.0', false],
  ])('%s: brings back %s', async (version, bringsBack) => {
    const { transport, calls } = fakeOdoo(
      { 'res.partner.search_read': [], 'res.partner.write': true },
      version,
    );
    const target = createOdooTarget({ ...where, password: 'secret' }, { transport });
    await target.update(partner, [{ id: 1, values: { street: 'New' } }]);
    const change = bringsBack ? { child_ids: [[1, 1, { street: 'New' }]] } : { street: 'New' };
    expect(calls.at(-1)?.args).toEqual([[1], change]);
  });
});

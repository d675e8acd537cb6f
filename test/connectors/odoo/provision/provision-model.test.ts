import { describe, expect, it } from 'vitest';
import type { ProvisionedModel } from '../../../../src/connectors/contract.ts';
import type { JsonValue } from '../../../../src/schema/model.ts';
import { sandboxed } from '../sandboxed.ts';

const odoo = sandboxed(['res.partner', 'ir.model.access', 'ir.model.fields']);

const MACHINE: ProvisionedModel = {
  name: 'x_machine',
  label: 'Machine',
  fields: [
    { name: 'x_name', label: 'Name', type: { kind: 'text', max: 128 }, unique: false },
    { name: 'x_serial', label: 'Serial', type: { kind: 'text', max: 64 }, unique: true },
    { name: 'x_owner', label: 'Owner', type: { kind: 'reference', targets: ['res.partner'] }, unique: false },
    {
      name: 'x_part_of',
      label: 'Part of',
      type: { kind: 'reference', targets: ['x_machine'] },
      unique: false,
    },
    {
      name: 'x_state',
      label: 'State',
      type: { kind: 'enum', options: [{ value: 'ok', label: 'Fine' }] },
      unique: false,
    },
  ],
};

async function receiptOf(model: ProvisionedModel): Promise<JsonValue> {
  const receipt = await odoo().target.provisionModel(model);
  if (receipt === null) throw new Error('It was there already');
  return receipt;
}

describe('a provisioned model', () => {
  it('is there with its fields, takes rows, and goes away with all that belongs to it', async () => {
    const { target, entity } = odoo();
    const everything = async (): Promise<number[]> => {
      const rows = ['ir.model.access', 'ir.model.fields'].map((name) =>
        target.search(entity(name), { where: [], fields: [] }),
      );
      return (await Promise.all(rows)).map(({ length }) => length);
    };
    const before = await everything();
    expect((await target.discover(['x_machine'])).entities).toEqual({});
    const receipt = await receiptOf(MACHINE);
    expect(receipt).toEqual({ model: 'x_machine', id: expect.any(Number) });
    const { x_machine: machine } = (await target.discover(['x_machine'])).entities;
    if (machine === undefined) throw new Error('It was not made');
    expect(machine).toMatchObject({ label: 'Machine', display: 'x_name' });
    for (const { name, label, type } of MACHINE.fields)
      expect(machine.fields[name], name).toMatchObject({ label, type });
    const [owner = 0] = await target.create(entity('res.partner'), [{ name: 'Owner' }]);
    const [press = 0] = await target.create(machine, [{ x_name: 'Press', x_serial: 'p', x_owner: owner }]);
    const [part = 0] = await target.create(machine, [{ x_name: 'Lid', x_part_of: press, x_state: 'ok' }]);
    expect(await target.read(machine, [part], ['x_name', 'x_part_of', 'x_state'])).toEqual([
      { id: part, values: { x_name: 'Lid', x_part_of: press, x_state: 'ok' } },
    ]);
    await target.delete(entity('res.partner'), [owner]);
    await target.unprovisionModel(receipt);
    await target.unprovisionModel(receipt);
    expect((await target.discover(['x_machine'])).entities).toEqual({});
    expect(await everything()).toEqual(before);
  });

  it('that is there is not made again, and adopted by who lost the answer', async () => {
    const { target } = odoo();
    const receipt = await receiptOf(MACHINE);
    expect(await target.provisionModel(MACHINE)).toBeNull();
    expect(await target.provisionModel(MACHINE, { adopt: true })).toEqual(receipt);
    await target.unprovisionModel(receipt);
    // Another model under that name is another id: an old receipt does not touch it.
    const second = await receiptOf(MACHINE);
    await target.unprovisionModel(receipt);
    expect(await target.provisionModel(MACHINE)).toBeNull();
    await target.unprovisionModel(second);
  });

  it('that is there otherwise is refused, as are names that Odoo has no place for', async () => {
    const { target } = odoo();
    const receipt = await receiptOf(MACHINE);
    const [name, ...others] = MACHINE.fields;
    if (name === undefined) throw new Error('It has no fields');
    const more = { ...name, name: 'x_more' };
    const other = { ...name, type: { kind: 'integer' } as const };
    const refused = async (model: ProvisionedModel): Promise<string> => {
      const error: unknown = await target.provisionModel(model).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'ConnectorError', kind: 'record' });
      return error instanceof Error ? error.message : '';
    };
    expect(await refused({ ...MACHINE, fields: [...others, more] })).toContain('has no x_more');
    expect(await refused({ ...MACHINE, fields: [other] })).toContain('as char, not integer');
    expect(await refused({ ...MACHINE, name: 'Machine' })).toContain('x_machine');
    expect(await refused({ ...MACHINE, fields: [{ ...name, name: 'Name' }] })).toContain('x_name');
    await target.unprovisionModel(receipt);
  });

  it('keeps two lists of the same rows apart, each in a table of its own', async () => {
    const { target, entity } = odoo();
    const list = (name: string): ProvisionedModel['fields'][number] => ({
      name,
      label: name,
      type: { kind: 'references', target: 'res.partner' },
      unique: false,
    });
    const long = `x_${'guests_'.repeat(7)}`.slice(0, 60);
    const receipt = await receiptOf({
      name: 'x_party',
      label: 'Party',
      fields: [MACHINE.fields[0] ?? list('x_name'), list('x_guests'), list('x_hosts'), list(long)],
    });
    const { x_party: party } = (await target.discover(['x_party'])).entities;
    if (party === undefined) throw new Error('It was not made');
    const [ada = 0, eve = 0] = await target.create(entity('res.partner'), [{ name: 'Ada' }, { name: 'Eve' }]);
    const [id = 0] = await target.create(party, [{ x_name: 'P', x_guests: [ada], x_hosts: [eve] }]);
    expect(await target.read(party, [id], ['x_guests', 'x_hosts', long])).toEqual([
      { id, values: { x_guests: [ada], x_hosts: [eve], [long]: [] } },
    ]);
    const tables = await target.search(entity('ir.model.fields'), {
      where: [
        { path: 'model', operator: '=', value: 'x_party' },
        { path: 'ttype', operator: '=', value: 'many2many' },
      ],
      fields: ['relation_table'],
    });
    const names = tables.map(({ values }) => String(values.relation_table));
    expect(new Set(names).size).toBe(3);
    // PostgreSQL would cut a longer one, and two of them might be the same then.
    for (const name of names) expect(name.length).toBeLessThanOrEqual(63);
    await target.delete(entity('res.partner'), [ada, eve]);
    await target.unprovisionModel(receipt);
    expect((await target.discover(['x_party'])).entities).toEqual({});
  });
});

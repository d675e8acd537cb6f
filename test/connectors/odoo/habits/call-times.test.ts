import { expect, test } from 'vitest';
import { createOdooTarget } from '../../../../src/connectors/odoo/index.ts';
import type { Entity, FieldType } from '../../../../src/schema/model.ts';
import { fakeOdoo, where } from '../fake-odoo.ts';

const types: Readonly<Record<string, FieldType>> = {
  name: { kind: 'text' },
  state: { kind: 'enum', options: ['open', 'done'].map((value) => ({ value, label: value })) },
  duration: { kind: 'float' },
  date_open: { kind: 'instant' },
};
const phonecall: Entity = {
  name: 'crm.phonecall',
  label: 'Phonecall',
  id: 'id',
  display: 'name',
  fields: Object.fromEntries(
    Object.entries(types).map(([name, type]) => [name, { name, label: name, type }]),
  ),
};

// The OCA's module writes the end of a call and how long it took by itself, as was seen in its version for 17.0.
test('a call that comes to be held took as long as it did', async () => {
  const { transport, calls } = fakeOdoo({
    'crm.phonecall.search_read': [
      { id: 1, duration: 7.5, date_open: false },
      { id: 2, duration: 1, date_open: '2024-06-01 09:00:00' },
    ],
    'crm.phonecall.write': true,
  });
  const target = createOdooTarget({ ...where, password: 'secret' }, { transport });
  await target.update(phonecall, [
    { id: 1, values: { state: 'done' } },
    { id: 2, values: { state: 'open', duration: 3 } },
    { id: 3, values: { name: 'Another call' } },
  ]);
  expect(calls.map(({ method, args }) => [method, ...args])).toEqual([
    ['search_read', [['id', 'in', [1, 2]]], ['duration', 'date_open']],
    ['write', [1], { state: 'done' }],
    ['write', [2], { state: 'open', duration: 3 }],
    ['write', [3], { name: 'Another call' }],
    ['write', [1], { duration: 7.5, date_open: false }],
    ['write', [2], { duration: 3, date_open: '2024-06-01 09:00:00' }],
  ]);
});

import { expect, test } from 'vitest';
import { createOdooTarget } from '../../../../src/connectors/odoo/index.ts';
import type { Entity, JsonValue } from '../../../../src/schema/model.ts';
import { fakeOdoo, where } from '../fake-odoo.ts';

const task: Entity = {
  name: 'project.task',
  label: 'Task',
  id: 'id',
  display: 'name',
  fields: {
    id: { name: 'id', label: 'Id', type: { kind: 'integer' } },
    parent_id: { name: 'parent_id', label: 'Above', type: { kind: 'reference', targets: ['project.task'] } },
    partner_id: {
      name: 'partner_id',
      label: 'Customer',
      type: { kind: 'reference', targets: ['res.partner'] },
    },
  },
};

test('a task that 16.0 gives a customer, whatever the call says, loses it again', async () => {
  let customer: JsonValue = false;
  const { transport, calls } = fakeOdoo(
    {
      'project.task.search_read': ({ args: [domain] }) =>
        JSON.stringify(domain).includes('"partner_id"') && customer === false
          ? []
          : [{ id: 7, partner_id: customer }],
      'project.task.write': ({ args: [, values] }) => {
        const moves = typeof values === 'object' && values !== null && 'parent_id' in values;
        customer = moves ? 49 : false;
        return true;
      },
      'mail.followers.search_read': [],
      'mail.followers.search': [],
    },
    '16.0',
  );
  const target = createOdooTarget({ ...where, password: 'secret' }, { transport });
  await target.update(task, [{ id: 7, values: { parent_id: 3 } }]);
  expect(customer).toBe(false);
  expect(calls.filter(({ method }) => method === 'write').map(({ args }) => args)).toEqual([
    [[7], { parent_id: 3, partner_id: false }],
    [[7], { partner_id: false }],
  ]);
});

import { expect, it } from 'vitest';
import { createOdooTarget } from '../../../../src/connectors/odoo/index.ts';
import type { Entity } from '../../../../src/schema/model.ts';
import { fakeOdoo, where } from '../fake-odoo.ts';

const partner: Entity = {
  name: 'res.partner',
  label: 'Contact',
  id: 'id',
  display: null,
  fields: {
    name: { name: 'name', label: 'Name', type: { kind: 'text' } },
    message_ids: {
      name: 'message_ids',
      label: 'Messages',
      type: { kind: 'children', entity: 'mail.message', via: 'res_id' },
    },
  },
};

it('takes away what Odoo noted of values that it worked out itself, and nothing that was there before', async () => {
  let noted: { id: number }[] = [{ id: 7 }];
  const { transport, calls } = fakeOdoo({
    'mail.message.search_read': ({ args }) => {
      const after = /\["id",">",(\d+)\]/.exec(JSON.stringify(args))?.[1];
      return noted.filter(({ id }) => id > Number(after ?? 0));
    },
    'mail.message.unlink': true,
    'res.partner.write': () => {
      noted = [{ id: 7 }, { id: 8 }, { id: 9 }];
      return true;
    },
  });
  const target = createOdooTarget({ ...where, password: 'secret' }, { transport });
  await target.update(partner, [{ id: 1, values: { name: 'a' } }]);
  const last = calls.at(-1);
  expect(last).toMatchObject({ model: 'mail.message', method: 'unlink', args: [[8, 9]] });
  const [domain] = calls.find(({ model }) => model === 'mail.message')?.args ?? [];
  expect(domain).toEqual([
    ['create_uid', '=', 2],
    ['message_type', '=', 'notification'],
    ['tracking_value_ids', '!=', false],
  ]);
});

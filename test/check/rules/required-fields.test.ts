import { test } from 'vitest';
import { expectClean, expectReport } from '../support/check-map.ts';
import { TARGET } from '../support/schemas.ts';

test('each is assigned', () => {
  expectReport(
    'map account -> «res.partner» { key x_source_id = accountid user_id = null }',
    'required-unassigned',
    {
      message: /`name`/,
    },
  );
});

test('what can be written only afterwards is not asked for', () => {
  const order = TARGET.entities['repair.order'];
  const closed = order?.fields.closed;
  if (order === undefined || closed === undefined) throw new Error('orders can be closed');
  const fields = { ...order.fields, closed: { ...closed, required: true as const } };
  const target = { ...TARGET, entities: { ...TARGET.entities, [order.name]: { ...order, fields } } };
  expectClean('map deal -> repair.order { key x_source_id = dealid name = title ?? "?" }', { target });
});

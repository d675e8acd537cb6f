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

test('a pair whose id must be there is told what to do with records that lead nowhere', () => {
  const message = TARGET.entities['mail.message'];
  const id = message?.fields.res_id;
  if (message === undefined || id === undefined) throw new Error('messages belong to records');
  const fields = { ...message.fields, res_id: { ...id, required: true as const } };
  const target = { ...TARGET, entities: { ...TARGET.entities, [message.name]: { ...message, fields } } };
  const map = (lines: string): string =>
    `map account -> res.partner { key x_source_id = accountid name = name ?? "?" user_id = null }
     map deal -> mail.message { key x_source_id = dealid ${lines} }`;
  expectReport(map('model, res_id = «ref(company) else reject "it did not move"»'), 'nullable-required', {
    target,
    message: /`mail.message.res_id`/,
    help: /require … != null else reject/,
  });
  expectClean(
    map(
      'require company != null else reject "nothing" model, res_id = ref(company) else reject "it did not move"',
    ),
    { target },
  );
});

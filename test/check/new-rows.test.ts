import { expect, test } from 'vitest';
import { expectClean, expectReport } from './support/check-map.ts';
import { entity, SOURCE, schema, TARGET, text } from './support/schemas.ts';

/** Both systems with orders: what is ordered stands in lines, which the target makes with the order. */
const target = schema('odoo', [
  ...Object.values(TARGET.entities),
  entity('sale.order', 'id', {
    id: { kind: 'integer' },
    lines: { type: { kind: 'children', entity: 'sale.line', via: 'order_id' }, write: 'create' },
    x_source_id: { type: { kind: 'text', max: 64 }, unique: true },
  }),
  entity('sale.line', 'id', {
    id: { kind: 'integer' },
    'order_id!': { kind: 'reference', targets: ['sale.order'] },
    'name!': text,
    total: { type: { kind: 'float' }, write: 'never', computed: true },
    lead_id: { kind: 'reference', targets: ['crm.lead'] },
  }),
]);
const order = (lines: string, mode = 'initial '): string =>
  `map account -> sale.order { key x_source_id = accountid  ${mode}lines = deal[company = this] | each(d -> ${lines}) }`;

test('rows of another model are made with the row that holds them, on create only', () => {
  const { program } = expectClean(order('{ name = d.title ?? "?" }'), { target });
  expect([...(program.targetReads.get('sale.line')?.keys() ?? [])]).toEqual(['name']);
  expectReport(order('{ name = d.title ?? "?" }', '«').replace('«lines', '«lines»'), 'create-only', {
    target,
  });
});

test('a new row has what it cannot be without, and nothing that cannot be written', () => {
  expectReport(order('«{ lead_id = null }»'), 'required-unassigned', { target, message: /`name`/ });
  expectReport(order('{ name = «d.title» }'), 'nullable-required', { target });
  expectReport(order('{ name = "?"  «total» = 1 }'), 'not-writable', { target });
  expectReport(order('{ name = "?"  «nam» = "x" }'), 'unknown-field', { target });
});

test('references of a new row go through maps, and must have an answer where they lead nowhere', () => {
  const lead = 'map deal -> crm.lead { key x_source_id = dealid name = "?" type = "lead" }';
  expectClean(`${lead} ${order('{ name = "?"  lead_id = d }')}`, { target, source: SOURCE });
  expectReport(order('{ name = "?"  lead_id = «d» }'), 'no-map-for', { target });
});

test('what `else create` gives is held to the same', () => {
  const row = (values: string): string =>
    `map account -> crm.lead { key x_source_id = accountid name = "?" type = "lead"
       partner_id = res.partner[x_source_id = accountid] else create { ${values} } }`;
  expectClean(row('name = name ?? "?"'));
  expectReport(row('name = «name»'), 'nullable-required');
  expectReport(row('name = "?"  «display_name» = "x"'), 'not-writable');
});

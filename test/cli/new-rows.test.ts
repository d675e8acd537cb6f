import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createOdooTarget } from '../../src/connectors/odoo/index.ts';
import { makeProject } from '../project/support/make-project.ts';
import { stepsIn } from './support/steps.ts';

const MAP = `migration files -> odoo

provision { field account.move.x_id : char unique "Source id" }

map invoice -> account.move {
  key x_id = "invoice:{id}"
  initial move_type = "out_invoice"
  date = date "2024-05-01"
  currency_id = res.currency[name = "EUR"]
  journal_id  = account.journal[code = "INV"]
  initial invoice_line_ids = lines | each(l -> {
    name = l.text, quantity = l.qty, price_unit = l.price, display_type = "product"
    currency_id = res.currency[name = l.currency] else reject "no currency {l.currency}"
  })
}

test "an invoice is made with its lines" {
  given  invoice { id = 1, lines = [{ text = "Work", qty = 2, price = 50, currency = "EUR" }] }
  expect account.move.line { name = "Work", price_unit = 50, move_id.x_id = "invoice:1" }
}
`;

const SETTINGS = `migration: [main.map]
environments:
  staging:
    source:
      connector: files
      folder: data
      files: { invoice: { path: invoice.jsonl, fields: { currency: text required } } }
    target: { connector: odoo, url: "\${ODOO_URL}", db: crm, login: admin, password: "\${ODOO_PASSWORD}" }
discover: { target: { entities: [account.move, account.move.line, account.journal, res.currency] } }
`;
const line = (text: string, currency: string) => ({ text, qty: 2, price: 50, currency });
const INVOICES = [
  { id: 1, lines: [line('Work', 'EUR'), line('Travel', 'EUR')] },
  { id: 2, lines: [] },
  { id: 3, lines: [line('Work', 'EUR'), line('Work', 'XXX')] },
];

function never(): never {
  throw new Error('The sandbox has no invoice lines');
}

it('what a target makes with a row is made once, verified by number, and taken away with it', async () => {
  const { startOdooSandbox } = await import('../../src/sandbox/odoo/index.ts');
  const sandbox = await startOdooSandbox({ db: 'crm' });
  try {
    const environment = { ODOO_URL: sandbox.url, ODOO_PASSWORD: sandbox.password };
    const folder = makeProject({ 'main.map': MAP, 'mapc.yaml': SETTINGS });
    mkdirSync(join(folder, 'data'));
    writeFileSync(
      join(folder, 'data', 'invoice.jsonl'),
      `${INVOICES.map((one) => JSON.stringify(one)).join('\n')}\n`,
    );
    const step = stepsIn(folder, environment);
    const { url, db, login, password } = sandbox;
    const odoo = createOdooTarget({ url, db, login, password });
    const lines = async (): Promise<readonly unknown[]> => {
      const entities = (await odoo.discover(['account.move.line'])).entities;
      const rows = await odoo.search(entities['account.move.line'] ?? never(), {
        // Beside them stand those that Odoo makes by itself: taxes, and what is owed.
        where: [{ path: 'display_type', operator: '=', value: 'product' }],
        fields: ['name'],
      });
      return rows.map((row) => row.values.name).sort();
    };
    await step(0, 'discover');
    await step(0, 'check');
    expect(await step(0, 'test')).toMatchObject({ tests: [{ failures: [] }] });
    await step(0, 'provision', '--apply');
    await step(0, 'extract');
    expect(await step(3, 'run')).toMatchObject({ maps: [{ states: { created: 2, rejected: 1 } }] });
    expect(await lines()).toEqual(['Travel', 'Work']);
    expect(await step(0, 'verify')).toMatchObject({ records: 2, wrong: 0 });
    expect(await step(3, 'run')).toMatchObject({ maps: [{ states: { unchanged: 2, rejected: 1 } }] });
    expect(await lines()).toEqual(['Travel', 'Work']);
    expect(await step(0, 'rollback')).toMatchObject({ deleted: 2, left: [] });
    expect(await lines()).toEqual([]);
  } finally {
    await sandbox.close();
  }
});

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type OdooSandbox, startOdooSandbox } from '../../src/sandbox/odoo/index.ts';
import { logIn, type Rpc } from '../connectors/odoo/views/rpc.ts';
import { makeProject } from '../project/support/make-project.ts';
import { runCli } from './support/run-cli.ts';

const MAP = `migration files -> odoo

provision {
  model x_card "Card" {
    x_name : char "Name"
    x_number : char unique "Number"
  }
  field res.partner.x_id : char unique "Source id"
  field res.partner.x_note : char "Note"
}

map customer -> res.partner {
  key x_id = id
  name = name ?? id
  x_note = id
}
`;

interface Place {
  readonly folder: string;
  readonly sandbox: OdooSandbox;
  readonly admin: Rpc;
  /** Runs a command that must end with that code, and gives what it said as JSON. */
  step(code: number, ...words: readonly string[]): Promise<unknown>;
  fault(fault: object): Promise<void>;
}

async function inSandbox(work: (place: Place) => Promise<void>): Promise<void> {
  const sandbox = await startOdooSandbox({ db: 'crm' });
  try {
    const folder = makeProject({ 'main.map': MAP });
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'customer.csv'), 'id,name\na,Kaya\n');
    const environment = { ODOO_URL: sandbox.url, ODOO_PASSWORD: sandbox.password };
    await work({
      folder,
      sandbox,
      admin: await logIn(sandbox, sandbox.login, sandbox.password),
      async step(code, command = '', ...rest) {
        const result = await runCli([command, folder, ...rest, '--json'], environment);
        expect(result.code === code ? code : `${command}: ${result.out}${result.err}`).toBe(code);
        return JSON.parse(result.out);
      },
      async fault(fault) {
        await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body: JSON.stringify(fault) });
      },
    });
  } finally {
    await sandbox.close();
  }
}

const views = (status: string) => [
  {
    entity: 'x_card',
    parts: ['list', 'form', 'search', 'menu'].map((what) => expect.objectContaining({ what, status })),
    notes: [],
  },
  {
    entity: 'res.partner',
    parts: [
      { what: 'form', name: 'res.partner.form.migrated', status },
      { what: 'search', name: 'res.partner.search.migrated', status },
    ],
    notes: [],
  },
];

it('says where people will see it, lets them, and takes it away; none of it is drift', async () => {
  await inSandbox(async ({ folder, admin, step }) => {
    const document = (): string => readFileSync(join(folder, '.mapc/reports/provision.md'), 'utf8');
    await step(0, 'discover');
    expect(await step(0, 'provision')).toMatchObject({ views: views('missing') });
    expect(document()).toContain('1 model, 2 fields, 5 views and 1 menu would be made');
    expect(document()).toContain('| x\\_card | menu | Migrated data / Card | to be made |');
    expect(document()).toContain('| res.partner | form | res.partner.form.migrated | to be made |');
    expect(readFileSync(join(folder, '.mapc/reports/provision.html'), 'utf8')).toContain(
      'Migrated data / Card',
    );
    expect(await admin.rows('ir.ui.view', [['name', 'like', 'migrated']], ['name'])).toEqual([]);
    expect(await step(0, 'provision', '--apply')).toMatchObject({ views: views('made') });
    const [search] = await admin.rows(
      'ir.ui.view',
      [['name', '=', 'res.partner.search.migrated']],
      ['arch_db'],
    );
    expect(search?.arch_db).toContain('x_id');
    expect(search?.arch_db).not.toContain('x_note');
    expect(await step(0, 'provision', '--apply')).toMatchObject({ views: views('present') });
    expect(await step(0, 'discover', '--check')).toMatchObject({ target: { changes: [] } });
    await step(0, 'extract');
    expect(await step(0, 'preflight')).toMatchObject({ ready: true });
    // What somebody deleted in Odoo is made again when it is asked for again.
    await admin.call('ir.ui.view', 'unlink', [[search?.id]]);
    expect(await step(0, 'provision')).toMatchObject({
      views: [{}, { parts: [{ status: 'present' }, { status: 'missing' }] }],
    });
    expect(document()).toContain('To approve: 1 view would be made');
    await step(0, 'provision', '--apply');
    expect(await step(0, 'rollback', '--provision')).toMatchObject({ unprovisioned: 3, left: [] });
    expect(await step(0, 'provision')).toMatchObject({ views: views('missing') });
    for (const model of ['ir.ui.view', 'ir.ui.menu', 'ir.actions.act_window'])
      expect(await admin.rows(model, [['name', 'ilike', 'card']], ['name']), model).toEqual([]);
  });
});

it('leaves a view that a person changed, with what it shows, and takes them when it is gone', async () => {
  await inSandbox(async ({ admin, step }) => {
    await step(0, 'discover');
    await step(0, 'provision', '--apply');
    const change = async (name: string): Promise<number> => {
      const [row] = await admin.rows('ir.ui.view', [['name', '=', name]], ['arch_db']);
      const arch = String(row?.arch_db).replace('<group', '<group col="4"');
      await admin.call('ir.ui.view', 'write', [[row?.id], { arch_db: arch }]);
      return Number(row?.id);
    };
    const changed = [await change('res.partner.form.migrated'), await change('x_card.form')];
    const { left } = (await step(3, 'rollback', '--provision')) as {
      readonly left: readonly { readonly target: string; readonly reason: string }[];
    };
    expect(left.map(({ target, reason }) => [target, reason.slice(0, 60)])).toEqual([
      ['res.partner', 'A person changed the view res.partner.form.migrated since, s'],
      ['x_card', 'A person changed the view x_card.form since, so it stays, an'],
      ['x_note', 'Odoo refused to delete ir.model.fields: Cannot rename/delete'],
      ['x_id', 'Odoo refused to delete ir.model.fields: Cannot rename/delete'],
      ['x_card', 'Something that shows it to people was left alone.'],
    ]);
    expect(await admin.rows('ir.ui.menu', [['name', '=', 'Card']], ['name'])).toHaveLength(1);
    await admin.call('ir.ui.view', 'unlink', [changed]);
    expect(await step(0, 'rollback', '--provision')).toMatchObject({ unprovisioned: 3, left: [] });
    expect(await admin.rows('ir.ui.menu', [['name', 'in', ['Card', 'Migrated data']]], ['name'])).toEqual([]);
  });
});

it('makes the fields where the login may not make views, and says that nobody sees them', async () => {
  await inSandbox(async ({ admin, step, fault }) => {
    await step(0, 'discover');
    await fault({ kind: 'forbidden', model: 'ir.ui.view', method: 'check_access_rights', times: 2 });
    const { steps, views: seen } = (await step(0, 'provision', '--apply')) as {
      readonly steps: readonly { readonly status: string }[];
      readonly views: readonly { readonly parts: readonly unknown[]; readonly notes: readonly string[] }[];
    };
    expect(steps.map(({ status }) => status)).toEqual(['made', 'made', 'made']);
    expect(seen.map(({ parts }) => parts)).toEqual([[], []]);
    expect(seen.flatMap(({ notes }) => notes)).toEqual([
      expect.stringContaining(
        'Nobody finds x_card in a menu: admin may not make views in Odoo (ir.ui.view).',
      ),
      expect.stringContaining('Nobody sees x_id, x_note of res.partner: admin may not make views in Odoo'),
    ]);
    expect(await admin.rows('ir.ui.view', [['name', 'like', 'migrated']], ['name'])).toEqual([]);
    // With the right it is made up for.
    expect(await step(0, 'provision', '--apply')).toMatchObject({ views: views('made') });
    expect(await step(0, 'rollback', '--provision')).toMatchObject({ left: [] });
  });
});

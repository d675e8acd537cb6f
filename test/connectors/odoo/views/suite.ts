import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ProvisionedField, ShownEntity, Target } from '../../../../src/connectors/contract.ts';
import { createOdooTarget, type OdooSettings } from '../../../../src/connectors/odoo/index.ts';
import type { JsonValue, Schema } from '../../../../src/schema/model.ts';
import { logIn, type Rpc } from './rpc.ts';

const text = { kind: 'text', max: 64 } as const;
const field = (name: string, type: ProvisionedField['type'], unique = false): ProvisionedField => ({
  name,
  label: `Label ${name}`,
  type,
  unique,
});

const MACHINE = {
  name: 'x_machine',
  label: 'Machines <all> & "more"',
  fields: [
    field('x_name', text),
    field('x_serial', text, true),
    field('x_currency_id', { kind: 'reference', targets: ['res.currency'] }),
    field('x_price', { kind: 'money' }),
    field('x_note', { kind: 'html' }),
    field('x_picture', { kind: 'binary' }),
    field('x_raw', { kind: 'json' }),
    field('x_owner', { kind: 'reference', targets: ['res.partner'] }),
    field('x_groups', { kind: 'references', target: 'res.partner.category' }),
  ],
};
const KEY = field('x_seen_key', text, true);
const NOTE = field('x_seen_note', text);
const MACHINES = field('x_seen_machines', { kind: 'references', target: 'x_machine' });

/** What a database holds of views, without which it is as before. */
const COUNTED = [
  'ir.ui.view',
  'ir.ui.menu',
  'ir.actions.act_window',
  'ir.model.data',
  'ir.model.fields',
  'ir.model',
] as const;

/** Views against one server, which is the sandbox or a real one: what people see, and that it goes again. */
export function describeViews(title: string, open: () => Promise<OdooSettings>): void {
  describe(title, () => {
    let target: Target;
    let admin: Rpc;
    let nora: Rpc;
    let user: number;
    let schema: Schema;
    let before: readonly unknown[];
    /** Takes away what a test has provisioned, the latest first. */
    const undo: (() => Promise<unknown>)[] = [];

    const counts = (): Promise<readonly unknown[]> =>
      Promise.all(
        COUNTED.map((model) =>
          admin.call(model, 'search_count', [[]], {
            context: { active_test: false, 'ir.ui.menu.full_list': true },
          }),
        ),
      );
    const entity = (name: string) => {
      const found = schema.entities[name];
      if (found === undefined) throw new Error(`There is no ${name}`);
      return found;
    };
    const shown = (
      name: string,
      fields: readonly ProvisionedField[],
      made: string | null = null,
    ): ShownEntity => ({
      entity: name,
      made,
      fields: fields.map((one) => ({ name: one.name, type: one.type, searched: one.unique })),
    });
    const apply = (what: ShownEntity) => target.show?.(what, { apply: true });
    const hide = ({ entity: name, made, fields }: ShownEntity) =>
      target.hide?.({ entity: name, made: made !== null, fields: fields.map((one) => one.name) });
    const provide = async (model: string, fields: readonly ProvisionedField[]): Promise<void> => {
      for (const one of fields) {
        const receipt = (await target.provisionField(entity(model), one)) as JsonValue;
        undo.push(() => target.unprovisionField(receipt));
      }
    };
    const provideMachine = async (): Promise<void> => {
      const receipt = (await target.provisionModel(MACHINE)) as JsonValue;
      undo.push(() => target.unprovisionModel(receipt));
    };
    /** What somebody gets who opens a model. */
    const arch = async (who: Rpc, model: string, type: string): Promise<string> => {
      const { views } = (await who.call(model, 'get_views', [[[false, type]]])) as {
        readonly views: Readonly<Record<string, { readonly arch: string }>>;
      };
      return views[type]?.arch ?? '';
    };
    const viewNamed = async (name: string): Promise<number> => {
      const rows = await admin.rows('ir.ui.view', [['name', '=', name]], ['name']);
      expect(rows, name).toHaveLength(1);
      return Number(rows[0]?.id);
    };

    beforeAll(async () => {
      const settings = await open();
      target = createOdooTarget(settings);
      admin = await logIn(settings, settings.login ?? '', settings.password ?? '');
      const [group] = await admin.rows(
        'ir.model.data',
        [
          ['module', '=', 'base'],
          ['name', '=', 'group_user'],
        ],
        ['res_id'],
      );
      user = (await admin.call(
        'res.users',
        'create',
        [
          {
            name: 'Nora',
            login: 'nora.views',
            password: 'nora-views-1',
            groups_id: [[6, 0, [group?.res_id]]],
          },
        ],
        { context: { no_reset_password: true, tracking_disable: true } },
      )) as number;
      nora = await logIn(settings, 'nora.views', 'nora-views-1');
      schema = await target.discover(['res.partner', 'crm.lead', 'product.product', 'product.template']);
      before = await counts();
    }, 120_000);
    afterEach(async () => {
      for (const step of undo.splice(0).reverse()) await step();
      expect(await counts()).toEqual(before);
    }, 120_000);
    afterAll(async () => {
      const [row] = await admin.rows('res.users', [['id', '=', user]], ['partner_id']);
      await admin.call('res.users', 'unlink', [[user]]);
      const partner = Array.isArray(row?.partner_id) ? Number(row.partner_id[0]) : 0;
      await admin.call('res.partner', 'unlink', [[partner]]);
      await target.close();
    }, 120_000);

    test('a field stands on a page of the form that everybody gets, and a key in the search', async () => {
      await provide('res.partner', [KEY, NOTE]);
      const what = shown('res.partner', [KEY, NOTE]);
      const named = (status: string) => ({
        parts: [
          { what: 'form', name: 'res.partner.form.migrated', status },
          { what: 'search', name: 'res.partner.search.migrated', status },
        ],
        notes: [],
      });
      expect(await target.show?.(what, { apply: false })).toEqual(named('missing'));
      expect(await arch(nora, 'res.partner', 'form')).not.toContain('x_seen');
      expect(await apply(what)).toEqual(named('made'));
      for (const who of [admin, nora]) {
        const form = await arch(who, 'res.partner', 'form');
        expect(form).toMatch(
          /<page string="Migrated data"[^>]*>\s*<group>\s*<field name="x_seen_key"\/>\s*<field name="x_seen_note"\/>\s*<\/group>\s*<\/page>\s*<\/notebook>/,
        );
        const search = await arch(who, 'res.partner', 'search');
        expect(search).toContain('<field name="x_seen_key"/>');
        expect(search).not.toContain('x_seen_note');
      }
      expect(await apply(what)).toEqual(named('present'));
      expect(await hide(what)).toEqual([]);
      expect(await hide(what)).toEqual([]);
      expect(await arch(nora, 'res.partner', 'form')).not.toContain('x_seen');
    }, 120_000);

    test('all fields of a model stand in one view, which grows and shrinks with them', async () => {
      await provide('crm.lead', [KEY]);
      await apply(shown('crm.lead', [KEY]));
      const id = await viewNamed('crm.lead.form.migrated');
      await provide('crm.lead', [NOTE]);
      const both = shown('crm.lead', [KEY, NOTE]);
      expect(await target.show?.(both, { apply: false })).toMatchObject({
        parts: [{ status: 'missing' }, { status: 'present' }],
      });
      expect(await apply(both)).toMatchObject({ parts: [{ status: 'made' }, { status: 'present' }] });
      expect(await viewNamed('crm.lead.form.migrated')).toBe(id);
      expect(await arch(admin, 'crm.lead', 'form')).toMatch(/x_seen_key"\/>\s*<field name="x_seen_note"/);
      expect(await apply(both)).toMatchObject({ parts: [{ status: 'present' }, { status: 'present' }] });
      expect(await hide(shown('crm.lead', [KEY]))).toEqual([]);
      const form = await arch(admin, 'crm.lead', 'form');
      expect(form).not.toContain('x_seen_key');
      expect(form).toContain('x_seen_note');
      expect(await admin.rows('ir.ui.view', [['name', '=', 'crm.lead.search.migrated']], ['name'])).toEqual(
        [],
      );
      // It still counts as untouched.
      expect(await hide(both)).toEqual([]);
    }, 120_000);

    test('Odoo keeps a field as long as a view names it that is not archived', async () => {
      await provide('res.partner', [KEY, NOTE]);
      await apply(shown('res.partner', [KEY]));
      const rows = await admin.rows(
        'ir.model.fields',
        [
          ['name', 'in', ['x_seen_key', 'x_seen_note']],
          ['model', '=', 'res.partner'],
        ],
        ['name'],
      );
      const unlink = () => admin.call('ir.model.fields', 'unlink', [rows.map(({ id }) => id)]);
      await expect(unlink()).rejects.toThrow(
        /^odoo\.exceptions\.UserError: Cannot rename\/delete fields that are still present in views:\nFields: res\.partner\.x_seen_\w+, res\.partner\.x_seen_\w+\nView: res\.partner\.form\.migrated$/,
      );
      const views = await admin.rows('ir.ui.view', [['name', 'like', 'res.partner.%.migrated']], ['name']);
      await admin.call('ir.ui.view', 'write', [views.map(({ id }) => id), { active: false }]);
      expect(await apply(shown('res.partner', [KEY]))).toMatchObject({
        notes: ['form', 'search'].map((kind) =>
          expect.stringContaining(`The view res.partner.${kind}.migrated is archived in Odoo`),
        ),
      });
      expect(await unlink()).toBe(true);
      expect(await hide(shown('res.partner', [KEY]))).toEqual([]);
    }, 120_000);

    test('a field that is not custom is left to who made it', async () => {
      const what = shown('res.partner', [field('ref', text, true)]);
      for (const how of [false, true])
        expect(await target.show?.(what, { apply: how })).toEqual({ parts: [], notes: [] });
    }, 120_000);

    test('Odoo takes no view that breaks', async () => {
      const [parent] = (await admin.call(
        'ir.ui.view',
        'search',
        [
          [
            ['model', '=', 'res.partner'],
            ['type', '=', 'form'],
            ['mode', '=', 'primary'],
          ],
        ],
        { limit: 1 },
      )) as readonly number[];
      const make = (values: Readonly<Record<string, unknown>>) =>
        admin.call('ir.ui.view', 'create', [{ name: 'broken', ...values }]);
      const adding = (path: string, added: string) => ({
        model: 'res.partner',
        inherit_id: parent,
        arch: `<xpath expr="${path}" position="inside">${added}</xpath>`,
      });
      await expect(make(adding('//nobook', '<page/>'))).rejects.toThrow(
        // 16.0 says "validating" only.
        /^odoo\.exceptions\.ValidationError: Error while (parsing or )?validating view:\n\nElement '<xpath expr="\/\/nobook">' cannot be located in parent view/,
      );
      await expect(make(adding('//sheet', '<field name="x_nope"/>'))).rejects.toThrow(
        /^odoo\.exceptions\.ValidationError: Error while validating view near:\n[\s\S]*\nField "x_nope" does not exist in model "res\.partner"$/,
      );
      await expect(make(adding('//sheet', '<group>'))).rejects.toThrow(
        /Opening and ending tag mismatch: group line 1 and xpath, line 1, column/,
      );
      await expect(make({ ...adding('//sheet', '<group/>'), model: false })).rejects.toThrow(
        'Model not found: False',
      );
      await expect(make({ model: 'res.partner', arch_db: '<form/>' })).rejects.toThrow(
        'odoo.exceptions.ValidationError: Missing view architecture.',
      );
      await expect(
        admin.call('ir.actions.act_window', 'create', [{ name: 'broken', res_model: 'x_nope' }]),
      ).rejects.toThrow("odoo.exceptions.ValidationError: Invalid model name 'x_nope' in action definition.");
    }, 120_000);

    test('a form that is derived from the one of another model takes its own fields', async () => {
      await provide('product.product', [NOTE]);
      await provide('product.template', [KEY]);
      const variant = shown('product.product', [NOTE]);
      const product = shown('product.template', [KEY]);
      for (const what of [variant, product]) expect(await apply(what)).toMatchObject({ notes: [] });
      const form = await arch(admin, 'product.product', 'form');
      expect(form).toContain('<field name="x_seen_note"/>');
      // Of a product's variants it is the product's.
      expect(form).toContain('<field name="x_seen_key"');
      expect(await arch(admin, 'product.template', 'form')).not.toContain('x_seen_note');
      expect(await arch(admin, 'product.template', 'form')).toContain('<field name="x_seen_key"/>');
      for (const what of [variant, product]) expect(await hide(what)).toEqual([]);
    }, 120_000);

    test('a model of its own has a list, a form, a search and a menu, for who may read it', async () => {
      await provideMachine();
      const what = shown('x_machine', MACHINE.fields, MACHINE.label);
      expect(await apply(what)).toEqual({
        parts: [
          { what: 'list', name: 'x_machine.list', status: 'made' },
          { what: 'form', name: 'x_machine.form', status: 'made' },
          { what: 'search', name: 'x_machine.search', status: 'made' },
          { what: 'menu', name: `Migrated data / ${MACHINE.label}`, status: 'made' },
        ],
        notes: [],
      });
      expect(await apply(what)).toMatchObject({
        parts: [{ status: 'present' }, { status: 'present' }, { status: 'present' }, { status: 'present' }],
      });
      const form = await arch(admin, 'x_machine', 'form');
      for (const { name, type } of MACHINE.fields)
        expect(form.includes(`<field name="${name}"`), name).toBe(type.kind !== 'json');
      expect(form).toContain('<form string="Machines &lt;all&gt; &amp; &quot;more&quot;">');
      const [action] = await admin.rows(
        'ir.actions.act_window',
        [['res_model', '=', 'x_machine']],
        ['name', 'view_mode'],
      );
      expect(action?.name).toBe(MACHINE.label);
      const [list = ''] = String(action?.view_mode).split(',');
      expect(action?.view_mode).toBe(`${list},form`);
      const columns = await arch(admin, 'x_machine', list);
      expect(columns).toContain('<field name="x_serial"/>');
      expect(columns).not.toMatch(/x_note|x_picture|x_raw/);
      expect(await arch(admin, 'x_machine', 'search')).toMatch(/x_name.*x_serial.*x_owner/s);
      const seen = async (who: Rpc): Promise<unknown> =>
        who.call('ir.ui.menu', 'search_count', [[['name', 'in', ['Migrated data', MACHINE.label]]]]);
      expect(await seen(admin)).toBe(2);
      expect(await seen(nora)).toBe(0);
      // Whoever may not read the model does not see the menu, and finds it all the same to take it away.
      const rights = await admin.rows('ir.model.access', [['name', 'like', 'x_machine']], ['name']);
      await admin.call('ir.model.access', 'write', [rights.map(({ id }) => id), { perm_read: false }]);
      expect(await seen(admin)).toBe(0);
      expect(await hide(what)).toEqual([]);
      expect(await admin.rows('ir.ui.menu', [['name', '=', MACHINE.label]], ['name'])).toEqual([]);
    }, 120_000);

    test('a list of records that not everybody may read keeps nobody from the form', async () => {
      await provideMachine();
      await provide('res.partner', [MACHINES]);
      const what = shown('res.partner', [MACHINES]);
      await apply(what);
      expect(await arch(admin, 'res.partner', 'form')).toContain(
        '<field name="x_seen_machines" widget="many2many_tags"',
      );
      expect(await arch(nora, 'res.partner', 'form')).not.toContain('x_seen_machines');
      expect(await hide(what)).toEqual([]);
    }, 120_000);

    test('what a person changed is left as it is, and told', async () => {
      await provide('res.partner', [KEY, NOTE]);
      const what = shown('res.partner', [KEY]);
      await apply(what);
      const id = await viewNamed('res.partner.form.migrated');
      const [row] = await admin.rows('ir.ui.view', [['id', '=', id]], ['arch_db']);
      const changed = String(row?.arch_db).replace('Migrated data', 'From the old system');
      await admin.call('ir.ui.view', 'write', [[id], { arch_db: changed }]);
      const both = shown('res.partner', [KEY, NOTE]);
      expect(await apply(both)).toEqual({
        parts: [
          { what: 'form', name: 'res.partner.form.migrated', status: 'present' },
          { what: 'search', name: 'res.partner.search.migrated', status: 'present' },
        ],
        notes: [
          'A person changed the view res.partner.form.migrated, so it is left as it is; put x_seen_note into it in Odoo.',
        ],
      });
      expect(await hide(both)).toEqual([
        expect.stringContaining('A person changed the view res.partner.form.migrated since'),
      ]);
      expect(await arch(nora, 'res.partner', 'form')).toContain('From the old system');
      await admin.call('ir.ui.view', 'unlink', [[id]]);
      expect(await hide(both)).toEqual([]);
    }, 120_000);

    test('a form that lost its pages gets a group, and one that takes nothing is told', async () => {
      await provideMachine();
      const make = async (values: Readonly<Record<string, unknown>>): Promise<void> => {
        const id = await admin.call('ir.ui.view', 'create', [{ model: 'x_machine', ...values }]);
        undo.push(() => admin.call('ir.ui.view', 'unlink', [[id]]));
      };
      const what = shown('x_machine', [field('x_serial', text)]);
      expect(await apply(what)).toEqual({
        parts: [],
        notes: [
          'Nobody sees x_serial of x_machine: Odoo has no form of it to put them into. Make one, and provision again.',
        ],
      });
      await make({
        name: 'mine',
        arch: '<form><sheet><field name="x_name"/><notebook><page/></notebook></sheet></form>',
      });
      const [parent] = await admin.rows('ir.ui.view', [['name', '=', 'mine']], ['name']);
      const less = { name: 'less', inherit_id: parent?.id };
      await make({ ...less, arch: '<xpath expr="//notebook" position="replace"/>' });
      expect(await apply(what)).toMatchObject({ parts: [{ status: 'made' }], notes: [] });
      expect(await arch(admin, 'x_machine', 'form')).toMatch(
        /<group string="Migrated data"[^>]*>\s*<field name="x_serial"\/>\s*<\/group>\s*<\/sheet>/,
      );
      expect(await hide(what)).toEqual([]);
    }, 120_000);
  });
}

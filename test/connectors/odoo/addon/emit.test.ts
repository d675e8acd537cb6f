import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type {
  EmittedModule,
  ProvisionedField,
  ProvisionedThings,
} from '../../../../src/connectors/contract.ts';
import { createOdooTarget } from '../../../../src/connectors/odoo/index.ts';
import type { Entity, JsonValue } from '../../../../src/schema/model.ts';
import { expectGolden } from '../../../report/support/golden.ts';
import { fakeOdoo, type Recorded, where } from '../fake-odoo.ts';

function entity(name: string, fields: Entity['fields'] = {}): Entity {
  return { name, label: name, id: 'id', display: null, fields };
}

const code: ProvisionedField = {
  name: 'x_code',
  label: 'Code <1> & "2"',
  type: { kind: 'text', max: 64 },
  unique: true,
  doc: 'Found by it.\nÜber "all".',
};
const partner = entity('res.partner', {
  name: { name: 'name', label: 'Name', type: { kind: 'text' } },
});
const team = entity('crm.team', {
  name: { name: 'name', label: 'Name', type: { kind: 'text' } },
  active: { name: 'active', label: 'Active', type: { kind: 'boolean' } },
  user_id: { name: 'user_id', label: 'Leader', type: { kind: 'reference', targets: ['res.users'] } },
});
const visit = entity('x_visit.card');

const THINGS: ProvisionedThings = {
  models: [
    {
      name: 'x_visit.card',
      label: 'Visit',
      doc: 'Who came when.',
      fields: [
        { name: 'x_old', label: 'Old id', type: { kind: 'text' }, unique: true },
        {
          name: 'x_who',
          label: 'Who',
          type: { kind: 'reference', targets: ['hr.employee'] },
          unique: false,
        },
        {
          name: 'x_mood',
          label: 'Mood',
          type: { kind: 'enum', options: [{ value: 'good', label: 'Good & glad' }] },
          unique: false,
        },
        { name: 'x_words', label: 'Words', type: { kind: 'html' }, unique: false },
      ],
    },
  ],
  fields: [
    { entity: partner, field: code },
    { entity: entity('uom.uom'), field: { ...code, unique: false } },
    {
      entity: visit,
      field: { name: 'x_day', label: 'Day', type: { kind: 'date' }, unique: false },
    },
  ],
  rows: [{ entity: team, key: { name: 'North & <South>' }, values: { active: false, user_id: 7 } }],
};

const IDS: Readonly<Record<string, string>> = {
  model_res_partner: 'base',
  model_uom_uom: 'uom',
  model_crm_team: 'sales_team',
  model_hr_employee: 'hr',
  field_crm_team__name: 'sales_team',
  field_crm_team__active: 'sales_team',
};

function named(call: Recorded): readonly JsonValue[] {
  return JSON.stringify(call.args[0]).includes('"ir.ui.view"')
    ? [
        { id: 9, module: 'base', name: 'view_partner_form', res_id: 5 },
        { id: 10, module: 'contacts', name: 'view_partner_search', res_id: 6 },
      ]
    : Object.entries(IDS).flatMap(([name, module], index): JsonValue[] => [
        { id: index * 2 + 1, module, name },
        // A module that extends it has an id for it too.
        { id: index * 2 + 2, module: 'aaa_later', name },
      ]);
}

async function emitted(things = THINGS, version = '17.0'): Promise<EmittedModule> {
  const { transport, calls } = fakeOdoo(
    {
      'ir.ui.view.search_read': ({ args }) =>
        JSON.stringify(args[0]).includes('res.partner')
          ? [
              JSON.stringify(args[0]).includes('"search"')
                ? { id: 6, arch_db: '<search/>' }
                : { id: 5, arch_db: '<form><sheet><notebook/></sheet></form>' },
            ]
          : [],
      'ir.model.data.search_read': (call) => [...named(call)],
    },
    version,
  );
  const target = createOdooTarget({ ...where, password: 'x' }, { transport });
  const made = await target.emitModule?.('mapc_clinic', 'Clinic', things);
  if (made === undefined) throw new Error('Odoo has modules');
  // Nothing is made in the target.
  expect(calls.filter(({ method }) => method !== 'search_read')).toEqual([]);
  return made;
}

const textOf = (made: EmittedModule, path: string): string =>
  made.files.find((file) => file.path === path)?.text ?? '';

describe('a module of Odoo', () => {
  it('holds models, views, access and rows', async () => {
    const { files } = await emitted();
    const text = files.map((file) => `==> ${file.path}\n${file.text}`).join('\n');
    expectGolden(join(import.meta.dirname, 'golden', 'addon-17.txt'), text);
  });

  it('says what it could not say', async () => {
    expect((await emitted()).notes).toEqual([
      'uom.uom has no form, so its new fields are shown nowhere.',
      'A row of crm.team names another row in user_id by its id in this database.',
      'No module owns crm.team.user_id; the new one needs it to be there already.',
    ]);
  });

  it.each([
    ['16.0', '<tree string="Visit">', 'def pre_init_hook(cr):', '"version": "16.0.1.0.0"'],
    ['17.0', '<tree string="Visit">', 'def pre_init_hook(env):', '"version": "17.0.1.0.0"'],
    ['18.0', '<list string="Visit">', 'def pre_init_hook(env):', '"version": "18.0.1.0.0"'],
    ['saas~17.2', '<tree string="Visit">', 'def pre_init_hook(env):', '"version": "17.0.1.0.0"'],
  ])('speaks the words of Odoo %s', async (version, list, hook, own) => {
    const made = await emitted(THINGS, version);
    expect(textOf(made, 'views/views.xml')).toContain(list);
    expect(textOf(made, 'hooks.py')).toContain(hook);
    expect(textOf(made, '__manifest__.py')).toContain(own);
  });

  it.each(['15.0', '19.0'])('is not written for Odoo %s', async (version) => {
    await expect(emitted(THINGS, version)).rejects.toThrow(
      `A module is written for Odoo 16, 17 or 18, and this is ${version}`,
    );
  });

  it('is small where there are only fields', async () => {
    const { files } = await emitted({ models: [], rows: [], fields: [{ entity: partner, field: code }] });
    expect(files.map(({ path }) => path)).toEqual([
      '__manifest__.py',
      '__init__.py',
      'hooks.py',
      'models/__init__.py',
      'models/res_partner.py',
      'views/views.xml',
    ]);
  });

  it('refuses names that Odoo would not take', async () => {
    const field = { ...code, name: 'code' };
    await expect(emitted({ models: [], rows: [], fields: [{ entity: partner, field }] })).rejects.toThrow(
      'x_code',
    );
  });
});
